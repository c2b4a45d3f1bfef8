/*
 * reservoir.h - a bounded, seeded sample of rows with their places.
 *
 * Vitter 1985, algorithm R.  While no more rows came than it holds, it holds
 * all of them in order.
 */
#ifndef DETECT_RESERVOIR_H
#define DETECT_RESERVOIR_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/rng.h"

struct reservoir {
	int d;
	size_t n, max, room;
	uint64_t seen; /* rows offered */
	double *x;	  /* [n][d] */
	uint32_t *symbol; /* [n] */
	uint64_t *place;  /* [n] of each row among those seen */
	double *score;	  /* [n] */
	struct rng rng;
};

void reservoir_init(struct reservoir *r, int d, size_t max, uint64_t seed);
int reservoir_add(struct reservoir *r, const double *x, uint32_t symbol,
    double score, struct err *err);
/* Bring the rows into the order they were seen in. */
void reservoir_order(struct reservoir *r);
void reservoir_fini(struct reservoir *r);

#endif
