/*
 * window.h - event-time windows: clocks, aggregates, and the engine.
 *
 * A clock says where the windows of a symbol begin and end, an aggregate
 * turns the records of a window into columns.  Each is one file with a line
 * in its list.h; start from skel.c.
 */
#ifndef WINDOW_WINDOW_H
#define WINDOW_WINDOW_H

#include "base/call.h"
#include "base/state.h"
#include "stream/rec.h"
#include "stream/stream.h"
#include "window/calendar.h"

/*
 * A sum of sizes, exact whatever their scale: whole units and 1e-9 of one.
 * Zeroed it is null; over is set once it has left the range of its type.
 */
struct qty_sum {
	int64_t whole;
	int32_t nano; /* 0 .. 999999999, or negative with whole <= 0 */
	uint16_t n;   /* 0: no size so far, the sum is null */
	uint16_t over;
};
/* Add the qty at field i of a row, sign times; null adds nothing. */
void qty_add(struct qty_sum *q, const struct rec *r, int i, int sign);
/* Add whole units to a sum of such; the fast way of most sizes. */
static inline void
qty_add_whole(struct qty_sum *q, int64_t v)
{
	q->n = 1;
	if (__builtin_add_overflow(q->whole, v, &q->whole))
		q->over = 1;
}
/* Add a sum to a sum. */
void qty_merge(struct qty_sum *q, const struct qty_sum *more);
double qty_double(const struct qty_sum *q); /* NaN when null */
int qty_walk(struct walk *w, const char *name, struct qty_sum *q);

/* One value of a column.  Null is that of the type (ftype_null), NaN, a
 * qty_sum without n, or a NULL text. */
union cell {
	double d;	  /* F_F64 */
	struct qty_sum q; /* F_QTY */
	int64_t i;	  /* px and signed integers */
	uint64_t u;	  /* ts, id, sym and the rest, f32 by its bits */
	const unsigned char *text; /* F_TEXT: len bytes of the state */
};

/* Scale of a F_QTY column: that of the input's sizes, or the column's own. */
enum { SCALE_OF_SIZES, SCALE_WHOLE, SCALE_NANO = 9 };

struct column {
	const char *name;
	enum ftype type;
	const char *unit;
	uint16_t len; /* F_TEXT */
	uint8_t scale; /* F_QTY: SCALE_* */
	/* With --fill last, in a window without records: the column of this
	 * aggregate whose value in the bar before is repeated, or "0".  NULL:
	 * what emit says of a window without records. */
	const char *fill;
};

/* Every record that goes into a window. */
enum { SEES_ALL = 31 };

enum { WINDOW_AGGS_MAX = 64, WINDOW_COLS_MAX = 256, AGG_COLS_MAX = 16 };

/*
 * An aggregate.  State is flat memory of one window, zeroed; carry is flat
 * memory of one symbol that outlives its windows, zeroed at the symbol's
 * first record (and after a break of --session).  With a carry, records come
 * in the order of their index time; without one, in any order.
 *
 * bind resolves arguments and fields: once with schema NULL, then once for
 * each schema of the input.  *arg begins as the one bound before (zeroed at
 * first).  push and watch get the arg bound to the record's schema, all other
 * functions the last one, so what they depend on may only be added to.
 *
 * A window may be put together from panes, adjacent and in order: merge adds
 * a later pane to an earlier one.  Everything but state_size, push and emit
 * may be missing.
 */
struct aggregate {
	const char *name;
	/* Of its one column, a double of this name. */
	const char *unit, *fill;
	const char *summary;
	const char *source;	/* paper and section, or NULL */
	const char *example;	/* a call, where an argument has no default */
	/* SEES_* of the records; 0: trades.  Who sees quotes gets no mid that
	 * is made of one. */
	unsigned sees;
	const struct arg *args; /* NULL: takes none */
	/* Several columns or exact types: a table that ends with a name NULL,
	 * or a function that fills at most AGG_COLS_MAX and returns how many;
	 * 0 while no schema has the field it needs. */
	const struct column *table;
	int (*columns)(const void *arg, const struct schema *s,
	    struct column *out);
	size_t arg_size, state_size, carry_size;
	/* In place of the sizes above.  A state may grow by a later schema (it
	 * is extended with zeroes), a carry depends on the arguments alone. */
	size_t (*state_need)(const void *arg);
	size_t (*carry_need)(const void *arg);
	/* open and close also for panes without a record, when they lie
	 * between others of a window. */
	int every_pane;

	int (*bind)(void *arg, const struct call *call, const struct schema *s,
	    struct err *err);
	/* The texts of symbol ids; follows each bind. */
	void (*symbols)(void *arg, const struct symtab *syms);
	/* Whether records of the schema bound are of use; NULL: yes. */
	int (*takes)(const void *arg);
	void (*open)(const void *arg, void *state, void *carry,
	    uint64_t start);
	void (*push)(const void *arg, void *state, void *carry,
	    const struct rec *r);
	/* A quote that stands: goes to the carry and opens no window; before
	 * push when a record is both. */
	void (*watch)(const void *arg, void *carry, const struct rec *r);
	/* The pane [start, end) is over. */
	void (*close)(const void *arg, void *state, void *carry, uint64_t end);
	void (*merge)(const void *arg, void *state, const void *later);
	void (*emit)(const void *arg, const void *state, union cell *out);
	int (*walk_state)(struct walk *w, const void *arg, void *state);
	int (*walk_carry)(struct walk *w, const void *arg, void *carry);
};

extern const struct aggregate *const aggregate_list[]; /* ends with NULL */
const struct aggregate *aggregate_find(const char *name, size_t len);

/* Windows of equal length: [start, start + every), one each slide. */
struct time_grid {
	uint64_t every, slide, origin; /* ns */
};

/*
 * A clock.  State is flat memory of one symbol.  bind as of an aggregate.
 *
 * The clock of time is a grid and has no push.  Any other has one open window
 * per symbol at most, which begins with a record: push says of each record
 * that the clock sees whether the open window ends before it, or with it; due
 * gives the instant at which the open window ends without a further record.
 * reset follows each end.
 */
enum { CLOCK_BEFORE = 1, CLOCK_AFTER = 2 };

struct clock {
	const char *name;
	const char *summary;
	const char *source;
	const char *example;
	unsigned sees; /* records that push gets; 0: all that windows take */
	const struct arg *args;
	size_t arg_size, state_size;
	int (*bind)(void *arg, const struct call *call, const struct schema *s,
	    struct err *err);
	void (*grid)(const void *arg, struct time_grid *g);
	unsigned (*push)(const void *arg, void *state, const struct rec *r);
	uint64_t (*due)(const void *arg, const void *state);
	void (*reset)(const void *arg, void *state);
	int (*walk_state)(struct walk *w, const void *arg, void *state);
	/* Canonical text for def; NULL: that of the call. */
	size_t (*text)(const void *arg, char *buf, size_t size);
};

extern const struct clock *const clock_list[]; /* ends with NULL */
const struct clock *clock_find(const char *name, size_t len);

/* What the watermark goes by; AUTO: sources where the first row says which
 * partition it is of, else the stream. */
enum { MARK_STREAM, MARK_SOURCE, MARK_SYMBOL, MARK_AUTO };
struct window_marks {
	int by;
	uint64_t idle; /* ns of waiting after which a source is left out */
	uint64_t partitions; /* that are expected; 0: not known */
	int32_t first_partition;
	uint32_t files; /* operands */
};

/* Windows without a record, with the clock of time: none; as the aggregates
 * say of no record; with the values of the bar before where a column has a
 * fill. */
enum { FILL_NONE, FILL_NULL, FILL_LAST };

#define WINDOW_DEFAULT "ohlc,volume,count"

struct window_agg {
	const struct aggregate *agg;
	struct call call;
};

/* A late row, which is dropped.  Its values are borrowed for the call. */
typedef int window_late_fn(void *arg, const struct rec *r, struct err *err);

/* A row that --max-jump leaves out: its values, borrowed, its number in its
 * file from 1, its index time. */
struct window_early {
	struct rec r;
	uint32_t file;
	uint64_t row, time;
};
typedef int window_early_fn(void *arg, const struct window_early *e,
    struct err *err);

struct window_opts {
	const struct clock *clock;
	struct call clock_call;
	struct window_agg agg[WINDOW_AGGS_MAX];
	int nagg;
	struct window_marks marks;
	uint64_t lateness; /* ns; the watermark is latest time less this */
	/* Price the trade aggregates see: 0 trades (and price records), 1 mid
	 * of quotes; -1: trades where a kind can hold them, else mid, and an
	 * error for a symbol that has both. */
	int price;
	uint64_t max_open; /* panes at most; more is an error; 0: 2^24 */
	uint64_t max_held; /* rows kept for their order; 0: 2^22 */
	window_late_fn *late; /* with the arg of windows_new */
	uint64_t max_jump;    /* ns (stream/jump.h); 0: all rows at once */
	window_early_fn *early;
	/* Windows lie in these stretches; borrowed; NULL: anywhere.  Text is
	 * what def says of it. */
	struct calendar *calendar;
	const char *calendar_text;
	int fill;
};

/* The aggregates of "ohlc,volume,last(venue)" into o->agg and o->nagg; what
 * begins the messages ("--agg").  -1 with a usage error. */
int window_opts_aggs(struct window_opts *o, const char *list,
    const char *what, struct err *err);
/* The clock of "time(1m,slide=10s)", likewise. */
int window_opts_clock(struct window_opts *o, const char *call,
    const char *what, struct err *err);

/* Rows in + resumed = used + open + late + snapshot + no_time + no_symbol +
 * no_value + off_session. */
struct window_account {
	uint64_t in;
	uint64_t resumed;  /* open in the state that was loaded */
	uint64_t used;	   /* in a window that was emitted, or seen by one */
	uint64_t open;	   /* in windows that are open, or held for order */
	uint64_t late;	   /* behind the watermark */
	uint64_t early;	   /* far ahead of their source */
	uint64_t undone;   /* jumps; not rows */
	uint64_t snapshot; /* state, not activity */
	uint64_t no_time;
	uint64_t no_symbol;
	uint64_t no_value; /* nothing that one of the aggregates sees */
	uint64_t off_session;
	uint64_t out;	   /* bars emitted */
};

struct windows;

/* emit gets each finished bar; its row is borrowed for the call. */
typedef int window_emit_fn(void *arg, const struct rec *bar,
    struct err *err);

struct windows *windows_new(const struct window_opts *opts,
    struct vocab *vocab, window_emit_fn *emit, void *arg, struct err *err);

/*
 * Take a record; bars that its time closes are emitted first, in the order
 * end, symbol (bytes).
 */
int windows_push(struct windows *w, const struct rec *r, struct err *err);

/* The same for n rows of one schema that lie row_size apart. */
int windows_rows(struct windows *w, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);

/*
 * For MARK_SOURCE: rows that follow are of another file (from 0, rising); the
 * tool has waited for input; sources that are left out of the watermark.
 */
int windows_file(struct windows *w, uint32_t number, struct err *err);
int windows_waited(struct windows *w, uint64_t ns, struct err *err);
uint64_t windows_idle(const struct windows *w);
/* What the watermark goes by, once a row has come; MARK_AUTO before. */
int windows_mark(const struct windows *w);

/* The true end: emit all that is open. */
int windows_flush(struct windows *w, struct err *err);
void windows_account(const struct windows *w, struct window_account *a);

/* 1: rows are taken in the order of their time, so that one behind the
 * watermark is late though its window is open; *who: the aggregate or clock
 * that needs it. */
int windows_ordered(const struct windows *w, const char **who);

/*
 * What is open, the watermark and all that later windows depend on, to and
 * from a state file.  Loading comes before the first push, in windows of the
 * same options: those with the same windows_text.
 */
const char *windows_text(const struct windows *w);
int windows_save(struct windows *w, struct state *s, struct err *err);
int windows_load(struct windows *w, struct state *s, struct err *err);

/*
 * The canonical text behind the def of a bar that was emitted, or NULL.  def
 * is def_step of the text over the def of the bar's first record (0: none);
 * the text names the clock, the price and the aggregates, such as "window
 * time(1m,slide=1m,origin=0) price=trade agg=ohlc,volume,count".
 */
const char *windows_def_text(const struct windows *w, uint64_t def);
void windows_free(struct windows *w);

#endif
