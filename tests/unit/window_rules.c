/*
 * window_rules.c - tests of labels, sizes, prices and bars in windows.
 */
#include "window_bars.h"
#include "stream/def.h"

static struct bars other;

static struct rec
labelled(struct rows *t, uint64_t ts, const char *symbol, int label,
    const char *type, uint32_t id)
{
	struct rec r = rows_trade_of(t, K_LABELED, ts, symbol, 1, 1);
	unsigned char *row = t->row[K_LABELED];

	row[r.schema->field[r.schema->at.label].off] = (unsigned char)label;
	row_put_u32(row, r.schema, r.schema->at.label_type,
	    type ? rows_symbol(t, type) : 0);
	row_put_u32(row, r.schema, r.schema->at.label_id, id);
	return r;
}

static void
test_labels(void)
{
	struct window_opts o = options(MIN, 0, 0);
	struct windows *w;
	struct rows t;
	size_t len;

	test_begin("a window is labelled when any of its rows is, with type "
		   "and id of the first");
	w = start(&t, &o, &got);
	push(&t, w, labelled(&t, DAY0, "A", 0, NULL, UINT32_MAX));
	push(&t, w, labelled(&t, DAY0 + 1, "A", 1, "spike", 7));
	push(&t, w, labelled(&t, DAY0 + 2, "A", 1, "shift", 8));
	push(&t, w, labelled(&t, DAY0 + 3, "A", 0, NULL, UINT32_MAX));
	push(&t, w, labelled(&t, DAY0 + MIN, "A", 255, NULL, UINT32_MAX));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 2);
	CHECK_INT(got.v[0].label, 1);
	CHECK_INT(got.v[0].label_id, 7);
	CHECK_STR(symtab_text(t.vocab.syms, got.v[0].label_type, &len),
	    "spike");
	CHECK_INT(got.v[1].label, 0);
	CHECK_INT(got.v[1].label_type, 0);
	CHECK_INT(got.v[1].label_id, UINT32_MAX);
	finish(&t, w);

	test_begin("labels that first appear later start a new schema of bars");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0, "A", 1, 1));
	push(&t, w, rows_trade(&t, DAY0 + MIN, "A", 1, 1));
	push(&t, w, labelled(&t, DAY0 + 2 * MIN, "A", 1, "x", 1));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 3);
	CHECK(got.v[0].schema->at.label < 0);
	CHECK(got.v[2].schema->at.label >= 0);
	CHECK_INT(got.v[2].label, 1);
	CHECK(got.v[0].def == got.v[2].def);
	finish(&t, w);
}

static void
test_scale(void)
{
	struct window_opts o = options(MIN, 0, 0);
	struct windows *w;
	struct rows t;

	test_begin("sizes in fractions of a unit add up exactly, also beside "
		   "whole ones");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0, "A", 1, 5));
	push(&t, w, rows_trade(&t, DAY0 + MIN, "A", 1, 7));
	push(&t, w,
	    rows_trade_of(&t, K_FRACTION, DAY0 + MIN, "A", 1, 100000001));
	push(&t, w,
	    rows_trade_of(&t, K_FRACTION, DAY0 + MIN, "A", 1, 2900000000));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.v[0].volume, 5);
	CHECK_INT(got.v[1].volume, 10000000001);
	CHECK_INT(got.v[1].schema->field[got.v[1].schema->at.volume].scale, 9);
	finish(&t, w);

	test_begin("a sum that does not fit is an error, not a wrap");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0, "A", 1, INT64_MAX - 1));
	push(&t, w, rows_trade(&t, DAY0, "A", 1, INT64_MAX - 1));
	CHECK(windows_flush(w, &t.err) == -1);
	CHECK(strstr(t.err.msg, "volume") != NULL);
	finish(&t, w);

	test_begin("a volume without any size is null");
	w = start(&t, &o, &got);
	push(&t, w, rows_trade(&t, DAY0, "A", 1, -1));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK(got.v[0].volume == QTY_NULL);
	finish(&t, w);
}

static void
test_price(void)
{
	struct window_opts o = options(MIN, 0, 0);
	struct windows *w;
	struct rec r;
	int i;
	struct rows t;

	test_begin("quotes alone make bars of their mid, half to even, "
		   "without volume");
	w = start(&t, &o, &got);
	push(&t, w, rows_quote(&t, DAY0, "A", 1.000000001, 1.000000002));
	push(&t, w, rows_quote(&t, DAY0 + 1, "A", 1.000000002, 1.000000003));
	push(&t, w, rows_quote(&t, DAY0 + 2, "A", NAN, 7));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 1);
	CHECK_INT(got.v[0].open, 1000000002);
	CHECK_INT(got.v[0].close, 1000000002);
	CHECK_INT(got.v[0].count, 2);
	CHECK(got.v[0].volume == QTY_NULL);
	CHECK_INT(account(w).no_value, 1);
	CHECK(strstr(windows_def_text(w, got.v[0].def), "price=mid") != NULL);
	finish(&t, w);

	test_begin("mids far apart and below zero do not overflow");
	w = start(&t, &o, &got);
	push(&t, w, rows_quote(&t, DAY0, "A", 9e9, 9.1e9));
	push(&t, w, rows_quote(&t, DAY0, "A", -3e-9, -2e-9));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK(got.v[0].open == 9050000000000000000);
	CHECK_INT(got.v[0].close, -2);
	finish(&t, w);

	test_begin("a symbol with trades and quotes needs a choice");
	w = start(&t, &o, &got);
	push(&t, w, rows_quote(&t, DAY0, "A", 1, 2));
	push(&t, w, rows_trade(&t, DAY0, "B", 1, 2));
	r = rows_trade(&t, DAY0, "A", 1, 2);
	CHECK(windows_push(w, &r, &t.err) == -1);
	CHECK(strstr(t.err.msg, "--price") != NULL);
	finish(&t, w);

	test_begin("also when its rows come many at once");
	w = start(&t, &o, &got);
	for (i = 0; i < 3; i++) {
		r = rows_quote(&t, DAY0, "A", 1, 2);
		CHECK(windows_rows(w, r.schema, r.v, 1, &t.err) == 0);
		r = rows_trade_of(&t, K_LABELED, DAY0, "B", 1, 2);
		CHECK(windows_rows(w, r.schema, r.v, 1, &t.err) == 0);
	}
	r = rows_trade_of(&t, K_LABELED, DAY0, "A", 1, 2);
	CHECK(windows_rows(w, r.schema, r.v, 1, &t.err) == -1);
	CHECK(strstr(t.err.msg, "--price") != NULL);
	finish(&t, w);

	test_begin("with --price trade quotes are no prices, with mid "
		   "trades are none");
	o.price = 0;
	w = start(&t, &o, &got);
	push(&t, w, rows_quote(&t, DAY0, "A", 1, 2));
	push(&t, w, rows_trade(&t, DAY0, "A", 5, 2));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.v[0].low, 5000000000);
	CHECK_INT(account(w).no_value, 1);
	finish(&t, w);
	o.price = 1;
	w = start(&t, &o, &got);
	push(&t, w, rows_quote(&t, DAY0, "A", 1, 2));
	push(&t, w, rows_trade(&t, DAY0, "A", 5, 2));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.v[0].high, 1500000000);
	finish(&t, w);
}

static void
test_mbp1(void)
{
	struct window_opts o = options(MIN, 0, 0);
	struct windows *w;
	struct rec r;
	struct rows t;
	unsigned char *row;

	test_begin("of a book only trades count, and snapshots are state");
	w = start(&t, &o, &got);
	row = t.row[K_MBP1];
	r = rows_trade_of(&t, K_MBP1, DAY0, "A", 4, 2);
	row[r.schema->field[r.schema->at.action].off] = 'A';
	push(&t, w, r);
	row[r.schema->field[r.schema->at.action].off] = 'T';
	push(&t, w, r);
	row[r.schema->field[r.schema->at.flags].off] = REC_FLAG_SNAPSHOT | 8;
	push(&t, w, r);
	row[r.schema->field[r.schema->at.flags].off] = UINT8_MAX;
	push(&t, w, r);
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 1);
	CHECK_INT(got.v[0].count, 2);
	CHECK_INT(account(w).snapshot, 1);
	CHECK_INT(account(w).no_value, 1);
	finish(&t, w);
}

static void
test_rewindow(void)
{
	static const double ohlc[3][4] = { { 1, 3, 1, 2 }, { 2, 5, 2, 4 },
		{ 4, 4, 0.5, 3 } };
	struct window_opts o = options(5 * MIN, 0, 0);
	struct windows *w;
	struct rows t;
	struct rec r;
	int i;

	test_begin("minute bars make five-minute bars, the last of each "
		   "symbol included");
	w = start(&t, &o, &got);
	for (i = 2; i < 5; i++) {
		push(&t, w,
		    rows_bar(&t, DAY0 + (uint64_t)i * MIN, "A", ohlc[i - 2],
			i));
		push(&t, w,
		    rows_bar(&t, DAY0 + (uint64_t)i * MIN, "B", ohlc[i - 2],
			1));
	}
	CHECK_INT(got.n, 0);
	push(&t, w, rows_bar(&t, DAY0 + 5 * MIN, "A", ohlc[0], 1));
	CHECK_INT(got.n, 2);
	CHECK_INT(got.v[0].open, 1000000000);
	CHECK_INT(got.v[0].high, 5000000000);
	CHECK_INT(got.v[0].low, 500000000);
	CHECK_INT(got.v[0].close, 3000000000);
	CHECK_INT(got.v[0].volume, 9);
	CHECK(got.v[0].count == UINT64_MAX);
	CHECK_INT(account(w).late, 0);
	finish(&t, w);

	test_begin("a bar that no window holds whole is an error");
	o = options(45 * SEC, 0, 0);
	w = start(&t, &o, &got);
	r = rows_bar(&t, DAY0, "A", ohlc[0], 1);
	CHECK(windows_push(w, &r, &t.err) == -1);
	CHECK(strstr(t.err.msg, "does not fit") != NULL);
	finish(&t, w);
}

static int
relay(void *arg, const struct rec *r, struct err *err)
{
	return windows_push(arg, r, err);
}

static void
test_again(void)
{
	struct window_opts o = options(MIN, 0, 0),
			   five = options(5 * MIN, 0, 0);
	struct windows *w, *w5;
	struct rows t;
	char text[256];
	uint64_t def;
	int i;

	test_begin("our own bars re-windowed equal the windows of the ticks, "
		   "and their def builds on the first");
	w5 = start(&t, &five, &got);
	w = windows_new(&o, &t.vocab, relay, w5, &t.err);
	for (i = 0; i < 3000; i++)
		push(&t, w,
		    rows_trade(&t, DAY0 + (uint64_t)i * SEC, "A",
			100 + i * 7919 % 101, i % 5));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK(windows_flush(w5, &t.err) == 0);
	windows_free(w);
	other.n = 0;
	other.fail_at = -1;
	w = windows_new(&five, &t.vocab, collect, &other, &t.err);
	for (i = 0; i < 3000; i++)
		push(&t, w,
		    rows_trade(&t, DAY0 + (uint64_t)i * SEC, "A",
			100 + i * 7919 % 101, i % 5));
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 10);
	CHECK_INT(other.n, 10);
	def = def_step(0, "window time(1m,slide=1m,origin=0) price=trade "
			  "agg=ohlc,volume,count");
	snprintf(text, sizeof(text), "%s", windows_def_text(w5, got.v[0].def));
	CHECK(got.v[0].def == def_step(def, text));
	for (i = 0; i < got.n; i++) {
		got.v[i].def = other.v[i].def;
		CHECK(memcmp(&got.v[i], &other.v[i], sizeof(got.v[i])) == 0);
	}
	windows_free(w);
	finish(&t, w5);
}

int
main(void)
{
	test_labels();
	test_scale();
	test_price();
	test_mbp1();
	test_rewindow();
	test_again();
	return test_end();
}
