/*
 * neighbours.h - a stored set of windows and the distances to it, for the
 * detectors knn and dbscan.
 *
 * A window of W rows of d columns is a vector of n = W d numbers, each
 * standardised by its mean and population deviation in the training windows.
 * The distance of two windows is the root of the mean squared difference of
 * their numbers.
 */
#ifndef DETECT_NEIGHBOURS_H
#define DETECT_NEIGHBOURS_H

#include "detect/detect.h"

enum {
	NEIGHBOURS_SIZE_MAX = 512, /* n */
	NEIGHBOURS_ROWS_MAX = 65536,
	NEIGHBOURS_K_MAX = 1024
};

struct neighbours {
	int64_t d, window;
	uint64_t n;
	uint64_t rows;     /* stored windows */
	double *mean, *sd; /* [n] */
	double *point;     /* [rows][n] */
	double *square;    /* [rows] sum of squares, not saved */
};

/* A stored window and its distance. */
struct neighbour {
	uint64_t row;
	double distance;
};

/* Store at most `most' of the training windows of this many rows, a seeded
 * sample, and at least `least'. */
int neighbours_fit(struct neighbours *m, const struct fit *f, int64_t window,
    uint64_t least, uint64_t most, struct err *err);
/* As walk in detect.h. */
int neighbours_walk(struct walk *w, struct neighbours *m);

/* The standardised window z[n]; 0 if a value is missing. */
int neighbours_place(const struct neighbours *m, double *z, const double *x);

/* The k nearest windows to z[n], nearest first; k <= rows. */
void neighbours_find(const struct neighbours *m, struct neighbour *out, int k,
    const double *z);

/* Contributions of the columns to the distance of z to a stored window. */
void neighbours_why(const struct neighbours *m, struct contrib *why,
    const double *z, uint64_t row);

#endif
