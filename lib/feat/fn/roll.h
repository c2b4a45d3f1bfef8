/*
 * roll.h - code shared by the rolling functions: the n rows preceding this one.
 *
 * A row with a missing series is not added, and its value is NaN.  The value
 * is also NaN until n rows have been added.
 */
#ifndef FEAT_FN_ROLL_H
#define FEAT_FN_ROLL_H

#include "feat/column_fn.h"

enum { ROLL_X, ROLL_N, ROLL_FLOOR, ROLL_MAX = 65536 };

#define ROLL_ARGS                                                              \
	ARG_SERIES("x", "the series"),                                         \
	{                                                                      \
		.name = "n", .kind = ARG_INT, .min = 2, .max = ROLL_MAX,       \
		.def = "240", .help = "rows in the window"                     \
	}
static inline uint32_t
roll_past(const void *arg, int series)
{
	(void)series;
	return arg_count(arg, ROLL_N);
}

#endif
