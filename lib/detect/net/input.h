/*
 * input.h - from the rows of a stream to the numbers that a net sees.
 *
 *	level	(x - center) / scale
 *	return	(ln(x / x of the row before) - center) / scale
 *
 * center and scale are those of the rows trained on, by column.
 */
#ifndef DETECT_NET_INPUT_H
#define DETECT_NET_INPUT_H

#include "detect/detect.h"

struct net_input {
	int64_t returns; /* 1: return */
	uint64_t F;
	double *center, *scale; /* [F] */
};

/* center 0 and scale 1.  -1: no memory. */
int net_input_init(struct net_input *in, int returns, size_t F,
    struct err *err);
void net_input_fini(struct net_input *in);

/* Center and scale of all complete rows that are not anomalies. */
int net_input_fit(struct net_input *in, const struct rows *r, enum scale how,
    struct err *err);

/* Rows of the stream that a window of W rows needs. */
static inline size_t
net_input_rows(const struct net_input *in, size_t W)
{
	return W + (in->returns != 0);
}

/* Convert the row at x [F] to to[F]; the symbol's previous row precedes it in
 * memory.  Returns 1, or 0 if a value is missing or has no return. */
int net_input_row(float *to, const struct net_input *in, const double *x);

/* Arrays "returns", "center", "scale"; in->F is known. */
void net_input_walk(struct walk *w, struct net_input *in);

#endif
