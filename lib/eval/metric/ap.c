/*
 * ap.c - average precision, and how far it rises above the label rate.
 *
 *	AP   = sum_k (R_k - R_{k-1}) P_k
 *	lift = (AP - prevalence) / (1 - prevalence)
 *
 * over the distinct scores from high to low, ties as one step.  This is the
 * step-wise sum, never a trapezoid: between two points precision does not
 * run straight (Davis and Goadrich 2006).  A random score has an AP near the
 * prevalence, so the lift is near 0 for it and 1 for a perfect one.  AP is
 * NaN without positives, the lift also without negatives.
 */
#include <math.h>

#include "eval/sweep.h"

static void
average_precision_rank(double *out, const struct ranking *r)
{
	struct sweep s;
	double sum = 0;

	sweep_init(&s, r);
	while (sweep_next(&s))
		sum += (double)s.dtp * ((double)s.tp / (double)(s.tp + s.fp));
	*out = s.pos ? sum / (double)s.pos : NAN;
}

static void
ap_lift_rank(double *out, const struct ranking *r)
{
	struct sweep s;
	double prevalence, ap;

	average_precision_rank(&ap, r);
	sweep_init(&s, r);
	if (s.pos == 0 || s.neg == 0) {
		*out = NAN;
		return;
	}
	prevalence = (double)s.pos / (double)(s.pos + s.neg);
	*out = (ap - prevalence) / (1 - prevalence);
}

static const char *const values[] = { "", NULL };

const struct metric metric_average_precision = {
	.name = "average_precision",
	.values = values,
	.floors = values,
	.summary = "precision averaged over the steps of recall",
	.source = "Davis and Goadrich 2006; scikit-learn's definition",
	.rank = average_precision_rank,
};

const struct metric metric_ap_lift = {
	.name = "ap_lift",
	.values = values,
	.floors = values,
	.summary = "average precision above the label rate, 1 = perfect",
	.source = "(AP - prevalence) / (1 - prevalence)",
	.rank = ap_lift_rank,
};
