/*
 * inject_vol.h - what a symbol's prices and volumes usually do, from the
 * past alone (detection.md 2.3).
 */
#ifndef SYNTH_INJECT_VOL_H
#define SYNTH_INJECT_VOL_H

#include <stdint.h>

enum { VOL_BINS = 288 }; /* of 5 minutes */

struct vol {
	uint64_t grid, unit; /* ns; unit a multiple of grid */
	/* the open cell, and the one before */
	uint64_t cell, last_cell;
	double price, last_price; /* 0: none */
	double before;	/* last scaled |r|, NaN none */
	double sum, weight; /* EW of bipower terms */
	uint64_t seen;	/* ns of data */
	/* time of day */
	uint64_t date;
	uint32_t days;
	double today[VOL_BINS];
	uint32_t count[VOL_BINS];
	double factor[VOL_BINS]; /* 0: never seen */
	/* volume */
	uint64_t window;
	double volume;	/* of the open window */
	double mean, square, mass; /* EW of log volume */
	uint32_t windows;
};

void vol_init(struct vol *v, uint64_t grid, uint64_t unit);
/* Close what is over at t; before asking, and before a push. */
void vol_advance(struct vol *v, uint64_t t);
/* price 0: none told; size NaN: none. */
void vol_push(struct vol *v, uint64_t t, double price, double size);
/* Sd of the log price over a unit from t on; NaN while not known. */
double vol_sigma(const struct vol *v, uint64_t t);
/* Mean and sd of log volume of a unit; NaN while not known. */
double vol_log_volume(const struct vol *v, double *sd);

#endif
