/*
 * window_aggs.c - tests of the aggregates of trades: worked examples.
 */
#include "window_last.h"

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

/* ---- jumps ---- */

static void
test_variation(void)
{
	static const double p[] = { 10, 11, 10.5, 10.5, 12, -1, 11.4 };
	const double mu = pow(2, 2 / 3.0) * tgamma(7 / 6.0) / tgamma(0.5);
	double r[5], rv = 0, bv = 0, tq = 0, q = 4 / 3.0;
	struct windows *w;
	struct rows t;
	int i;

	test_begin("bipower, tripower and the share of jumps of five returns");
	w = start(&t, "rv,bipower,tripower,jump_share");
	for (i = 0; i < 7; i++)
		push(&t, w, rows_trade(&t, DAY0, "A", p[i], 1));
	finish(&t, w);
	r[0] = log(11 / 10.0);
	r[1] = -log(10.5 / 11);
	r[2] = 0;
	r[3] = log(12 / 10.5);
	r[4] = -log(11.4 / 12); /* the price -1 is left out */
	for (i = 0; i < 5; i++)
		rv += r[i] * r[i];
	for (i = 1; i < 5; i++)
		bv += r[i] * r[i - 1];
	for (i = 2; i < 5; i++)
		tq += pow(r[i], q) * pow(r[i - 1], q) * pow(r[i - 2], q);
	bv *= acos(-1) / 2 * 5 / 4;
	CHECK_NEAR(get("rv"), rv, 1e-15);
	CHECK_NEAR(get("bipower"), bv, 1e-15);
	CHECK_NEAR(get("tripower"), 5 / pow(mu, 3) * 5 / 3 * tq, 1e-15);
	CHECK_NEAR(get("jump_share"), 1 - bv / rv, 1e-12);
	rows_fini(&t);

	test_begin("prices that do not move have no share of jumps, and one "
		   "return has none either");
	w = start(&t, "rv,bipower,tripower,jump_share");
	for (i = 0; i < 4; i++)
		push(&t, w, rows_trade(&t, DAY0, "A", 10, 1));
	push(&t, w, rows_trade(&t, DAY0, "A", 10, 1));
	finish(&t, w);
	CHECK_NEAR(get("bipower"), 0, 0);
	CHECK_NEAR(get("tripower"), 0, 0);
	CHECK(isnan(get("jump_share")));
	rows_fini(&t);
	w = start(&t, "bipower,tripower,jump_share");
	push(&t, w, rows_trade(&t, DAY0, "A", 10, 1));
	push(&t, w, rows_trade(&t, DAY0, "A", 11, 1));
	finish(&t, w);
	CHECK(isnan(get("bipower")) && isnan(get("tripower")));
	CHECK(isnan(get("jump_share")));
	rows_fini(&t);
}

static void
test_golden_variation(void)
{
	size_t n, i, one;
	double *r = golden_numbers("detectors.json", "lee_mykland/r", &n);
	double *bv = golden_numbers("detectors.json", "variation/bv", &one);
	double *tq = golden_numbers("detectors.json",
	    "variation/tripower_quarticity", &one);
	double *share =
	    golden_numbers("detectors.json", "variation/relative_jump", &one);
	struct windows *w;
	double p = 100;
	struct rows t;

	test_begin("and are the golden ones, to the prices' nine digits");
	if (r == NULL || bv == NULL || tq == NULL || share == NULL) {
		test_skip("no ../shared beside the checkout");
	} else {
		w = start(&t, "bipower,tripower,jump_share");
		push(&t, w, rows_trade(&t, DAY0, "A", p, 1));
		for (i = 0; i < n; i++) {
			p *= exp(r[i]);
			push(&t, w, rows_trade(&t, DAY0 + i, "A", p, 1));
		}
		finish(&t, w);
		CHECK_NEAR(get("bipower"), *bv, 1e-12);
		CHECK_NEAR(get("tripower"), *tq, 1e-15);
		CHECK_NEAR(get("jump_share"), *share, 1e-7);
		rows_fini(&t);
	}
	free(r);
	free(bv);
	free(tq);
	free(share);
}

/* ---- trades ---- */

static void
test_rate(void)
{
	const double tau = 20, fade = exp(-10 / tau);
	struct windows *w;
	struct rows t;
	double n = 0;
	int i;

	test_begin("the trade rate fades with tau, also over windows");
	w = start(&t, "trade_rate(20s)");
	for (i = 0; i < 6; i++) { /* at 0, 10 .. 50 s */
		push(&t, w, rows_trade(&t, DAY0 + 10 * i * SEC, "A", 10, 1));
		n = 1 + n * fade;
	}
	finish(&t, w);
	CHECK_NEAR(get("trade_rate"), n * fade / tau, 1e-12);
	CHECK_NEAR(get("trade_rate_max"), n / tau, 1e-12);
	rows_fini(&t);

	w = start(&t, "trade_rate(20s)");
	push(&t, w, rows_trade(&t, DAY0 + 50 * SEC, "A", 10, 1));
	push(&t, w, rows_trade(&t, DAY0 + 70 * SEC, "A", 10, 1));
	finish(&t, w);
	n = 1 + exp(-20 / tau);
	CHECK_INT(last.n, 2);
	CHECK_NEAR(get("trade_rate_max"), n / tau, 1e-12);
	CHECK_NEAR(get("trade_rate"), n * exp(-50 / tau) / tau, 1e-12);
	rows_fini(&t);
}

static void
test_largest(void)
{
	static const int sizes[] = { 3, 8, -1, 5, 8, 1 };
	struct windows *w;
	struct rows t;
	size_t i;

	test_begin("the largest trades in falling order, and their share");
	w = start(&t, "volume,largest(3)");
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		push(&t, w, rows_trade(&t, DAY0, "A", 10, sizes[i]));
	finish(&t, w);
	CHECK_NEAR(get("volume"), 25, 0);
	CHECK_NEAR(get("largest_1"), 8, 0);
	CHECK_NEAR(get("largest_2"), 8, 0);
	CHECK_NEAR(get("largest_3"), 5, 0);
	CHECK_NEAR(get("largest_share"), 21 / 25.0, 1e-15);
	rows_fini(&t);

	w = start(&t, "largest(2)");
	push(&t, w, rows_trade(&t, DAY0, "A", 10, 7));
	push(&t, w, rows_trade_of(&t, K_FRACTION, DAY0, "A", 10, 7500000000));
	push(&t, w, rows_trade_of(&t, K_FRACTION, DAY0, "A", 10, 500000000));
	finish(&t, w);
	CHECK_NEAR(get("largest_1"), 7.5, 0);
	CHECK_NEAR(get("largest_2"), 7, 0);
	CHECK_NEAR(get("largest_share"), 14.5 / 15, 1e-15);
	rows_fini(&t);

	test_begin("fewer trades than asked for are null, as is the share "
		   "without a size");
	w = start(&t, "largest");
	push(&t, w, rows_trade(&t, DAY0, "A", 10, -1));
	finish(&t, w);
	CHECK(isnan(get("largest_1")) && isnan(get("largest_share")));
	rows_fini(&t);
}

/* ---- distinct values ---- */

static void
test_distinct(void)
{
	struct windows *w;
	struct rows t;
	int i, n;

	test_begin("distinct values are exact to 64 and estimated above");
	for (n = 63; n <= 65; n++) {
		w = start(&t, "distinct(price)");
		for (i = 0; i < 3 * n; i++)
			push(&t, w,
			    rows_trade(&t, DAY0, "A", 1 + i % n * 0.01, 1));
		finish(&t, w);
		CHECK_NEAR(get("distinct_price"), n, n > 64 ? 2 : 0);
		rows_fini(&t);
	}
	w = start(&t, "distinct(price),distinct(size)");
	for (i = 0; i < 50000; i++)
		push(&t, w,
		    rows_trade(&t, DAY0, "A", i * 0.01, i % 7 ? i % 7 : -1));
	finish(&t, w);
	CHECK_NEAR(get("distinct_price"), 50000, 4 * 0.01625 * 50000);
	CHECK_NEAR(get("distinct_size"), 6, 0); /* nulls are passed over */
	rows_fini(&t);

	test_begin("a size of whole units equals that in fractions");
	w = start(&t, "distinct(size)");
	push(&t, w, rows_trade(&t, DAY0, "A", 10, 7));
	push(&t, w, rows_trade_of(&t, K_FRACTION, DAY0, "A", 10, 7000000000));
	push(&t, w, rows_trade_of(&t, K_FRACTION, DAY0, "A", 10, 7000000001));
	finish(&t, w);
	CHECK_NEAR(get("distinct_size"), 2, 0);
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
	test_variation();
	test_golden_variation();
	test_rate();
	test_largest();
	test_distinct();
	return test_end();
}
