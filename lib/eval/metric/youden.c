/*
 * youden.c - the threshold at which hit rate - false alarm rate is largest.
 *
 *	J = TP/P - FP/N
 *
 * Youden 1950, over the distinct scores.  Compared as the integer TP N - FP P,
 * which fits 63 bits for all n that a rank can hold; of equal ones the highest
 * threshold wins.  An oracle: chosen on the labels being evaluated.  All NaN
 * without rows of either kind.
 */
#include <math.h>

#include "eval/sweep.h"

enum { THRESHOLD, J, TPR, FPR };

static void
youden_rank(double *out, const struct ranking *r)
{
	struct sweep s;
	int64_t best = INT64_MIN;

	out[THRESHOLD] = out[J] = out[TPR] = out[FPR] = NAN;
	sweep_init(&s, r);
	if (s.pos == 0 || s.neg == 0)
		return;
	while (sweep_next(&s)) {
		int64_t j = (int64_t)(s.tp * s.neg) - (int64_t)(s.fp * s.pos);

		if (j <= best)
			continue;
		best = j;
		out[THRESHOLD] = sweep_threshold(&s);
		out[TPR] = (double)s.tp / (double)s.pos;
		out[FPR] = (double)s.fp / (double)s.neg;
	}
	out[J] = (double)best / (double)(s.pos * s.neg);
}

static const char *const values[] = { "threshold", "j", "tpr", "fpr", NULL };

static const char *const floors[] = { "j", NULL };

const struct metric metric_youden = {
	.name = "youden",
	.values = values,
	.floors = floors,
	.summary = "threshold of the largest TPR - FPR, chosen on these labels",
	.source = "Youden 1950",
	.oracle = 1,
	.rank = youden_rank,
};
