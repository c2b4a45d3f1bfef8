/*
 * inject_impl.h - internals of the injection, for inject*.c and type helpers.
 */
#ifndef SYNTH_INJECT_IMPL_H
#define SYNTH_INJECT_IMPL_H

#include "base/idmap.h"
#include "base/slab.h"
#include "synth/inject.h"
#include "synth/inject_log.h"
#include "synth/past.h"
#include "synth/volatility.h"

enum { VIEW_LEVELS = 10, VIEW_PRICES = 5 + 2 * VIEW_LEVELS };

/* A schema of the input, and its fields in the output schema. */
struct inject_view {
	const struct schema *in, *out;
	struct copy_plan copy;
	unsigned char *blank; /* a row of out without a label */
	unsigned on; /* INJECT_TICKS, _BARS or _ORDERS; 0: passed on */
	int label, label_type, label_id;
	int order_id; /* -1: none */
	int nprice, price[VIEW_PRICES];
	int nlevel, bid[VIEW_LEVELS], ask[VIEW_LEVELS];
	int bid_size[VIEW_LEVELS], ask_size[VIEW_LEVELS]; /* -1: none */
};

int inject_view_init(struct inject_view *v, struct schemas *set,
    const struct schema *in, struct err *err);
void inject_view_fini(struct inject_view *v);

/* One event of the plan. */
struct inject_plan {
	uint64_t time; /* not before, ns */
	double k;      /* without sign */
	uint32_t id;
	uint8_t type; /* place in inject_list */
	int8_t sign;
	uint8_t third; /* of the session */
};

enum { PLAN_MAX = 3 * INJECT_DAY_MAX };

/* The input of a plan: the symbol and its day. */
struct inject_day {
	const char *symbol;
	size_t len;
	int64_t date;         /* days since 1970 */
	uint64_t open, close; /* ns */
	uint64_t unit;
	unsigned on; /* INJECT_TICKS, ... */
};

/* The events of a symbol-day, by time; returns how many. */
int inject_plan_day(struct inject_plan *p, const struct inject_opts *o,
    const struct inject_day *day);
/* The part of a planned event that is known before it is placed. */
void inject_event_init(struct inject_event *e, const struct inject_plan *p,
    uint64_t seed, uint64_t unit, int bars);

/* Rows that an event adds, while it is being applied. */
struct extra {
	uint64_t after; /* number of the row that it follows */
	uint64_t time;
	const struct inject_view *view;
	size_t off; /* in bytes */
};

struct inject_extras {
	struct extra *row;
	size_t n, room;
	unsigned char *bytes;
	size_t used, size;
	uint32_t event;
	int failed;             /* no memory, or too many */
	struct inject_row last; /* the one given out */
};

void extras_fini(struct inject_extras *x);

/* inject_heap.c: the smallest key first, then the smallest tie.  Zeroed: empty.
 */
struct heap_item {
	uint64_t key, tie;
	union {
		void *of;
		uint64_t time;
	};
};

struct heap {
	struct heap_item *item; /* item[0]: the first */
	size_t n, room;
	uint64_t steps; /* comparisons so far, for tests of the cost */
};

void heap_fini(struct heap *h);
int heap_push(struct heap *h, struct heap_item x, struct err *err);
struct heap_item heap_pop(struct heap *h); /* not from an empty one */

/* A waiting row; the row's bytes follow. */
struct held {
	const struct inject_view *view;
	uint64_t time;
	uint64_t before; /* number of the row before it in its event */
	uint32_t event;  /* that labelled it; 0 none */
	uint32_t extra;  /* added by an event */
};

/* A row on its way out: of event `event`, 0 none. */
typedef int queue_fn(void *arg, const struct rec *r, uint64_t time,
    uint32_t event, struct err *err);

/* Rows are named by their offsets in the log; later rows have larger ones. */
struct queue {
	struct inject_log log;
	struct heap bound; /* added rows: by the row that they follow */
	struct heap ready; /* added rows, by time: that row is written */
	size_t stride;     /* the longest struct held with its row */
	struct held *copy; /* of copy_room */
	size_t copy_room;
	uint64_t loads; /* rows loaded so far, for tests of the cost */
};

void queue_init(struct queue *q, const struct spill_opts *o);
/* Room for a row at the end; the pointer is valid until the next call. */
unsigned char *queue_add(struct queue *q, uint64_t *number,
    const struct inject_view *view, uint64_t time, struct err *err);
/* Copy a row to h, which has room for q->stride bytes, and back. */
int queue_load(struct queue *q, uint64_t number, struct held *h,
    struct err *err);
int queue_store(struct queue *q, uint64_t number, const struct held *h,
    struct err *err);
/* Move the rows of *x into the queue, each after the rows of equal time; *x is
 * then empty. */
int queue_insert(struct queue *q, struct inject_extras *x, struct err *err);
/* Write the rows before a number, and the rows added before it. */
int queue_drain(struct queue *q, uint64_t until, queue_fn *fn, void *arg,
    struct err *err);
void queue_fini(struct queue *q);

/* What is known of a symbol when an event begins; see struct inject_event. */
struct known {
	double sigma, log_volume, sd_log_volume, rows, print;
	double low, high, before, day_open;
	uint64_t start;
};

/* An event that gathers rows. */
struct open {
	uint32_t began; /* 0: it is not open */
	uint32_t symbol;
	struct open *older, *newer; /* in the order they began */
	struct inject_plan plan;
	struct known known;
	uint64_t first, last; /* numbers of rows */
	uint64_t n, rows;     /* gathered, and at most */
};

/* An event with labelled rows that were not written yet. */
struct pending {
	uint32_t began; /* 0: it is not open */
	uint32_t begun; /* the first one is out */
	struct pending *link; /* of its symbol */
	struct inject_plan plan;
	uint64_t left; /* labelled rows to come */
	uint64_t t_start, row_start;
};

/* Memory for an event, first open, then pending.  The heap of ends may still
 * hold one that is over, so `began' is valid in all of them. */
union event_room {
	struct {
		uint32_t began; /* 0 */
		union event_room *next;
	} unused;
	struct open open;
	struct pending pending;
};

struct sym {
	struct vol vol;
	uint32_t id;
	int32_t date;                   /* the plan's day, days since 1970 */
	uint64_t plan_open, plan_close; /* its session */
	uint64_t due;                   /* its next event; UINT64_MAX none */
	uint8_t nplan, next;            /* its events, and those that began */
	uint8_t due_rows;               /* enum inject_rows of the next event */
	uint8_t on;     /* what its rows are: INJECT_TICKS, ... */
	uint8_t trades; /* it has trades: quotes are not prices */
	uint8_t fixed_step;
	uint8_t with_past; /* a type asks for the past */
	uint64_t day_end;      /* the next day begins; 0: no day yet */
	uint64_t first, last;  /* this day's rows, ns */
	int64_t step, px;      /* smallest so far; last price */
	double stay;           /* ln of the factor on all prices */
	double slope, pivot;   /* returns since ln price pivot, this day */
	double seen, day_open; /* last price, first of the day, as they came */
	uint64_t mute;         /* no rows before this time */
	double low, high;      /* orders: see struct inject_event */
	uint64_t rows, labelled;
	uint64_t ended;          /* last row of its last event; 0 none */
	uint64_t length;         /* ns of that event's span */
	struct open *open;       /* its event that gathers rows, or NULL */
	struct pending *pending; /* its events that are over, oldest first */
	struct past past[];      /* one, if with_past */
};

struct inject {
	struct inject_opts opts;
	struct vocab *vocab;
	inject_row_fn *on_row;
	inject_label_fn *on_label;
	void *arg;
	struct idmap view; /* struct inject_view *: by id of the input's
			    * schema */
	struct idmap sym;  /* struct sym *: by symbol id */
	struct slab slab;  /* of symbols and events */
	struct open *oldest, *newest;
	union event_room *unused;
	struct heap ends; /* of open events, by their ends; may hold more */
	uint32_t began;   /* events so far, modulo 2^32 */
	struct queue queue;
	uint64_t out;            /* rows handed out */
	uint64_t when;           /* of the row at hand, for vol */
	struct inject_row *rows; /* scratch of an event */
	unsigned char *held;     /* its rows, each in q->stride bytes */
	size_t rows_room, held_room;
	struct inject_extras extras;
	int past; /* a chosen type asks for it */
	struct past_store past_store;
	float volumes[PAST_VOLUMES];        /* scratch of an event */
	uint32_t type_id[INJECT_TYPES_MAX]; /* names as symbols */
	struct inject_account account;
};

/* inject_room.c: memory for an event, and back. */
union event_room *event_room_get(struct inject *j, struct err *err);
void event_room_free(struct inject *j, union event_room *r);

/* inject_symbol.c: the state of a symbol. */

/* Find or make the symbol of a row; NULL on failure. */
struct sym *inject_symbol(struct inject *j, const struct inject_view *w,
    const struct rec *r, struct err *err);
void inject_symbol_free(struct sym *y);
/* The time of a row for volatility: for bars, their start. */
uint64_t inject_when(const struct sym *y, const struct rec *r, uint64_t t);
/* Make the plan of a day at its first row.  Events of the previous day that
 * were not placed are missed. */
int inject_begin_day(struct inject *j, struct sym *y, uint64_t t,
    struct err *err);
/* Make the same plan again: it is not kept. */
int inject_plan_again(struct inject_plan *p, const struct inject *j,
    const struct sym *y);
/* The next event of the plan is that of y->next. */
void inject_next(struct sym *y, const struct inject_plan *p);
void inject_missed(struct inject *j, struct sym *y);
/* Price (0: none) and size (NaN: none) of an input row before edits. */
void inject_observe(double *price, double *size, const struct sym *y,
    const struct rec *r, unsigned sees);
/* Add an input row, before edits, to volatility and history. */
int inject_learn(struct inject *j, struct sym *y, const struct rec *r,
    unsigned sees, double price, double size, struct err *err);

/* inject_extra.c */

/* Update bounds of the book by an order message: no ask is below *low, no bid
 * above *high. */
void inject_edge_step(double *low, double *high, const struct rec *r,
    int64_t step);

/* inject_event.c: events from their first row to their last. */

/* Whether the planned event can begin with row r.  INJECT_OK: it can, and *k
 * is filled; otherwise the reason why not. */
enum inject_reason inject_may(struct known *k, const struct inject *j,
    const struct sym *y, const struct inject_plan *p,
    const struct inject_row *r);
/* first: the number of its first row. */
int inject_begin(struct inject *j, struct sym *y, const struct inject_plan *p,
    const struct known *k, uint64_t first, struct err *err);
/* Add a row, the newest of the queue, to an open event. */
void inject_gather(struct open *o, const struct inject_row *r);
/* Apply an open event, and remove it. */
int inject_finish(struct inject *j, struct open *o, struct err *err);
/* The same for all events whose span is over at t. */
int inject_finish_due(struct inject *j, uint64_t t, struct err *err);

/* inject_last.c: changes that last beyond an event. */

/* Move a row's prices by the lasting changes of earlier events. */
void inject_last(struct inject *j, const struct sym *y, struct inject_row *r);
/* Convert an input price of the symbol to its output price. */
double inject_lasting_price(const struct sym *y, double price);
/* After an event: keep its lasting changes. */
void inject_leave(struct sym *y, const struct inject_event *e);

/* inject_label.c: label fields and the label file. */

/* An event that is over has so many labelled rows. */
int inject_label_begin(struct inject *j, struct sym *y,
    const struct inject_plan *p, uint64_t rows, struct err *err);
/* A decoy is over. */
int inject_label_decoy(struct inject *j, const struct sym *y,
    const struct open *o, const struct inject_event *e, struct err *err);
/* A row of event `event` is written as number j->out. */
int inject_label_row(struct inject *j, const struct rec *r, uint64_t time,
    uint32_t event, struct err *err);
/* Set a row's label fields; 1, or 0 if it already has a label. */
int inject_label_put(const struct inject *j, const struct inject_plan *p,
    const struct inject_view *w, unsigned char *row);

/* Place of a type in inject_list. */
int inject_place(const struct inject_type *t);

#endif
