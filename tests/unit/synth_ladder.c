/*
 * synth_ladder.c - the triviality test over curves whose answer is known.
 */
#include <math.h>

#include "synth/ladder.h"
#include "test.h"

/* Average precision as a function of the scale. */
struct curve {
	double half;  /* scale at which it is 0.5 */
	double steep; /* of a logistic curve of ln scale */
	double least; /* it never falls below */
	double most;
	double few_below; /* scales with too few events */
	int calls, fails;
};

static int
measure(void *arg, struct ladder_trial *t, struct err *err)
{
	struct curve *c = arg;
	double x = c->steep * log(t->scale / c->half);

	c->calls++;
	if (c->fails)
		return err_set(err, "no");
	t->events = t->scale < c->few_below ? 3 : 100;
	t->ap = fmin(fmax(1 / (1 + exp(-x)), c->least), c->most);
	t->by = 5;
	return 0;
}

static struct ladder_result
find(struct curve *c, enum inject_level level, double start)
{
	struct ladder_result r;
	struct err err = { 0 };

	CHECK(ladder_find(&r, level, start, measure, c, &err) == 0);
	CHECK(r.trials == c->calls);
	return r;
}

static void
test_bands(void)
{
	test_begin("a magnitude is found for each level, or kept");
	for (int level = 0; level < INJECT_LEVELS; level++) {
		const struct ladder_band *b = &ladder_bands[level];

		for (double half = 0.15; half < 8; half *= 1.37) {
			struct curve c = { half, 3, 0, 1, 0, 0, 0 };
			struct ladder_result r =
			    find(&c, (enum inject_level)level, 1);
			double ap = r.last.ap;

			CHECK(ap >= b->low && ap <= b->high);
			CHECK(
			    r.verdict == (r.last.scale == 1 ? LADDER_ACCEPTED
							    : LADDER_RESCALED));
			CHECK(r.verdict == LADDER_RESCALED || r.trials == 1);
			CHECK(r.first.scale == 1);
			CHECK(r.last.by == 5);
		}
	}
}

/* It is searched around the scale that a type has already. */
static void
test_start(void)
{
	struct curve c = { 200, 3, 0, 1, 0, 0, 0 };
	struct ladder_result r;

	test_begin("the search is around the scale that a type has");
	r = find(&c, INJECT_MEDIUM, 50);
	CHECK(r.verdict == LADDER_RESCALED);
	CHECK(r.last.scale > 100 && r.last.scale < 230);
	c.calls = 0;
	CHECK(find(&c, INJECT_MEDIUM, 1).verdict == LADDER_NO_SCALE);
}

static void
test_out_of_reach(void)
{
	struct curve plain = { 1, 1, 0.97, 1, 0, 0, 0 };
	struct curve steady = { 1, 1, 0.7, 0.7, 0, 0, 0 };
	struct curve hidden = { 1, 1, 0, 0.02, 0, 0, 0 };
	struct curve rare = { 1, 3, 0, 1, 2, 0, 0 };
	struct curve fades = { 0.01, 3, 0, 1, 0.5, 0, 0 };
	struct ladder_result r;

	test_begin("what no magnitude brings into the band is said");
	r = find(&plain, INJECT_EASY, 1);
	CHECK(r.verdict == LADDER_SMOKE && r.last.scale == 1);
	r = find(&steady, INJECT_MEDIUM, 1);
	CHECK(r.verdict == LADDER_NO_SCALE && r.last.scale == 1);
	r = find(&hidden, INJECT_HARD, 1);
	CHECK(r.verdict == LADDER_NO_SCALE && r.last.ap < 0.05);
	r = find(&rare, INJECT_HARD, 1);
	CHECK(r.verdict == LADDER_FEW && r.trials == 1);
	/* events that become too small to place end the search */
	r = find(&fades, INJECT_HARD, 1);
	CHECK(r.verdict == LADDER_SMOKE && r.trials < 5);
}

/* A curve that jumps over the band has no scale within it. */
static void
test_jump(void)
{
	struct curve c = { 3, 1e6, 0, 1, 0, 0, 0 };
	struct ladder_result r = find(&c, INJECT_MEDIUM, 1);

	test_begin("a curve that jumps over the band has no scale within");
	CHECK(r.verdict == LADDER_NO_SCALE);
	CHECK(r.last.scale == 1);
}

static void
test_failure(void)
{
	struct curve c = { 1, 1, 0, 1, 0, 0, 1 };
	struct ladder_result r;
	struct err err = { 0 };

	test_begin("a failure of the measurement is handed on");
	CHECK(ladder_find(&r, INJECT_EASY, 1, measure, &c, &err) == -1);
	CHECK(err.set);
}

int
main(void)
{
	test_bands();
	test_start();
	test_out_of_reach();
	test_jump();
	test_failure();
	return test_end();
}
