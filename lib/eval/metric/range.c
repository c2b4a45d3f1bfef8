/*
 * range.c - range-based precision and recall.
 *
 *	recall	  = mean over real ranges of  a e + (1-a) g w
 *	precision = mean over predicted ranges of  g w
 *
 * e is 1 when a predicted row lies in the range; w the share of the range's
 * weight that is hit; g = 1/x for a range met by x > 1 predicted ones, so that
 * one long alarm counts more than fragments; a = 0.2 (0 in range_flat_alpha0).
 * The weight of row i of L: 1 (flat), L-i+1 (front: early rows count more), i
 * (back), or the smaller of the last two (middle).  Ranges are maximal runs of
 * rows of one series.  Tatbul et al. 2018, equations 1 to 8.  The front form
 * suits streaming detection.  0 if there are no ranges.
 */
#include "eval/metric/range.h"

#include <stdlib.h>

enum { RECALL, PRECISION, F1 };

/* The weight of the first i rows of a range of n. */
static double
weight_upto(double i, double n, enum range_bias bias)
{
	double half = (double)(long)(n / 2);

	switch (bias) {
	case RANGE_FRONT:
		return i * n - i * (i - 1) / 2;
	case RANGE_BACK:
		return i * (i + 1) / 2;
	case RANGE_MIDDLE:
		if (i <= half)
			return i * (i + 1) / 2;
		return half * (half + 1) / 2 + weight_upto(i, n, RANGE_FRONT) -
		       weight_upto(half, n, RANGE_FRONT);
	case RANGE_FLAT:
		break;
	}
	return i;
}

/* The reward of one range, hit by the runs from *at on; *at moves to the first
 * run that may hit the next range. */
static double
reward(const struct run *range, const struct run *by, size_t nby, size_t *at,
    const struct range_how *how)
{
	double n = (double)range->last - range->first + 1, hit = 0, from, to;
	size_t i, met = 0;

	while (*at < nby && by[*at].last < range->first)
		++*at;
	for (i = *at; i < nby && by[i].first <= range->last; i++, met++) {
		from = by[i].first > range->first
			   ? (double)(by[i].first - range->first)
			   : 0;
		to = by[i].last < range->last
			 ? (double)(by[i].last - range->first) + 1
			 : n;
		hit += weight_upto(to, n, how->bias) -
		       weight_upto(from, n, how->bias);
	}
	if (met == 0)
		return 0;
	hit /= weight_upto(n, n, how->bias);
	if (!how->whole)
		hit /= (double)met;
	return how->alpha + (1 - how->alpha) * hit;
}

double
range_met(const struct run *what, size_t nwhat, const struct run *by,
    size_t nby, const struct range_how *how)
{
	size_t i, at = 0;
	double sum = 0;

	for (i = 0; i < nwhat; i++)
		sum += reward(&what[i], by, nby, &at, how);
	return ratio(sum, (double)nwhat);
}

static int
range_timeline(double *out, const struct timeline *t, double alpha,
    enum range_bias bias, struct err *err)
{
	struct range_how how = { .alpha = alpha, .bias = bias };
	struct run *real = NULL, *predicted = NULL;
	long nreal = runs_positive(&real, t->view, err);
	long npredicted = nreal < 0 ? -1 : runs_alarms(&predicted, t, err);

	if (npredicted >= 0) {
		out[RECALL] = range_met(real, (size_t)nreal, predicted,
		    (size_t)npredicted, &how);
		how.alpha = 0;
		out[PRECISION] = range_met(predicted, (size_t)npredicted, real,
		    (size_t)nreal, &how);
		out[F1] = ratio(2 * out[RECALL] * out[PRECISION],
		    out[RECALL] + out[PRECISION]);
	}
	free(real);
	free(predicted);
	return npredicted < 0 ? -1 : 0;
}

static const char *const values[] = { "recall", "precision", "f1", NULL };

#define RANGE(what, alpha, bias, about)                                        \
	static int range_##what##_timeline(double *out,                        \
	    const struct timeline *t, struct err *err)                         \
	{                                                                      \
		return range_timeline(out, t, alpha, bias, err);               \
	}                                                                      \
	const struct metric metric_range_##what = {                            \
		.name = "range_" #what,                                        \
		.values = values,                                              \
		.floors = values,                                              \
		.summary = about,                                              \
		.source = "Tatbul et al. 2018, equations 1 to 8",              \
		.extra = 1,                                                    \
		.timeline = range_##what##_timeline,                           \
	}

RANGE(front, 0.2, RANGE_FRONT, "range-based, early rows count more");
RANGE(flat, 0.2, RANGE_FLAT, "range-based, all rows count the same");
RANGE(flat_alpha0, 0, RANGE_FLAT, "the same without the reward for a hit");
RANGE(middle, 0.2, RANGE_MIDDLE, "range-based, rows in the middle count more");
RANGE(back, 0.2, RANGE_BACK, "range-based, late rows count more");
