/*
 * draw.c - the random floor: the results of random scores.
 *
 * It uses the same rows, labels and tables.  With random scores all orders of
 * the rows are equally likely.  So the labelled rows get ranks drawn without
 * replacement (marks.h), and as many rows are drawn to alarm as the first model
 * alarmed on.  Mean and 95 % range (quantiles of type 7) are over the seeds 1,
 * 2, ...
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
	return draw + ((size_t)table * (size_t)j->e->nfloor + (size_t)figure) *
			  (size_t)j->e->o.seeds;
}

/* One random order, in all tables. */
static int
do_seed(struct judge *j, double *draw, int seed, struct err *err)
{
	struct evaluation *e = j->e;
	double value[FIGURES_MAX];
	struct rng ranks, alarms;

	rng_init(&ranks, (uint64_t)seed + 1, STREAM_RANKS);
	rng_init(&alarms, (uint64_t)seed + 1, STREAM_ALARMS);
	judge_reorder(j, NULL, &ranks);
	j->constant = 0;
	if (judge_draw_alarms(j, e->scorer[0].alarmed, &alarms, err) == -1)
		return -1;
	for (int k = 0; k < e->ntable; k++) {
		if (judge_table(j, &e->table[k], err) == -1 ||
		    judge_metrics(j, value, err) == -1)
			return -1;
		for (int i = 0; i < e->nfloor; i++)
			draws_of(j, draw, k, i)[seed] =
			    value[e->floor_figure[i]];
	}
	return 0;
}

/* Without decisions, chance has no operating point either. */
static int
is_decision(const struct figure *f)
{
	return f->metric->timeline != NULL && !f->metric->scored;
}

int
judge_floor(struct judge *j, struct err *err)
{
	struct evaluation *e = j->e;
	/* undefined without a positive row */
	int seeds = e->table[0].positives > 0 ? e->o.seeds : 0, ret = 0;
	double *draw = calloc((size_t)e->ntable * ((size_t)e->nfloor + 1) *
				  ((size_t)e->o.seeds + 1),
	    sizeof(*draw));

	if (draw == NULL)
		return err_errno(err, "random floor");
	for (int s = 0; s < seeds && ret == 0; s++)
		ret = do_seed(j, draw, s, err);
	for (int k = 0; k < e->ntable && ret == 0; k++)
		for (int i = 0; i < e->nfloor; i++) {
			struct floor *f = &e->table[k].floor[i];

			floor_of(f, draws_of(j, draw, k, i), (size_t)seeds);
			if (is_decision(&e->figure[e->floor_figure[i]]) &&
			    !judge_decided(e, 0))
				f->mean = f->low = f->high = NAN;
		}
	free(draw);
	return ret;
}
