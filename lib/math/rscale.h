/*
 * rscale.h - median and deviation of the last n values of a series.
 *
 *	size = rscale_size(n); rscale_init(mem, n); (rscale_z | rscale_push)*
 *
 * The deviation is MAD / 0.67449, or IQR / 1.349 where MAD is 0.  Both numbers
 * are computed when the window is full and again after each RSCALE_EVERY
 * values, because their cost is O(n).
 */
#ifndef MATH_RSCALE_H
#define MATH_RSCALE_H

#include <stddef.h>
#include <stdint.h>

#include "base/walk.h"
#include "math/window.h"

enum { RSCALE_EVERY = 16, RSCALE_MAX = 16384 /* n */ };

struct rscale {
	double center, scale;
	uint64_t age;    /* 1 + values since these were computed; 0: never */
	double values[]; /* struct lastn */
};

size_t rscale_size(uint32_t n);
void rscale_init(struct rscale *r, uint32_t n);
/* x as a distance from the median in deviations, finite for finite x; NaN
 * before the window has been full. */
double rscale_z(const struct rscale *r, double x);
/* x is finite. */
void rscale_push(struct rscale *r, double x);
/* Arrays NAME.*; load into a struct that rscale_init made. */
int rscale_walk(struct walk *w, const char *name, struct rscale *r);

#endif
