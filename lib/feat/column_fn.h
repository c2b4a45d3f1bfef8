/*
 * column_fn.h - what a column function is.
 *
 * A function has arguments (call.h), of which those of kind ARG_IN are its
 * series, and a state per symbol.  It computes the value of a row from the
 * rows before it and the row itself, then it takes the row in: what a row is
 * compared with never contains the row.
 *
 *	bind (state_size init (step | steps)*)* unbind
 *
 * `arg' is what bind made, or the struct call itself where there is no bind.
 * The engine owns all memory: states, the earlier values of a series (one
 * store per series and symbol, shared by all functions that read it, grown
 * with the rows seen), and what can be computed afresh from those (work).
 *
 * A function is one file in fn/ with one const struct at its end and one line
 * in fn/list.h; fn/skel.c is the one to start from.
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

/* What functions count; a line of the account each. */
struct fn_counts {
	uint64_t not_positive; /* prices of which no logarithm is taken */
};

/* One row. */
struct fn_row {
	const double *in;	 /* its series, in the order of the table */
	const struct past *past; /* the same; n is 0 where none was asked */
	uint64_t start, end;	 /* ts_event and index time, ns; TS_NULL */
	void *work;
	struct fn_counts *counts;
};

/* The rows of a block: a symbol's rows lie side by side, in their order. */
struct fn_rows {
	size_t n, ngroup;
	const uint32_t *group; /* [ngroup + 1]: where each symbol's begin */
	void *const *state;    /* [ngroup] */
	const double *const *in;	/* [series][n] */
	const struct past *const *past; /* [series][n] */
	const uint64_t *start, *end;	/* [n] */
	struct fn_counts *counts;
};

/* All rows k of a block, symbol by symbol (g). */
#define EACH_ROW(r, g, k)                          \
	for ((g) = 0; (g) < (r)->ngroup; (g)++)    \
		for ((k) = (r)->group[g]; (k) < (r)->group[(g) + 1]; (k)++)

enum scope {
	SCOPE_SYMBOL, /* a state per symbol */
	SCOPE_POOLED  /* one state for all; sees rows in stream order */
};

struct column_fn {
	const char *name;
	const char *summary;
	const char *source; /* paper or document, section; NULL */
	const char *unit;   /* of the result; "=" that of the first series */
	enum scope scope;
	const struct arg *args; /* NULL: none */

	/* Check arguments that depend on each other, resolve names: fill
	 * *arg (zeroed, arg_size bytes).  NULL: arg is the call. */
	size_t arg_size;
	int (*bind)(void *arg, const struct call *c, struct err *err);
	void (*unbind)(void *arg);

	/* Bytes of state, flat and without pointers; NULL: none. */
	size_t (*state_size)(const void *arg);
	/* Zeroed memory to a fresh state; NULL: zeroed is fresh. */
	void (*init)(const void *arg, void *state);
	/* Names every value of a state once; NULL where there is none. */
	int (*walk_state)(struct walk *w, const void *arg, void *state);

	/*
	 * How many earlier values of a series it reads, 0 for none; NULL: of
	 * no series.  Rows without a value are not among them, unless
	 * past_missing is set.
	 */
	uint32_t (*past)(const void *arg, int series);
	int past_missing;

	/*
	 * Bytes made from the earlier values of the first series when all it
	 * asked for are there; row->work is NULL before.  Never saved: they
	 * are made again.
	 */
	size_t (*work_size)(const void *arg);
	void (*work_init)(const void *arg, void *work, const struct past *past);

	/*
	 * The value of a row; then the row is taken in.  NaN in, NaN out,
	 * unless the function says more; what is not finite becomes NaN.
	 */
	double (*step)(const void *arg, void *state, const struct fn_row *r);
	/* The same for a block, in place of step, to the bit.  Not with work;
	 * NULL: the engine calls step. */
	void (*steps)(const void *arg, double *out, const struct fn_rows *r);
};

extern const struct column_fn *const column_fn_list[];
const struct column_fn *column_fn_find(const char *name);
/* at(), an operation of the language, as if it were in the list. */
extern const struct column_fn column_fn_at;

/* For tables of arguments. */
#define ARG_SERIES(n, h) { .name = (n), .kind = ARG_IN, .help = (h) }
#define ARGS_END { .name = NULL }

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
