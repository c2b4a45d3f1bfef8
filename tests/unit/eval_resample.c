/*
 * eval_resample.c - the bootstrap over days, against rows drawn by hand.
 *
 * The naive twin takes the days of a draw, copies all their rows as often as
 * they were drawn, and computes the figures of that stream anew.
 */
#include "eval_rows.h"

#include "eval/resample.h"

enum { DAYS = 7, PER_DAY = 160, N = DAYS * PER_DAY, DRAWS = 40 };

/* Rows of the seed, PER_DAY on a day. */
static void
made_days(struct made_row *m, struct rng *rng)
{
	const uint64_t day = NS_DAY;

	for (size_t i = 0; i < N; i++) {
		uint64_t at = i / PER_DAY * day + i % PER_DAY / 2 * minute;

		make_row(&m[i], i, rng);
		m[i].r.score = m[i].score;
		m[i].r.alarm = m[i].alarm;
		/* ties, and alarms of the score alone */
		m[i].score[0] =
		    isnan(m[i].score[0]) ? NAN : floor(m[i].score[0] * 50);
		m[i].alarm[0] = m[i].score[0] >= 45;
		m[i].r.start = at;
		m[i].r.end = at + minute;
	}
}

static void
push_all(struct evaluation *e, const struct made_row *m)
{
	struct err err = { 0 };

	for (size_t i = 0; i < N; i++)
		CHECK(evaluation_push(e, &m[i].r, &err) == 0);
	CHECK(evaluation_finish(e, &err) == 0);
}

/* The stream of one draw: each copy of a day is a day of its own. */
static void
naive_draw(struct evaluation *e, const struct made_row *m, int draw)
{
	const struct eval_opts how = { .no_baselines = 1 };
	struct err err = { 0 };
	struct rng rng;
	int weight[DAYS] = { 0 };
	uint64_t copy = 0;

	rng_init(&rng, (uint64_t)draw + 1, 2);
	for (int d = 0; d < DAYS; d++)
		weight[rng_below(&rng, DAYS)]++;
	CHECK(evaluation_init(e, syms, &how, &err) == 0);
	for (int d = 0; d < DAYS; d++)
		for (int k = 0; k < weight[d]; k++, copy++)
			for (int i = 0; i < PER_DAY; i++) {
				struct eval_row r = m[d * PER_DAY + i].r;

				r.start += (copy - (uint64_t)d) * NS_DAY;
				r.end += (copy - (uint64_t)d) * NS_DAY;
				CHECK(evaluation_push(e, &r, &err) == 0);
			}
	CHECK(evaluation_finish(e, &err) == 0);
}

static const struct {
	const char *metric, *value;
} compared[] = {
	{ "average_precision", "" },
	{ "roc_auc", "" },
	{ "best_f1", "f" },
	{ "youden", "j" },
	{ "point", "precision" },
	{ "point", "recall" },
	{ "point", "f4" },
	{ "events", "event_recall" },
	{ "events", "false_alarms_per_symbol_day" },
};
enum { COMPARED = sizeof(compared) / sizeof(*compared) };

static void
test_intervals(void)
{
	static struct made_row m[N];
	static double draw[COMPARED][DRAWS];
	const struct eval_opts how = { .resamples = DRAWS, .no_baselines = 1 };
	struct evaluation e, naive;
	struct err err = { 0 };
	struct rng rng;
	struct floor f;

	rng_init(&rng, 3, 0);
	made_days(m, &rng);
	CHECK(evaluation_init(&e, syms, &how, &err) == 0);
	push_all(&e, m);
	CHECK_INT(e.days.count, DAYS);
	for (int b = 0; b < DRAWS; b++) {
		naive_draw(&naive, m, b);
		for (int i = 0; i < COMPARED; i++)
			draw[i][b] = evaluation_figure(&naive, 0, 0,
			    compared[i].metric, compared[i].value);
		evaluation_fini(&naive);
	}
	for (int i = 0; i < COMPARED; i++) {
		int k = figure_find(&e, compared[i].metric, compared[i].value);

		floor_of(&f, draw[i], DRAWS);
		CHECK_NEAR(e.table[0].interval[k].mean, f.mean, 1e-12);
		CHECK_NEAR(e.table[0].interval[k].low, f.low, 1e-12);
		CHECK_NEAR(e.table[0].interval[k].high, f.high, 1e-12);
		if (test_bad)
			printf("# %s.%s\n", compared[i].metric,
			    compared[i].value);
	}
	evaluation_fini(&e);
}

static void
test_none(void)
{
	const struct eval_opts how = { .seeds = 0 };
	struct evaluation e;

	evaluate(&e, &how, 500, 1);
	CHECK(e.table[0].interval == NULL);
	CHECK(isnan(e.table[0].verdict[0].low));
	evaluation_fini(&e);
}

static void
test_paired(void)
{
	static struct made_row m[N];
	const struct eval_opts how = { .resamples = DRAWS };
	struct evaluation e;
	struct err err = { 0 };
	struct rng rng;
	const struct verdict *v;

	rng_init(&rng, 3, 0);
	made_days(m, &rng);
	CHECK(evaluation_init(&e, syms, &how, &err) == 0);
	push_all(&e, m);
	v = &e.table[table_at(&e, TABLE_TYPE, "spike")].verdict[0];
	CHECK(!v->no_better && v->low > 0 && v->low < v->difference &&
	      v->difference < v->high);
	v = &e.table[table_at(&e, TABLE_TYPE, "drift")].verdict[0];
	CHECK(v->no_better && v->low <= 0);
	evaluation_fini(&e);
}

int
main(void)
{
	syms = symtab_new(100);
	test_begin("intervals are those of streams made of the drawn days");
	test_intervals();
	test_begin("without a bootstrap there are no intervals");
	test_none();
	test_begin("a model is better where the paired difference says so");
	test_paired();
	symtab_free(syms);
	return test_end();
}
