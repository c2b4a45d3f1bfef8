/*
 * window_quotes.c - tests of the aggregates of quotes and messages: worked
 * examples.
 */
#include "window_last.h"

static void
test_quotes(void)
{
	size_t n, i, k;
	double *q = golden_numbers("detectors.json", "book/quotes", &n);
	double *mid = golden_numbers("detectors.json", "book/mid", &k);
	double *imb = golden_numbers("detectors.json", "book/imbalance", &k);
	double sum = 0, spread = 0, most = 0;
	struct windows *w;
	struct rows t;
	struct rec r;

	test_begin("mid and imbalance are those of the golden book");
	if (q == NULL || mid == NULL || imb == NULL) {
		test_skip("no ../shared beside the checkout");
		goto out;
	}
	w = start(&t, "mid,spread,imbalance");
	for (i = 0; i < k; i++) {
		r = rows_quote(&t, DAY0 + i, "A", q[4 * i], q[4 * i + 2]);
		row_put_i64(t.row[K_QUOTE], r.schema, r.schema->at.bid_sz,
		    rows_px(q[4 * i + 1]));
		row_put_i64(t.row[K_QUOTE], r.schema, r.schema->at.ask_sz,
		    rows_px(q[4 * i + 3]));
		push(&t, w, r);
		sum += imb[i];
		/* The last quote is valid until the end of the minute. */
		spread += (q[4 * i + 2] - q[4 * i]) *
			  (i + 1 < k ? 1 : (double)(MIN - i));
		most = fmax(most, q[4 * i + 2] - q[4 * i]);
	}
	finish(&t, w);
	CHECK_NEAR(get("mid"), mid[k - 1], 1e-9);
	CHECK_NEAR(get("imbalance"), sum / (double)k, 1e-12);
	CHECK_NEAR(get("spread"), spread / (double)MIN, 1e-12);
	CHECK_NEAR(get("spread_max"), most, 1e-12);
	rows_fini(&t);
out:
	free(q);
	free(mid);
	free(imb);
}

static void
test_one_sided(void)
{
	struct windows *w;
	struct rows t;

	test_begin("a quote with one side has no mid, spread or imbalance");
	w = start(&t, "mid,spread,imbalance");
	push(&t, w, rows_quote(&t, DAY0, "A", 10, NAN));
	finish(&t, w);
	CHECK_INT(last.n, 1);
	CHECK(isnan(get("mid")) && isnan(get("spread")));
	CHECK(isnan(get("spread_max")) && isnan(get("imbalance")));
	rows_fini(&t);
}

/* ---- quotes ---- */

/* Sizes are in 1e-9; NAN: none. */
static struct rec
quote(struct rows *t, uint64_t at, double bid, double bs, double ask, double as)
{
	struct rec r = rows_quote(t, at, "A", bid, ask);
	const struct places *p = &r.schema->at;

	row_put_i64(t->row[K_QUOTE], r.schema, p->bid_sz,
	    isnan(bs) ? QTY_NULL : rows_px(bs));
	row_put_i64(t->row[K_QUOTE], r.schema, p->ask_sz,
	    isnan(as) ? QTY_NULL : rows_px(as));
	return r;
}

static void
test_flow(void)
{
	size_t n, m, i;
	double *q = golden_numbers("detectors.json", "book/quotes", &n);
	double *ofi = golden_numbers("detectors.json", "book/ofi", &m);
	double *micro = golden_numbers("detectors.json", "book/microprice", &m);
	double sum = 0, sizes = 0;
	struct windows *w;
	struct rows t;

	test_begin("order flow imbalance of four quotes, by hand");
	w = start(&t, "ofi");
	push(&t, w, quote(&t, DAY0, 10, 5, 11, 4));
	push(&t, w, quote(&t, DAY0 + 1, 10, 7, 11, 1));    /* 7 - 5 - 1 + 4 */
	push(&t, w, quote(&t, DAY0 + 2, 10, NAN, 11, 9));  /* passed over */
	push(&t, w, quote(&t, DAY0 + 3, NAN, NAN, 11, 9)); /* likewise */
	push(&t, w, quote(&t, DAY0 + 4, 9, 3, 12, 6));     /* -7 + 1 */
	push(&t, w, quote(&t, DAY0 + 5, 11, 2, 11.5, 8));  /* 2 - 8 */
	finish(&t, w);
	CHECK_NEAR(get("ofi"), 5 - 6 - 6, 0);
	CHECK_NEAR(get("ofi_depth"), -7 / ((8 + 9 + 10) / 2.0 / 3), 1e-15);
	rows_fini(&t);

	test_begin("a first quote alone has no order flow");
	w = start(&t, "ofi");
	push(&t, w, quote(&t, DAY0, 10, 5, 11, 4));
	finish(&t, w);
	CHECK(isnan(get("ofi")) && isnan(get("ofi_depth")));
	rows_fini(&t);

	test_begin("order flow imbalance and microprice are the golden ones");
	if (q == NULL || ofi == NULL || micro == NULL) {
		test_skip("no ../shared beside the checkout");
		goto out;
	}
	w = start(&t, "ofi,microprice");
	for (i = 0; i < m; i++) {
		push(&t, w,
		    quote(&t, DAY0 + i, q[4 * i], q[4 * i + 1], q[4 * i + 2],
			q[4 * i + 3]));
		if (i > 0) {
			sum += ofi[i];
			sizes += q[4 * i + 1] + q[4 * i + 3];
		}
	}
	finish(&t, w);
	CHECK_NEAR(get("ofi"), sum, 0);
	CHECK_NEAR(get("ofi_depth"), sum / (sizes / 2 / (double)(m - 1)),
	    1e-12);
	CHECK_NEAR(get("microprice"), micro[m - 1], 1e-12);
	rows_fini(&t);
out:
	free(q);
	free(ofi);
	free(micro);
}

/* mbp-2 quotes; sizes in whole units. */
static const struct schema *
two_levels(struct rows *t)
{
	static const char *const names[] = { "bid_px_00", "ask_px_00",
		"bid_px_01", "ask_px_01", "bid_sz_00", "ask_sz_00", "bid_sz_01",
		"ask_sz_01" };
	struct field f[10];
	const struct schema *s;
	int i;

	f[0] = field_make("ts_event", F_TS, "");
	f[1] = field_make("symbol", F_SYM, "");
	for (i = 0; i < 8; i++)
		f[2 + i] = field_make(names[i], i < 4 ? F_PX : F_QTY, "");
	s = schema_get(t->vocab.schemas, "quote", f, 10, &t->err);
	if (s == NULL)
		rows_die(t);
	return s;
}

static void
push_levels(struct rows *t, struct windows *w, uint64_t at, const int64_t v[8])
{
	const struct schema *s = two_levels(t);
	unsigned char *row = calloc(1, s->row_size);
	struct rec r = { s, row };
	int i;

	if (row == NULL)
		rows_die(t);
	row_clear(row, s);
	row_put_u64(row, s, 0, at);
	row_put_u32(row, s, 1, rows_symbol(t, "A"));
	for (i = 0; i < 8; i++)
		if (v[i] >= 0)
			row_put_i64(row, s, 2 + i, v[i]);
	push(t, w, r);
	free(row);
}

static void
test_depth(void)
{
	static const int64_t both[] = { 10, 11, 9, 12, 4, 6, 8, 2 };
	static const int64_t one[] = { 10, 11, -1, 12, 5, 1, -1, 3 };
	static const int64_t unknown[] = { 10, 11, 9, 12, 5, 1, -1, 3 };
	struct windows *w;
	struct rows t;

	test_begin("depth of both levels is weighted by time; one level has a "
		   "name of its own");
	w = start(&t, "depth,depth(2)");
	push_levels(&t, w, DAY0 + 10 * SEC, both);
	push_levels(&t, w, DAY0 + 20 * SEC, one);
	push_levels(&t, w, DAY0 + 50 * SEC, unknown);
	finish(&t, w);
	CHECK_NEAR(get("bid_depth"), (10 * 4 + 30 * 5 + 10 * 5) / 50.0, 1e-12);
	CHECK_NEAR(get("ask_depth"), (10 * 6 + 30 * 1 + 10 * 1) / 50.0, 1e-12);
	/* From 50 s on a size is missing. */
	CHECK_NEAR(get("bid_depth_2"), (10 * 12 + 30 * 5) / 40.0, 1e-12);
	CHECK_NEAR(get("ask_depth_2"), (10 * 8 + 30 * 4) / 40.0, 1e-12);
	rows_fini(&t);

	test_begin("depth of more levels than any row has is an error");
	w = start(&t, "depth(3)");
	push_levels(&t, w, DAY0, both);
	CHECK(windows_flush(w, &t.err) == -1);
	CHECK(strstr(t.err.msg,
	    "depth(levels=3): no row has the fields that it reads"));
	windows_free(w);
	rows_fini(&t);
}

static void
test_odd_quotes(void)
{
	struct windows *w;
	struct rows t;

	test_begin("crossed, locked and stale time of a window");
	w = start(&t, "crossed,locked,stale(15s)");
	push(&t, w, quote(&t, DAY0 + 5 * SEC, 10, 1, 11, 1));
	push(&t, w, quote(&t, DAY0 + 10 * SEC, 11, 1, 11, 1)); /* locked */
	push(&t, w, quote(&t, DAY0 + 13 * SEC, 12, 1, 11, 1)); /* crossed */
	push(&t, w, quote(&t, DAY0 + 20 * SEC, 12, 1, NAN, 1));
	push(&t, w, quote(&t, DAY0 + 40 * SEC, 10, 1, 10, 1)); /* locked */
	finish(&t, w);
	CHECK_NEAR(get("crossed"), 7, 0);
	CHECK_NEAR(get("locked"), 3 + 20, 0);
	CHECK_NEAR(get("stale"), 5 + 5, 0);
	rows_fini(&t);

	test_begin("the quote before a window is still crossed, and stale");
	w = start(&t, "crossed,locked,stale(15s)");
	push(&t, w, quote(&t, DAY0 + 50 * SEC, 12, 1, 11, 1));
	push(&t, w, quote(&t, DAY0 + 85 * SEC, 10, 1, 11, 1));
	finish(&t, w);
	CHECK_INT(last.n, 2);
	CHECK_NEAR(get("crossed"), 25, 0);
	CHECK_NEAR(get("locked"), 0, 0);
	CHECK_NEAR(get("stale"), 20 + 20, 0);
	rows_fini(&t);
}

/* ---- messages ---- */

/* An order message. */
static struct rec
message(struct rows *t, char action, uint64_t id)
{
	struct rec r = rows_trade_of(t, K_MBO, DAY0, "A", 10, 1);

	t->row[K_MBO][r.schema->field[r.schema->at.action].off] =
	    (unsigned char)action;
	row_put_u64(t->row[K_MBO], r.schema, schema_find(r.schema, "order_id"),
	    id);
	return r;
}

static void
test_messages(void)
{
	/* Orders 2 and 3 are filled, 3 in part; 1 and 3 are cancelled. */
	static const char actions[] = "AAAATFFCMCAC";
	static const int ids[] = { 1, 2, 3, 4, 0, 2, 3, 2, 3, 1, 5, 3 };
	struct window_opts o = { .price = 1 };
	struct windows *w;
	struct rows t;
	int i;

	test_begin("messages of any kind, and cancels that are not fills");
	w = start(&t, "messages,cancel_ratio");
	for (i = 0; actions[i] != '\0'; i++)
		push(&t, w, message(&t, actions[i], (uint64_t)ids[i]));
	push(&t, w, rows_trade(&t, DAY0, "A", 10, 1));
	push(&t, w, rows_quote(&t, DAY0, "A", 10, 11));
	finish(&t, w);
	CHECK_NEAR(get("messages"), 14, 0);
	CHECK_NEAR(get("cancel_ratio"), 2 / 5.0, 0);
	rows_fini(&t);

	test_begin("a fill that is followed by no cancel is forgotten in the "
		   "end");
	w = start(&t, "cancel_ratio");
	push(&t, w, message(&t, 'A', 1));
	push(&t, w, message(&t, 'F', 1));
	for (i = 0; i < 128; i++)
		push(&t, w, message(&t, 'F', 1000 + (uint64_t)i));
	push(&t, w, message(&t, 'C', 1));
	push(&t, w, message(&t, 'C', 1000));
	finish(&t, w);
	CHECK_NEAR(get("cancel_ratio"), 1, 0);
	rows_fini(&t);

	test_begin("a quote and the mid made of it are one message");
	rows_init(&t);
	last.n = 0;
	if (window_opts_clock(&o, "time(1m)", "clock", &t.err) == -1 ||
	    window_opts_aggs(&o, "count,messages", "agg", &t.err) == -1 ||
	    (w = windows_new(&o, &t.vocab, keep, NULL, &t.err)) == NULL)
		rows_die(&t);
	push(&t, w, rows_quote(&t, DAY0, "A", 10, 11));
	push(&t, w, rows_quote(&t, DAY0, "A", 10, NAN));
	finish(&t, w);
	CHECK_NEAR(get("count"), 1, 0);
	CHECK_NEAR(get("messages"), 2, 0);
	rows_fini(&t);
}

int
main(void)
{
	test_quotes();
	test_one_sided();
	test_flow();
	test_depth();
	test_odd_quotes();
	test_messages();
	return test_end();
}
