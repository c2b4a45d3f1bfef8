/*
 * each.h - step and steps of functions of one series, from one function.
 */
#ifndef FEAT_FN_EACH_H
#define FEAT_FN_EACH_H

#include "feat/column_fn.h"

/* From double of(double x): of.._step and of.._steps. */
#define EACH_VALUE(of)                                                         \
	static double of##_step(const void *arg, void *state,                  \
	    const struct fn_row *r)                                            \
	{                                                                      \
		(void)arg;                                                     \
		(void)state;                                                   \
		return of(r->in[0]);                                           \
	}                                                                      \
	static void of##_steps(const void *arg, double *out,                   \
	    const struct fn_rows *r)                                           \
	{                                                                      \
		size_t k;                                                      \
                                                                               \
		(void)arg;                                                     \
		for (k = 0; k < r->n; k++)                                     \
			out[k] = of(r->in[0][k]);                              \
	}

#define EACH_SIZE(of, type)                                                    \
	static size_t of##_size(const void *arg)                               \
	{                                                                      \
		(void)arg;                                                     \
		return sizeof(type);                                           \
	}

/* From double of(const void *arg, type *state, double x). */
#define EACH_STATE(of, type)                                                   \
	EACH_SIZE(of, type)                                                    \
	static double of##_step(const void *arg, void *state,                  \
	    const struct fn_row *r)                                            \
	{                                                                      \
		return of(arg, state, r->in[0]);                               \
	}                                                                      \
	static void of##_steps(const void *arg, double *out,                   \
	    const struct fn_rows *r)                                           \
	{                                                                      \
		size_t g, k;                                                   \
                                                                               \
		EACH_ROW(r, g, k)                                              \
		out[k] = of(arg, r->state[g], r->in[0][k]);                    \
	}

/*
 * The same with a floor, the second series: double of(const void *arg,
 * type *state, double x, double floor).  A step is a block of one row, so that
 * `of' has one caller and is no call a row.
 */
#define EACH_STATE_FLOOR(of, type)                                             \
	EACH_SIZE(of, type)                                                    \
	static void of##_steps(const void *arg, double *out,                   \
	    const struct fn_rows *r)                                           \
	{                                                                      \
		size_t g, k;                                                   \
                                                                               \
		EACH_ROW(r, g, k)                                              \
		out[k] = of(arg, r->state[g], r->in[0][k], r->in[1][k]);       \
	}                                                                      \
	static double of##_step(const void *arg, void *state,                  \
	    const struct fn_row *r)                                            \
	{                                                                      \
		const double *in[2] = { r->in, r->in + 1 };                    \
		const uint32_t group[2] = { 0, 1 };                            \
		struct fn_rows rows = { .n = 1,                                \
			.ngroup = 1,                                           \
			.group = group,                                        \
			.state = &state,                                       \
			.in = in };                                            \
		double y;                                                      \
                                                                               \
		of##_steps(arg, &y, &rows);                                    \
		return y;                                                      \
	}

#endif
