/*
 * verdict.c - each model compared with the best baseline.
 *
 * The best baseline is the one with the highest average precision, or the
 * random floor if no baseline is above it.  A model is no better if its average
 * precision is not higher; with a bootstrap, if the 95 % interval of the paired
 * difference reaches down to 0.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/judge.h"
#include "math/stats.h"

/* Index of average precision; -1: it is not computed. */
static int
ap_figure(const struct evaluation *e)
{
	return figure_find(e, "average_precision", "");
}

static double
floor_ap(const struct evaluation *e, const struct eval_table *t, int figure)
{
	for (int i = 0; i < e->nfloor; i++)
		if (e->floor_figure[i] == figure)
			return t->floor[i].mean;
	return NAN;
}

/* The 95 % interval of the paired difference; NaN without a bootstrap. */
static void
interval(const struct judge *j, int table, int model, struct verdict *v)
{
	const double *a = resample_ap(j, table, model), *b;
	size_t n = (size_t)j->e->o.resamples;
	struct floor f = { NAN, NAN, NAN };
	double *d;

	b = v->best < 0 ? NULL : resample_ap(j, table, v->best);
	d = a != NULL && b != NULL ? malloc(n * sizeof(*d)) : NULL;
	for (size_t i = 0; d != NULL && i < n; i++)
		d[i] = a[i] - b[i];
	if (d != NULL)
		floor_of(&f, d, n);
	free(d);
	v->low = f.low;
	v->high = f.high;
}

static struct verdict
verdict_of(const struct judge *j, int table, int model, int figure)
{
	const struct evaluation *e = j->e;
	const struct eval_table *t = &e->table[table];
	double best = floor_ap(e, t, figure), ap;
	struct verdict v = { .best = -1, .difference = NAN };

	for (int s = e->o.nmodel; s < e->nscorer; s++) {
		ap = table_values(e, t, s)[figure];
		if (e->scorer[s].kind != SCORER_BASELINE ||
		    !e->scorer[s].known || !(isnan(best) || ap > best))
			continue;
		best = ap;
		v.best = s;
	}
	ap = table_values(e, t, model)[figure];
	v.difference = ap - best;
	v.no_better = ap <= best;
	interval(j, table, model, &v);
	if (v.low <= 0)
		v.no_better = 1;
	return v;
}

void
judge_verdicts(struct judge *j)
{
	struct evaluation *e = j->e;
	int figure = ap_figure(e);

	for (int k = 0; k < e->ntable && figure >= 0; k++)
		for (int m = 0; m < e->o.nmodel; m++)
			e->table[k].verdict[m] = verdict_of(j, k, m, figure);
}
