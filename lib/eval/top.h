/*
 * top.h - the strangest rows of a scorer, as many as are asked for.
 *
 * Operating points lie among few rows, so no order of all of them is made:
 * the k highest are selected, O(n), and sorted.  The list lies in the upper
 * half of the rows' scratch, so it takes no memory of its own.
 */
#ifndef EVAL_TOP_H
#define EVAL_TOP_H

#include <stddef.h>
#include <stdint.h>

struct view;

/* Starts all zero; belongs to one order of the rows, and one view. */
struct top {
	uint32_t *row; /* [n] by falling score, equal ones by rising row */
	size_t n;
	size_t first, end; /* of the view */
	int made;
};

/* The order of the rows has changed, or the scratch serves another. */
static inline void
top_reset(struct top *t)
{
	t->made = 0;
}

/*
 * Make sure that t holds the k strangest rows of a view, or all where it has
 * fewer; rows that are as strange as the last of them are in too.  In a
 * random order they are drawn.  The lower half of the scratch is free
 * afterwards: 4 bytes per row of the view.
 */
void top_rows(struct top *t, const struct view *v, size_t k);

/* The k-th highest of score[n], 1 <= k <= n; scratch[n]. */
double top_value(const double *score, size_t n, size_t k, double *scratch);

#endif
