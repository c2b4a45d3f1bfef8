/*
 * Delimited text read many lines at once (fast_csv.h) and a byte at a time,
 * where every line goes the usual way: the same rows, refusals and counts.
 */
#include "base/rng.h"
#include "source/source.h"
#include "test.h"
#include "tmp.h"

enum { TEXT_ROOM = 1 << 20, CELL_ROOM = 64, TURNS = 60, COLUMNS_MAX = 24 };

/* ---- two ways to read ---- */

struct seen {
	int got;
	uint64_t rows, bad;
	char msg[ERR_MAX];
	struct source_account account;
	char *out, *refused;
	size_t out_len, refused_len;
};

struct bytewise {
	const char *p;
	size_t left;
};

/* One byte per read: the window never holds a line after the current one. */
static long
make_byte(void *arg, unsigned char *dst, size_t size, struct err *err)
{
	struct bytewise *b = arg;

	(void)size;
	(void)err;
	if (b->left == 0)
		return 0;
	*dst = (unsigned char)*b->p++;
	b->left--;
	return 1;
}

static void
drain(struct seen *v, struct source *s, struct vocab *h, const char *to,
    struct err *err)
{
	struct sink_opts so = { .encoder = &encoder_bin };
	struct err closing = { 0 };
	struct sink *k = sink_open(to, h, &so, &closing);
	struct recs b;

	CHECK(k != NULL);
	while (k != NULL && (v->got = source_next(s, &b, err)) == 1) {
		v->rows += b.n;
		CHECK(sink_rows(k, b.schema, b.rows, b.n, &closing) == 0);
	}
	source_account(s, &v->account);
	v->account.warning = NULL;
	CHECK(sink_close(k, END_CLEAN, &closing) == 0);
}

static void
visit(struct seen *v, const char *text, size_t len,
    const struct source_opts *given, int skip, size_t window)
{
	struct bytewise by = { text, len };
	struct bad_policy bad = { .skip = skip };
	struct source_opts o = *given;
	const char *to = tmp_path("rows"), *refused = tmp_path("refused");
	struct err err = { 0 };
	struct vocab h;
	struct source *s;
	struct in *in;

	memset(v, 0, sizeof(*v));
	v->got = -1;
	bad.to = fopen(refused, "wb");
	o.stream.bad = &bad;
	CHECK(bad.to != NULL && vocab_init(&h, 0, &err) == 0);
	in = window == 0 ? in_made("<memory>", make_byte, &by, &err)
			 : in_memory(text, len, window, 0, &err);
	s = source_over(in, &h, &o, &err);
	if (s != NULL)
		drain(v, s, &h, to, &err);
	memcpy(v->msg, err.msg, sizeof(v->msg));
	v->bad = bad.count;
	source_close(s);
	vocab_fini(&h);
	fclose(bad.to);
	v->out = s != NULL ? tmp_load(to, &v->out_len) : NULL;
	v->refused = tmp_load(refused, &v->refused_len);
}

static void
seen_fini(struct seen *v)
{
	free(v->out);
	free(v->refused);
}

static int
same_text(const char *a, size_t alen, const char *b, size_t blen)
{
	return alen == blen && (alen == 0 || memcmp(a, b, alen) == 0);
}

/* Rows read; both ways must agree. */
static uint64_t
agree(const char *text, size_t len, const struct source_opts *o, int skip,
    size_t window)
{
	struct seen a, b;
	uint64_t rows;
	int same;

	visit(&a, text, len, o, skip, window);
	visit(&b, text, len, o, skip, 0);
	same = a.got == b.got && a.rows == b.rows && a.bad == b.bad &&
	       strcmp(a.msg, b.msg) == 0 &&
	       memcmp(&a.account, &b.account, sizeof(a.account)) == 0 &&
	       same_text(a.out, a.out_len, b.out, b.out_len) &&
	       same_text(a.refused, a.refused_len, b.refused, b.refused_len);
	CHECK(same);
	if (!same)
		printf("# %d %d rows %d %d bad %d %d\n# %s\n# %s\n", a.got,
		    b.got, (int)a.rows, (int)b.rows, (int)a.bad, (int)b.bad,
		    a.msg, b.msg);
	rows = a.rows;
	seen_fini(&a);
	seen_fini(&b);
	return rows;
}

/* ---- random text ---- */

struct gen {
	struct rng rng;
	int64_t ns;    /* of the time before */
	unsigned dirt; /* so many cells of a thousand are odd */
	char form;     /* of times */
};

static uint64_t
below(struct gen *g, uint64_t n)
{
	return rng_below(&g->rng, n);
}

static int
put_time(struct gen *g, char *out)
{
	static const char *const zone[] = { "Z", "+00:00", "", "-05:30",
		" GMT+0300", " UTC" };
	char iso[TS_ISO_LEN + 1] = "";
	static const int places[] = { 9, 9, 3, 6, 0, 1, 8, 2 };
	int n;

	g->ns += (int64_t)below(g, 3000000000U);
	if (below(g, 50) == 0)
		g->ns += (int64_t)below(g, 40 * 3600) * 1000000000;
	ts_put_iso(iso, (uint64_t)g->ns);
	if (g->form == 'n')
		return sprintf(out, "%" PRId64, g->ns);
	if (g->form == 'm')
		return sprintf(out, "%" PRId64, g->ns / 1000000);
	if (g->form == 's')
		return sprintf(out, "%" PRId64, g->ns / 1000000000);
	iso[10] = g->form == 'T' ? 'T' : ' ';
	n = g->form == 'T' ? 9 : places[below(g, 8)];
	return sprintf(out, "%.*s%s", n > 0 ? 20 + n : 19, iso,
	    zone[g->form == 'T'      ? 0
		 : below(g, 50) == 0 ? below(g, 6)
				     : 1]);
}

/* The two halves of a time. */
static int
put_half(struct gen *g, char *out, int date)
{
	char iso[TS_ISO_LEN + 1] = "";

	g->ns += date ? (int64_t)below(g, 3000000000U) : 0;
	ts_put_iso(iso, (uint64_t)g->ns);
	if (!date)
		return sprintf(out, "%.*s", g->form == 'T' ? 12 : 8, iso + 11);
	iso[4] = iso[7] = '.';
	return sprintf(out, "%.10s", iso);
}

static int
put_number(struct gen *g, char *out, int places)
{
	static const uint64_t top[] = { 10, 1000, 100000, 30000000, 4000000000,
		1000000000000 };
	uint64_t v = below(g, top[below(g, below(g, 20) == 0 ? 6 : 3)]);
	int n = sprintf(out, "%s%" PRIu64, below(g, 8) == 0 ? "-" : "", v), i;

	if (places == 0)
		return n;
	if (places < 0) {
		places = (int)below(g, (uint64_t)-places);
		if (places == 0)
			return n;
	}
	out[n++] = '.';
	for (i = 0; i < places; i++)
		out[n++] = (char)('0' + below(g, 10));
	return n;
}

/* What people write where they should not. */
static int
put_odd(struct gen *g, char *out)
{
	static const char *const odd[] = { "", " ", "1O1.5", " 7", "7 ", "-",
		"--1", "-0", "-0.0", ".", ".5", "5.", "+1", "1e3", "1.5e-3",
		"007", "1..2", "1.2.3", "NaN", "null", "\"5\"", "\"a\"\"b\"",
		"\"a,b\"", "\"", "5\" nails", "9223372036854775807",
		"-9223372036854775808", "9223372036854775808",
		"18446744073709551615", "18446744073709551616", "4294967295",
		"4294967296", "255", "256", "65536", "2147483647",
		"-2147483648", "2147483648", "99999999", "123456789",
		"1234567890123456789", "12345678901234567", "0.1234567894999",
		"0.1234567895", "1.0", "2.50", "true", "false", "True", "B",
		"A", "b", "s", "N", "buy", "sell", "SELL", "X", "T", "\xc3\xa9",
		"\xff", "2024-02-30T00:00:00Z", "2024-02-29T23:59:60Z",
		"2024-02-29T24:00:00Z", "2024-02-29T12:60:00Z",
		"2024-02-29T12:34:56", "2024-02-29", "2024-02-29T12:34:5x.000Z",
		"2024-02-29T12:34:56.Z", "2024-02-29T12:34:56.1234567890Z",
		"1969-12-31T23:59:59Z", "2554-07-21T23:34:33.709551614Z",
		"2554-07-21T23:34:33.709551615Z", "2554-07-21T23:34:34Z",
		"20240102 10:30:00.123", "02.01.2024 10:30:00",
		"2024-01-02T10:30:00.5+05:30", "1704202200.5", "1704202200",
		"\r", "a\rb", "sym bol", "0000001704202", "0017042022000",
		"9999999999999", "99999999999990", "ABCDEFGHIJKLMNOP",
		"ABCDEFGHIJKLMNOPQ", "EUR/USD", "eurusd", "\xc2\xa0" };

	return sprintf(out, "%s", odd[below(g, sizeof(odd) / sizeof(odd[0]))]);
}

/* A letter a column: t time, y symbol, d decimal, D nine places, u small, v
 * volume, z zero, c letter, b boolean, i signed, a date, h hour and so on,
 * x anything. */
static int
put_cell(struct gen *g, char *out, char what)
{
	static const char *const boolean[] = { "true", "false", "True", "fALSE",
		"1", "0" };

	if (below(g, 1000) < g->dirt)
		return put_odd(g, out);
	switch (what) {
	case 't':
		return put_time(g, out);
	case 'a':
	case 'h':
		return put_half(g, out, what == 'a');
	case 'y':
		return sprintf(out, "S%" PRIu64, below(g, 7));
	case 'd':
		return put_number(g, out, -6);
	case 'D':
		return put_number(g, out, 9);
	case 'z':
		return sprintf(out, "0");
	case 'u':
		return sprintf(out, "%" PRIu64, below(g, 200));
	case 'i':
		return put_number(g, out, 0);
	case 'v':
		return sprintf(out, "%" PRIu64, below(g, 100000));
	case 'c':
		return sprintf(out, "%c", "TABN"[below(g, 4)]);
	case 'b':
		return sprintf(out, "%s", boolean[below(g, 6)]);
	default:
		return sprintf(out, "x%" PRIu64, below(g, 1000));
	}
}

/* Lines of cells; now and then too many, too few, blank, or the header. */
static size_t
put_lines(struct gen *g, char *out, const char *header, const char *columns,
    char delim, int lines)
{
	const char *end = below(g, 3) == 0 ? "\r\n" : "\n";
	size_t n = 0, cells = strlen(columns), i, stop;

	if (header != NULL)
		n += (size_t)sprintf(out, "%s%s", header, end);
	while (lines-- > 0) {
		stop = cells;
		if (below(g, 4000) < g->dirt)
			stop = below(g, cells + 3);
		for (i = 0; i < stop; i++) {
			if (i > 0)
				out[n++] = delim;
			n += (size_t)put_cell(g, out + n,
			    i < cells ? columns[i] : 'x');
		}
		n += (size_t)sprintf(out + n, "%s",
		    below(g, 5000) < g->dirt ? "\r\r\n" : end);
		if (below(g, 5000) < g->dirt)
			n += (size_t)sprintf(out + n, " %s", end);
		if (header != NULL && below(g, 5000) < g->dirt)
			n += (size_t)sprintf(out + n, "%s%s", header, end);
	}
	return n - below(g, 3); /* the last one may lack its end */
}

/* ---- tests ---- */

static const struct layout {
	const char *name, *header, *columns;
	char delim;
	struct source_opts opts;
} layouts[] = {
	{ "Databento's CSV",
	    "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,"
	    "depth,price,size,flags,ts_in_delta,sequence,symbol",
	    "ttzuvccuDvuivy", ',', { .from = "databento-csv" } },
	{ "Databento's quotes without a symbol",
	    "ts_event,action,instrument_id,side,price,size,bid_px_00,"
	    "ask_px_00,bid_sz_00,ask_sz_00,bid_ct_00,ask_ct_00",
	    "tcvcDvDDvvvv", ',', { 0 } },
	{ "trades by name",
	    "exchange,symbol,timestamp,local_timestamp,id,"
	    "side,price,amount",
	    "xyttxcdv", ',', { 0 } },
	{ "a text at the line's end",
	    "symbol,timestamp,local_timestamp,side,price,amount,id", "yttcdvx",
	    ',', { 0 } },
	{ "quotes and trades of one line", "ts,sym,bid,ask,price,size,bid_sz",
	    "tydddvv", ',', { 0 } },
	{ "fractions of sizes", "ts;pair;price;size", "tydd", ';',
	    { .normalize = 1 } },
	{ "bars", "Time\tOpen\tHigh\tLow\tClose\tVolume", "tddddv", '\t',
	    { .as = "S", .bar_ns = 60 * NS_SECOND } },
	{ "values", "timestamp,value", "td", ',', { .as = "S" } },
	{ "New York's times", "time|last", "td", '|',
	    { .as = "S", .tz = "America/New_York" } },
	{ "Binance's trades", "id,price,qty,quote_qty,time,is_buyer_maker",
	    "vdddtb", ',', { .as = "S" } },
	{ "Binance's bars without a header", NULL, "tddddvtdvddu", ',',
	    { .as = "S", .from = "binance-klines" } },
	{ "Lean's quotes", NULL, "vvvvvcuu", ',',
	    { .as = "S",
		.from = "lean",
		.tz = "America/New_York",
		.price_scale = "1e-4",
		.start = 1388624400 * NS_SECOND } },
	{ "MetaTrader's ticks",
	    "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>", "ahdddv", '\t',
	    { .as = "S", .tz = "UTC", .from = "metatrader" } },
	{ "columns by --map without a header", NULL, "tydvc", ',',
	    { .map = "ts=1,symbol=2,price=3,size=4,side=5" } },
};

enum { LAYOUTS = sizeof(layouts) / sizeof(layouts[0]) };

static void
test_layout(const struct layout *l, char *text)
{
	static const char forms[] = "TT nms";
	static const unsigned dirt[] = { 0, 1, 10, 100 };
	struct gen g = { .ns = INT64_C(1704202200000000000) };
	uint64_t rows = 0;
	size_t len;
	int i;

	test_begin(l->name);
	rng_init(&g.rng, 17, (uint64_t)(l - layouts));
	for (i = 0; i < TURNS; i++) {
		g.dirt = dirt[i % 4];
		g.form = forms[below(&g, 6)];
		len = put_lines(&g, text, l->header, l->columns, l->delim,
		    10 + (int)below(&g, 300));
		rows += agree(text, len, &l->opts, i % 3 != 0,
		    i % 2 ? TEXT_ROOM : 16 + below(&g, 5000));
	}
	CHECK(rows > 1000);
}

/* A text in which each line is like the one before except for one thing. */
static void
test_edges(void)
{
	static const struct source_opts as_s = { .as = "S" };
	static const char *const texts[] = {
		"ts,price\n1,1\n2,2\n3,3\n",
		"ts,price\n1,1\n2,2\n3,3",
		"ts,price\r\n1,1\r\n2,2\r\n3,3\r\n",
		"ts,price\n1,1\n2,2\nts,price\n3,3\n4,4\n5,5\n6,6\n7,7\n",
		"ts,price\n1,1\n2,\"2\"\n3,\"\n\"\n4,4\n5,5\n6,6\n7,7\n",
		"ts,price\n1,1\n\n \n\r\n2,2\n3,3\n4,4\n5,5\n6,6\n7,7\n",
		"ts,price\n1,1\n2\n3,3,3\n4,4\n5,5\n6,6\n7,7\n8,8\n9,9\n",
		"ts,size,price\n1,1,1\n2,2,2\n3,3.5,3\n4,4,4\n5,5,5\n6,6,6\n",
		("ts,price,id\n1,1,a\n2,2,b\n3,3,c\r\n4,4,d\n5,5,e\r\n6,6,f\r\n"
		 "7,7,g\r\n8,8,h\r\n9,9,i\r\n10,10,j\n11,11,k\n12,12,l\n"),
		("date,time,price\n20240102,10:05:01 UTC,1\n"
		 "20240102,10:05:02 UTC,2\n20240102 10:05:03,UTC,3\n"
		 "20240102,10:05:04 UTC,4\n20240102,10:05:05 UTC,5\n"),
		"ts,price,\n1,1,\n2,2,\n3,3,\n4,4,\r\n5,5,\r\r\n6,6,x\n7,7,\n",
	};
	static const char zeros[] = "ts,price\n"
				    "2026-01-02T10:05:06Z,1\n"
				    "2026-01-02T10:05:07Z,1\n"
				    "2026-01-02T10\0\0\0\0\0\0Z,1\n"
				    "2026-01-02T10:05:08Z,1\n"
				    "2026-01-02T10:05:09Z,1\n";
	size_t i;
	int skip;

	test_begin("zeros are no clock, behind an hour that was read");
	CHECK_INT(agree(zeros, sizeof(zeros) - 1, &as_s, 1, TEXT_ROOM), 4);
	test_begin("lines that differ from the one before");
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (skip = 0; skip < 2; skip++)
			(void)agree(texts[i], strlen(texts[i]), &as_s, skip,
			    TEXT_ROOM);
}

/* Row 150 of 300 lacks what is left out of its line, all others lack
 * nothing. */
static void
test_lacks(char *text)
{
	static const struct source_opts none = { .zero_price = 1 };
	static const struct {
		const char *line;
		uint64_t rows;
	} lines[] = {
		{ "1700000150,1700000150,,1\n", 299 },
		{ ",1700000150,A,1\n", 300 }, /* the index time is there */
		{ ",,A,1\n", 299 },
		{ "1700000150,,A,1\n", 300 },
	};
	size_t k, n;
	int i;

	test_begin("a row among others has no symbol or no time");
	for (k = 0; k < sizeof(lines) / sizeof(lines[0]); k++) {
		n = (size_t)sprintf(text, "ts_event,ts_recv,symbol,price\n");
		for (i = 0; i < 300; i++) {
			if (i == 150) {
				n += (size_t)sprintf(text + n, "%s",
				    lines[k].line);
				continue;
			}
			n += (size_t)sprintf(text + n, "%d,%d,A,1\n",
			    1700000000 + i, 1700000000 + i);
		}
		CHECK_INT(agree(text, n, &none, 1, TEXT_ROOM), lines[k].rows);
	}
}

/* Long lines, and more symbols than are remembered. */
static void
test_many(char *text)
{
	static const struct source_opts none = { .zero_price = 1 },
					short_lines = { .stream.max_line = 40 };
	size_t n;
	int i;

	test_begin("more symbols than are remembered");
	n = (size_t)sprintf(text, "ts,symbol,price\n");
	for (i = 0; i < 20000; i++)
		n += (size_t)sprintf(text + n, "%d,SYMBOL-%d,%d.%d\n",
		    1700000000 + i, i * 7919 % 3000, i % 1000, i % 100);
	CHECK_INT(agree(text, n, &none, 0, TEXT_ROOM), 20000);
	test_begin("lines longer than the longest");
	n = (size_t)sprintf(text, "ts,symbol,price\n");
	for (i = 0; i < 500; i++)
		n += (size_t)sprintf(text + n, "%d,A%*d,%d.5\n", 1700000000 + i,
		    10 + i % 25, i % 3, i);
	(void)agree(text, n, &short_lines, 1, TEXT_ROOM);
	test_begin("lines of many cells");
	n = (size_t)sprintf(text, "ts,symbol,price,");
	for (i = 0; i < 900; i++)
		n += (size_t)sprintf(text + n, "%sx%d", i ? "," : "", i);
	text[n++] = '\n';
	for (i = 0; i < 200; i++) {
		n += (size_t)sprintf(text + n, "%d,A,%d", 1700000000 + i, i);
		memset(text + n, ',', 900);
		n += 900;
		text[n++] = '\n';
	}
	CHECK_INT(agree(text, n, &none, 0, TEXT_ROOM), 200);
}

int
main(void)
{
	char *text = malloc(8 * TEXT_ROOM);
	int i;

	tmp_begin();
	for (i = 0; i < LAYOUTS; i++)
		test_layout(&layouts[i], text);
	test_edges();
	test_lacks(text);
	test_many(text);
	free(text);
	tmp_end();
	return test_end();
}
