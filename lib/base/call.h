/*
 * call.h - name(args): the argument syntax shared by clocks, aggregates and
 * column functions.
 *
 * Each registry entry has a table of arguments.  A call gives them by
 * position, in table order, then by name; omitted arguments take their
 * defaults:
 *
 *	z(close, 240)   z(close, n=240)   tod(r, zone=America/New_York)
 *	time(every=1m)  distinct(venue)   last(trader)
 */
#ifndef BASE_CALL_H
#define BASE_CALL_H

#include "base/scan.h"

enum { CALL_ARGS_MAX = 8, CALL_TEXT_MAX = 192 };

enum arg_kind {
	ARG_IN,	      /* a series: an expression, read by the caller */
	ARG_INT,      /* a whole number in [min, max] */
	ARG_REAL,     /* a number in [min, max] */
	ARG_DURATION, /* "250ms", "5m" in [min, max] ns */
	ARG_WORD,     /* one of words[] */
	ARG_SYMBOL,   /* the name of a symbol */
	ARG_TEXT,     /* any text: a zone, a file */
	ARG_FIELD     /* the name of a field of the input */
};

/* A table of these ends with name NULL. */
struct arg {
	const char *name;
	enum arg_kind kind;
	double min, max;  /* both 0: no limits */
	const char *def;  /* default as a user would write it; NULL: must be
			   * given */
	const char *help; /* a noun phrase */
	const char *const *words; /* ARG_WORD: NULL-terminated */
};

/* One value, by the kind of its argument. */
struct arg_value {
	double d;  /* ARG_INT, ARG_REAL; ARG_DURATION: ns */
	int64_t i; /* ARG_INT; ARG_DURATION: ns; ARG_WORD: index into words;
		    * ARG_IN: what the caller's reader returned */
	int text;  /* ARG_SYMBOL, ARG_TEXT, ARG_FIELD: see call_text */
};

/* A parsed call.  Flat: it can be copied freely. */
struct call {
	const struct arg *args; /* the table; NULL: takes none */
	int n;			/* arguments in the table */
	struct arg_value v[CALL_ARGS_MAX];
	char text[CALL_TEXT_MAX]; /* texts, each NUL-terminated */
	int text_used;
};

/*
 * Reads a series argument: the expression at q->s.  Returns the value to store
 * in v[].i, at least 0, or -1 with the error set.
 */
typedef int call_series_fn(void *arg, struct scan *q);
struct call_series {
	call_series_fn *read; /* NULL: the table has no ARG_IN */
	void *arg;
};

/*
 * Read the arguments of a call, through its ')'; the caller has already
 * consumed "name(".  name is used in messages.  -1 with a usage error.
 */
int call_read(struct call *c, struct scan *q, const char *name,
    const struct arg *args, const struct call_series *series);

/* A name without parentheses: every argument takes its default. */
int call_bare(struct call *c, struct scan *q, const char *name,
    const struct arg *args, const struct call_series *series);

/* 1 when every argument has a default. */
int call_can_be_bare(const struct arg *args);

/* The text of argument i; owned by the call. */
const char *call_text(const struct call *c, int i);

/* 1 when two calls of one table have the same values. */
int call_same(const struct call *a, const struct call *b);

/*
 * The canonical text of one value (not of ARG_IN), as call_read reads it
 * back: numbers and durations in their shortest form, words as they are,
 * texts quoted where they must be.  At most CALL_VALUE_MAX bytes with the NUL;
 * returns the length.
 */
enum { CALL_VALUE_MAX = 2 * CALL_TEXT_MAX + 3 };
size_t call_put_value(char out[CALL_VALUE_MAX], const struct call *c, int i);

/*
 * The canonical text of a call without series: "name" where the table is
 * empty, else "name(n=20,zone=UTC)" with all arguments.  Returns the length as
 * snprintf does.
 */
size_t call_put(char *out, size_t size, const char *name,
    const struct call *c);

#endif
