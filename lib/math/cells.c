/*
 * cells.c - how many values of a sorted array are below x.
 */
#include "math/cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t
cell_of(const struct cells *p, double x)
{
	double at = (x - p->least) * p->scale;

	if (!(at > 0))
		return 0;
	return at < (double)p->n ? (size_t)at : p->n - 1;
}

int
cells_make(struct cells *p, size_t n, const double *sorted, size_t size,
    double most)
{
	size_t i = 0, k;

	memset(p, 0, sizeof(*p));
	if (size == 0 || !(most > sorted[0]))
		return 0;
	p->least = sorted[0];
	p->scale = (double)n / (most - p->least);
	if (!isfinite(p->scale))
		return 0;
	if ((p->begin = malloc((n + 1) * sizeof(*p->begin))) == NULL)
		return -1;
	p->n = n;
	for (k = 0; k <= n; k++) {
		while (i < size && cell_of(p, sorted[i]) < k)
			i++;
		p->begin[k] = (uint16_t)i;
	}
	return 0;
}

void
cells_free(struct cells *p)
{
	free(p->begin);
	memset(p, 0, sizeof(*p));
}

size_t
cells_below(const struct cells *p, const double *sorted, size_t size, double x)
{
	const double *at = sorted;
	size_t n = size, half, k;

	if (p->n > 0) {
		k = cell_of(p, x);
		at += p->begin[k];
		n = (size_t)(p->begin[k + 1] - p->begin[k]);
	}
	for (; n > 1; n -= half) { /* branchless: nothing to mispredict */
		half = n / 2;
		at += half & -(size_t)(at[half - 1] < x);
	}
	return (size_t)(at - sorted) + (n > 0 && *at < x);
}
