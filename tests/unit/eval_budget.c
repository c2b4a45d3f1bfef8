/*
 * eval_budget.c - events found at a budget, against a look at all thresholds;
 * the rows on top, against a sort.
 */
#include "eval_scene.h"

#include <float.h>

#include "base/rng.h"
#include "eval/scored.h"
#include "math/stats.h"

enum { N_MAX = 600 };

/* Rows of several symbols over several days, made from a seed. */
static void
fill(struct scene *s, uint64_t seed, size_t n, unsigned levels,
    double threshold)
{
	struct rng rng;
	uint32_t event = 0;

	rng_init(&rng, seed, 0);
	scene_begin(s);
	for (size_t i = 0; i < n; i++) {
		uint32_t symbol = 1 + (uint32_t)i % 3;
		double score =
		    levels ? (double)rng_below(&rng, levels) : rng_normal(&rng);
		uint64_t at = i * 40 * minute;
		int labelled = i / 3 % 17 < 2;

		event += i % 51 == 0;
		score += labelled && rng_below(&rng, 2) ? 1 : 0;
		if (rng_below(&rng, 12) == 0)
			score = NAN;
		scene_row(s, symbol, at, at + minute, score,
		    labelled ? 3 * event + symbol : 0,
		    event % 4 == 3 ? OTHER : WANTED, score >= threshold);
	}
	scene_end(s);
}

/* The figures at the last threshold before more than `budget' false alarms
 * a symbol-day, or with join more than one row in 16. */
static void
naive_budget(uint64_t seed, size_t n, unsigned levels, double budget, int join,
    double *recall, double *threshold)
{
	double sorted[N_MAX], last = NAN;
	struct scene s;
	size_t m;

	fill(&s, seed, n, levels, 0);
	m = s.rows.n;
	memcpy(sorted, s.rows.score, m * sizeof(*sorted));
	scene_free(&s);
	stats_sort(sorted, m);
	*recall = 0;
	*threshold = NAN;
	for (size_t i = m, from; i-- > 0; last = sorted[i]) {
		if (sorted[i] == last)
			continue;
		for (from = i; from > 0 && sorted[from - 1] == sorted[i];)
			from--;
		if (join > 0 && m - from > (m + 15) / 16)
			return;
		fill(&s, seed, n, levels, sorted[i]);
		s.params.join_false = join;
		if (scene_value(&s, "events", "false_alarms_per_symbol_day") >
		    budget) {
			scene_free(&s);
			return;
		}
		*recall = scene_value(&s, "events", "event_recall");
		*threshold = sorted[i];
		scene_free(&s);
	}
}

static void
test_budget(uint64_t seed, double budget, int join)
{
	size_t n = 60 + 30 * seed;
	unsigned levels = seed % 2 ? 0 : 8;
	double recall, threshold;
	char name[32];
	struct scene s;

	naive_budget(seed, n, levels, budget, join, &recall, &threshold);
	fill(&s, seed, n, levels, 0);
	s.params.join_false = join;
	snprintf(name, sizeof(name), "recall_at_%g", budget);
	CHECK_NEAR(scene_value(&s, "budget", name), recall, 1e-12);
	snprintf(name, sizeof(name), "threshold_at_%g", budget);
	CHECK_NEAR(scene_value(&s, "budget", name), threshold, 0);
	scene_free(&s);
}

static void
test_budgets(int join)
{
	static const double budgets[] = { 0.1, 0.3, 1, 3, 5, 10 };

	for (uint64_t seed = 1; seed <= 6; seed++)
		for (int b = 0; b < 6; b++)
			test_budget(seed, budgets[b], join);
}

static void
test_none(void)
{
	struct scene s;

	scene_begin(&s);
	scene_row(&s, 1, 0, minute, 1, 0, WANTED, 0);
	scene_end(&s);
	CHECK(isnan(scene_value(&s, "budget", "recall_at_1")));
	scene_free(&s);
	scene_begin(&s);
	scene_row(&s, 1, TS_NULL, TS_NULL, 1, 1, WANTED, 0);
	scene_end(&s);
	CHECK(isnan(scene_value(&s, "budget", "recall_at_1")));
	scene_free(&s);
	/* the event alone is within any budget */
	scene_begin(&s);
	scene_row(&s, 1, 0, minute, 1, 1, WANTED, 0);
	scene_end(&s);
	CHECK_NEAR(scene_value(&s, "budget", "recall_at_0.1"), 1, 0);
	CHECK_NEAR(scene_value(&s, "budget", "threshold_at_0.1"), 1, 0);
	scene_free(&s);
}

/* A random order finds as much as random scores find. */
static void
test_drawn(void)
{
	double drawn = 0, scored = 0;
	struct rng rng;
	struct scene s;

	rng_init(&rng, 9, 0);
	fill(&s, 3, N_MAX, 0, 0);
	s.view.rng = &rng;
	for (int k = 0; k < 600; k++) {
		for (size_t i = 0; i < s.rows.n; i++)
			s.rows.score[i] = rng_unit(&rng);
		s.view.score = s.rows.score;
		top_reset(&s.top);
		scored += scene_value(&s, "budget", "recall_at_3") / 600;
		s.view.score = NULL;
		top_reset(&s.top);
		drawn += scene_value(&s, "budget", "recall_at_3") / 600;
	}
	CHECK_NEAR(drawn, scored, 0.01);
	scene_free(&s);
}

/* The k-th highest of x[n], and how many are at least as high. */
static void
check_top(const double *x, const double *sorted, size_t n, size_t k,
    double *scratch)
{
	size_t from, want = k;

	while (want < n && sorted[n - want - 1] == sorted[n - k])
		want++;
	CHECK_NEAR(top_value(x, n, k, scratch, &from), sorted[n - k], 0);
	CHECK_INT(from, want);
}

static void
test_top(void)
{
	enum { N = 100000 };
	double *x = malloc(N * sizeof(*x)), *y = malloc(N * sizeof(*y));
	double *sorted = malloc(N * sizeof(*sorted));
	struct rng rng;

	rng_init(&rng, 2, 0);
	for (int k = 0; k < 3; k++) {
		size_t n = k ? N : 1000;

		/* rows in order, so that a sample is of no use */
		for (size_t i = 0; i < n; i++)
			x[i] = k == 2 ? (double)i / 1000
				      : (double)rng_below(&rng, 5000);
		memcpy(sorted, x, n * sizeof(*x));
		stats_sort(sorted, n);
		for (size_t i = 1; i <= n; i = i * 3 + 1)
			check_top(x, sorted, n, i, y);
		check_top(x, sorted, n, n, y);
	}
	free(x);
	free(y);
	free(sorted);
}

/* The scores of rows by which two sorts could differ. */
static double
draw_score(struct rng *rng, int shape)
{
	double x = rng_normal(rng);

	switch (shape) {
	case 0:
		return (double)(float)x; /* as those of the baselines */
	case 1:
		return (double)rng_below(rng, 9) - 4;
	case 2:
		return rng_below(rng, 2) ? 0.0 : -0.0;
	case 3:
		return rng_below(rng, 9) ? exp(200 * x) : -INFINITY * x;
	default:
		return x * DBL_MIN;
	}
}

static void
test_radix(void)
{
	enum { N = 5000 };
	static struct scored a[N], b[N], spare[N];
	struct rng rng;

	for (int shape = 0; shape < 5; shape++)
		for (size_t n = 900; n <= N; n = 2 * n - 801) {
			rng_init(&rng, n, (uint64_t)shape);
			for (size_t i = 0; i < n; i++)
				a[i] = b[i] =
				    (struct scored){ draw_score(&rng, shape),
					    (uint32_t)i };
			scored_radix(a, spare, n);
			scored_sort(b, n);
			for (size_t i = 0; i < n; i++) {
				CHECK_INT(a[i].row, b[i].row);
				CHECK_NEAR(a[i].score, b[i].score, 0);
			}
		}
}

int
main(void)
{
	test_begin("the budget's threshold is that of a look at all of them");
	test_budgets(0);
	test_begin("so it is when rows near each other are one false alarm");
	test_budgets(1);
	test_budgets(4);
	test_budgets(15);
	test_begin("without events or times there is no budget");
	test_none();
	test_begin("a drawn order finds what random scores find");
	test_drawn();
	test_begin("the k-th highest score is that of a sort");
	test_top();
	test_begin("rows are sorted by digits as by comparison");
	test_radix();
	return test_end();
}
