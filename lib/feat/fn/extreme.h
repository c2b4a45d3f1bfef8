/*
 * extreme.h - the largest (or least) of the n rows before this one, in O(1).
 *
 * The window is divided after every n rows (van Herk 1992, "A fast algorithm
 * for local minimum and maximum filters").  The rows that were in it then are
 * the older ones, the rows since are the newer ones.  One pass over the older
 * ones, from the last to the first, marks each that is at least as large as
 * all after it: these are in turn the largest as rows leave.  The largest of
 * the newer ones is a running one, since none of them leaves before the next
 * division.  Of equal rows the oldest is taken.
 */
#ifndef FEAT_FN_EXTREME_H
#define FEAT_FN_EXTREME_H

#include "feat/fn/roll.h"

/* Values are times a sign: the least is the largest of the negatives. */
struct extreme {
	double older, newer; /* the largest of each part */
	uint32_t left;       /* older rows that have left the window */
	uint32_t at;         /* place of older in row; n: no older rows */
	uint16_t row[];      /* [n] marked older rows, at their end */
};

static inline size_t
extreme_size(const void *arg)
{
	return sizeof(struct extreme) +
	       arg_count(arg, ROLL_N) * sizeof(uint16_t);
}

/* The n rows that end at end are the older ones. */
static inline void
extreme_divide(struct extreme *e, uint32_t n, const double *end, double sign)
{
	const double *v = end - n;
	double most = -INFINITY;
	uint32_t i = n, at = n;

	while (i-- > 0) {
		if (sign * v[i] < most)
			continue;
		most = sign * v[i];
		e->row[--at] = (uint16_t)i;
	}
	e->older = most;
	e->newer = -INFINITY;
	e->left = 0;
	e->at = at;
}

static inline void
extreme_init(const void *arg, void *work, const struct past *past, double sign)
{
	extreme_divide(work, arg_count(arg, ROLL_N), past->end, sign);
}

/* The oldest row leaves the window, and x comes behind the row at end[-1]. */
static inline void
extreme_push(struct extreme *e, uint32_t n, const double *end, double x,
    double sign)
{
	ptrdiff_t row0 = -(ptrdiff_t)n - (ptrdiff_t)e->left;

	e->newer = sign * x > e->newer ? sign * x : e->newer;
	if (e->row[e->at] == e->left++ && ++e->at < n)
		e->older = sign * end[row0 + e->row[e->at]];
}

static inline double
extreme_next(struct extreme *e, uint32_t n, const double *end, double x,
    double sign)
{
	double y;

	if (isnan(x))
		return NAN;
	if (e->at == n)
		extreme_divide(e, n, end, sign);
	y = sign * (e->newer > e->older ? e->newer : e->older);
	extreme_push(e, n, end, x, sign);
	return y;
}

static inline double
extreme_step(const void *arg, const struct fn_row *r, double sign)
{
	uint32_t n = arg_count(arg, ROLL_N);

	if (r->work == NULL)
		return NAN;
	return extreme_next(r->work, n, r->past->end, r->in[0], sign);
}

static inline void
extreme_steps(const void *arg, double *out, const struct fn_rows *r,
    double sign)
{
	uint32_t n = arg_count(arg, ROLL_N);
	const struct past *past = r->past[0];
	const double *in = r->in[0];
	size_t g, k;

	EACH_ROW(r, g, k)
	out[k] = extreme_next(r->work[g], n, past[k].end, in[k], sign);
}

#endif
