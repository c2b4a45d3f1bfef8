/*
 * lookup.h - how many of some sorted numbers lie below a number.
 *
 *	lookup_init lookup_below* lookup_fini
 *
 * Equal cells divide the range in which most of the numbers lie.  A table holds
 * how many of them lie below each cell, so only the numbers of one cell are
 * searched.  The cell of x is (x - low) * scale, rounded down and held to the
 * table.  Each of these operations keeps the order of numbers, so a number in a
 * lower cell is smaller, whatever rounding does.
 *
 * Memory: 8 bytes per number, and at most 4 * LOOKUP_CELLS bytes.
 */
#ifndef EVAL_LOOKUP_H
#define EVAL_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { LOOKUP_CELLS = 32768 };

struct lookup {
	double *key; /* [n], and infinity for as many as a search may read
		      * behind them */
	size_t n;
	double low, scale;
	double last;    /* cells - 1 */
	uint32_t *from; /* [cells] numbers in the cells below */
	size_t half;    /* where a search of a cell begins: 2^k, with at most
			 * 2^(k+1) - 1 numbers in any cell; 0: no numbers */
};

/*
 * key[n] is rising and without NaN; it is taken over and freed by lookup_fini,
 * which is needed after a failure too.  n < 2^31.
 */
int lookup_init(struct lookup *g, double *key, size_t n, struct err *err);
void lookup_fini(struct lookup *g);

static inline size_t
lookup_cell(const struct lookup *g, double x)
{
	double at = (x - g->low) * g->scale;

	at = at > 0 ? at : 0; /* NaN: infinity less infinity */
	return (size_t)(int32_t)(at < g->last ? at : g->last);
}

/* How many of the numbers are less than x, which is not NaN. */
static inline size_t
lookup_below(const struct lookup *g, double x)
{
	const double *k = g->key;
	size_t at = g->from[lookup_cell(g, x)];

	/* numbers of higher cells are not less, so it may read them */
	for (size_t half = g->half; half > 0; half /= 2)
		at += k[at + half - 1] < x ? half : 0;
	return at;
}

#endif
