/*
 * window.h - the last n values of a series, their mean, sd and median.
 *
 * The caller provides the memory.  Values are stored twice, so that the last n
 * are always contiguous.  There are no running sums, so nothing drifts.
 *
 *	size = lastn_size(n); lastn_init(mem, n); (lastn_push | ...)*
 */
#ifndef MATH_WINDOW_H
#define MATH_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "base/walk.h"

struct lastn {
	uint32_t cap;	/* n */
	uint32_t count; /* values held, at most cap */
	uint32_t next;	/* slot of the next value */
	uint32_t pad;
	double v[]; /* [2 * cap]: each value is kept at i and i + cap */
};

size_t lastn_size(uint32_t n);
void lastn_init(struct lastn *w, uint32_t n);
void lastn_push(struct lastn *w, double x);

/* Save or load the values, oldest first: arrays NAME and NAME.n.  Load into a
 * window that lastn_init made. */
void lastn_walk(struct walk *w, const char *name, struct lastn *l);

/* The values, oldest first: count of them, contiguous. */
const double *lastn_values(const struct lastn *w);

/* NaN on an empty window. */
double lastn_mean(const struct lastn *w);
/* Sample sd (n-1) around mean m; NaN below two values. */
double lastn_sd(const struct lastn *w, double m);
/* Median and median absolute deviation; scratch[cap]. */
double lastn_median(const struct lastn *w, double *scratch);
double lastn_mad(const struct lastn *w, double median, double *scratch);
/* Interquartile range, type 7; scratch[cap]. */
double lastn_iqr(const struct lastn *w, double *scratch);

#endif
