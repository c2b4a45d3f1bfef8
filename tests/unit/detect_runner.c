/* What the runner stores for a row: its score, and its reasons or none. */
#include "detect/runner.h"

#include <stdlib.h>

#include "detect/model.h"
#include "detect_test.h"

enum { ROWS = 300, D = 2 };

static int
is_empty(const struct contrib *why)
{
	int i;

	for (i = 0; i < DETECT_WHY; i++)
		if (why[i].feature != -1 || why[i].share != 0)
			return 0;
	return 1;
}

/* Run all rows with one place for the reasons, as a caller's batch has. */
static void
test_reasons(void)
{
	static const char *const names[D] = { "a", "b" };
	static const char *const units[D] = { "", "" };
	const struct detector *det = detector_find("ewz");
	void *opts = opts_new(det);
	double *x = rows_random(ROWS, D, 5), score;
	struct contrib why[DETECT_WHY];
	struct runner_out out = { &score, why };
	struct err err = { 0 };
	struct model *m = model_from_options(det, opts, D, names, units, &err);
	struct runner r;
	size_t i, odd = 0;

	test_begin("a row below the score to explain has no reasons");
	CHECK(m != NULL && runner_init(&r, det, m->m, D, &err) == 0);
	r.why_from = 20;
	for (i = 0; i < ROWS; i++) {
		if (i % 50 == 49)
			x[i * D + 1] += 1000;
		CHECK(runner_push(&r, x + i * D, 1, 0, out, &err) == 0);
		runner_flush(&r);
		CHECK(is_empty(why) == !(score >= r.why_from));
		odd += !is_empty(why);
	}
	CHECK(odd > 0 && odd <= ROWS / 50);
	runner_fini(&r);
	model_free(m);
	free(opts);
	free(x);
}

/* Scores of ROWS sizes of two symbols under these limits; how many rows were
 * scored before the end. */
static size_t
score_sizes(double *score, const char *limits, int alone)
{
	static const char *const names[] = { "size" }, *const units[] = { "" };
	const struct detector *det = detector_find("high_volume");
	const char **opts = opts_new(det);
	double *x = rows_random(ROWS, 1, 7);
	struct err err = { 0 };
	struct model *m;
	struct runner r;
	size_t i, early = 0;

	opts[0] = limits;
	m = model_from_options(det, opts, 1, names, units, &err);
	CHECK(m != NULL && runner_init(&r, det, m->m, 1, &err) == 0);
	for (i = 0; i < ROWS; i++) {
		struct runner_out out = { score + i, NULL };

		CHECK(runner_push(&r, x + i, i % 2, 0, out, &err) == 0);
		if (alone)
			runner_flush(&r);
	}
	for (i = 0; i < ROWS; i++)
		early += !isnan(score[i]);
	runner_flush(&r);
	runner_fini(&r);
	model_free(m);
	free(opts);
	free(x);
	return early;
}

static void
test_batches(void)
{
	double fixed[ROWS], alone[ROWS], learned[ROWS];

	test_begin("states that never change do not end a batch");
	CHECK_INT((int)score_sizes(fixed, "5", 0), RUNNER_ROWS);
	score_sizes(alone, "5", 1);
	CHECK(memcmp(fixed, alone, sizeof(fixed)) == 0);

	test_begin("states that learn end it at a symbol's second row");
	CHECK_INT((int)score_sizes(learned, "3x", 0), ROWS - 2 - 128);
	score_sizes(alone, "3x", 1);
	CHECK(memcmp(learned, alone, sizeof(learned)) == 0);
}

int
main(void)
{
	test_reasons();
	test_batches();
	return test_end();
}
