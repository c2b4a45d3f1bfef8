/*
 * Our CSV is read cell by cell or by way of JSON: the rows are the same.
 *
 * Texts are made at random: columns, kinds, cells of usual and of odd forms,
 * damage, ends of lines; they are read with the fast path and without, with
 * small windows, row by row and in batches.
 */
#include "base/csv.h"
#include "base/rng.h"
#include "stream_cells.h"
#include "test.h"

enum { SEED = 11, CASES = 4000, COLUMNS = 24, TEXT = 1 << 16, ROWS = 60 };

/* How many cells of a hundred have an odd form. */
static const int odd_shares[] = { 0, 1, 1, 3, 30 };

static const char *const fields[] = { "a:i16", "b:c5", "c:f32", "d:id",
	"e:bool", "f:char", "g:ts", "h:sym", "i:qty", NULL };

static const char *const names[] = { "ts_event", "ts_recv", "symbol",
	"publisher_id", "instrument_id", "action", "side", "depth", "price",
	"size", "flags", "ts_in_delta", "sequence", "order_id", "label",
	"label_type", "def", "open", "bid_px_00", "volume", "score", "reason",
	"x", "note", "a", "b", "c", "d", "e", "f", "g", "h", "i",
	"a name, quoted", "a \"name\"", "umlaut \xc3\xa4",
	"a name of sixty-four bytes is too long for a field, and refused.",
	"kind" };

static const char *const kinds[] = { "trades", "mbo", "bar", "ohlcv-1m", "a,b",
	"a\"b", "x y", " ", "k\xc3\xa4", "kind of 16 bytes" };

static const char *const odd[] = { "", "0", "-0", "00", "01", "1", "9", "-1",
	"+1", "1.5", "-1.5", "1.", ".5", "1.50", "-0.0", "1e5", "1E-3", "1e400",
	"1.5.2", "-", "12345678", "123456789", "1234567890123456789",
	"18446744073709551614", "18446744073709551615", "99999999999999999999",
	"1234567.5", "12345678.5", "999999999.999999999", "0.1234567891",
	"9223372036854775807", "32767", "-32768", "65534", "254", "255", "nan",
	"NaN", "inf", "null", "true", "false", "T", "N", "5 ", " 5", "a b",
	"AAPL", "an old name of 20 b", "15 bytes of it.", "16 bytes of it..",
	"\"q\"", "\"a,b\"", "\"\"", "\"a\"\"b\"", "\"open", "5\" nails", "a\\b",
	"\\", "\xc3\xa4", "\xff", "\x01", "a\xc3\xa4 z", "a\rb", "\r", "\x7f",
	"a\tb", "2024-01-02T13:30:00.000977132Z",
	"2554-07-21T23:34:33.000000000Z", "2554-07-20T23:34:33.000000000Z",
	"2554-07-21T23:59:59.000000000Z", "1970-01-01T00:00:00.000000000Z",
	"1970-01-01T00:00:01.000000000Z", "2024-01-02T13:30:61.000977132Z",
	"2024-01-02 13:30:00", "2024-01-02", "20240102", "1704202200000000000",
	"2024-01-02T13:30:00.00097713Z", "2024-01-02T13:30:00.0009771320",
	"1969-12-31T23:59:59.000000000Z", "2600-01-01T00:00:00.000000000Z" };

#define PICK(g, list) (list)[rng_below(g, sizeof(list) / sizeof((list)[0]))]

struct table {
	char delim;
	int n;
	const char *name[COLUMNS];
	unsigned digits[COLUMNS]; /* of the numbers in a column */
};

/* list has a blank on both sides of each name. */
static int
is_one_of(const char *name, const char *list)
{
	char word[FIELD_NAME_MAX + 16];

	snprintf(word, sizeof(word), " %s ", name);
	return strstr(list, word) != NULL;
}

/* Of a number that fits the column. */
static unsigned
most_digits(const char *name)
{
	if (is_one_of(name, " depth flags publisher_id a b "))
		return 2;
	return is_one_of(name, " order_id def d volume ") ? 15 : 8;
}

/* Mostly of one second, often of one day; few are none. */
static int
put_time(char *out, struct rng *g)
{
	unsigned far = (unsigned)rng_below(g, 16), day = 2, hour = 13, min = 30;

	if (far == 15)
		day += (unsigned)rng_below(g, 3);
	if (far >= 14)
		hour = (unsigned)rng_below(g, 25);
	if (far >= 13)
		min = (unsigned)rng_below(g, 61);
	return sprintf(out, "2024-01-%02uT%02u:%02u:%02u.%09uZ", day, hour, min,
	    far > 10 ? (unsigned)rng_below(g, 61) : 0,
	    (unsigned)rng_below(g, 1000000000));
}

/* A cell that most rows of such a column would have. */
static int
put_usual(char *out, const struct table *t, int i, struct rng *g)
{
	static const char *const symbols[] = { "A", "AAPL", "SYM007",
		"eight888", "nine99999", "fifteen 15 char", "sixteen 16 chars",
		"\xc3\xa4" };
	const char *name = t->name[i];
	uint64_t top = 1;
	unsigned d;

	if (is_one_of(name, " ts_event ts_recv g "))
		return put_time(out, g);
	if (is_one_of(name, " symbol label_type reason note h "))
		return sprintf(out, "%s", PICK(g, symbols));
	if (is_one_of(name, " action side f "))
		return sprintf(out, "%c", "TABNM"[rng_below(g, 5)]);
	if (is_one_of(name, " label e "))
		return sprintf(out, "%u", (unsigned)rng_below(g, 2));
	if (is_one_of(name, " price open bid_px_00 x score c "))
		return sprintf(out, "%s%u.%u", rng_below(g, 9) ? "" : "-",
		    (unsigned)rng_below(g, 4000), (unsigned)rng_below(g, 100));
	for (d = 0; d < t->digits[i]; d++)
		top *= 10;
	return sprintf(out, "%llu", (unsigned long long)rng_below(g, top));
}

static size_t
put_line(char *out, const struct table *t, const char *kind, int share,
    struct rng *g)
{
	char *p = out;
	int i, n = t->n;

	if (rng_below(g, 60) == 0 && share > 0)
		n += rng_below(g, 2) ? 1 : -1;
	p += csv_put(p, kind, strlen(kind), t->delim);
	for (i = 0; i < n; i++) {
		*p++ = t->delim;
		if (i >= t->n || (int)rng_below(g, 100) < share)
			p += sprintf(p, "%s", PICK(g, odd));
		else if (rng_below(g, 20) != 0)
			p += put_usual(p, t, i, g);
	}
	if (rng_below(g, 6) == 0)
		p += sprintf(p, "\r");
	p += sprintf(p, "\n");
	if (share > 0 && rng_below(g, 40) == 0)
		p += sprintf(p, "%s", rng_below(g, 2) ? " \t\n" : "\r\r\n");
	return (size_t)(p - out);
}

/* A name that may be a field's and is not there yet. */
static int
is_usual(const struct table *t, int i)
{
	int k;

	for (k = 0; k < i; k++)
		if (strcmp(t->name[k], t->name[i]) == 0)
			return 0;
	return strcmp(t->name[i], "kind") != 0 &&
	       strcmp(t->name[i], "ts_event") != 0 &&
	       strlen(t->name[i]) <= FIELD_NAME_MAX;
}

static size_t
make_text(char *out, struct rng *g)
{
	struct table t = { .delim = rng_below(g, 3) ? ',' : '\t' };
	int share = PICK(g, odd_shares), rows = (int)rng_below(g, ROWS), i;
	const char *kind[3] = { kinds[0], PICK(g, kinds), PICK(g, kinds) };
	char *p = out;

	t.n = 1 + (int)rng_below(g, COLUMNS);
	p += sprintf(p, "kind");
	for (i = 0; i < t.n; i++) {
		do /* what makes all lines take the slow path is rare */
			t.name[i] = PICK(g, names);
		while (rng_below(g, 200) != 0 && !is_usual(&t, i));
		t.digits[i] =
		    1 + (unsigned)rng_below(g, most_digits(t.name[i]));
		if (i == t.n - 1)
			t.name[i] = "ts_event";
		*p++ = t.delim;
		p += csv_put(p, t.name[i], strlen(t.name[i]), t.delim);
	}
	p += sprintf(p, "\n");
	while (rows-- > 0)
		p += put_line(p, &t,
		    kind[rng_below(g, 8) / 6 + rng_below(g, 2)], share, g);
	if (share > 0 && rng_below(g, 4) == 0)
		p -= rng_below(g, (uint64_t)(p - out) / 8 + 1); /* cut */
	return (size_t)(p - out);
}

/* One byte here and there. */
static void
damage(char *text, size_t n, struct rng *g)
{
	static const char bytes[] = "0123456789-.eE\"\\,\t\r\n T\x01\xc3";
	int k = (int)rng_below(g, 4);

	while (k-- > 0 && n > 0)
		text[rng_below(g, n)] = bytes[rng_below(g, sizeof(bytes) - 1)];
}

static int
agree(const char *text, size_t n, struct rng *g)
{
	struct cells_way way = { .window = rng_below(g, 2) ? TEXT : 16,
		.in_batches = (int)rng_below(g, 2),
		.skip = rng_below(g, 8) != 0,
		.max_line = rng_below(g, 9) == 0 ? 150 : 0,
		.fields = rng_below(g, 3) == 0 ? fields : NULL };

	return cells_same(text, n, way,
	    rng_below(g, 2) ? CELLS_BY_JSON : CELLS_TOKENISED);
}

static void
test_random(void)
{
	static char text[TEXT];
	int i, same = 1;
	struct rng g;
	size_t n;

	test_begin("cells become the rows that their JSON becomes");
	rng_init(&g, SEED, 0);
	for (i = 0; same && i < CASES; i++) {
		n = make_text(text, &g);
		if (rng_below(&g, 4) == 0)
			damage(text, n, &g);
		same = agree(text, n, &g);
	}
	if (!same)
		printf("# seed %d, case %d\n", SEED, i - 1);
	CHECK(same);
}

/* Rows that are read without JSON: all that follow the first of their kind and
 * have no new symbol. */
static void
test_fast(void)
{
	static const char head[] = "kind,ts_event,symbol,side,price,size,x,d\n";
	static const char row[] =
	    "trades,2024-01-02T13:30:00.000977132Z,SYM007,A,2237.75,1,,7\n";
	static const char next[] =
	    "trades,2024-01-02T13:30:01.000977132Z,,N,-0.5,12345,,\r\n"
	    "trades,2024-01-02T13:30:01.5Z,SYM007,,,123456789012,,123456789\n";
	char text[1024];
	struct err err = { 0 };
	const unsigned char *rows;
	struct vocab h;
	struct stream *s;
	struct rec r;

	test_begin("lines like an earlier one are not read by way of JSON");
	snprintf(text, sizeof(text), "%s%s%s%s", head, row, next, row);
	CHECK(vocab_init(&h, 0, &err) == 0);
	s = stream_over(in_memory(text, strlen(text), 1 << 12, 0, &err), &h,
	    NULL, &err);
	CHECK(s != NULL && stream_read(s, &r, &err) == 1);
	CHECK_INT(s->delim, ',');
	/* the last one has no bytes behind it, and comes alone */
	CHECK_INT(stream_more(s, &rows), 2);
	CHECK_INT(stream_read(s, &r, &err), 1);
	CHECK_INT(stream_rows(s), 4);
	CHECK_INT(stream_read(s, &r, &err), 0);
	stream_close(s);
	vocab_fini(&h);
}

/* A time behind others of its day, and of another one. */
static void
test_days(void)
{
	static const char *const times[] = { "2024-01-02T13:30:00.000000001Z",
		"2024-01-02T00:00:00.000000000Z",
		"2024-01-02T23:59:59.999999999Z",
		"2024-01-02T24:00:00.000000000Z",
		"2024-01-02T29:00:00.000000000Z",
		"2024-01-02T13:60:00.000000000Z",
		"2024-01-02T13:30:60.000000000Z",
		"2024-01-02T13:3a:00.000000000Z",
		"2024-01-02T13:30-00.000000000Z",
		"2024-01-02 13:30:00.000000000Z",
		"2024-01-03T00:00:00.000000000Z",
		"2554-07-20T23:34:34.000000000Z",
		"2554-07-21T00:00:00.000000000Z",
		"2554-07-21T23:34:32.999999999Z",
		"2554-07-21T23:34:34.000000000Z",
		"2554-07-21T23:59:59.000000000Z",
		"1970-01-01T00:00:00.000000000Z",
		"1970-01-01T00:00:01.000000000Z",
		"1969-12-31T23:59:59.000000000Z" };
	enum { TIMES = sizeof(times) / sizeof(times[0]) };
	struct cells_way way = { .window = TEXT, .skip = 1 };
	char text[512];
	int a, b, n, same = 1;

	test_begin("a time is the same behind another one of its day");
	for (a = 0; a < TIMES; a++)
		for (b = 0; b < TIMES; b++) {
			n = snprintf(text, sizeof(text),
			    "kind,ts_event,price\nvalue,%s,1\nvalue,%s,2\n"
			    "value,%s,3\nvalue,%s,4\nvalue,%s,5\n",
			    times[0], times[a], times[a], times[b], times[0]);
			same = same && cells_same(text, (size_t)n, way,
					   CELLS_TOKENISED);
		}
	CHECK(same);
}

int
main(void)
{
	test_fast();
	test_days();
	test_random();
	return test_end();
}
