/*
 * pa.c - point-adjusted F1, for comparison with older papers only.
 *
 * If any row of a run of positives alarms, all its rows count as found (Xu et
 * al. 2018).  PA%K requires more than K % of them (Kim et al. 2022), here K =
 * 20.  Long events make a random score look perfect: with 4 events of 300 rows
 * in 7,800 its best value is .98.  Always reported with its random floor, and
 * only with --legacy.
 */
#include <stdlib.h>

#include "eval/runs.h"

/* The alarms of a run: hit[*at ..] moves after them. */
static size_t
hits(const struct timeline *t, const struct run *run, size_t *at)
{
	const struct view *v = t->view;
	size_t n = 0;

	while (*at < t->nhit && t->hit[*at] < run->row)
		++*at;
	for (; *at < t->nhit && t->hit[*at] <= run->last_row; ++*at)
		n += v->role[rowset_events(v->rows, t->hit[*at])] > 0;
	return n;
}

/* F1 with runs of which more than `percent' are hit counted whole. */
static int
adjusted(double *out, const struct timeline *t, size_t percent, struct err *err)
{
	const struct view *v = t->view;
	struct run *run = NULL;
	long n = runs_positive(&run, v, err);
	double tp = 0, fp;
	size_t at = 0, hit, rows;

	for (long i = 0; i < n; i++) {
		rows = (size_t)run[i].last - run[i].first + 1;
		hit = hits(t, &run[i], &at);
		tp += (double)(100 * hit > percent * rows ? rows : hit);
	}
	fp = (double)(t->nalarm - t->nhit);
	*out = ratio(2 * tp, tp + fp + (double)v->pos);
	free(run);
	return n < 0 ? -1 : 0;
}

static int
pa_f1_timeline(double *out, const struct timeline *t, struct err *err)
{
	return adjusted(out, t, 0, err);
}

static int
pa20_f1_timeline(double *out, const struct timeline *t, struct err *err)
{
	return adjusted(out, t, 20, err);
}

static const char *const values[] = { "", NULL };

const struct metric metric_pa_f1 = {
	.name = "pa_f1",
	.values = values,
	.floors = values,
	.summary = "F1 that counts a hit event whole: misleading",
	.source = "Xu et al. 2018, section 4.2",
	.legacy = 1,
	.timeline = pa_f1_timeline,
};

const struct metric metric_pa20_f1 = {
	.name = "pa20_f1",
	.values = values,
	.floors = values,
	.summary = "the same for events hit in more than 20 % of their rows",
	.source = "Kim et al. 2022, section 4",
	.legacy = 1,
	.timeline = pa20_f1_timeline,
};
