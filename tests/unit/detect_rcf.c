/* Random cut forests over shingles: what a row alone does not show. */
#include "detect_test.h"

extern const struct detector detector_rcf;

enum { ROWS = 1500 };

static void
run(double *score, struct contrib *why, const char *shingle, const double *x,
    int d)
{
	const struct detector *det = &detector_rcf;
	void *o = opts_new(det), *m, *state;

	opts_set(det, o, "rcf-shingle", shingle);
	m = model_make(det, o, NULL, 0, d, 0);
	state = state_make(det, m);
	run_rows(det, m, state, score, why, x, ROWS, d);
	state_drop(det, m, state);
	model_drop(det, m);
	free(o);
}

/* Rows from 800 on that score at least as high as the largest of from .. to. */
static int
rank_of(const double *score, int from, int to)
{
	double most = -INFINITY;
	int i, n = 0;

	for (i = from; i < to; i++)
		most = fmax(most, score[i]);
	for (i = 800; i < ROWS; i++)
		n += score[i] >= most && (i < from || i >= to);
	return n;
}

static void
test_pattern(void)
{
	static double x[ROWS], score[ROWS];
	struct rng r;
	int i;

	test_begin("a wave that pauses is strange for shingles, not for rows");
	rng_init(&r, 5, 5);
	for (i = 0; i < ROWS; i++)
		x[i] = sin(i / 4.0) + 0.02 * rng_normal(&r);
	for (i = 1200; i < 1210; i++)
		x[i] = 0.5;
	run(score, NULL, "8", x, 1);
	for (i = 0; i < 7 + 240 + 64; i++)
		CHECK(isnan(score[i]));
	CHECK(isfinite(score[i]));
	CHECK_INT(rank_of(score, 1200, 1218), 0);
	run(score, NULL, "1", x, 1);
	CHECK(rank_of(score, 1203, 1210) > 50);
}

static void
test_still(void)
{
	static double x[ROWS], score[ROWS];
	int i;

	test_begin("equal rows score at most 0.5, a step more");
	for (i = 0; i < ROWS; i++)
		x[i] = 100 + 0.01 * (i >= 1400);
	run(score, NULL, "4", x, 1);
	for (i = 400; i < 1400; i++)
		CHECK(score[i] <= 0.5 + 1e-9);
	CHECK(score[1400] > 1);
}

static void
test_reason(void)
{
	static struct contrib why[ROWS * DETECT_WHY];
	double *x = rows_random(ROWS, 3, 4), score[ROWS];

	test_begin("the reason is the feature that is far off");
	x[1300 * 3 + 2] -= 40;
	run(score, why, "4", x, 3);
	CHECK_INT(rank_of(score, 1300, 1304), 0);
	CHECK_INT(why[1300 * DETECT_WHY].feature, 2);
	CHECK(why[1300 * DETECT_WHY].share < -0.5);
	free(x);
}

int
main(void)
{
	test_pattern();
	test_still();
	test_reason();
	return test_end();
}
