/*
 * eval_baseline.c - the one-liners against their definition.
 */
#include "eval/baseline.h"

#include "base/rng.h"
#include "base/tstamp.h"
#include "test.h"

enum { N = 400 };

static const uint64_t minute = 60 * NS_SECOND;

/* Clipped EW mean and variance of x[n], in plain code. */
static void
naive_ew(const double *x, int n, double *mean, double *var)
{
	double lambda = exp2(-1 / 60.0), d, most;

	*mean = *var = 0;
	for (int i = 0; i < 64; i++)
		*mean += x[i] / 64;
	for (int i = 0; i < 64; i++)
		*var += (x[i] - *mean) * (x[i] - *mean) / 63;
	for (int i = 64; i < n; i++) {
		d = x[i] - *mean;
		most = 4 * sqrt(*var);
		d = d > most ? most : d < -most ? -most : d;
		*mean += (1 - lambda) * d;
		*var = lambda * (*var + (1 - lambda) * d * d);
	}
}

/* |x[n]| over the sd of those before, 0 while there are too few. */
static double
naive_scaled(const double *x, int n, double value)
{
	double mean, var;

	if (n < 64)
		return 0;
	naive_ew(x, n, &mean, &var);
	return fabs(value) / sqrt(var);
}

static double
naive_z(const double *x, int n)
{
	double mean, var;

	if (n < 64)
		return 0;
	naive_ew(x, n, &mean, &var);
	return (x[n] - mean) / sqrt(var);
}

/* p less the line through the 20 before, one row on; or their mean. */
static double
residual(const double *p, int n, int line)
{
	double sum = 0, st = 0, spt = 0;

	for (int t = 0; t < 20; t++) {
		sum += p[n - 20 + t] / 20;
		st += (t - 9.5) * (t - 9.5);
		spt += (t - 9.5) * p[n - 20 + t];
	}
	return p[n] - sum - (line ? 10.5 * spt / st : 0);
}

/* One symbol's rows, all of a kind. */
struct rows {
	double p[N], r[N], e[N], volume[N], range[N];
	int ne; /* in e */
};

static struct baseline_row
draw_row(struct rows *x, int i, int plain, struct rng *rng)
{
	struct baseline_row row = { .start = (uint64_t)i * minute,
		.end = (uint64_t)(i + 1) * minute,
		.has = NEEDS_PRICE | NEEDS_VOLUME | NEEDS_RANGE,
		.plain = plain };
	double step = rng_normal(rng) / 1000 * (i == 200 ? 30 : 1);

	x->p[i] = i > 0 ? x->p[i - 1] + step : plain ? 0 : log(100);
	row.price = plain ? x->p[i] : exp(x->p[i]);
	x->volume[i] = 5 + rng_normal(rng);
	row.volume = exp(x->volume[i]);
	row.low = 50;
	row.high = 50 * exp(0.001 + rng_unit(rng) / 100);
	x->range[i] = log(log(row.high / row.low));
	if (i > 0)
		x->r[i - 1] = x->p[i] - x->p[i - 1];
	return row;
}

static void
near_to(float got, double want)
{
	CHECK_NEAR((double)got, want, 2e-5 * (1 + fabs(want)));
}

static void
test_values(int plain)
{
	struct baseline b = { 0 };
	struct rows x = { .ne = 0 };
	struct rng rng;
	float out[BASELINES];

	rng_init(&rng, 11, 0);
	for (int i = 0; i < N; i++) {
		struct baseline_row row = draw_row(&x, i, plain, &rng);
		double z2, z5, z6, r = i > 0 ? x.r[i - 1] : 0;

		baseline_step(&b, out, &row);
		z2 = i > 0 ? naive_scaled(x.r, i - 1, r) : 0;
		z5 = naive_z(x.volume, i);
		z6 = naive_z(x.range, i);
		CHECK_NEAR((double)out[B1], fabs(r), 1e-7);
		near_to(out[B2], z2);
		near_to(out[B5], z5);
		near_to(out[B6], z6);
		near_to(out[B8], sqrt(z2 * z2 + z5 * z5 + z6 * z6));
		if (i < 20)
			continue;
		near_to(out[B3],
		    naive_scaled(x.r, i - 1, residual(x.p, i, 0)) / sqrt(20));
		x.e[x.ne] = residual(x.p, i, 1);
		near_to(out[B4], naive_scaled(x.e, x.ne, x.e[x.ne]));
		x.ne++;
	}
}

static struct baseline_row
price_row(uint64_t start, uint64_t length, double price)
{
	return (struct baseline_row){ .start = start,
		.end = start + length,
		.has = NEEDS_PRICE,
		.price = price };
}

static double
step_b1(struct baseline *b, uint64_t start, uint64_t length, double price)
{
	struct baseline_row row = price_row(start, length, price);
	float out[BASELINES];

	baseline_step(b, out, &row);
	return (double)out[B1];
}

static void
test_missing(void)
{
	static const double bad[] = { NAN, INFINITY, 0, -1 };
	struct baseline b = { 0 };
	struct baseline_row row = { .has = 7,
		.price = NAN,
		.volume = 0,
		.high = 0,
		.low = NAN };
	float out[BASELINES];

	step_b1(&b, 0, minute, 10);
	for (int i = 0; i < 4; i++)
		CHECK_NEAR(step_b1(&b, minute, minute, bad[i]), 0, 0);
	CHECK_NEAR(step_b1(&b, 2 * minute, minute, 20), log(2), 1e-7);
	for (int i = 0; i < 100; i++) {
		baseline_step(&b, out, &row);
		for (int k = 0; k < BASELINES; k++)
			CHECK_NEAR((double)out[k], 0, 0);
	}
	CHECK_INT(b.volume.n, 0);
	CHECK_INT(b.range.n, 0);
}

static void
test_still(void)
{
	struct baseline b = { 0 };
	struct baseline_row row = price_row(0, minute, 7.01);
	float out[BASELINES];

	for (uint64_t i = 0; i < 100; i++)
		step_b1(&b, i * minute, minute, 7);
	row.start = 100 * minute;
	row.end = 101 * minute;
	baseline_step(&b, out, &row);
	CHECK(isfinite(out[B2]) && out[B2] > 1e6F);
	CHECK(isfinite(out[B4]) && out[B4] > 1e6F);
}

static void
test_sessions(void)
{
	const uint64_t day = 24 * 60 * minute;
	struct baseline b = { 0 };
	uint64_t i;

	/* minutes: the night is a gap */
	for (i = 0; i < 390; i++)
		step_b1(&b, i * minute, minute, 100 + (double)(i % 7));
	CHECK_NEAR(step_b1(&b, day, minute, 200), 0, 0);
	CHECK_NEAR(step_b1(&b, day + minute, minute, 100), log(2), 1e-7);
	/* an hour without rows is not counted */
	CHECK_NEAR(step_b1(&b, day + 61 * minute, minute, 200), log(2), 1e-7);
	/* days: neither nights nor weekends are */
	memset(&b, 0, sizeof(b));
	for (i = 0; i < 50; i++) {
		uint64_t at = (i / 5 * 7 + i % 5) * day;

		CHECK_NEAR(step_b1(&b, at, day, i % 2 ? 200 : 100),
		    i > 0 ? log(2) : 0, 1e-7);
	}
	/* nor are the pauses of a slow symbol */
	memset(&b, 0, sizeof(b));
	for (i = 0; i < 50; i++)
		CHECK_NEAR(step_b1(&b, i * 3 * 60 * minute, 0,
			       i % 2 ? 200 : 100),
		    i > 0 ? log(2) : 0, 1e-7);
	/* rows without times */
	memset(&b, 0, sizeof(b));
	step_b1(&b, TS_NULL, 0, 100);
	CHECK_NEAR(step_b1(&b, TS_NULL, 0, 200), log(2), 1e-7);
}

int
main(void)
{
	test_begin("of prices they are those of the log returns");
	test_values(0);
	test_begin("of plain values they are those of the differences");
	test_values(1);
	test_begin("what is missing or no price counts as no change");
	test_missing();
	test_begin("a price that never moved leaves a finite scale");
	test_still();
	test_begin("sessions are kept apart, days and slow symbols are not");
	test_sessions();
	return test_end();
}
