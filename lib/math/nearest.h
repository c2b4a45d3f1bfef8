/*
 * nearest.h - distance from the newest window of a series to the nearest
 * earlier one.
 *
 *	size = nearest_size(...); nearest_init(mem, ...)
 *	(nearest_distance | nearest_push)*
 *
 * The left nearest neighbour (Keogh, Lin and Fu 2005, online): the window of
 * the newest w values against each window that ends w to `memory' values
 * earlier,
 *
 *	d = sqrt(min (1/w) |a - b|^2)
 *
 * or with z-normalised windows a, b; their deviation counts as at least
 * NEAREST_SD.  The products of the windows are kept for each lag and updated
 * with each value: O(memory) per value, whatever w is.
 */
#ifndef MATH_NEAREST_H
#define MATH_NEAREST_H

#include <stddef.h>
#include <stdint.h>

#include "base/walk.h"

#define NEAREST_SD 0.02

struct nearest {
	uint32_t w, memory;
	int32_t normal; /* windows are z-normalised */
	uint32_t pad;
	uint64_t n;  /* values so far */
	uint64_t at; /* where the next value goes, from cap to 2 cap - 1 */
	double v[];  /* y, e, mean, inv [2 cap] each; product [memory] */
};

size_t nearest_size(uint32_t w, uint32_t memory);
/* 2 <= w < memory. */
void nearest_init(struct nearest *s, uint32_t w, uint32_t memory, int normal);
/* The distance of the window that ends with y as the next value; 0 if there is
 * no earlier window. */
double nearest_distance(const struct nearest *s, double y);
void nearest_push(struct nearest *s, double y);
/* Into a struct that nearest_init made. */
int nearest_walk(struct walk *w, struct nearest *s);

#endif
