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

/*
 * A sum of sizes, exact whatever their scale: whole units and 1e-9 of one.
 * Begin with zeroes.  over says that it left the range of its type.
 */
struct qty_sum {
	int64_t whole;
	int32_t nano; /* 0 .. 999999999, or negative with whole <= 0 */
	uint16_t n;   /* 0: no size so far, the sum is null */
	uint16_t over;
};
/* Add the qty at field i of a row, sign times; null adds nothing. */
void qty_add(struct qty_sum *q, const struct rec *r, int i, int sign);
double qty_double(const struct qty_sum *q); /* NaN when null */

/* One value of a column: d for F_F64, q for F_QTY, i for px, times and
 * integers (with their type's null). */
union cell {
	double d;
	int64_t i;
	struct qty_sum q;
};

/* Types: F_F64, F_PX, F_QTY, F_TS, F_I64 and F_U64. */
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
	/* The window [start, end) is over; called once before emit.  NULL:
	 * what it emits does not depend on where the window lies. */
	void (*close)(void *state, uint64_t start, uint64_t end);
};

extern const struct aggregate *const aggregate_list[];
const struct aggregate *aggregate_find(const char *name);

/*
 * A clock of time: the windows [start, end) that an instant lies in are
 * start = first(t), then next(start) while start <= t.  first, next and end
 * never fall as their argument rises.  An instant before all windows has
 * first(t) > t.
 */
struct clock_args {
	uint64_t every, slide, origin; /* ns; slide 0: every */
};
struct clock {
	const char *name;
	const char *summary;
	/* Refuse arguments that make no windows, and reduce those that mean
	 * the same to one form. */
	int (*check)(struct clock_args *a, struct err *err);
	/* First (lowest) window start that contains t. */
	uint64_t (*first)(const struct clock_args *a, uint64_t t);
	uint64_t (*next)(const struct clock_args *a, uint64_t start);
	uint64_t (*end)(const struct clock_args *a, uint64_t start);
	/* Canonical text for def: "time(1m,slide=1m,origin=0)". */
	size_t (*text)(const struct clock_args *a, char *buf, size_t size);
};
extern const struct clock *const clock_list[];
const struct clock *clock_find(const char *name);

enum { WINDOW_AGGS_MAX = 64, WINDOW_COLS_MAX = 256 };
#define WINDOW_DEFAULT "ohlc,volume,count"

struct window_opts {
	const struct clock *clock;
	struct clock_args args;
	uint64_t lateness; /* ns; windows close at latest time less this */
	const struct aggregate *agg[WINDOW_AGGS_MAX];
	int nagg;
	/* Price the trade aggregates see: 0 trades (and price records), 1 mid
	 * of quotes; -1: trades where a kind can hold them, else mid, and an
	 * error for a symbol that tells both. */
	int price;
	uint64_t max_open; /* open windows at most; more is an error; 0: 2^24 */
};

/* The aggregates of "ohlc,volume,count" into o->agg and o->nagg; -1 with a
 * usage error for a name that is none or comes twice. */
int window_opts_aggs(struct window_opts *o, const char *names,
    struct err *err);

/* Rows in = used + late + snapshot + no_time + no_symbol + nothing. */
struct window_account {
	uint64_t in, used;
	uint64_t late;	   /* all its windows are closed */
	uint64_t late_part; /* of used: some of its windows are closed */
	uint64_t snapshot; /* state, not activity */
	uint64_t no_time;  /* or before the first window there can be */
	uint64_t no_symbol;
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

/*
 * The canonical text behind the def of a bar that was emitted, or NULL.  def
 * is def_step of the text over the def of the bar's first record (0: none);
 * the text names the clock, the price and the aggregates, such as "window
 * time(1m,slide=1m,origin=0) price=trade agg=ohlc,volume,count".
 */
const char *windows_def_text(const struct windows *w, uint64_t def);
void windows_free(struct windows *w);

#endif
