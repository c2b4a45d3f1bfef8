/*
 * window_aggs.c - tests of the aggregates: worked examples.
 */
#include "math_golden.h"
#include "stream_rows.h"
#include "window/window.h"

extern const struct aggregate aggregate_skel;

/* The last bar, by value: the columns of one window. */
static struct {
	int n;
	struct schema schema;
	unsigned char row[2048];
} last;

static int
keep(void *arg, const struct rec *r, struct err *err)
{
	(void)arg;
	(void)err;
	last.n++;
	last.schema = *r->schema;
	memcpy(last.row, r->v, r->schema->row_size);
	return 0;
}

static double
get(const char *name)
{
	struct rec r = { &last.schema, last.row };

	return rows_get(&r, name);
}

/* A window of one minute; aggs NULL: the skeleton. */
static struct windows *
start(struct rows *t, const char *aggs)
{
	struct window_opts o = { .price = 0, .nagg = 1 };
	struct windows *w;

	rows_init(t);
	o.agg[0].agg = &aggregate_skel;
	if (window_opts_clock(&o, "time(1m)", "clock", &t->err) == -1 ||
	    (aggs != NULL && window_opts_aggs(&o, aggs, "agg", &t->err) == -1))
		rows_die(t);
	last.n = 0;
	if ((w = windows_new(&o, &t->house, keep, NULL, &t->err)) == NULL)
		rows_die(t);
	return w;
}

static void
push(struct rows *t, struct windows *w, struct rec r)
{
	if (windows_push(w, &r, &t->err) == -1)
		rows_die(t);
}

/* Emit; the schema lives as long as t. */
static void
finish(struct rows *t, struct windows *w)
{
	if (windows_flush(w, &t->err) == -1)
		rows_die(t);
	windows_free(w);
}

static void
test_values(void)
{
	struct windows *w;
	struct rows t;

	test_begin("notional, vwap, twap, sd and the largest trade of four "
		   "trades");
	w = start(&t, "notional,vwap,twap,sd");
	push(&t, w, rows_trade(&t, DAY0 + 10 * SEC, "A", 10, 2));
	push(&t, w, rows_trade(&t, DAY0 + 20 * SEC, "A", 12, 1));
	push(&t, w, rows_trade(&t, DAY0 + 40 * SEC, "A", 11, -1));
	push(&t, w, rows_trade(&t, DAY0 + 50 * SEC, "A", 14, 5));
	finish(&t, w);
	CHECK_NEAR(get("notional"), 20 + 12 + 70, 1e-12);
	CHECK_NEAR(get("vwap"), 102.0 / 8, 1e-12);
	CHECK_NEAR(get("twap"), (10 * 10 + 20 * 12 + 10 * 11 + 10 * 14) / 50.0,
	    1e-12);
	CHECK_NEAR(get("sd"), sqrt(8.75 / 3), 1e-12);
	rows_fini(&t);
	w = start(&t, NULL);
	push(&t, w, rows_trade(&t, DAY0, "A", 10, 2));
	push(&t, w, rows_trade(&t, DAY0, "A", 12, 5));
	push(&t, w, rows_trade(&t, DAY0, "A", 12, -1));
	finish(&t, w);
	CHECK_NEAR(get("skel"), 5, 0);
	rows_fini(&t);
}

static void
test_nothing_known(void)
{
	struct windows *w;
	struct rows t;

	test_begin("what one trade without a size does not say is null");
	w = start(&t, "ohlc,volume,count,notional,vwap,twap,sd,rv,"
		      "signed_volume,amihud");
	push(&t, w, rows_trade(&t, DAY0 + 10 * SEC, "A", 10, -1));
	finish(&t, w);
	CHECK_NEAR(get("close"), 10, 0);
	CHECK_NEAR(get("count"), 1, 0);
	CHECK_NEAR(get("twap"), 10, 0);
	CHECK(isnan(get("volume")) && isnan(get("notional")));
	CHECK(isnan(get("vwap")) && isnan(get("sd")));
	CHECK(isnan(get("rv")) && isnan(get("amihud")));
	CHECK(isnan(get("signed_volume")));
	rows_fini(&t);
}

static void
test_rv(void)
{
	size_t n, i, one;
	double *r = golden_numbers("detectors.json", "lee_mykland/r", &n);
	double *rv = golden_numbers("detectors.json", "variation/rv", &one);
	struct windows *w;
	double p = 100;
	struct rows t;

	test_begin("realised variance is the golden one, to the prices' nine "
		   "digits");
	if (r == NULL || rv == NULL) {
		test_skip("no ../shared beside the checkout");
	} else {
		w = start(&t, "rv");
		push(&t, w, rows_trade(&t, DAY0, "A", p, 1));
		for (i = 0; i < n; i++) {
			p *= exp(r[i]);
			push(&t, w, rows_trade(&t, DAY0 + i, "A", p, 1));
		}
		finish(&t, w);
		CHECK_NEAR(get("rv"), *rv, 1e-12);
		rows_fini(&t);
	}
	free(r);
	free(rv);
}

static void
test_impact(void)
{
	struct windows *w;
	struct rows t;

	test_begin("price impact per value, prices that are not positive left "
		   "out");
	w = start(&t, "amihud,rv");
	push(&t, w, rows_trade(&t, DAY0, "A", 10, 2));
	push(&t, w, rows_trade(&t, DAY0, "A", -5, 2));
	push(&t, w, rows_trade(&t, DAY0, "A", 11, 4));
	push(&t, w, rows_trade(&t, DAY0, "A", 11, 0));
	push(&t, w, rows_trade(&t, DAY0, "A", 9, 1));
	finish(&t, w);
	CHECK_NEAR(get("amihud"), (log(1.1) / 44 + -log(9.0 / 11) / 9) / 2,
	    1e-15);
	CHECK_NEAR(get("rv"),
	    log(1.1) * log(1.1) + log(9.0 / 11) * log(9.0 / 11), 1e-15);
	rows_fini(&t);
}

static struct rec
sided(struct rows *t, double price, int64_t size, char side)
{
	struct rec r = rows_trade(t, DAY0, "A", price, size);

	t->row[K_TRADE][r.schema->field[r.schema->at.side].off] =
	    (unsigned char)side;
	return r;
}

static void
test_signed(void)
{
	struct windows *w;
	struct rows t;

	test_begin("signed volume goes by the side, and by the tick rule "
		   "without one");
	w = start(&t, "signed_volume");
	push(&t, w, sided(&t, 10, 1, 'N')); /* no change yet: nothing */
	push(&t, w, sided(&t, 10, 2, 'B')); /* + 2 */
	push(&t, w, sided(&t, 11, 4, 'A')); /* - 4 */
	push(&t, w, sided(&t, 11, 8, 'N')); /* last change up: + 8 */
	push(&t, w, sided(&t, 9, 16, 'N')); /* - 16 */
	push(&t, w, sided(&t, 9, 32, 'N')); /* - 32 */
	finish(&t, w);
	CHECK_NEAR(get("signed_volume"), 2 - 4 + 8 - 16 - 32, 0);
	rows_fini(&t);

	test_begin("signed sums of fractions keep one form on both sides of "
		   "zero");
	w = start(&t, "signed_volume");
	push(&t, w, rows_trade_of(&t, K_FRACTION, DAY0, "A", 10, 1));
	push(&t, w, rows_trade_of(&t, K_FRACTION, DAY0, "A", 11, 2500000000));
	push(&t, w, rows_trade_of(&t, K_FRACTION, DAY0, "A", 9, 3700000001));
	finish(&t, w);
	CHECK_NEAR(get("signed_volume"), 2.5 - 3.700000001, 1e-15);
	rows_fini(&t);
}

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
		/* The last quote stands until the end of the minute. */
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

int
main(void)
{
	test_values();
	test_nothing_known();
	test_rv();
	test_impact();
	test_signed();
	test_quotes();
	test_one_sided();
	return test_end();
}
