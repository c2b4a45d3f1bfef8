/*
 * top.h - the k highest-scored rows of a scorer.
 *
 * Operating points involve few rows, so not all rows are sorted: the k highest
 * are selected, O(n), and sorted.  The list uses the upper half of the rows'
 * scratch, so it needs no extra memory.
 */
#ifndef EVAL_TOP_H
#define EVAL_TOP_H

#include <stddef.h>
#include <stdint.h>

struct view;

enum { TOP_CUTS = 6 };

/* The last rows before there are too many false alarms. */
struct top_cut {
	size_t rows; /* how many there are on top of the cut */
	double at;   /* the lowest score of these; NaN: none, or random */
};

/* Starts all zero; valid for one order of the rows and one view. */
struct top {
	/* rows [nabove] known to have higher scores than all others of
	 * [0, all), ascending; borrowed */
	const uint32_t *above;
	size_t nabove, all;

	uint32_t *row; /* [n] by falling score, equal ones by rising row */
	size_t n;
	size_t first, end; /* of the view */
	int made;

	/* found by metric budget, for all tables of these rows */
	int walked;
	double days; /* symbol-days that its budgets are for */
	struct top_cut cut[TOP_CUTS];
	uint32_t *hit; /* [nhit] places in row[] of the labelled rows above the
			* last cut, rising; in the lower half of the scratch */
	size_t nhit;
};

/* Call it when the scratch was overwritten, and with all zero when the order of
 * the rows changed. */
static inline void
top_reset(struct top *t)
{
	t->made = 0;
}

/*
 * Make sure that t holds the k highest-scored rows of a view, or all rows if
 * it has fewer; rows that tie with the last of them are included.  In a random
 * order the rows are drawn.  The lower half of the scratch is free afterwards:
 * 4 bytes per row of the view.
 */
void top_rows(struct top *t, const struct view *v, size_t k);

/* The k-th highest of score[n], 1 <= k <= n; *from: how many are at least as
 * high.  scratch[n] is overwritten. */
double top_value(const double *score, size_t n, size_t k, double *scratch,
    size_t *from);

#endif
