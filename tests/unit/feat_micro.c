/*
 * feat_micro.c - tests of jumps, microstructure and pairs: golden values and
 * worked examples.
 */
#include "base/rng.h"
#include "feat_series.h"
#include "math/stats.h"
#include "math_golden.h"

static const char golden[] = "detectors.json";

static void
check_near(const char *what, const double *y, const double *want, size_t n,
    double tolerance)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!(isnan(y[i]) && isnan(want[i])) &&
		    !(fabs(y[i] - want[i]) <= tolerance * fabs(want[i]))) {
			printf("# %s row %zu: got %.17g, want %.17g\n", what, i,
			    y[i], want[i]);
			test_bad = 1;
		}
}

static void
test_golden_jumps(void)
{
	size_t n, m, i;
	double *r = golden_numbers(golden, "lee_mykland/r", &n);
	double *l = golden_numbers(golden, "lee_mykland/L", &m);
	double y[256], c, s, want;
	char text[64];

	test_begin("jump statistics are the golden ones");
	if (r == NULL || l == NULL) {
		test_skip("no ../shared beside the checkout");
	} else {
		CHECK(n == m && n < 256);
		series(y, "y=lm(value,16)", r, n);
		check_near("L", y, l, n, 1e-9);
		series(y, "y=lm(value,16,60)", r, n);
		c = golden_number(golden, "lee_mykland/C_n");
		s = golden_number(golden, "lee_mykland/S_n");
		for (i = 15; i < n; i++) {
			want = (fabs(l[i]) - c) / s;
			CHECK_NEAR(y[i], want, 1e-9 * fabs(want) + 1e-9);
		}
		snprintf(text, sizeof(text), "y=bns(value,%zu)", n);
		series(y, text, r, n);
		want = golden_number(golden, "variation/bns_ratio_z");
		CHECK_NEAR(y[n - 1], want, 1e-9 * want);
		CHECK(isnan(y[n - 2]));
		snprintf(text, sizeof(text), "y=bns(value,%zu,share)", n);
		series(y, text, r, n);
		want = golden_number(golden, "variation/relative_jump");
		CHECK_NEAR(y[n - 1], want, 1e-9);
	}
	free(r);
	free(l);
}

static void
test_golden_book(void)
{
	static const struct {
		const char *text, *path;
	} what[] = {
		{ "y=ofi(b,bs,a,as)", "book/ofi" },
		{ "y=microprice(b,bs,a,as)", "book/microprice" },
		{ "y=bookimb(bs,as)", "book/imbalance" },
	};
	size_t n, m, k;
	double *q = golden_numbers(golden, "book/quotes", &n), *want, y[64];

	test_begin("what a quote says is golden");
	for (k = 0; k < sizeof(what) / sizeof(what[0]); k++) {
		want = golden_numbers(golden, what[k].path, &m);
		if (q == NULL || want == NULL) {
			test_skip("no ../shared beside the checkout");
		} else {
			CHECK(n == 4 * m && m < 64);
			series_table(y, what[k].text, "b bs a as", q, m);
			check_near(what[k].text, y, want, m, 1e-12);
		}
		free(want);
	}
	free(q);
}

static void
test_golden_vpin(void)
{
	size_t n, i;
	double *dp = golden_numbers(golden, "vpin/dp", &n), want;
	double rows[64] = { 10, 0 }, y[32];

	test_begin("VPIN is the golden one");
	want = golden_number(golden, "vpin/vpin");
	if (dp == NULL) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	for (i = 0; i < n; i++) {
		rows[2 * i + 2] = rows[2 * i] + dp[i];
		rows[2 * i + 3] = 100;
	}
	series_table(y, "y=vpin(p_,v,n=4,bucket=100,sigma=0.02)", "p_ v", rows,
	    n + 1);
	CHECK_NEAR(y[n], want, 1e-9);
	CHECK(isnan(y[n - 1]));
	free(dp);

	test_begin("a row's volume is split over the buckets it fills");
	{
		static const double v[] = { 10, 0, 10, 50, 12, 250, 11, 25 };
		double buy = stats_norm_cdf(1), sell = stats_norm_cdf(-0.5);

		/* 50 of 1/2, then 50 + 100 + 100 of buy, 25 of sell */
		series_table(y, "y=vpin(p_,v,n=2,bucket=100,sigma=2)", "p_ v",
		    v, 4);
		CHECK(isnan(y[1]));
		CHECK_NEAR(y[2], fabs(2 * buy - 1), 1e-12);
		CHECK_NEAR(y[3], y[2], 0);
		series_table(y, "y=vpin(p_,v,n=3,bucket=100,sigma=2)", "p_ v",
		    v, 4);
		CHECK_NEAR(y[2], (fabs(buy - 0.5) + 2 * fabs(2 * buy - 1)) / 3,
		    1e-12);
		series_table(y, "y=vpin(p_,v,n=13,bucket=25,sigma=2)", "p_ v",
		    v, 4);
		CHECK_NEAR(y[3],
		    (10 * fabs(2 * buy - 1) + fabs(2 * sell - 1)) / 13, 1e-12);
	}
}

static void
test_trades(void)
{
	/* p, bid, ask: trades and quotes in turn */
	static const double v[] = { 10, NAN, NAN, NAN, 10, 12, 12, NAN, NAN, 11,
		NAN, NAN, NAN, 9, 11, 9, NAN, NAN, 10, 9.9, 10.1, 10.3, NAN,
		NAN };
	double y[8];
	size_t n = sizeof(v) / sizeof(v[0]) / 3;

	test_begin("a trade's side is against the quote before it, else by the "
		   "tick rule");
	series_table(y, "y=leeready(px,b,a)", "px b a", v, n);
	series_equal("leeready", y,
	    (const double[]){ NAN, NAN, 1, -1, NAN, -1, 1, 1 }, n);
	series_table(y, "y=tickrule(px)", "px b a", v, n);
	series_equal("tickrule", y,
	    (const double[]){ NAN, NAN, 1, -1, NAN, -1, 1, 1 }, n);

	test_begin("a trade off the quote before it is beyond 1");
	series_table(y, "y=offquote(px,b,a)", "px b a", v, n);
	series_equal("offquote", y,
	    (const double[]){ NAN, NAN, 1, 0, NAN, -1, 0, 3 }, n);
	series_table(y, "y=offquote(px,b,a,tick=1)", "px b a", v, n);
	CHECK_NEAR(y[7], 0.3, 1e-12);

	test_begin("the newest value so far");
	series_table(y, "y=last(b)", "px b a", v, n);
	series_equal("last", y,
	    (const double[]){ NAN, 10, 10, 10, 9, 9, 9.9, 9.9 }, n);
}

static void
test_prices(void)
{
	static const double pv[] = { 10, 5, 11, 2, 11, 0, 10, 4, -1, 3, 12, 1 };
	static const double bounce[] = { 1, 2, 1, 2, 1, 2 };
	double y[8], a = log(1.1) / 22, b = log(1.1) / 40, c = log(1.2) / 12;
	double l = exp2(-1.0 / 2);
	const double *x = bounce;

	test_begin(
	    "Amihud's measure is a weighted mean over rows with a trade");
	series_table(y, "y=amihud(px,v,hl=2)", "px v", pv, 6);
	series_equal("amihud", y,
	    (const double[]){ NAN, a, NAN, (l * a + b) / (l + 1), NAN,
		(l * l * a + l * b + c) / (l * l + l + 1) },
	    6);

	test_begin("Roll's spread of a bounce is the bounce");
	/* changes 1 -1 1 -1 1 of mean 1/5 */
	SERIES("y=roll(value,4)", NAN, NAN, NAN, NAN, 2, 2);
	SERIES("y=roll(-value*value,4)", NAN, NAN, NAN, NAN, 6, 6);

	test_begin("realised skewness");
	SERIES("y=rskew(value,3)", NAN, NAN, sqrt(3) * 10 / pow(6, 1.5),
	    sqrt(3) * 17 / pow(9, 1.5), sqrt(3) * 10 / pow(6, 1.5),
	    sqrt(3) * 17 / pow(9, 1.5));

	test_begin("a ratio of weighted sums");
	SERIES("y=ewratio(value-1,value,hl=1)", 0, 1 / 2.5, 0.5 / 2.25,
	    1.25 / 3.125, 0.625 / 2.5625, 1.3125 / 3.28125);
}

enum { N = 4000 };

static double x_[N], y_[N], rows_[2 * N];

static void
test_pair(void)
{
	struct rng g;
	double sum = 0, ss = 0;
	int i;

	rng_init(&g, 17, 0);
	for (i = 0; i < N; i++) {
		rows_[2 * i] = rng_normal(&g);
		rows_[2 * i + 1] = 0.8 * rows_[2 * i] + 0.6 * rng_normal(&g);
	}
	test_begin("a correlation and a residual are those of the pair "
		   "(seed 17)");
	series_table(y_, "y=corr(a,b,hl=500)", "a b", rows_, N);
	CHECK(isnan(y_[63]) && !isnan(y_[64]));
	CHECK_NEAR(y_[N - 1], 0.8, 0.05);
	series_table(x_, "y=corr(b,a,hl=500)", "a b", rows_, N);
	CHECK_NEAR(x_[N - 1], y_[N - 1], 1e-12);
	series_table(y_, "y=resid(b,a,hl=500)", "a b", rows_, N);
	CHECK(isnan(y_[63]) && !isnan(y_[64]));
	for (i = 1000; i < N; i++) {
		sum += y_[i] * rows_[2 * i];
		ss += y_[i] * y_[i];
	}
	CHECK_NEAR(sum / (N - 1000), 0, 0.1);
	CHECK_NEAR(ss / (N - 1000), 1, 0.1);

	test_begin("one huge row of a pair moves what follows little");
	rows_[2 * 2000 + 1] = 1e9;
	series_table(x_, "y=resid(b,a,hl=500)", "a b", rows_, N);
	CHECK(x_[2000] > 1e8);
	for (i = 2001; i < N; i++)
		CHECK_NEAR(x_[i], y_[i], 0.3);
	series_table(y_, "y=corr(a,b,hl=500)", "a b", rows_, N);
	CHECK_NEAR(y_[N - 1], 0.8, 0.05);
}

static void
test_kyle(void)
{
	struct rng g;
	double p = 100, v;
	int i;

	test_begin("price impact is the slope on the root of signed volume "
		   "(seed 18)");
	rng_init(&g, 18, 0);
	for (i = 0; i < N; i++) {
		v = 100 * rng_normal(&g);
		p += 0.02 * copysign(sqrt(fabs(v)), v) + 0.01 * rng_normal(&g);
		rows_[2 * i] = p;
		rows_[2 * i + 1] = v;
	}
	series_table(y_, "y=kyle(p_,v)", "p_ v", rows_, N);
	CHECK(isnan(y_[64]) && !isnan(y_[65]));
	CHECK_NEAR(y_[N - 1], 0.02, 0.001);
}

static void
test_rate(void)
{
	static uint64_t t[N];
	uint64_t now = DAY0;
	int i;

	test_begin("a burst of rows is a high rate, and usual again once it "
		   "lasts");
	for (i = 0; i < N; i++) {
		now += i >= 1000 && i < 3000 ? SEC / 10 : SEC;
		t[i] = now;
		x_[i] = i % 2 ? NAN : 1;
	}
	series_times(y_, "y=rate(value,tau=10s,slow=200)", x_, t, N);
	CHECK(isnan(y_[126]) && isnan(y_[129]) && !isnan(y_[128]));
	CHECK_NEAR(y_[998], 0, 0.05);
	CHECK(y_[1200] > 1.2 && y_[1200] < log(10));
	CHECK_NEAR(y_[2998], 0, 0.3);
	CHECK(y_[3100] < -1.5);
	/* N of rows every 2 s: 1 / (1 - exp(-0.2)) */
	series_times(y_, "y=rate(value,10s,1e9)", x_, t, 200);
	CHECK_NEAR(y_[198], 0, 0.2);
}

int
main(void)
{
	test_golden_jumps();
	test_golden_book();
	test_golden_vpin();
	test_trades();
	test_prices();
	test_pair();
	test_kyle();
	test_rate();
	return test_end();
}
