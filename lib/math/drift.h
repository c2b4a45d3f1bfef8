/*
 * drift.h - detect a change in the mean of a stream of numbers.
 *
 *	adwin_init (adwin_push)*	ph_init (ph_push)*
 *
 * ADWIN (Bifet and Gavalda 2007) keeps a window in an exponential histogram
 * and drops its oldest part when two parts have different means.  Page-Hinkley
 * (Page 1954) sums the deviations above the mean; there are two of them, one
 * per direction.
 */
#ifndef MATH_DRIFT_H
#define MATH_DRIFT_H

#include <stdint.h>

#include "base/walk.h"

enum {
	ADWIN_BUCKETS = 5, /* of a size, at most */
	ADWIN_SIZES = 40,
	ADWIN_CLOCK = 32,  /* values between two tests */
	ADWIN_PART = 5,	   /* values of a part, at least */
	ADWIN_GRACE = 10   /* a window of this many is not tested */
};

struct adwin_bucket {
	double sum, m2; /* of its 2^size values: sum, squares about the mean */
};

struct adwin {
	uint64_t n, width; /* values so far, of them in the window */
	uint32_t count[ADWIN_SIZES];
	/* oldest first; one more for a moment */
	struct adwin_bucket bucket[ADWIN_SIZES][ADWIN_BUCKETS + 1];
};

void adwin_init(struct adwin *a);
/* 1 if the value reveals a change; *before and *after: means of the two parts
 * of the first cut. */
int adwin_push(struct adwin *a, double x, double *before, double *after);
int adwin_walk(struct walk *w, struct adwin *a);

struct ph {
	uint64_t n;
	double mean, up, down;
};

void ph_init(struct ph *p);
/* 1: change up, -1: down, 0: none above lambda.  Restarts after a change. */
int ph_push(struct ph *p, double x, double lambda);
int ph_walk(struct walk *w, struct ph *p);

#endif
