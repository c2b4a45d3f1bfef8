/*
 * tail.h - the surprise of a value: -log10 P(X >= x) from a sample.
 *
 * Up to the 99.5 % quantile t, p is empirical.  Above t it is a power law, with
 * b the median (Hill 1975, on values measured from the median):
 *
 *	-log10 p(x) = -log10 p(t) + log10((x - b)/(t - b)) / xi
 *	xi = mean ln((x_i - b)/(t - b)) over x_i >= t, at least 0.02
 *
 * A statistic with few distinct values (a count, a length) has no power law:
 * p = (1 + values >= x)/(n + 1).  At the largest value m of the sample this is
 * 1/(n + 1); beyond m, p decreases as slowly as 1/x:
 *
 *	p(x) = 1/(n + 1) / (1 + (x - m)/(m - b))	m - b: 1 where it is 0
 *
 * or, if the values are surprises themselves, as 10^-(x - m).
 */
#ifndef MATH_TAIL_H
#define MATH_TAIL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/walk.h"
#include "math/cells.h"

enum { TAIL_KNOTS_MAX = 1024, TAIL_CELLS = 4096 };

struct tail {
	uint64_t n;     /* values of the sample */
	uint64_t logs;  /* 1: the values are surprises */
	double t, b;    /* 99.5 % quantile, median */
	double xi;      /* 0: no power law */
	uint64_t knots; /* places of the sample's distribution */
	double *x;      /* [knots] ascending, all different */
	uint64_t *over; /* [knots] values of the sample that are >= x */
	/* made from the others */
	double *s; /* [knots] surprise there */
	struct cells cells;
};

/* Fit to n finite values; sorts x.  logs: the values are surprises.  With
 * n = 0 all surprises are NaN. */
int tail_fit(struct tail *t, double *x, size_t n, int logs, struct err *err);
/* Arrays PREFIX.n and so on; PREFIX as in w. */
int tail_walk(struct walk *w, struct tail *t);

/* -log10 p(x), not negative; NaN for NaN. */
double tail_surprise(const struct tail *t, double x);
/* The smallest x with at least this surprise; -inf: all have it. */
double tail_value(const struct tail *t, double surprise);

#endif
