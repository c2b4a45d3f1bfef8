/*
 * exptail.h - the tail probability of a value given the earlier ones, assuming
 * an exponential tail.
 *
 *	exptail_init (exptail_surprise | exptail_push)*
 *
 *	-log10 p = -log10(1 - q) + (r - t)/(m ln 10)	r > t
 *
 * t is the q quantile of the newest EXPTAIL_MAX values and m their mean excess
 * over t; both are fitted again when the number of values has grown by a few
 * per cent.  Below t, p is empirical.  Before the first fit the surprise is 0.
 */
#ifndef MATH_EXPTAIL_H
#define MATH_EXPTAIL_H

#include <stdint.h>

#include "base/walk.h"

enum { EXPTAIL_MAX = 8192, EXPTAIL_MIN = 30 };

/* How it is fitted. */
struct exptail_how {
	double q;
	double floor, least; /* m is at least floor |t| + least */
	uint32_t every;	     /* values between two fits, at least, */
	double grow;	     /* and this share of the existing ones */
	int all; /* p counts the values since the fit, too */
};

struct exptail {
	uint64_t n;   /* values so far */
	uint64_t age; /* of them since the fit */
	uint64_t nsorted;
	double t, m;
	double v[EXPTAIL_MAX];	    /* a ring */
	double sorted[EXPTAIL_MAX]; /* as of the fit */
};

void exptail_init(struct exptail *s);
double exptail_surprise(const struct exptail *s, const struct exptail_how *how,
    double r);
void exptail_push(struct exptail *s, const struct exptail_how *how, double r);
/* Into a struct that exptail_init made. */
int exptail_walk(struct walk *w, const char *name, struct exptail *s);

#endif
