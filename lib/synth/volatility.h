/*
 * volatility.h - the usual volatility and volume of a symbol, from past rows
 * only.
 *
 *	vol_init (vol_advance | vol_push)* vol_fini
 *
 * Some 200 bytes per symbol, 12 more for each five minutes of the day in which
 * it trades, and 80 from its second day on.
 */
#ifndef SYNTH_VOLATILITY_H
#define SYNTH_VOLATILITY_H

#include <stdint.h>

#include "base/err.h"

enum { VOL_BINS = 288 }; /* of 5 minutes */

struct vol_bin {
	float factor; /* 0: never seen */
	float today;  /* sum of |r| */
	uint16_t n;   /* of today */
};

struct vol {
	uint64_t grid, unit; /* ns; unit a multiple of grid */
	uint64_t until;	     /* nothing ends before this time */
	/* the open cell, and the one before */
	uint64_t cell, last_cell;
	double price, last_price; /* 0: none */
	double before;	    /* last scaled |r|, NaN none */
	double sum, weight; /* EW of bipower terms */
	uint64_t seen;	    /* ns of data */
	/* time of day */
	uint32_t date;
	uint32_t days;
	struct vol_bin *bin; /* [nbin], the first is of bin_first */
	uint16_t bin_first, nbin;
	/* mean |r| of the last days, a ring */
	uint16_t nrecent, recent_at;
	float *recent;
	/* volume and rows of the open unit, EW of the closed ones */
	uint64_t window;
	double volume;
	double mean, square, mass; /* of log volume */
	double rows, usual_rows;
	double print; /* EW of sizes; 0 none yet */
	uint32_t windows, busy; /* closed ones, with volume and at all */
};

void vol_init(struct vol *v, uint64_t grid, uint64_t unit);
void vol_fini(struct vol *v);
/* Close cells and units that are over at t.  Call it before a query and before
 * a push. */
int vol_advance(struct vol *v, uint64_t t, struct err *err);
/* price 0: none known; size NaN: none. */
int vol_push(struct vol *v, uint64_t t, double price, double size,
    struct err *err);
/* Sd of the log price over a unit from t on; NaN while unknown. */
double vol_sigma(const struct vol *v, uint64_t t);
/* Mean and sd of log volume of a unit; NaN while unknown. */
double vol_log_volume(const struct vol *v, double *sd);
/* Usual number of pushes in a non-empty unit; NaN while unknown. */
double vol_rows(const struct vol *v);
/* Quartile of the last whole day's volatility among the last 20 days, 0 to 3;
 * -1 below 4 days. */
int vol_quartile(const struct vol *v);

#endif
