/*
 * run.h - code shared by functions of a run: rows of a symbol without a break.
 *
 * The series `run' counts the rows of the present run, 1 at its first (run.c).
 */
#ifndef FEAT_FN_RUN_H
#define FEAT_FN_RUN_H

#include "feat/column_fn.h"

enum { RUN_MAX = 4096 };

#define RUN_ARG                                                     \
	{ .name = "run",                                            \
		.kind = ARG_IN,                                     \
		.def = "run",                                       \
		.help = "rows since the last break" }
#define RUN_COUNT_ARG(n, least, d, h)                               \
	{ .name = (n),                                              \
		.kind = ARG_INT,                                    \
		.min = (least),                                     \
		.max = RUN_MAX,                                     \
		.def = (d),                                         \
		.help = (h) }

/* Rows of the run up to and including this one; 0 if unknown. */
static inline uint32_t
run_rows(double run)
{
	return run >= 1 ? run < UINT32_MAX ? (uint32_t)run : UINT32_MAX : 0;
}

/* The value i rows earlier; i is less than run_rows. */
static inline double
run_at(const struct past *past, double x, uint32_t i)
{
	return i == 0 ? x : i <= past->n ? past->end[-(ptrdiff_t)i] : NAN;
}

#endif
