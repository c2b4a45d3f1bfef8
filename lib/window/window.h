/*
 * window.h - event-time windows: clocks, aggregates, and the engine.
 *
 * A clock says which windows a record belongs to, an aggregate sees the
 * records of a window and makes columns of them.  One file and one line in
 * list.h each; start from skel.c.
 */
#ifndef WINDOW_WINDOW_H
#define WINDOW_WINDOW_H

#include "stream/rec.h"
#include "stream/stream.h"

/* One value of a column: d for F_F64, i for px, qty and integers. */
union cell {
	double d;
	int64_t i;
};

struct column {
	const char *name;
	enum ftype type;
	const char *unit;
};

/*
 * An aggregate.  One column of doubles: name, unit and emit say it all.
 * Several columns or exact types: columns[] (name NULL ends it) and
 * emit_cells, which fills one cell a column; name is then the family's.
 * State is flat memory without pointers, zeroed before init.
 */
struct aggregate {
	const char *name;
	const char *unit;
	const char *summary;
	const char *source; /* NULL: a plain definition */
	unsigned sees;	    /* SEES_* of the records it wants; 0: trades */
	size_t state_size;
	const struct column *columns;
	void (*init)(void *state); /* NULL: zeroed is good */
	void (*push)(void *state, const struct rec *r);
	double (*emit)(const void *state);
	void (*emit_cells)(const void *state, union cell *out);
};

extern const struct aggregate *const aggregate_list[];
const struct aggregate *aggregate_find(const char *name);

/*
 * A clock of time: the windows [start, end) that an instant lies in are
 * start = first(t), then next(start) while start <= t.  (Clocks of activity
 * close a window by its content; their hook is closes.)
 */
struct clock_args {
	uint64_t every, slide, origin; /* ns */
};
struct clock {
	const char *name;
	const char *summary;
	/* First (lowest) window start that contains t. */
	uint64_t (*first)(const struct clock_args *a, uint64_t t);
	uint64_t (*next)(const struct clock_args *a, uint64_t start);
	uint64_t (*end)(const struct clock_args *a, uint64_t start);
	/* Canonical text for def: "time(60s,slide=60s,origin=0)". */
	size_t (*text)(const struct clock_args *a, char *buf, size_t size);
};
extern const struct clock *const clock_list[];
const struct clock *clock_find(const char *name);

enum { WINDOW_AGGS_MAX = 64, WINDOW_COLS_MAX = 256 };

struct window_opts {
	const struct clock *clock;
	struct clock_args args;
	uint64_t lateness; /* ns; windows close at latest time less this */
	const struct aggregate *agg[WINDOW_AGGS_MAX];
	int nagg;
	/* Price the trade aggregates see: 0 trades (and price records), 1 mid
	 * of quotes; -1: trades where a kind has them, else mid. */
	int price;
	uint64_t max_open; /* open windows at most; more is an error */
};

/* Rows in = used + the dropped ones. */
struct window_account {
	uint64_t in, used;
	uint64_t late;	   /* before the last closed window */
	uint64_t snapshot; /* state, not activity */
	uint64_t no_time, no_symbol;
	uint64_t nothing;  /* nothing an aggregate of ours sees */
	uint64_t out;	   /* bars emitted */
};

struct windows;

/* emit gets each finished bar; its row is borrowed for the call. */
typedef int window_emit_fn(void *arg, const struct rec *bar,
    struct err *err);

struct windows *windows_new(const struct window_opts *opts,
    struct house *house, window_emit_fn *emit, void *arg, struct err *err);

/*
 * Take a record; bars that its time closes are emitted first, in the order
 * end, symbol (bytes).
 */
int windows_push(struct windows *w, const struct rec *r, struct err *err);

/* The true end: emit all that is open. */
int windows_flush(struct windows *w, struct err *err);
const struct window_account *windows_account(const struct windows *w);
/* def of the bars this makes from records with the given def (0: none), and
 * the canonical text behind it. */
uint64_t windows_def(const struct windows *w, char *text, size_t size);
void windows_free(struct windows *w);

#endif
