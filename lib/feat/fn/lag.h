/*
 * lag.h - the value n rows before, missing ones counted as rows.
 */
#ifndef FEAT_LAG_H
#define FEAT_LAG_H

#include <math.h>
#include <stdint.h>

#include "feat/feat.h"

enum { LAG_X, LAG_N, LAG_MAX = 65536 };

struct lag {
	uint32_t next, count;
	double v[]; /* [n] */
};

static inline size_t
lag_size(const struct argv *a)
{
	return sizeof(struct lag) + (size_t)a->v[LAG_N] * sizeof(double);
}

/* Take x in; returns the value n rows before it, NaN where there is none. */
static inline double
lag_step_n(struct lag *s, uint32_t n, double x)
{
	double y = s->count < n ? NAN : s->v[s->next];

	s->v[s->next] = x;
	if (++s->next == n)
		s->next = 0;
	if (s->count < n)
		s->count++;
	return y;
}

#endif
