/*
 * windows.h - the windows of rows that a net is trained on.
 *
 *	windows_init (windows_get)* windows_fini
 */
#ifndef DETECT_NET_WINDOWS_H
#define DETECT_NET_WINDOWS_H

#include "base/rng.h"
#include "detect/net/input.h"

struct windows_of {
	float *x;	/* [rows][F] as the net sees them */
	size_t *start;	/* [n] first row of each window */
	size_t n, W, F;
	size_t *order;	/* [n] scratch of windows_shuffle */
};

/* Convert the rows, list their windows; the first `gap' rows of each symbol
 * are left out.  -1: no memory. */
int windows_init(struct windows_of *w, const struct rows *r,
    const struct net_input *in, size_t W, size_t gap, struct err *err);
void windows_fini(struct windows_of *w);
/* A checksum of all windows and their places. */
uint64_t windows_sum(const struct windows_of *w, size_t rows, uint64_t seed);
/* The order of an epoch: depends on seed and epoch alone. */
void windows_shuffle(struct windows_of *w, uint64_t seed, uint64_t epoch);
/* Window i of that order to out [W][F]. */
void windows_get(float *out, const struct windows_of *w, size_t i);

#endif
