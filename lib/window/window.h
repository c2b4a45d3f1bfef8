/*
 * window.h - event-time windows: clocks, aggregates, and the engine.
 *
 * A clock defines where the windows of a symbol begin and end.  An aggregate
 * turns the records of a window into columns.  Each is one file with one line
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
 * An exact sum of sizes of any scale: whole units plus 1e-9 units.  A zeroed
 * sum is null.  over is set once the sum has overflowed.
 */
struct qty_sum {
	int64_t whole;
	int32_t nano; /* 0 .. 999999999, or negative with whole <= 0 */
	uint16_t n;   /* 0: no size so far, the sum is null */
	uint16_t over;
};
/* Add the qty at field i of a row, sign times; null adds nothing. */
void qty_add(struct qty_sum *q, const struct rec *r, int i, int sign);
/* Add whole units to a sum of whole units; the fast path for most sizes. */
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

/* One value of a column.  Null is the type's null (ftype_null), NaN, a qty_sum
 * with n = 0, or a NULL text. */
union cell {
	double d;         /* F_F64 */
	struct qty_sum q; /* F_QTY */
	int64_t i;        /* px and signed integers */
	uint64_t u;       /* ts, id, sym and the rest, f32 by its bits */
	const unsigned char *text; /* F_TEXT: len bytes of the state */
};

/* Scale of a F_QTY column: the input's, or the column's own. */
enum { SCALE_OF_SIZES, SCALE_WHOLE, SCALE_NANO = 9 };

struct column {
	const char *name;
	enum ftype type;
	const char *unit;
	uint16_t len;  /* F_TEXT */
	uint8_t scale; /* F_QTY: SCALE_* */
	/* With --fill last, for a window without records: the column of this
	 * aggregate whose value in the previous bar is repeated, or "0".
	 * NULL: the value that emit gives for no records. */
	const char *fill;
};

/* Every record that goes into a window. */
enum { SEES_ALL = 31 };

enum { WINDOW_AGGS_MAX = 64, WINDOW_COLS_MAX = 256, AGG_COLS_MAX = 16 };

/* Records of one schema, each with its first time, and their windows. */
struct agg_rows {
	const struct schema *schema;
	size_t n;
	const unsigned char *const *row;
	unsigned char *const *state;
};

/*
 * An aggregate.  State is flat, zeroed memory of one window.  Carry is flat
 * memory of one symbol that outlives its windows; it is zeroed at the symbol's
 * first record (and after a break of --session).  With a carry, records come
 * in order of index time; without one, in any order.
 *
 * bind resolves arguments and fields: once with schema NULL, then once for
 * each schema of the input.  *arg starts as a copy of the previously bound one
 * (at first zeroed).  push and watch get the arg bound to the record's schema.
 * All other functions get the last one, so a bind may add to what they use but
 * must not change it.
 *
 * A window may be assembled from adjacent panes in order: merge adds a later
 * pane to an earlier one.  Only state_size, push and emit are required.
 */
struct aggregate {
	const char *name;
	/* Unit of the only column, a double with this name. */
	const char *unit, *fill;
	const char *summary;
	const char *source;  /* paper and section, or NULL */
	const char *example; /* a call, if an argument has no default */
	/* SEES_* of the records; 0: trades.  An aggregate that sees quotes
	 * does not also get the mids made from them. */
	unsigned sees;
	const struct arg *args; /* NULL: takes none */
	/* For several columns or exact types: a table that ends with a NULL
	 * name, or a function that fills at most AGG_COLS_MAX columns and
	 * returns their number, 0 while no schema has the field it needs. */
	const struct column *table;
	int (*columns)(const void *arg, const struct schema *s,
	    struct column *out);
	size_t arg_size, state_size, carry_size;
	/* Used instead of the sizes above.  A later schema may enlarge a state
	 * (it is extended with zeroes); the carry's size depends only on the
	 * arguments. */
	size_t (*state_need)(const void *arg);
	size_t (*carry_need)(const void *arg);
	/* Call open and close also for empty panes that lie between other
	 * panes of a window. */
	int every_pane;

	int (*bind)(void *arg, const struct call *call, const struct schema *s,
	    struct err *err);
	/* The texts of symbol ids; follows each bind. */
	void (*symbols)(void *arg, const struct symtab *syms);
	/* Whether records of the schema bound are of use; NULL: yes. */
	int (*takes)(const void *arg);
	void (*open)(const void *arg, void *state, void *carry, uint64_t start);
	void (*push)(const void *arg, void *state, void *carry,
	    const struct rec *r);
	/* push for many records at once, where there is no carry; state i is
	 * at byte `at' of b->state[i].  NULL: push takes each.  A fast path,
	 * for the aggregates of most runs: push stays its twin. */
	void (*push_rows)(const void *arg, const struct agg_rows *b, size_t at);
	/* A record that only updates the carry (a standing quote): it opens
	 * no window.  Called before push when a record is both. */
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

/* Windows of equal length: [start, start + every), one every slide. */
struct time_grid {
	uint64_t every, slide, origin; /* ns */
};

/*
 * A clock.  State is flat memory of one symbol.  bind works as in an
 * aggregate.
 *
 * The time clock is a grid and has no push.  Any other clock has at most one
 * open window per symbol, which begins with a record.  For each record that
 * the clock sees, push returns whether the open window ends before it or with
 * it.  due gives the instant at which the open window ends without a further
 * record.  reset is called after each end.
 */
enum { CLOCK_BEFORE = 1, CLOCK_AFTER = 2 };

struct clock {
	const char *name;
	const char *summary;
	const char *source;
	const char *example;
	unsigned sees; /* records passed to push; 0: all that windows take */
	const struct arg *args;
	size_t arg_size, state_size;
	int (*bind)(void *arg, const struct call *call, const struct schema *s,
	    struct err *err);
	void (*grid)(const void *arg, struct time_grid *g);
	unsigned (*push)(const void *arg, void *state, const struct rec *r);
	uint64_t (*due)(const void *arg, const void *state);
	void (*reset)(const void *arg, void *state);
	int (*walk_state)(struct walk *w, const void *arg, void *state);
	/* Canonical text for def; NULL: the text of the call. */
	size_t (*text)(const void *arg, char *buf, size_t size);
};

extern const struct clock *const clock_list[]; /* ends with NULL */
const struct clock *clock_find(const char *name, size_t len);

/* What the watermark follows.  AUTO: sources if the first row names its
 * partition, otherwise the stream. */
enum { MARK_STREAM, MARK_SOURCE, MARK_SYMBOL, MARK_AUTO };
struct window_marks {
	int by;
	uint64_t idle; /* ns of waiting after which a source is left out */
	uint64_t partitions; /* expected number; 0: not known */
	int32_t first_partition;
	uint32_t files; /* operands */
};

/* Bars for empty windows of the time clock: none; with the values that the
 * aggregates give for no records; with values of the previous bar in columns
 * that have a fill. */
enum { FILL_NONE, FILL_NULL, FILL_LAST };

#define WINDOW_DEFAULT "ohlc,volume,count"

struct window_agg {
	const struct aggregate *agg;
	struct call call;
};

/* Called for each late row, which is dropped.  Its values are borrowed for
 * the call. */
typedef int window_late_fn(void *arg, const struct rec *r, struct err *err);

/* A row that --max-jump left out: its values (borrowed), its number in its
 * file (from 1) and its index time. */
struct window_early {
	struct rec r;
	uint32_t file;
	uint64_t row, time;
	int resumed; /* read by an earlier run: file and row are unknown */
};
typedef int window_early_fn(void *arg, const struct window_early *e,
    struct err *err);

struct window_opts {
	const struct clock *clock;
	struct call clock_call;
	struct window_agg agg[WINDOW_AGGS_MAX];
	int nagg;
	struct window_marks marks;
	uint64_t lateness; /* ns; watermark = latest time - lateness */
	/* Price that trade aggregates see.  0: trades (and price records);
	 * 1: mid of quotes; -1: trades if the kind can hold them, otherwise
	 * the mid; a symbol that has both is an error. */
	int price;
	uint64_t max_open;    /* panes at most; more is an error; 0: 2^24 */
	uint64_t max_held;    /* rows kept for their order; 0: 2^22 */
	window_late_fn *late; /* with the arg of windows_new */
	uint64_t max_jump;    /* ns (stream/jump.h); 0: all rows at once */
	window_early_fn *early;
	/* Periods that may hold windows; borrowed; NULL: any time.  The text
	 * is its part of def. */
	struct calendar *calendar;
	const char *calendar_text;
	int fill;
};

/* Parse aggregates, "ohlc,volume,last(venue)", into o->agg and o->nagg.
 * Messages begin with what ("--agg").  -1 with a usage error. */
int window_opts_aggs(struct window_opts *o, const char *list, const char *what,
    struct err *err);
/* Parse a clock, "time(1m,slide=10s)", in the same way. */
int window_opts_clock(struct window_opts *o, const char *call, const char *what,
    struct err *err);

/* Rows in + resumed = used + open + late + snapshot + no_time + no_symbol +
 * no_value + off_session. */
struct window_account {
	uint64_t in;
	uint64_t resumed;  /* open in the state that was loaded */
	uint64_t used;     /* in an emitted window, or seen by one */
	uint64_t open;     /* in windows that are open, or held for order */
	uint64_t late;     /* behind the watermark */
	uint64_t early;    /* far ahead of their source */
	uint64_t undone;   /* jumps; not rows */
	uint64_t snapshot; /* state, not activity */
	uint64_t no_time;
	uint64_t no_symbol;
	uint64_t no_value; /* no value that an aggregate sees */
	uint64_t off_session;
	uint64_t out; /* bars emitted */
};

/* Parse the partitions to wait for, "4" or "0-3". */
int window_partitions(struct window_marks *m, const char *text,
    const char *what, struct err *err);

struct windows;

/* emit gets each finished bar; its row is borrowed for the call. */
typedef int window_emit_fn(void *arg, const struct rec *bar, struct err *err);

struct windows *windows_new(const struct window_opts *opts, struct vocab *vocab,
    window_emit_fn *emit, void *arg, struct err *err);

/*
 * Take a record.  Bars that its time closes are emitted first, in order of end
 * and then symbol (byte order).
 */
int windows_push(struct windows *w, const struct rec *r, struct err *err);

/* The same for n rows of one schema, row_size bytes apart. */
int windows_rows(struct windows *w, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);

/*
 * For MARK_SOURCE: the following rows come from this file (from 0, ascending);
 * the tool has waited for input; sources left out of the watermark.  before:
 * the number of rows of the file before them, selected or not.
 */
int windows_file(struct windows *w, uint32_t number, uint64_t before,
    struct err *err);
int windows_waited(struct windows *w, uint64_t ns, struct err *err);
uint64_t windows_idle(const struct windows *w);
/* Expected partitions (marks.partitions) without a row so far; *waited: windows
 * have been closed without them.  0 before the first row. */
uint64_t windows_absent(const struct windows *w, int *waited);
/* What the watermark follows; MARK_AUTO until the first row. */
int windows_mark(const struct windows *w);

/* The real end of the stream: emit all open windows. */
int windows_flush(struct windows *w, struct err *err);
void windows_account(const struct windows *w, struct window_account *a);

/* 1: rows are taken in time order, so a row behind the watermark is late even
 * if its window is open; *who is the aggregate or clock that requires it. */
int windows_ordered(const struct windows *w, const char **who);

/*
 * Save and load open windows, the watermark and everything else that later
 * windows depend on.  Load before the first push, into windows with the same
 * options (the same windows_text).
 */
const char *windows_text(const struct windows *w);
int windows_save(struct windows *w, struct state *s, struct err *err);
int windows_load(struct windows *w, struct state *s, struct err *err);

/*
 * The canonical text behind the def of an emitted bar, or NULL.  def is
 * def_step of the text over the def of the bar's first record (0: none).  The
 * text names the clock, the price and the aggregates, such as "window
 * time(1m,slide=1m,origin=0) price=trade agg=ohlc,volume,count".
 */
const char *windows_def_text(const struct windows *w, uint64_t def);
void windows_free(struct windows *w);

#endif
