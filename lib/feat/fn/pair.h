/*
 * pair.h - exponentially weighted moments of two series, with clipped updates.
 *
 * Weights are equal until a row's share has fallen to 1 - lambda.  A deviation
 * counts as at most 4 sd after 16 rows; if a moment is not finite, all restart.
 */
#ifndef FEAT_FN_PAIR_H
#define FEAT_FN_PAIR_H

#include "feat/column_fn.h"
#include "math/ew.h"

enum { PAIR_CLIP_FROM = 16, PAIR_WARM = 64 };

struct pair {
	double n, mx, my, xx, xy, yy;
};

/* Clip a deviation to 4 sd; 1e-12 lets the mean leave a constant history. */
static inline double
pair_clip(double d, double var, double n)
{
	return n < PAIR_CLIP_FROM ? d : ew_hold(d, 4 * fmax(sqrt(var), 1e-12));
}

/* Add a row, given its deviations from the means. */
static inline void
pair_add(struct pair *p, double dx, double dy, double halflife)
{
	double share = ew_share(p->n, ew_lambda(halflife)), keep = 1 - share;

	p->n++;
	p->mx = ew_mean(p->mx, dx, share);
	p->my = ew_mean(p->my, dy, share);
	p->xx = ew_moment(p->xx, dx, dx, share, keep);
	p->xy = ew_moment(p->xy, dx, dy, share, keep);
	p->yy = ew_moment(p->yy, dy, dy, share, keep);
	if (!isfinite(p->mx) || !isfinite(p->my) || !isfinite(p->xx) ||
	    !isfinite(p->yy))
		*p = (struct pair){ 0 };
}

static inline void
pair_walk(struct walk *w, struct pair *p)
{
	walk_scalar(w, "n", TENSOR_F64, &p->n);
	walk_scalar(w, "mx", TENSOR_F64, &p->mx);
	walk_scalar(w, "my", TENSOR_F64, &p->my);
	walk_scalar(w, "xx", TENSOR_F64, &p->xx);
	walk_scalar(w, "xy", TENSOR_F64, &p->xy);
	walk_scalar(w, "yy", TENSOR_F64, &p->yy);
}

#define PAIR_HALFLIFE_ARG                                                      \
	{                                                                      \
		.name = "hl", .kind = ARG_REAL, .min = 0.1, .max = 1e9,        \
		.def = "120", .help = "half-life, rows"                        \
	}

#endif
