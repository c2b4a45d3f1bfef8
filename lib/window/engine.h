/*
 * engine.h - shared declarations of the window engine; private to lib/window.
 *
 * Each record goes to a track, the engine's state of one symbol.  With the
 * time clock a track has open panes (usually one).  Panes are as long as
 * possible while every window is a whole number of panes.  A closed pane is a
 * window itself (tumbling) or moves to the track's stacks (hopping).  With
 * any other clock a track has one open pane, which is its window.
 *
 * Tracks that become due at the same instant form a group.  Groups are
 * chained in ascending order of time.
 */
#ifndef WINDOW_ENGINE_H
#define WINDOW_ENGINE_H

#include <stddef.h>
#include <string.h>

#include "base/idmap.h"
#include "base/slab.h"
#include "stream/jump.h"
#include "stream/row.h"
#include "window/window.h"

enum { MASKS = 32, DEFS_MAX = 1024, STATE_ALIGN = 8 };

/* An aggregate of this run: requested, or added by the engine. */
struct inst {
	const struct aggregate *agg;
	struct call call;
	size_t state, carry; /* offsets */
	size_t state_size, carry_size;
	const void *arg; /* the last one bound */
	int ncolumn;
};

struct pane {
	uint64_t start, end; /* clocks other than time: the end so far */
	struct pane *older, *younger;
	uint64_t rows;
	uint32_t def;   /* of the first record: index into defs */
	uint8_t fill;   /* has no records, emitted because of --fill */
	uint8_t trades; /* its symbol's trades may come, not mids; see ready */
	_Alignas(STATE_ALIGN) unsigned char state[];
};

struct panes {
	struct pane *oldest, *newest;
};

/*
 * Closed panes of a track.  Hopping: `back` holds the panes of the block being
 * filled and `sum` is all of them merged; `front` holds the previous block,
 * each pane merged with all later ones.  Other clocks: `front` holds windows
 * that wait for the watermark to reach their end.
 */
struct stacks {
	struct panes front, back;
	struct pane *sum;
	uint64_t open;  /* grid.open when they were filled */
	uint64_t block; /* the block that back belongs to */
	uint64_t fresh; /* rows that no emitted window contains yet */
};

/* A row that waits for its turn. */
struct held {
	struct held *next, *child; /* queue; heap: sibling and first child */
	uint64_t at, last, order;
	struct kind *kind;
	uint32_t symbol;
	_Alignas(8) unsigned char row[];
};
struct hold {
	struct held *first, *last; /* rows that came in order */
	struct held *heap;         /* rows that did not */
};

/* The time of one symbol when each symbol has its own watermark. */
struct own {
	uint64_t latest, mark, due;
	struct hold hold;
};

/* The last bar of a symbol. */
struct last_bar {
	const struct schema *schema;
	uint32_t room;
	unsigned char *row;
};

/* One symbol.  What most rows and bars need fills the first cache line. */
struct track {
	struct panes open;
	uint8_t prices; /* PRICES_* seen so far */
	uint8_t seen;   /* it has had a record in a pane */
	uint32_t symbol;
	uint32_t def;          /* of its newest pane */
	uint32_t rank;         /* in w->ranked, when that holds all tracks */
	struct group *group;   /* NULL: never due */
	struct own *own;       /* NULL: one watermark for all symbols */
	struct stacks *stacks; /* NULL: tumbling */
	struct track *next, *prev;
	uint64_t prefix;      /* first 8 bytes of its symbol, big-endian */
	uint64_t session;     /* opening time of the session of carry */
	struct last_bar *bar; /* for --fill last; or NULL */
	_Alignas(STATE_ALIGN) unsigned char carry[]; /* then the clock's */
};
enum { PRICES_TRADE = 1, PRICES_MID = 2 };

/* A track of a group that fires. */
struct due {
	uint64_t prefix;
	struct track *track;
};

struct group {
	uint64_t due;
	struct track *first, *last;
	size_t n;
	struct group *prev, *next;
};

/* The functions to call for a record with a given set of SEES_*. */
struct calls {
	int made;
	int nasked; /* of push: requested, not added by the engine */
	int npush, nwatch;
	struct call_push {
		void (*push)(const void *arg, void *state, void *carry,
		    const struct rec *r);
		void (*push_rows)(const void *arg, const struct agg_rows *b,
		    size_t at);
		const void *arg;
		uint32_t state, carry;
	} * push;
	struct call_watch {
		void (
		    *watch)(const void *arg, void *carry, const struct rec *r);
		const void *arg;
		uint32_t carry;
	} * watch;
};

/* Offsets of the fields read from every row, -1: none; see engine_rows.c. */
struct fast {
	int works;  /* most rows of this schema can take the fast path */
	int prices; /* a symbol's trades and mids are distinguished */
	unsigned sees;
	int time, symbol, flags, action, price;
};

/* An input schema. */
struct kind {
	const struct schema *schema;
	unsigned mask; /* bits of rec_sees that reach the aggregates */
	uint8_t mid;   /* its quotes become prices */
	void **arg;    /* [ninst] bound to it */
	void *clock_arg;
	struct calls calls[MASKS];
	struct fast fast;
	struct held *free;       /* rows for reuse */
	int src_topic, src_part; /* fields, -1: none */
	struct kind *next;       /* in the order of their first record */
};

/* A def that bars may have. */
struct known_def {
	uint64_t before, def; /* def 0: not assigned yet */
	int mid;
};

/* The grid of the time clock. */
struct grid {
	uint64_t every, slide, pane;
	uint64_t panes;            /* panes per window */
	uint64_t open, close;      /* the period that may hold windows now */
	struct calendar *calendar; /* or NULL: always */
};

/* A record on its way into a window. */
struct entry {
	const struct rec *r;
	const struct rec *mid; /* its quotes as a price, or NULL */
	const struct kind *kind;
	const struct calls *calls, *mid_calls;
	uint64_t at, last; /* first and last instant */
	uint32_t symbol;
	unsigned sees; /* SEES_*: what aggregates may see of it */
};

/* A partition, or a file (topic 0). */
struct source {
	uint32_t topic;
	int32_t part;
	uint64_t latest;
	uint64_t waited; /* marks.waited when its last row came */
	uint8_t left;    /* idle: left out of the watermark */
	uint8_t ended;
};

struct marks {
	struct source *source;
	uint32_t n, nplace;
	uint32_t *place;       /* hash table: index + 1 */
	uint32_t last, lowest; /* source of the last row; slowest source */
	uint32_t file;
	int complete;    /* all expected sources have appeared */
	int changed;     /* the minimum must be computed again */
	uint64_t waited; /* ns, since the first row */
	uint64_t left;   /* times that a source was left out as idle */
};

/* --max-jump: the times of sources, and rows that wait. */
struct jumps {
	struct idmap sources; /* struct jump, by source */
	uint64_t row;         /* number of the current row in its file */
	uint64_t waiting;     /* rows that wait */
	uint64_t loaded;      /* of these, rows that came from a state */
	uint64_t resumed;     /* all rows that came from the state */
	uint64_t idle;        /* ns spent waiting since the last row */
};

struct windows {
	struct window_opts o;
	struct vocab *vocab;
	window_emit_fn *emit;
	void *arg;
	struct window_account acc; /* used: all rows taken */
	uint64_t resumed;          /* rows that were open in the loaded state */

	uint64_t latest; /* index time of the stream */
	uint64_t mark;   /* the watermark */
	struct grid grid;
	int by_time; /* the clock is the time clock */
	int ordered; /* records are taken in time order */
	int priced;  /* some aggregate sees trades */
	int every_pane;
	struct hold hold;
	uint64_t nheld, order_next; /* rows in all holds; next row's order */
	struct marks marks;
	struct jumps jumps;

	struct inst *inst;
	int ninst, nasked;
	size_t state_size, carry_size;
	void *clock_arg;    /* the last one bound */
	struct idmap kinds; /* by schema id: struct kind * */
	struct kind *kind;  /* of the last record */
	struct kind *price_kind, *first_kind, *last_kind;

	struct idmap tracks;  /* by symbol id: struct track * */
	struct idmap ready;   /* by symbol id: struct pane *, an open pane of
			       * the symbol that takes rows at once, or NULL */
	struct track **track; /* [ntrack] in order of first record */
	size_t ntrack, track_room;
	struct group *groups, *last, *near; /* first, last, last found */
	struct group *free_groups;
	struct pane *free_panes;
	struct slab slab, pane_slab; /* long-lived objects; panes */
	uint64_t npanes;
	struct pane *scratch;
	struct due *order; /* of a group that fires */
	struct due *spare; /* for their sort */
	size_t order_room; /* of both */
	/* All tracks in order of symbols, once no symbol has come between two
	 * groups that fired; a bit for each, to sort a group. */
	struct track **ranked;
	uint64_t *rank_bits;
	size_t nranked;
	size_t stable; /* tracks when the last group fired */

	/* The bars: columns and scale grow with the inputs. */
	struct column column[WINDOW_COLS_MAX];
	union cell cell[AGG_COLS_MAX];
	int ncolumn;
	uint8_t scale;            /* of F_QTY */
	const struct schema *bar; /* NULL: not made yet */
	unsigned char *row;
	char *text[2]; /* canonical, for trades and for mids */
	char *options;
	uint64_t fill_until; /* at the end: fill no window after this time */
	int at_end;
	struct known_def defs[DEFS_MAX];
	uint32_t ndef;

	/* The record that carries a mid. */
	struct schemas *own;
	struct rec price;
	unsigned char *price_row;
};

/* engine_kind.c: input schemas, bound once each. */
int insts_init(struct windows *w, struct err *err);
struct kind *kind_get(struct windows *w, const struct schema *s,
    struct err *err);
/* The kind of the engine's own records of mids. */
struct kind *kind_price(struct windows *w, struct err *err);
const struct calls *kind_calls(struct windows *w, struct kind *k, unsigned sees,
    struct err *err);
void kinds_fini(struct windows *w);

/* engine_track.c: the track of a symbol, made when it is new. */
struct track *track_get(struct windows *w, uint32_t symbol, struct err *err);
/* The same, or NULL when there is none. */
static inline struct track *
track_find(const struct windows *w, uint32_t symbol)
{
	struct track **t = idmap_find(&w->tracks, symbol);

	return t != NULL ? *t : NULL;
}
/* A symbol's prices are trades or mids: fail for a record of the other. */
int track_prices(struct windows *w, struct track *t, const struct entry *e,
    struct err *err);
/* Move the track to the grid's session; drop the carry of another session. */
static inline void
track_enter(const struct windows *w, struct track *t)
{
	if (w->grid.calendar == NULL || t->session == w->grid.open)
		return;
	if (w->grid.calendar->breaks)
		memset(t->carry, 0, w->carry_size);
	t->session = w->grid.open;
}
static inline void *
track_clock(const struct windows *w, const struct track *t)
{
	return (unsigned char *)t->carry + w->carry_size;
}

/* engine_due.c: when a track must be processed.  due_at also reschedules a
 * track that already has a due time; TS_NULL: never. */
int due_at(struct windows *w, struct track *t, uint64_t due, struct err *err);
uint64_t due_of(const struct track *t);
/* Process all tracks due by `until'; one track that has its own time. */
int due_fire(struct windows *w, uint64_t until, struct err *err);
int due_fire_own(struct windows *w, struct track *t, uint64_t until,
    struct err *err);
void due_fini(struct windows *w);

/* engine_pane.c */
struct pane *pane_new(struct windows *w, uint64_t start, uint64_t end,
    struct err *err);
void pane_free(struct windows *w, struct pane *p);
void pane_open(struct windows *w, struct track *t, struct pane *p);
void pane_close(struct windows *w, struct track *t, struct pane *p);
void panes_add(struct panes *l, struct pane *p, struct pane *older);
void panes_drop(struct panes *l, struct pane *p);
/* Move all states from the layout with these offsets to the current one. */
int panes_move(struct windows *w, const size_t *from, const size_t *size, int n,
    struct err *err);

/* engine_grid.c: the grid of the time clock. */
int grid_init(struct grid *g, const struct time_grid *t,
    struct calendar *calendar, uint64_t max_panes, struct err *err);
/* Set open and close for instant t; 0: no window can contain t. */
int grid_seek(struct grid *g, uint64_t t);
static inline int
grid_find(struct grid *g, uint64_t t)
{
	return (t >= g->open && t < g->close) || grid_seek(g, t);
}
/* The first end of a window (pane: of a pane) after t, also in a later
 * session; TS_NULL: none. */
uint64_t grid_next(struct grid *g, uint64_t t, int pane);
/* The pane that contains t, which lies between open and close. */
void grid_pane(const struct grid *g, uint64_t t, uint64_t *start,
    uint64_t *end);
/* The end of the last window that contains the pane starting at start. */
uint64_t grid_last_end(const struct grid *g, uint64_t start);
/* The first end of a window, or of a pane, after t. */
uint64_t grid_end(const struct grid *g, uint64_t t);
uint64_t grid_pane_end(const struct grid *g, uint64_t t);

/* 1 when a window with this end is emitted even without records. */
static inline int
fills(const struct windows *w, uint64_t end)
{
	return w->o.fill != FILL_NONE && (!w->at_end || end <= w->fill_until);
}

/* engine_time.c: the time clock. */
int time_row(struct windows *w, struct track *t, const struct entry *e,
    struct err *err);
int time_fire(struct windows *w, struct track *t, uint64_t due,
    struct err *err);
/* A pane was removed: set the track's due time again. */
int time_due(struct windows *w, struct track *t, struct err *err);

/* engine_stacks.c: hopping windows from closed panes. */
int stacks_add(struct windows *w, struct track *t, struct pane *p,
    struct err *err);
int stacks_emit(struct windows *w, struct track *t, uint64_t end,
    struct err *err);
int stacks_empty(const struct stacks *s);
/* Add the empty panes that end at or before `until', as far back as the
 * windows of the next record reach. */
int stacks_gap(struct windows *w, struct track *t, uint64_t until,
    struct err *err);

/* engine_event.c: all other clocks. */
int event_row(struct windows *w, struct track *t, const struct entry *e,
    struct err *err);
int event_fire(struct windows *w, struct track *t, uint64_t due,
    struct err *err);
/* End of the stream: open windows now only wait for their end time. */
int event_end(struct windows *w, struct err *err);

/* engine_hold.c: rows in time order. */
int hold_add(struct windows *w, struct hold *q, const struct entry *e,
    struct err *err);
void hold_put(struct hold *q, struct held *h);
struct held *held_new(struct windows *w, struct kind *k, struct err *err);
const struct held *hold_first(const struct hold *h);
struct held *hold_take(struct hold *h);
static inline void
held_free(struct held *h)
{
	h->next = h->kind->free;
	h->kind->free = h;
}

/* engine_row.c: a pane of a track is no longer open.  engine_rows.c: many
 * rows at once. */
void ready_drop(struct windows *w, const struct track *t);
void fast_init(struct windows *w, struct kind *k);

/* Pass a record to the watch functions; deliver() passes it to a pane. */
static inline void
watch(struct track *t, const struct entry *e)
{
	const struct call_watch *f = e->calls->watch;
	int i;

	for (i = 0; i < e->calls->nwatch; i++, f++)
		f->watch(f->arg, t->carry + f->carry, e->r);
}

static inline void
deliver(struct track *t, struct pane *p, const struct entry *e)
{
	const struct calls *c = e->calls;
	const struct call_push *f;
	int i;

	p->rows++;
	for (f = c->push, i = 0; i < c->npush; i++, f++)
		f->push(f->arg, p->state + f->state, t->carry + f->carry, e->r);
	if (e->mid == NULL)
		return;
	c = e->mid_calls;
	for (f = c->push, i = 0; i < c->npush; i++, f++)
		f->push(f->arg, p->state + f->state, t->carry + f->carry,
		    e->mid);
}

/* engine_jump.c: rows pass through --max-jump to the windows; a source, or all
 * sources, ended or are idle.  held.order of a waiting row is its number in
 * its file; JUMP_RESUMED is set when the row came from a state. */
#define JUMP_RESUMED (UINT64_C(1) << 63)
int jumps_rows(struct windows *w, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);
int jumps_settle(struct windows *w, uint32_t source, struct err *err);
int jumps_settle_all(struct windows *w, struct err *err);
int jumps_idle(struct windows *w, uint64_t ns, struct err *err);
void jumps_fini(struct windows *w);
int jumps_save(struct windows *w, struct state *s, struct err *err);
int jumps_load(struct windows *w, struct state *s, struct err *err);

/* 1 when n rows at times p are in order, not older than the time and within max
 * of it; the time moves on. */
int times_follow(uint64_t *time, uint64_t max, const unsigned char *p,
    size_t size, size_t n);

/* Pass rows to the windows, as windows_push and windows_rows do.  behind: how
 * many more lie behind them in memory; sorted: their first times are known not
 * to decrease. */
int row_push(struct windows *w, const struct rec *r, struct err *err);
int rows_push(struct windows *w, const struct schema *s,
    const unsigned char *rows, size_t n, size_t behind, int sorted,
    struct err *err);

/* engine_mark.c: the watermark of sources.  mark_choose resolves MARK_AUTO by
 * the first schema; mark_row gives *mark after a row. */
void mark_choose(struct windows *w, const struct schema *s);
int mark_row(struct windows *w, const struct kind *k, const struct rec *r,
    uint64_t t, uint64_t *mark, struct err *err);
/* The number of a row's source, from 0.  mark_source_back sets a source's time
 * back and returns the minimum over all sources. */
int mark_source(struct windows *w, const struct kind *k, const struct rec *r,
    uint32_t *number, struct err *err);
uint64_t mark_source_back(struct windows *w, uint32_t number, uint64_t to);
/* "ticks/3 is behind, at ..."; returns as snprintf does. */
size_t mark_behind(const struct windows *w, char *buf, size_t size);
int watermarks_save(struct windows *w, struct state *s, struct err *err);
int watermarks_load(struct windows *w, struct state *s, struct err *err);
void watermarks_fini(struct marks *m);

/* engine.c: the watermark rises; a row is too late. */
int advance(struct windows *w, uint64_t mark, struct err *err);
int row_late(struct windows *w, const struct rec *r, struct err *err);
static inline uint64_t
mark_of(const struct windows *w, const struct track *t)
{
	return t->own != NULL ? t->own->mark : w->mark;
}
/* Rows in unfinished windows. */
uint64_t open_rows(const struct windows *w);

/* engine_state_kind.c, engine_state_held.c: parts of a state file. */
int kinds_save(const struct windows *w, struct state *s, struct err *err);
int kinds_load(struct windows *w, struct state *s, struct err *err);
int defs_save(struct windows *w, struct state *s, struct err *err);
int defs_load(struct windows *w, struct state *s, struct err *err);
int held_save(struct windows *w, struct state *s, struct err *err);
int held_load(struct windows *w, struct state *s, struct err *err);

/* engine_bar.c: the columns, the schema, the row and the def of bars. */
int columns_make(struct windows *w, const struct schema *s, struct err *err);
int text_make(struct windows *w, struct err *err);
/* Walk a row field by field, to or from a table of a state. */
int row_walk(struct walk *k, const struct schema *s, unsigned char *row);
/* The schema of bars for the inputs so far. */
int bar_schema(struct windows *w, struct err *err);
int def_index(struct windows *w, uint32_t *index, const struct entry *e,
    struct err *err);
int bar_emit(struct windows *w, struct track *t, const struct pane *p,
    struct err *err);

/* engine_fill.c: complete the bar about to be emitted when empty windows are
 * emitted too. */
int fill_bar(struct windows *w, struct track *t, const struct pane *p,
    struct err *err);
int bars_widen(struct windows *w, struct err *err);
int fills_save(struct windows *w, struct state *s, struct err *err);
int fills_load(struct windows *w, struct state *s, struct err *err);

void bar_fini(struct windows *w);

/* engine_price.c: the record that carries a mid.  NULL: no mid. */
int price_init(struct windows *w, struct err *err);
const struct rec *price_of(struct windows *w, const struct rec *r, uint64_t t,
    uint32_t symbol);
void price_fini(struct windows *w);

/* labels.c, agg/field.c, src.c: aggregates that the engine adds. */
extern const struct aggregate aggregate_labels, aggregate_kept, aggregate_src;

#endif
