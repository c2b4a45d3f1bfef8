/*
 * spot.h - a threshold for a stream of scores, by extreme values.
 *
 *	spot_init (spot_row)* spot_fini
 *
 * SPOT (Siffer, Fouque, Termier and Largouet 2017, algorithm 1): t is the 0.98
 * quantile of the first SPOT_WARM scores.  Excesses over t follow a generalised
 * Pareto distribution; a share q of scores exceeds its quantile z_q.  A score
 * above z_q is an alarm and is not learned.  Any other score is learned, and
 * one above t refits the distribution.  DSPOT does the same on the score minus
 * the mean of the last SPOT_DEPTH scores without alarm, so it follows a
 * drifting level.
 *
 * Memory: 8 bytes per score during the SPOT_WARM scores of warm-up, later 8
 * bytes per excess for the newest SPOT_EXCESSES excesses.
 */
#ifndef MATH_SPOT_H
#define MATH_SPOT_H

#include "base/err.h"
#include "base/walk.h"

enum {
	SPOT_WARM = 1000,
	SPOT_EXCESSES = 2048,
	SPOT_DEPTH = 10,
	SPOT_REFIT = 16 /* excesses between two fits, once there are many */
};

struct spot {
	double q;
	int drifts;   /* DSPOT */
	double *v;    /* scores of the warm-up, then excesses; a ring */
	uint64_t n;   /* scores learned */
	uint64_t kept, next; /* values in v; where the next one goes */
	uint64_t above;	     /* excesses so far */
	uint64_t unfit;	     /* of them since the last fit */
	double t, gamma, sigma;
	double cut;		  /* z_q; NaN while warming up */
	double last[SPOT_DEPTH]; /* a ring, with drifts */
	uint64_t nlast;
};

/* 0 < q < 1. */
void spot_init(struct spot *s, double q, int drifts);

/*
 * Add a score, not NaN.  Returns 1 for an alarm, else 0; -1 without memory.
 * *threshold is the threshold used; NaN in the warm-up.
 */
int spot_row(struct spot *s, double score, double *threshold,
    struct err *err);
int spot_walk(struct walk *w, struct spot *s);
void spot_fini(struct spot *s);

#endif
