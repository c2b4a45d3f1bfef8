/*
 * draw.c - the random floor: what a score that knows nothing gets.
 *
 * On the very same rows, labels and tables.  A score that knows nothing puts
 * the rows in an order all of whose permutations are equally likely, so the
 * labelled rows get ranks drawn without replacement (marks.h), and as many
 * rows as the first model alarmed on are drawn to alarm.  Mean and 95 % range
 * (quantiles of type 7) over the seeds 1, 2, ...
 */
#include <math.h>
#include <stdlib.h>

#include "eval/judge.h"
#include "math/stats.h"

/* Streams of a seed: the ranks, the alarms. */
enum { STREAM_RANKS, STREAM_ALARMS };

void
floor_of(struct floor *f, double *v, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += v[i];
	f->mean = f->low = f->high = n > 0 ? sum / (double)n : NAN;
	if (n == 0 || isnan(sum))
		return;
	stats_sort(v, n);
	f->low = stats_quantile(v, n, 0.025);
	f->high = stats_quantile(v, n, 0.975);
}

/* draw[figure of the floor][seed] of one table */
static double *
draws_of(const struct judge *j, double *draw, int table, int figure)
{
	return draw +
	       (size_t)(table * j->e->nfloor + figure) * (size_t)j->e->o.seeds;
}

/* One random order, in all tables. */
static int
do_seed(struct judge *j, double *draw, int seed, struct err *err)
{
	struct evaluation *e = j->e;
	double value[FIGURES_MAX];
	struct rng rng;

	rng_init(&rng, (uint64_t)seed + 1, STREAM_RANKS);
	if (marks_draw(&j->marks, e->rows.n, j->labelled, j->nlabelled, &rng,
		err) == -1 ||
	    judge_alarms(j, e->scorer[0].alarmed, err) == -1)
		return -1;
	rng_init(&rng, (uint64_t)seed + 1, STREAM_ALARMS);
	draw_subset(j->alarm, j->nalarm, e->rows.n, &rng);
	for (int k = 0; k < e->ntable; k++) {
		judge_table(j, &e->table[k]);
		if (judge_metrics(j, value, err) == -1)
			return -1;
		for (int i = 0; i < e->nfloor; i++)
			draws_of(j, draw, k, i)[seed] =
			    value[e->floor_figure[i]];
	}
	return 0;
}

/* Without a decision there is no operating point for chance either. */
static void
forget(struct floor *f, const struct figure *figure)
{
	if (figure->metric->timeline != NULL)
		f->mean = f->low = f->high = NAN;
}

int
judge_floor(struct judge *j, struct err *err)
{
	struct evaluation *e = j->e;
	/* without a positive row nothing of it is defined */
	int seeds = e->table[0].positives > 0 ? e->o.seeds : 0, ret = 0;
	double *draw =
	    calloc((size_t)(e->ntable * e->nfloor) * (size_t)(e->o.seeds + 1),
		sizeof(*draw));

	if (draw == NULL)
		return err_errno(err, "random floor");
	for (int s = 0; s < seeds && ret == 0; s++)
		ret = do_seed(j, draw, s, err);
	for (int k = 0; k < e->ntable && ret == 0; k++)
		for (int i = 0; i < e->nfloor; i++) {
			struct floor *f = &e->table[k].floor[i];

			floor_of(f, draws_of(j, draw, k, i), (size_t)seeds);
			if (!evaluation_decided(e))
				forget(f, &e->figure[e->floor_figure[i]]);
		}
	free(draw);
	return ret;
}
