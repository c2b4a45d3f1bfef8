/*
 * cells.h - how many values of a sorted array are below x, without a search of
 * all of it.
 *
 * The range of the values is cut into equally wide cells; the cell of x rises
 * with x, and `begin' says which values lie in it.  Only these are searched.
 */
#ifndef MATH_CELLS_H
#define MATH_CELLS_H

#include <stddef.h>
#include <stdint.h>

struct cells {
	size_t n;	 /* 0: none, the whole array is searched */
	uint16_t *begin; /* [n + 1] */
	double least, scale;
};

/* n cells for sorted[size] up to `most', size at most UINT16_MAX; none if the
 * values do not differ.  -1: no memory. */
int cells_make(struct cells *p, size_t n, const double *sorted, size_t size,
    double most);
void cells_free(struct cells *p);

/* The number of values of sorted[size] below x. */
size_t cells_below(const struct cells *p, const double *sorted, size_t size,
    double x);

#endif
