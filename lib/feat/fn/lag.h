/*
 * lag.h - the value n rows earlier; rows with a missing value count.
 */
#ifndef FEAT_FN_LAG_H
#define FEAT_FN_LAG_H

#include "feat/column_fn.h"

enum { LAG_X, LAG_N, LAG_MAX = 65536 };

#define LAG_ARGS                                                    \
	ARG_SERIES("x", "the series"),                              \
	{ .name = "n",                                              \
		.kind = ARG_INT,                                    \
		.min = 1,                                           \
		.max = LAG_MAX,                                     \
		.def = "1",                                         \
		.help = "rows back" }

static inline uint32_t
lag_past(const void *arg, int series)
{
	(void)series;
	return arg_count(arg, LAG_N);
}

/* NaN where there is none. */
static inline double
lag_value(const struct past *past, uint32_t n)
{
	return past->n < n ? NAN : past->end[-(ptrdiff_t)n];
}

#endif
