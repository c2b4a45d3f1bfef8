/*
 * roc.c - the area under the ROC curve.
 *
 *	AUC = (pairs won + pairs tied / 2) / (P N)
 *
 * over all pairs of a positive and a negative row, won when the positive has
 * the higher score: the Mann-Whitney statistic (Hanley and McNeil 1982), the
 * same as the trapezoid area of the curve.  The pairs are counted in halves
 * as an integer, exact for all n that a rank can hold.  NaN without rows of
 * either kind.
 */
#include <math.h>

#include "eval/sweep.h"

static void
roc_auc_rank(double *out, const struct ranking *r)
{
	struct sweep s;
	uint64_t halves = 0;

	sweep_init(&s, r);
	/* Each positive won against the negatives below it and tied with
	 * those of its own step. */
	while (sweep_next(&s))
		halves += s.dtp * (2 * (s.neg - s.fp) + s.tied);
	*out =
	    s.pos && s.neg ? (double)halves / 2 / (double)(s.pos * s.neg) : NAN;
}

static const char *const values[] = { "", NULL };

const struct metric metric_roc_auc = {
	.name = "roc_auc",
	.values = values,
	.floors = values,
	.summary = "chance that a positive row outranks a negative one",
	.source = "Hanley and McNeil 1982, section III",
	.rank = roc_auc_rank,
};
