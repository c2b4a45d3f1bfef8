/*
 * Delimited text: cutting, quoting, guessing the delimiter, printing.
 */
#include "base/csv.h"

#include "base/rng.h"
#include "test.h"

enum { FIELDS = 8, LINE = 256 };

/* Cut a copy of s; the fields joined by '/', or "refused". */
static const char *
cut(const char *s, char delim)
{
	static char joined[LINE];
	struct csv_field f[FIELDS];
	char *line = strdup(s);
	int i, n = csv_split(f, FIELDS, line, strlen(s), delim);

	joined[0] = '\0';
	for (i = 0; i < n; i++)
		sprintf(joined + strlen(joined), "%s%.*s", i ? "/" : "",
		    (int)f[i].len, f[i].s);
	free(line);
	return n < 0 ? "refused" : joined;
}

static const char *
put(const char *s, char delim)
{
	static char out[LINE];

	out[csv_put(out, s, strlen(s), delim)] = '\0';
	return out;
}

static void
test_plain(void)
{
	test_begin("a line is cut at its delimiter");
	CHECK_STR(cut("a,b,c", ','), "a/b/c");
	CHECK_STR(cut("a;b,c", ';'), "a/b,c");
	CHECK_STR(cut("a\tb", '\t'), "a/b");
	CHECK_STR(cut("a", ','), "a");

	test_begin("empty fields count, also at the ends");
	CHECK_STR(cut("", ','), "");
	CHECK_STR(cut(",", ','), "/");
	CHECK_STR(cut("a,,b", ','), "a//b");
	CHECK_STR(cut("a,b,", ','), "a/b/");
	CHECK_STR(cut(",a", ','), "/a");

	test_begin("one CR at the end is dropped, others stay");
	CHECK_STR(cut("a,b\r", ','), "a/b");
	CHECK_STR(cut("a,\r", ','), "a/");
	CHECK_STR(cut("\r", ','), "");
	CHECK_STR(cut("a\r,b\r\r", ','), "a\r/b\r");
	CHECK_STR(cut("a,\"b\"\r", ','), "a/b");

	test_begin("blanks are part of a field");
	CHECK_STR(cut(" a , b ", ','), " a / b ");

	test_begin("more fields than room are refused, as many are not");
	CHECK_STR(cut("1,2,3,4,5,6,7,8", ','), "1/2/3/4/5/6/7/8");
	CHECK_STR(cut("1,2,3,4,5,6,7,8,", ','), "refused");
}

static void
test_quotes(void)
{
	test_begin("a quoted field may hold delimiters and line ends");
	CHECK_STR(cut("\"a,b\",c", ','), "a,b/c");
	CHECK_STR(cut("a,\"b\r\nc\",d", ','), "a/b\r\nc/d");
	CHECK_STR(cut("\"\",\"\"", ','), "/");
	CHECK_STR(cut("\"a\",", ','), "a/");

	test_begin("two quotes inside quotes are one");
	CHECK_STR(cut("\"a\"\"b\"", ','), "a\"b");
	CHECK_STR(cut("\"\"\"\"", ','), "\"");
	CHECK_STR(cut("\"\"\"\"\"\",x", ','), "\"\"/x");
	CHECK_STR(cut("\"\"\"a,\"\"\",x", ','), "\"a,\"/x");

	test_begin("a quote inside an unquoted field is a byte");
	CHECK_STR(cut("5\" nails,x", ','), "5\" nails/x");
	CHECK_STR(cut(" \"a\",x", ','), " \"a\"/x");

	test_begin("an unterminated quote is refused");
	CHECK_STR(cut("\"", ','), "refused");
	CHECK_STR(cut("a,\"b", ','), "refused");
	CHECK_STR(cut("\"a\"\"", ','), "refused");
	CHECK_STR(cut("\"a\r", ','), "refused");

	test_begin("text behind a closing quote is refused");
	CHECK_STR(cut("\"a\"b,c", ','), "refused");
	CHECK_STR(cut("\"a\" ,c", ','), "refused");
}

#define OPEN(s, delim) csv_open_quote(s, strlen(s), delim)

static void
test_open(void)
{
	test_begin("a line that ends inside quotes goes on");
	CHECK_INT(OPEN("a,\"b", ','), 1);
	CHECK_INT(OPEN("\"", ','), 1);
	CHECK_INT(OPEN("\"a\"\"", ','), 1);
	CHECK_INT(OPEN("\"a,b", ','), 1);
	CHECK_INT(OPEN("\"a\",\"\"\"", ','), 1);

	test_begin("a line that does not end inside quotes is whole");
	CHECK_INT(OPEN("", ','), 0);
	CHECK_INT(OPEN("a,b", ','), 0);
	CHECK_INT(OPEN("\"a\",b", ','), 0);
	CHECK_INT(OPEN("\"\"", ','), 0);
	CHECK_INT(OPEN("5\" nails", ','), 0);
	CHECK_INT(OPEN("\"a\",", ','), 0);
	CHECK_INT(OPEN("a;\"b", ','), 0);
	CHECK_INT(OPEN("\"a\"\"b\"", ','), 0);
}

#define GUESS(s) csv_guess(s, strlen(s))

static void
test_guess(void)
{
	test_begin("the delimiter is the one that comes equally often");
	CHECK_INT(GUESS("a,b\n1,2\n"), ',');
	CHECK_INT(GUESS("a;b;c\n1;2;3"), ';');
	CHECK_INT(GUESS("a\tb\r\n1\t2\r\n"), '\t');
	CHECK_INT(GUESS("a|b|c|d\n1|2|3|4\n"), '|');
	CHECK_INT(GUESS("20120201 000100;1,30;1,31;0\n1;2,0;3,0;4\n"), ';');
	CHECK_INT(GUESS("a,b;c,d\n1,2;3,4\n"), ',');
	CHECK_INT(GUESS("a;x,b;c\n1;2;3\n"), ';');

	test_begin("blank lines and lines after the fifth are not looked at");
	CHECK_INT(GUESS("\n\r\na,b\n\n1,2\n"), ',');
	CHECK_INT(GUESS("a,b\n1,2\n1,2\n1,2\n1,2\n1,"), ',');
	CHECK_INT(GUESS("a,b\n1,2\n1,2\n1,2\n1,2\n1,2,3\n"), ',');
	CHECK_INT(GUESS("a,b\n1,2\n1,2\n1,2\n1,2,3\n"), 0);

	test_begin("delimiters inside quotes do not count");
	CHECK_INT(GUESS("\"a,b\",c\nd,e\n"), ',');
	CHECK_INT(GUESS("\"a\n,b\",c\nd,e\n"), ',');
	CHECK_INT(GUESS("\"a\"\",b\",c\nd,e\n"), ',');
	CHECK_INT(GUESS("\"a,b\nd,e\n"), ',');

	test_begin("there may be no delimiter");
	CHECK_INT(GUESS(""), 0);
	CHECK_INT(GUESS("\n"), 0);
	CHECK_INT(GUESS("one word\nanother\n"), 0);
	CHECK_INT(GUESS("a,b\n1\n"), 0);
}

static void
test_put(void)
{
	test_begin("a cell is quoted only where it must be");
	CHECK_STR(put("", ','), "");
	CHECK_STR(put("a b", ','), "a b");
	CHECK_STR(put("a;b", ','), "a;b");
	CHECK_STR(put("a,b", ','), "\"a,b\"");
	CHECK_STR(put("a;b", ';'), "\"a;b\"");
	CHECK_STR(put("a\nb", ','), "\"a\nb\"");
	CHECK_STR(put("a\r", ','), "\"a\r\"");
	CHECK_STR(put("\"", ','), "\"\"\"\"");
}

static int
same(const struct csv_field *f, const char *s, size_t len)
{
	return f->len == len && memcmp(f->s, s, len) == 0;
}

static void
test_random(uint64_t seed)
{
	static const char bytes[] = "a1,\"\r\n ;";
	char cell[2][12], line[64];
	struct csv_field f[2];
	size_t len[2], n, i, k;
	struct rng r;
	int round;

	test_begin("cells of any bytes read back as they were");
	printf("# seed %" PRIu64 "\n", seed);
	rng_init(&r, seed, 0);
	for (round = 0; round < 20000; round++) {
		for (k = 0, n = 0; k < 2; k++) {
			len[k] = rng_below(&r, sizeof(cell[k]));
			for (i = 0; i < len[k]; i++)
				cell[k][i] = bytes[rng_below(&r, 8)];
			if (k == 1)
				line[n++] = ',';
			n += csv_put(line + n, cell[k], len[k], ',');
		}
		CHECK_INT(csv_open_quote(line, n, ','), 0);
		CHECK_INT(csv_split(f, 2, line, n, ','), 2);
		CHECK(same(&f[0], cell[0], len[0]));
		CHECK(same(&f[1], cell[1], len[1]));
		if (test_bad)
			return;
	}
}

static void
test_hostile(uint64_t seed)
{
	static const char bytes[] = ",,\"\"\r\n;x";
	struct csv_field f[FIELDS];
	size_t len, i;
	struct rng r;
	int round, n, open;
	char *line;

	test_begin("no bytes lead out of the line, and an open quote is "
		   "never cut");
	rng_init(&r, seed, 1);
	for (round = 0; round < 20000; round++) {
		len = rng_below(&r, 24);
		line = malloc(len + (len == 0)); /* ASan sees its end */
		for (i = 0; i < len; i++)
			line[i] = bytes[rng_below(&r, 8)];
		csv_guess(line, len);
		open = csv_open_quote(line, len, ',');
		n = csv_split(f, FIELDS, line, len, ',');
		CHECK(!open || n == -1);
		for (i = 0; (int)i < n; i++)
			CHECK(
			    f[i].s >= line && f[i].s + f[i].len <= line + len);
		free(line);
	}
}

/* The index of a text, byte by byte: 1 when it is the same. */
static int
index_holds(const struct csv_index *x, const char *s, size_t len, char delim)
{
	uint32_t sep = 1, line = 0, quoted = 0, i;

	if (x->len > len || x->sep[0] != UINT32_MAX)
		return 0;
	for (i = 0; i < x->len; i++) {
		if (s[i] == '"')
			quoted = CSV_QUOTED;
		if (s[i] != delim && s[i] != '\n')
			continue;
		if (sep == x->nsep || x->sep[sep++] != i)
			return 0;
		if (s[i] != '\n')
			continue;
		if (line == x->nline || x->line[line++] != (i | quoted))
			return 0;
		quoted = 0;
	}
	return sep == x->nsep && line == x->nline;
}

static void
test_index(uint64_t seed)
{
	static const char bytes[] = ",\n\"x,1.\0\xff;\r";
	static struct csv_index x;
	static char text[1 << 17];
	int best = (int)csv_index_best(), turn, how;
	struct rng rng;
	size_t len, i;
	char delim;

	test_begin("the index tells where cells and lines end");
	rng_init(&rng, seed, 0);
	for (turn = 0; turn < 2000; turn++) {
		len = rng_below(&rng, turn < 10 ? sizeof(text) : 400);
		for (i = 0; i < len; i++)
			text[i] = rng_below(&rng, 1 + (uint64_t)turn % 9) == 0
				      ? bytes[rng_below(&rng, sizeof(bytes))]
				      : 'a';
		delim = turn % 2 ? ',' : ';';
		for (how = CSV_INDEX_WORDS; how <= best; how++) {
			csv_index_as(&x, text, len, delim,
			    (enum csv_index_how)how);
			CHECK(index_holds(&x, text, len, delim));
			CHECK(x.len == len || x.len >= CSV_INDEX_LINES);
		}
	}
	memset(text, '\n', sizeof(text));
	for (how = CSV_INDEX_WORDS; how <= best; how++) {
		csv_index_as(&x, text, sizeof(text), ',',
		    (enum csv_index_how)how);
		CHECK(index_holds(&x, text, sizeof(text), ','));
	}
	csv_index(&x, text, sizeof(text), ',');
	CHECK(index_holds(&x, text, sizeof(text), ','));
}

int
main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;

	test_plain();
	test_quotes();
	test_open();
	test_guess();
	test_put();
	test_random(seed);
	test_hostile(seed);
	test_index(seed);
	return test_end();
}
