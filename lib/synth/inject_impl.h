/*
 * inject_impl.h - inside of the injection; for inject*.c alone.
 */
#ifndef SYNTH_INJECT_IMPL_H
#define SYNTH_INJECT_IMPL_H

#include "synth/inject.h"
#include "synth/inject_vol.h"

enum { VIEW_LEVELS = 10, VIEW_PRICES = 5 + 2 * VIEW_LEVELS };

/* A schema of the input, and what the house does to its rows. */
struct inject_view {
	const struct schema *in, *out;
	struct copy_plan copy;
	unsigned on; /* INJECT_TICKS, INJECT_BARS; 0: passed on */
	int label, label_type, label_id;
	int nprice, price[VIEW_PRICES];
	int nlevel, bid[VIEW_LEVELS], ask[VIEW_LEVELS];
};

int inject_view_init(struct inject_view *v, struct schemas *set,
    const struct schema *in, struct err *err);

/* One event of the plan. */
struct inject_plan {
	const struct inject_type *type;
	uint64_t time; /* not before */
	double k;      /* without sign */
	int sign;
	double u;
	uint32_t id;
};

enum { PLAN_MAX = 2 * INJECT_DAY_MAX };

/*
 * The events of a symbol on a UTC date (days since 1970) with a session
 * [open, close), by time; returns how many.
 */
int inject_plan_day(struct inject_plan *p, const struct inject_opts *o,
    const char *symbol, size_t len, uint64_t date, uint64_t open,
    uint64_t close);

/* Rows that wait, in the order they came. */
struct held {
	struct inject_view *view;
	size_t off; /* in bytes */
	uint64_t time;
};

struct queue {
	struct held *row;
	size_t head, n, room;
	unsigned char *bytes;
	size_t used, size;
	uint64_t first; /* number of row[head] in the stream */
};

unsigned char *queue_add(struct queue *q, struct inject_view *view,
    uint64_t time, struct err *err);
struct held *queue_at(const struct queue *q, uint64_t number);
static inline uint64_t
queue_end(const struct queue *q)
{
	return q->first + (q->n - q->head);
}
/* Hand out the rows before a number. */
int queue_drain(struct queue *q, uint64_t until, inject_row_fn *fn,
    void *arg, struct err *err);
void queue_fini(struct queue *q);

/* An event that gathers rows. */
struct open {
	uint32_t symbol;
	struct inject_plan plan;
	struct inject_event event;
	struct inject_span span;
	uint64_t until;	 /* ns */
	uint64_t *row;	 /* numbers in the stream */
	size_t n, room;
};

struct sym {
	struct vol vol;
	uint32_t id;
	uint64_t date; /* days since 1970, 0 none */
	struct inject_plan plan[PLAN_MAX];
	int nplan, next;
	uint64_t first, last;	/* time of day of this date's rows */
	int trades;		/* it tells trades: quotes are no prices */
	int64_t step, px;	/* smallest so far; last price */
	int fixed_step;
	int bars;		/* else ticks */
	uint64_t when;		/* of the row at hand, for vol */
	double stay;		/* ln of the factor on all prices */
	uint64_t rows, labelled;
	uint64_t ended;		/* last row of its last event; 0 none */
	uint64_t length;	/* ns of that event's span */
	struct open *open;	/* its event that gathers rows, or NULL */
};

struct inject {
	struct inject_opts opts;
	struct house *house;
	inject_row_fn *on_row;
	inject_label_fn *on_label;
	void *arg;
	struct inject_view **view; /* by id of the input's schema */
	uint32_t nview;
	struct sym **sym; /* by symbol id */
	uint32_t nsym;
	struct open **open; /* in the order they began */
	size_t nopen, open_room;
	uint64_t until; /* earliest end of them */
	struct queue queue;
	struct inject_row *rows; /* scratch of an event */
	unsigned char *backup;
	size_t rows_room, backup_room;
	uint32_t type_id[INJECT_TYPES_MAX]; /* names as symbols */
	struct inject_account account;
};

/* Room for an id in a table of pointers. */
static inline uint32_t
inject_room(uint32_t room, uint32_t id)
{
	room = room ? room : 64;
	while (room <= id)
		room *= 2;
	return room;
}

/* inject_sym.c: what is known of a symbol. */

/* The symbol of a row, made when it is new; NULL on failure. */
struct sym *inject_sym(struct inject *j, const struct inject_view *w,
    const struct rec *r, struct err *err);
/* Where in time a row stands for volatility: bars at their start. */
uint64_t inject_when(const struct sym *y, const struct rec *r, uint64_t t);
/* A date's first row: its plan; what the last one left is missed. */
void inject_day(struct inject *j, struct sym *y, uint64_t t);
void inject_missed(struct inject *j, struct sym *y);
/* What a row tells as it came: a price (0: none) and its size (NaN). */
void inject_tells(double *price, double *size, const struct sym *y,
    const struct rec *r);
void inject_note_step(struct sym *y, const struct rec *r);

/* inject_event.c: events from their first row to their last. */

/* What stands against beginning the symbol's next event with a row whose
 * index time is t; INJECT_OK: begins.  *e is filled then. */
enum inject_reason inject_may(struct inject_event *e, const struct inject *j,
    struct sym *y, const struct inject_plan *p, uint64_t t, int sized);
int inject_begin(struct inject *j, struct sym *y, const struct inject_plan *p,
    const struct inject_event *e, uint64_t t, struct err *err);
int inject_gather(struct open *o, uint64_t number, struct err *err);
/* Apply an open event and take it out of the list. */
int inject_finish(struct inject *j, size_t i, struct err *err);
void inject_open_free(struct open *o);
int inject_place(const struct inject_type *t);

#endif
