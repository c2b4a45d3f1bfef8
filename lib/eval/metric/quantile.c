/*
 * quantile.c - the 99 % quantile of the scores.
 *
 * Hyndman and Fan 1996, type 7: h = (n-1) q.  A threshold there alarms on one
 * row in a hundred.  It shows whether the scores of two days have the same
 * scale.  NaN without rows.
 */
#include <math.h>

#include "eval/eval.h"
#include "math/stats.h"

static int
quantile99_timeline(double *out, const struct timeline *t, struct err *err)
{
	const struct view *v = t->view;
	double *x = view_scratch(v), h, low, high;
	size_t i, n = 0, k;

	(void)err; /* the scratch is there */
	*out = NAN;
	if (v->score == NULL)
		return 0;
	for (i = v->first; i < v->end; i++) {
		x[n] = v->score[i];
		n += v->role[rowset_events(v->rows, i)] >= 0;
	}
	if (n == 0)
		return 0;
	h = (double)(n - 1) * 0.99;
	k = (size_t)h;
	low = stats_select(x, n, k);
	high = k + 1 < n ? stats_select(x + k + 1, n - k - 1, 0) : low;
	*out = low + (h - (double)k) * (high - low);
	return 0;
}

static const char *const values[] = { "", NULL };

const struct metric metric_quantile99 = {
	.name = "quantile_0.99",
	.values = values,
	.summary = "the 99 % quantile of the scores",
	.source = "Hyndman and Fan 1996, type 7",
	.extra = 1,
	.scored = 1,
	.timeline = quantile99_timeline,
};
