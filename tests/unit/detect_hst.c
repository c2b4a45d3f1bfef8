/* Half-space trees against a twin that counts the rows in each box. */
#include "detect_test.h"

extern const struct detector detector_hst;

enum { SCALE = 9, PSI = 40, HEIGHT = 4, TREES = 6, EVERY = 16, ROWS = 300 };

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(const double *x, int n)
{
	double v[ROWS];

	memcpy(v, x, (size_t)n * sizeof(*v));
	qsort(v, (size_t)n, sizeof(*v), compare);
	return n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* Places in 0 to 1 by the scale of the rows before. */
static void
places(double *u, const double *x, int n)
{
	double off[SCALE], c = 0, s = 1;
	int i, k;

	for (i = SCALE; i < n; i++) {
		if ((i - SCALE) % EVERY == 0) {
			c = median(x + i - SCALE, SCALE);
			for (k = 0; k < SCALE; k++)
				off[k] = fabs(x[i - SCALE + k] - c);
			s = median(off, SCALE) / 0.6744897501960817;
		}
		u[i] = 0.5 + atan((x[i] - c) / s / 3) / acos(-1);
	}
}

/* r 2^k where the path of u ends: the boxes are halves of halves. */
static double
mass(const double *reference, double low, double high, double u)
{
	int k, i, r = PSI;
	double middle;

	for (k = 0; k < HEIGHT && r >= 0.1 * PSI; k++) {
		middle = (low + high) / 2;
		if (u < middle)
			high = middle;
		else
			low = middle;
		for (r = 0, i = 0; i < PSI; i++) /* first and last are open */
			r += reference[i] < high && !(reference[i] < low);
	}
	return r * exp2(k);
}

static double
twin(const double *reference, double u)
{
	double sum = 0, s, wide;
	struct rng rng;
	int t;

	for (t = 0; t < TREES; t++) {
		rng_init(&rng, 1, (uint64_t)t);
		s = rng_unit(&rng);
		wide = 2 * fmax(s, 1 - s);
		sum += mass(reference, s - wide, s + wide, u);
	}
	return 1 - sum / (TREES * PSI * exp2(HEIGHT));
}

static void
run(double *score, struct contrib *why, const char *trees, const char *height,
    const char *scale, const double *x, int n, int d)
{
	const struct detector *det = &detector_hst;
	void *o = opts_new(det), *m, *state;

	opts_set(det, o, "hst-trees", trees);
	opts_set(det, o, "hst-height", height);
	opts_set(det, o, "hst-rows", "40");
	opts_set(det, o, "hst-scale", scale);
	m = model_make(det, o, NULL, 0, d, 0);
	state = state_make(det, m);
	run_rows(det, m, state, score, why, x, (size_t)n, d);
	state_drop(det, m, state);
	model_drop(det, m);
	free(o);
}

static void
test_twin(void)
{
	double *x = rows_random(ROWS, 1, 8), u[ROWS], score[ROWS];
	int i, first = SCALE + PSI, window;

	test_begin("a score is the mass of the boxes of the window before");
	places(u, x, ROWS);
	run(score, NULL, "6", "4", "9", x, ROWS, 1);
	for (i = 0; i < first; i++)
		CHECK(isnan(score[i]));
	for (; i < ROWS; i++) {
		window = (i - SCALE) / PSI - 1;
		CHECK_NEAR(score[i], twin(u + SCALE + window * PSI, u[i]),
		    1e-12);
	}
	free(x);
}

static void
test_outlier(void)
{
	struct contrib why[ROWS * DETECT_WHY];
	double *x = rows_random(ROWS, 3, 9), score[ROWS];
	int i;

	test_begin("a row of its own scores most and names its feature");
	x[250 * 3 + 1] = 60;
	run(score, why, "25", "10", "64", x, ROWS, 3);
	CHECK(score[250] > 0.95);
	for (i = 64 + PSI; i < ROWS; i++)
		CHECK(score[i] <= score[250]);
	CHECK_INT(why[250 * DETECT_WHY].feature, 1);
	CHECK(why[250 * DETECT_WHY].share < 0);
	free(x);
}

static void
test_held(void)
{
	double x[ROWS], score[ROWS];
	struct rng r;
	int i;

	test_begin("anomalies packed in one window stay anomalies");
	rng_init(&r, 3, 3);
	for (i = 0; i < ROWS; i++)
		x[i] = rng_normal(&r);
	for (i = 170; i < 182; i++)
		x[i] = i % 2 == 0 ? 900 : x[i];
	x[215] = 900; /* the window of these rows is the reference */
	run(score, NULL, "25", "10", "64", x, ROWS, 1);
	for (i = 184; i < 224; i++)
		CHECK(score[i] <= score[215]);
	CHECK(score[215] > 0.95);
}

int
main(void)
{
	test_twin();
	test_outlier();
	test_held();
	return test_end();
}
