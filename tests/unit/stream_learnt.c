/*
 * What a reader learnt of lines must change nothing but its speed.
 *
 * A line is read behind another one twice: as it is, and with an escape in the
 * key "kind", which only the tokeniser reads.  Rows and refusals must agree,
 * for lines that were damaged at random too.
 */
#include "base/rng.h"
#include "stream_test.h"

enum { CASES = 40000, SEED = 7, LINE = 1024 };

static const char first_line[] =
    "{\"kind\":\"trades\",\"ts_event\":\"2024-01-02T13:30:00.000977132Z\","
    "\"symbol\":\"SYM007\",\"action\":\"T\",\"side\":\"A\",\"depth\":0,"
    "\"price\":2237.75,\"size\":12,\"order_id\":\"9007199254740993\","
    "\"x\":1.5e-3,\"ts_in_delta\":-25463,\"sequence\":1844674407}";

static const char *const lines[] = {
	first_line,
	"{\"sequence\": 12345678, \"price\": -0.123456789, \"size\": 12345678, "
	"\"side\": \"B\", \"kind\": \"trades\", \"action\": null, \"x\": null, "
	"\"symbol\": \"a name of seventeen\", \"depth\": 254, "
	"\"order_id\": \"0\", \"ts_in_delta\": 0, "
	"\"ts_event\": \"2024-01-02T23:59:59.999999999Z\"}",
	"{\"x\":0,\"ts_in_delta\":123456789,\"order_id\":\"18446744073709551\","
	"\"size\":123456789012,\"price\":123456789.5,\"depth\":99,"
	"\"side\":\"N\",\"action\":\"T\",\"symbol\":\"eight888\","
	"\"ts_event\":\"2024-01-02T09:08:07.000000000Z\",\"kind\":\"trades\","
	"\"sequence\":0}",
	"{\"kind\":\"quote\",\"ts_event\":\"2024-01-02T13:30:01.000000001Z\","
	"\"symbol\":\"\",\"bid_px_00\":1,\"ask_px_00\":1.0}",
};

enum { LINES = sizeof(lines) / sizeof(lines[0]) };

struct result {
	int got;
	size_t rows;
	char text[2 * LINE + 256];
};

static void
put_row(struct result *out, const struct vocab *h, const struct rec *r)
{
	char *p = out->text, *from = p;
	int i;

	p += sprintf(p, "%.31s %u:", r->schema->kind, r->schema->row_size);
	for (i = 0; i < r->schema->nfield; i++) {
		const struct field *f = &r->schema->field[i];
		uint64_t v = 0;

		if (p - from > 2 * LINE)
			return;
		memcpy(&v, rec_at(r, i), f->len < 8 ? f->len : 8);
		p += sprintf(p, " %.40s=%016" PRIx64, f->name, v);
		if (f->type == F_SYM)
			p += sprintf(p, "(%.40s)",
			    symtab_text(h->syms, (uint32_t)v, NULL));
	}
}

/* Rows and the last of them; all lines in one window, or split by it. */
static void
read_all(struct result *out, const char *text, size_t n, size_t window)
{
	struct err err = { 0 };
	struct vocab h;
	struct stream *s;
	struct rec r;

	memset(out, 0, sizeof(*out));
	if (vocab_init(&h, 0, &err) == -1)
		exit(1);
	s = stream_over(in_memory(text, n, window, 0, &err), &h, NULL, &err);
	while (s != NULL && (out->got = stream_read(s, &r, &err)) == 1) {
		out->rows++;
		put_row(out, &h, &r);
	}
	stream_close(s);
	vocab_fini(&h);
}

/* The same line for the tokeniser alone: 0 where it has no such key. */
static int
escape_kind(char *out, const char *line)
{
	const char *at = strstr(line, "\"kind\"");

	if (at == NULL)
		return 0;
	sprintf(out, "%.*s\"k\\u0069nd\"%s", (int)(at - line), line, at + 6);
	return 1;
}

static void
damage(char *line, struct rng *g)
{
	static const char bytes[] = "0123456789-.eE\"\\,:{} nulltrue\x01\xc3";
	size_t n = strlen(line), at = rng_below(g, n);

	switch (rng_below(g, 4)) {
	case 0:
		line[at] = bytes[rng_below(g, sizeof(bytes) - 1)];
		break;
	case 1:
		memmove(line + at, line + at + 1, n - at);
		break;
	case 2:
		memmove(line + at + 1, line + at, n - at + 1);
		break;
	default:
		break;
	}
}

static int
agree(const char *first, const char *line, const char *kind, size_t window)
{
	char text[4 * LINE], other[LINE + 64];
	struct result a, b;

	if (!escape_kind(other, line))
		return 1;
	sprintf(text, "%s\n%s\n%s\n", first, line, kind);
	read_all(&a, text, strlen(text), window);
	sprintf(text, "%s\n%s\n%s\n", first, other, kind);
	read_all(&b, text, strlen(text), 1 << 16);
	if (a.got == b.got && a.rows == b.rows && strcmp(a.text, b.text) == 0)
		return 1;
	printf("# seed %d: behind %s\n# %s\n# %d %zu %s\n# %d %zu %s\n", SEED,
	    first, line, a.got, a.rows, a.text, b.got, b.rows, b.text);
	return 0;
}

static void
test_damaged(void)
{
	const char *first, *last;
	char line[LINE];
	struct rng g;
	int i, same = 1;

	test_begin("a learnt line is read as the tokeniser reads it");
	rng_init(&g, SEED, 0);
	for (i = 0; same && i < CASES; i++) {
		first = lines[rng_below(&g, LINES)];
		last = i % 2 ? "" : first;
		strcpy(line, lines[rng_below(&g, LINES)]);
		damage(line, &g);
		if (i % 3 == 0)
			damage(line, &g);
		same = agree(first, line, last, 16 + rng_below(&g, 600));
	}
	CHECK(same);
}

/* Keys in any order are the same row, in the order of the first line. */
static void
test_order(void)
{
	char text[4 * LINE];
	struct result r;

	test_begin("the schema is that of the first line, whatever the order");
	sprintf(text, "%s\n%s\n%s\n", lines[0], lines[1], lines[2]);
	read_all(&r, text, strlen(text), 1 << 16);
	CHECK_INT(r.got, 0);
	CHECK_INT(r.rows, 3);
	CHECK(strstr(r.text, ": ts_event=") != NULL);
	CHECK(strstr(r.text, "(eight888)") != NULL);
}

int
main(void)
{
	test_damaged();
	test_order();
	return test_end();
}
