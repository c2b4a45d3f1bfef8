/*
 * reservoir.h - a bounded, seeded sample of rows, in runs.
 *
 *	reservoir_init (reservoir_add | reservoir_skip)* reservoir_finish
 *	reservoir_fini
 *
 * The rows of each symbol are cut into runs of consecutive rows.  A run is kept
 * or dropped as a whole, each with the same probability.  The rows kept are in
 * stream order.  Memory: max rows and three tenths more.
 */
#ifndef DETECT_RESERVOIR_H
#define DETECT_RESERVOIR_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/idmap.h"
#include "base/rng.h"

struct reservoir_row {
	const double *x; /* [d] */
	uint32_t symbol;
	uint64_t time; /* index time */
	uint64_t key;  /* see rarest.h */
	int label;
	double score; /* of a sample that keeps scores */
	int fresh;    /* does not continue the symbol's previous row */
};

struct reservoir {
	size_t d;       /* columns; 0: scores are kept, not rows */
	size_t max;     /* rows kept */
	size_t run_max; /* rows of a run */
	uint64_t seen;  /* rows offered */
	/* the rows kept */
	size_t n, room;
	double *x;        /* [n][d] */
	double *score;    /* [n] with d = 0 */
	uint64_t *place;  /* [n] among those seen, rising */
	uint64_t *key;    /* [n] */
	uint64_t *time;   /* [n] with d > 0, as symbol and label */
	uint32_t *symbol; /* [n] */
	uint8_t *label;   /* [n] */
	uint32_t *serial; /* [n] run_max > 1: it grows by one from a row of a
			   * symbol to the next consecutive row */
	uint32_t *run;    /* [n] run_max > 1: run of each row, rising with
			   * the runs' first rows */
	/* the runs kept */
	size_t runs, runs_room;
	uint64_t *number;  /* [runs] their random numbers */
	uint64_t limit;    /* runs with a number below are kept */
	struct idmap open; /* struct open_run by symbol, run_max > 1 */
	struct rng rng;
};

void reservoir_init(struct reservoir *r, int d, size_t max, size_t run_max,
    uint64_t seed);
int reservoir_add(struct reservoir *r, const struct reservoir_row *row,
    struct err *err);
/* A row of the symbol was skipped: its next row starts a run. */
int reservoir_skip(struct reservoir *r, uint32_t symbol, struct err *err);
/* After the last row: reduce the sample to at most max rows. */
int reservoir_finish(struct reservoir *r, struct err *err);
void reservoir_fini(struct reservoir *r);

#endif
