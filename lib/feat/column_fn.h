/*
 * column_fn.h - what a column function is.
 *
 * A function has arguments (call.h); those of kind ARG_IN are its series.  It
 * has a state per symbol.  It computes the value of a row from earlier rows
 * and the row itself, then it adds the row to its state: a row is never
 * compared with statistics that contain it.
 *
 *	bind (state_size init (step | steps)* fini)* unbind
 *
 * `arg' is the result of bind, or the struct call itself if there is no bind.
 * The engine owns all memory: states, the earlier values of a series (one
 * store per series and symbol, shared by all functions that read it, which
 * grows with the rows seen), and data that can be recomputed from those
 * values (work).
 *
 * A function is one file in fn/ with one const struct at its end and one line
 * in fn/list.h; start from fn/skel.c.
 */
#ifndef FEAT_COLUMN_FN_H
#define FEAT_COLUMN_FN_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "base/call.h"
#include "base/tstamp.h"
#include "base/walk.h"

/* Earlier values of a series, the newest at end[-1], the oldest at end[-n]. */
struct past {
	const double *end;
	uint32_t n; /* may be more than the function asked for */
};

/* Counters of the functions; each is a number in the account. */
struct fn_counts {
	uint64_t not_positive; /* prices <= 0, which have no logarithm */
	uint64_t no_memory;    /* for a state: the engine then fails */
};

/* One row. */
struct fn_row {
	const double *in;        /* its series, in the order of the table */
	const struct past *past; /* the same; n is 0 where none was asked */
	uint64_t start, end;     /* ts_event and index time, ns; TS_NULL */
	void *work;
	struct fn_counts *counts;
};

/* The rows of a block, grouped by symbol; a symbol's rows keep their order. */
struct fn_rows {
	size_t n, ngroup;
	const uint32_t *group;   /* [ngroup + 1]: where each symbol's begin */
	void *const *state;      /* [ngroup] */
	void *const *work;       /* [ngroup]; none is NULL */
	const double *const *in; /* [series][n] */
	const struct past *const *past; /* [series][n] */
	const uint64_t *start, *end;    /* [n] */
	struct fn_counts *counts;
};

/* All rows k of a block, symbol by symbol (g). */
#define EACH_ROW(r, g, k)                                                      \
	for ((g) = 0; (g) < (r)->ngroup; (g)++)                                \
		for ((k) = (r)->group[g]; (k) < (r)->group[(g) + 1]; (k)++)

enum scope {
	SCOPE_SYMBOL, /* a state per symbol */
	SCOPE_POOLED  /* one state for all; sees rows in stream order */
};

struct column_fn {
	const char *name;
	const char *summary;
	const char *source; /* paper or document, section; NULL */
	const char *unit;   /* of the result; "=": as the first series */
	enum scope scope;
	const struct arg *args; /* NULL: none */

	/* Check arguments that depend on each other, resolve names and fill
	 * *arg (zeroed, arg_size bytes).  NULL: arg is the call. */
	size_t arg_size;
	int (*bind)(void *arg, const struct call *c, struct err *err);
	void (*unbind)(void *arg);

	/* Bytes of state, flat, and without pointers but to what fini frees;
	 * NULL: none. */
	size_t (*state_size)(const void *arg);
	/* Turn zeroed memory into a new state; NULL: zeroed is enough. */
	void (*init)(const void *arg, void *state);
	/* Free what a state owns, also a zeroed one; NULL: nothing. */
	void (*fini)(const void *arg, void *state);
	/* Name every value of a state once; NULL if there is no state. */
	int (*walk_state)(struct walk *w, const void *arg, void *state);

	/*
	 * Number of earlier values of a series that it reads, 0 for none.
	 * NULL: none of any series.  Rows without a value are not counted
	 * unless past_missing is set.
	 */
	uint32_t (*past)(const void *arg, int series);
	int past_missing;

	/*
	 * Size of work, which is built from the earlier values of the first
	 * series once all requested values are there; row->work is NULL until
	 * then.  It is never saved but rebuilt.
	 */
	size_t (*work_size)(const void *arg);
	void (*work_init)(const void *arg, void *work, const struct past *past);

	/*
	 * Return the value of a row, then add the row to the state.  NaN in
	 * gives NaN out unless the function documents otherwise; a result
	 * that is not finite becomes NaN.
	 */
	double (*step)(const void *arg, void *state, const struct fn_row *r);
	/* The same for a block, used instead of step, with identical bits.
	 * With work: rows before there is work have no value, and only the
	 * rows after them are passed.  NULL: the engine calls step. */
	void (*steps)(const void *arg, double *out, const struct fn_rows *r);
};

extern const struct column_fn *const column_fn_list[];
const struct column_fn *column_fn_find(const char *name);
/* at() is an operation of the language, described as if it were listed. */
extern const struct column_fn column_fn_at;

/* For tables of arguments. */
#define ARG_SERIES(n, h)                                                       \
	{                                                                      \
		.name = (n), .kind = ARG_IN, .help = (h)                       \
	}
#define ARGS_END                                                               \
	{                                                                      \
		.name = NULL                                                   \
	}

/* Arguments of functions without bind. */
static inline double
arg_real(const void *arg, int i)
{
	return ((const struct call *)arg)->v[i].d;
}

static inline uint32_t
arg_count(const void *arg, int i)
{
	return (uint32_t)((const struct call *)arg)->v[i].i;
}

#endif
