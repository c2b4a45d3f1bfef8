/*
 * feat.h - columns computed from columns, per symbol, strictly causal.
 *
 * The language: columns separated by commas, `name=expr` or `expr` (its
 * name is then made from the text), an expr being a call f(a, b, k=1.5), a
 * field of the input row, an earlier column, a number, or these with
 * + - * / and parentheses.  Example:
 *
 *	r=logret(close), z=z(r,240), vz=ewz(log(volume),60)
 *
 * Arguments come in the order of the function's table, then by name.  A bare
 * name is an earlier column, or a function all of whose arguments have
 * defaults, or else a field.  What is not finite (log 0, x/0) is NaN.
 *
 * A function is one file with one const struct and one line in list.h.
 */
#ifndef FEAT_FEAT_H
#define FEAT_FEAT_H

#include "stream/rec.h"
#include "stream/stream.h"

enum {
	FEAT_ARGS_MAX = 8,
	FEAT_COLS_MAX = 256,
	FEAT_FIELDS_MAX = 256, /* fields of the input that are named */
	FEAT_NODES_MAX = 4096, /* operations in all */
	FEAT_DEPTH_MAX = 64,   /* of nested expressions */
	FEAT_TEXT_MAX = 65536
};

enum arg_kind {
	ARG_IN,	    /* a series: field, column or expression */
	ARG_INT,    /* a whole number in [min, max] */
	ARG_REAL,   /* a number in [min, max] */
	ARG_SYMBOL  /* a symbol's name: ref=ES */
};

struct arg {
	const char *name;
	enum arg_kind kind;
	double min, max;
	const char *def; /* default text (ARG_IN: an expression), NULL: must
			  * be given */
	const char *help;
};

/* Parsed arguments, ARG_IN ones left out: by their place in args[]. */
struct argv {
	double v[FEAT_ARGS_MAX]; /* ARG_SYMBOL: symbol id */
};

/* Hidden inputs, handed over behind the ARG_IN ones, in this order. */
enum {
	IN_TIME = 1,   /* index time, seconds since 1970 */
	IN_SYMBOL = 2, /* symbol id */
	IN_START = 4   /* start of the row (ts_event), seconds since 1970 */
};

enum scope { SCOPE_SYMBOL, SCOPE_POOLED };

struct column_fn {
	const char *name;
	const char *summary;
	const char *source; /* paper or document, section */
	const char *unit;   /* of the result; "=" that of the first input */
	enum scope scope;
	unsigned hidden;	/* IN_* */
	const struct arg *args; /* name NULL ends it */
	/* Bytes of state, flat and without pointers; NULL: none. */
	size_t (*state_size)(const struct argv *a);
	/* Zeroed memory to a fresh state; NULL: zeroed is good. */
	void (*init)(void *state, const struct argv *a);
	/*
	 * The value of row t from the rows before it and in[] of row t; then
	 * take row t in.  NaN in, NaN out, unless the function says more.
	 */
	double (*step)(void *state, const struct argv *a, const double *in);
};

extern const struct column_fn *const column_fn_list[];
const struct column_fn *column_fn_find(const char *name);

/* Named column texts for -x. */
struct feat_preset {
	const char *name, *summary, *columns;
};
extern const struct feat_preset feat_presets[]; /* name NULL ends it */
const struct feat_preset *feat_preset_find(const char *name);

struct feats;

struct feat_account {
	uint64_t in, out;
	uint64_t no_symbol, no_time;
	uint64_t not_row; /* kinds that are no rows: system, symbol-mapping */
	uint64_t snapshot;
};

/* Parse; errors say column (1-based) in the text and what is wrong. */
struct feats *feats_new(const char *columns, struct house *house,
    struct err *err);

/*
 * One row in, one row of kind feat out (1), or none (0, accounted), or -1.
 * The out row keeps ts_event, ts_end, symbol, the exact columns of the input
 * (px, qty and counts), labels, and def; computed columns are f64.  It is
 * borrowed until the next call.  An input without a field that the columns
 * name is an error that says which and what there is.
 */
int feats_step(struct feats *f, struct rec *out, const struct rec *in,
    struct err *err);
const struct feat_account *feats_account(const struct feats *f);
/* Canonical text of the columns, "feat r=logret(close),...": that of def. */
const char *feats_text(const struct feats *f);
int feats_pooled(const struct feats *f); /* some step is not per symbol */
void feats_free(struct feats *f);

#endif
