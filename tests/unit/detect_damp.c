/* Left discords against all pairs of stretches. */
#include "detect_test.h"

extern const struct detector detector_damp;

enum { ROWS = 1200, W = 16, MEMORY = 400, WARM = 100 };

static void
run(double *score, struct contrib *why, const double *x, int d)
{
	const struct detector *det = &detector_damp;
	void *o = opts_new(det), *m, *state;

	opts_set(det, o, "damp-window", "16");
	opts_set(det, o, "damp-memory", "400");
	opts_set(det, o, "damp-warm", "100");
	m = model_make(det, o, NULL, 0, d, 0);
	state = state_make(det, m);
	run_rows(det, m, state, score, why, x, ROWS, d);
	state_drop(det, m, state);
	model_drop(det, m);
	free(o);
}

/* The z-normalised stretch that ends with row i. */
static void
stretch(double *z, const double *x, int i)
{
	double mean = 0, var = 0;
	int k;

	for (k = 0; k < W; k++)
		mean += x[i - k] / W;
	for (k = 0; k < W; k++)
		var += (x[i - k] - mean) * (x[i - k] - mean) / W;
	for (k = 0; k < W; k++)
		z[k] = (x[i - k] - mean) / sqrt(var);
}

static double
all_pairs(const double *x, int i)
{
	double a[W], b[W], best = INFINITY, sum;
	int j, k;

	stretch(a, x, i);
	for (j = i - W; j >= W - 1 && j >= i - MEMORY; j--) {
		stretch(b, x, j);
		for (sum = 0, k = 0; k < W; k++)
			sum += (a[k] - b[k]) * (a[k] - b[k]) / W;
		best = fmin(best, sum);
	}
	return sqrt(best);
}

static double *
waves(uint64_t seed)
{
	double *x = malloc(ROWS * sizeof(*x));
	struct rng r;
	int i;

	rng_init(&r, seed, 3);
	for (i = 0; i < ROWS; i++)
		x[i] = 50 + sin(i / 5.0) + 0.3 * rng_normal(&r);
	return x;
}

static void
test_exact(void)
{
	double *x = waves(1), score[ROWS];
	int i;

	test_begin("a score is the distance to the nearest stretch before");
	run(score, NULL, x, 1);
	for (i = 0; i < WARM; i++)
		CHECK(isnan(score[i]));
	for (; i < ROWS; i++)
		CHECK_NEAR(score[i], all_pairs(x, i), 1e-6);
	free(x);
}

static void
test_discord(void)
{
	static struct contrib why[ROWS * DETECT_WHY];
	double *x = malloc(2 * ROWS * sizeof(*x)), score[ROWS];
	int i, most = WARM;

	test_begin("a stretch of another shape is the discord of its feature");
	for (i = 0; i < ROWS; i++) {
		x[2 * i] = 30 * sin(i / 7.0) + 7;
		x[2 * i + 1] = 10 * sin(i / 7.0);
	}
	for (i = 900; i < 912; i++)
		x[2 * i + 1] = 10 * sin(i / 7.0 + (i - 900));
	run(score, why, x, 2);
	for (i = WARM; i < ROWS; i++)
		if (score[i] > score[most])
			most = i;
	CHECK(most >= 900 && most < 912 + W);
	CHECK_INT(why[most * DETECT_WHY].feature, 1);
	free(x);
}

static void
test_constant(void)
{
	double x[ROWS], score[ROWS];
	int i;

	test_begin("a constant series is near itself, whatever its rounding");
	for (i = 0; i < ROWS; i++)
		x[i] = 0.1 + 0.2;
	x[1000] = nextafter(x[999], 1);
	run(score, NULL, x, 1);
	for (i = WARM; i < ROWS; i++)
		CHECK(score[i] < 1e-5);
}

int
main(void)
{
	test_exact();
	test_discord();
	test_constant();
	return test_end();
}
