/*
 * type.h - the interface of an injected type, and functions to edit rows.
 *
 * A type is one file in type/ with one const struct inject_type at its end,
 * one line in type/list.h and one entry in tickinject(1).  Start from
 * type/skel.c.
 *
 * The engine chooses the place and the magnitude of an event, gathers its rows
 * and passes all of them to .apply at once.  Magnitudes are in units of the
 * symbol's own volatility or volume, measured on rows strictly before the
 * event (volatility.h).  Edit rows only with the functions below.  They keep
 * prices on the grid, bars consistent and books uncrossed.  If .apply returns
 * anything but INJECT_OK, all its edits are undone.
 */
#ifndef SYNTH_TYPE_H
#define SYNTH_TYPE_H

#include <math.h>

#include "base/rng.h"
#include "stream/rec.h"

/* The rows into which a type can be injected. */
enum {
	INJECT_TICKS = 1, /* trades, quotes, prices, mbp-*, tbbo, bbo-* */
	INJECT_BARS = 2,
	INJECT_ORDERS = 4 /* mbo */
};

/* What an event needs before it can begin. */
enum {
	INJECT_SIGMA = 1,    /* local volatility and the tick */
	INJECT_VOLUME = 2,   /* mean and sd of log volume */
	INJECT_QUOTES = 4,   /* the first row is a quote */
	INJECT_BOOK = 8,     /* the first row is a quote, or an order of mbo */
	INJECT_OPENING = 16, /* the bars of a session's opening */
	INJECT_RATE = 32,    /* the usual number of rows in a unit */
	INJECT_DEPTH = 64,   /* the first row has levels of a book, or is an
			      * order of mbo */
	INJECT_HOURS = 128   /* log volumes of earlier hours; may be missing */
};

/* Which rows of the symbol belong to an event. */
enum inject_rows {
	INJECT_PRICED, /* those with its price: trades (quotes if it has
			* none), bars */
	INJECT_SIZED,  /* those with a traded size */
	INJECT_ALL
};

/* Where in the session an event may begin. */
enum inject_place {
	INJECT_ANYWHERE,
	INJECT_MIDDAY, /* away from the opening and the close */
	INJECT_AT_OPEN,
	INJECT_AT_CLOSE
};

enum inject_level { INJECT_EASY, INJECT_MEDIUM, INJECT_HARD, INJECT_LEVELS };

/* Why a planned event was not placed. */
enum inject_reason {
	INJECT_OK,
	INJECT_WARMUP,   /* too few rows before it */
	INJECT_UNKNOWN,  /* volatility, volume or tick not known yet */
	INJECT_SMALL,    /* the edit rounds to nothing */
	INJECT_RANGE,    /* a price would be zero or less, or too large */
	INJECT_CLOSE,    /* another event is too near */
	INJECT_SHARE,    /* too many rows are labelled already */
	INJECT_UNSUITED, /* rows unsuited to this type */
	INJECT_NO_ROW,   /* no row of the symbol from then to the day's end */
	INJECT_REASONS
};

/* A bar relative to the previous close: logarithms of ratios. */
struct inject_shape {
	double close;      /* ln(close / close before) */
	double open;       /* ln(open / close before) */
	double high;       /* ln(high / max(open, close)), >= 0 */
	double low;        /* ln(min(open, close) / low), >= 0 */
	double log_volume; /* NaN without */
};

struct past;
struct inject_extras;

struct inject_event {
	/* in */
	double k;          /* magnitude with its sign */
	double sigma;      /* sd of the log price over a unit, here and now */
	double log_volume; /* mean and sd of a unit's log volume, or NaN */
	double sd_log_volume;
	double rows;      /* usual number of rows in a unit */
	double print;     /* usual size of a trade; 0 unknown */
	double low, high; /* orders: no ask lies below low, no bid above high;
			   * NaN unknown */
	double before;    /* last price before the event, or NaN */
	double day_open;  /* first price of the day, or NaN */
	uint64_t start;   /* index time of the first row, ns */
	uint64_t unit;    /* ns; of bars: their length */
	uint32_t id;      /* the label_id */
	int bars;         /* else ticks or orders */
	double u[3];      /* [0, 1): for lengths; known to .span too */
	struct rng rng;   /* further random numbers, in .apply only */
	const struct past *past; /* NULL unless asked for */
	/* out: what lasts beyond the event's rows */
	double stay;   /* ln of the factor on all later prices */
	double slope;  /* factor of later returns of this day; 0: 1 */
	uint64_t mute; /* ns without rows after its first row */
	int mute_day;  /* no more rows on this day */
	/* for the engine */
	struct inject_extras *extras;
	const float *volumes; /* ring of past.h, or NULL */
};

/* At most this many rows, and only those within ns of the first; a row at
 * exactly ns is not included. */
struct inject_span {
	uint64_t rows, ns;
};
#define INJECT_ANY_ROWS UINT64_MAX

struct inject_view;

struct inject_row {
	const struct inject_view *view;
	unsigned char *v;
	int64_t step;    /* of prices, 1e-9 */
	uint64_t time;   /* index time */
	uint64_t number; /* in the input */
	int altered;
};

struct inject_type {
	const char *name;
	const char *summary; /* one line for --list */
	const char *group;   /* name of its group of types for --types */
	unsigned on;         /* INJECT_TICKS, ... */
	unsigned needs;      /* INJECT_SIGMA, ... */
	enum inject_rows rows;
	enum inject_place place;
	int sign;     /* +1, -1; 0: drawn for each event */
	int decoy;    /* not labelled */
	int together; /* all symbols at the same moment */
	int all_rows; /* label all rows of the event, not only altered ones */
	double k[INJECT_LEVELS][2]; /* magnitudes: easy, medium, hard */
	struct inject_span (*span)(const struct inject_event *e);
	enum inject_reason (
	    *apply)(struct inject_event *e, struct inject_row *rows, size_t n);
};

/* ---- lengths ---- */

/* A span of whole units: as many bars, or the rows of that time. */
struct inject_span inject_units(const struct inject_event *e, double units);
/* Units labelled of a change that lasts: min(5 units, 60 s). */
struct inject_span inject_first_minute(const struct inject_event *e);
/* A whole number of low .. high from u of [0, 1). */
int inject_between(double u, int low, int high);

/* ---- reading a row ---- */

int inject_is_trade(const struct inject_row *r);
int inject_is_quote(const struct inject_row *r);
int inject_is_order(const struct inject_row *r); /* of mbo */
/* Its price: trade, mid or close; NaN if it has none. */
double inject_price(const struct inject_row *r);
/* Best bid and ask; 0, or -1 if a side is missing. */
int inject_touch(double *bid, double *ask, const struct inject_row *r);
/* Size or volume in units; NaN without. */
double inject_size(const struct inject_row *r);

/* ---- editing a row ---- */

/* Multiply all prices of the row by e^move.  The book stays uncrossed. */
enum inject_reason inject_shift(struct inject_row *r, double move);
/* Move only the print: a trade's price, both sides of a quote, or a bar's close
 * with high and low following.  INJECT_SMALL if nothing changes. */
enum inject_reason inject_print(struct inject_row *r, double move);
/* The same to a price. */
enum inject_reason inject_print_at(struct inject_row *r, double price);
/* Size or volume; rounded to what the field can hold, at least one. */
enum inject_reason inject_resize(struct inject_row *r, double size);
/* Multiply the spread by factor, in whole steps; the mid stays, up to one
 * step. */
enum inject_reason inject_widen(struct inject_row *r, double factor);
/* Multiply the sizes of the bids (side > 0) or asks (side < 0) by factor, at
 * levels first to last that exist (0: the best); a size is at least one. */
enum inject_reason inject_depth(struct inject_row *r, int side, int first,
    int last, double factor);
/* All prices and sizes as in another row of the same view. */
enum inject_reason inject_repeat(struct inject_row *r,
    const struct inject_row *as);

/* Open, high, low, close on the grid; high and low are widened to hold the
 * others. */
struct inject_ohlc {
	double open, high, low, close;
};
void inject_ohlc_get(struct inject_ohlc *b, const struct inject_row *r);
enum inject_reason inject_ohlc_put(struct inject_row *r,
    const struct inject_ohlc *b);

/* ---- several rows ---- */

/* The move (ln) at `units` after the event's start. */
typedef double inject_path_fn(const struct inject_event *e, double units);
/*
 * Add a path to all prices.  Bar j is moved by path(j) at its open and
 * path(j + 1) at its close, ticks by the path at their time.  The value of the
 * path at the last row goes into e->stay.
 */
enum inject_reason inject_follow(struct inject_event *e,
    struct inject_row *rows, size_t n, inject_path_fn *path);

/*
 * Replace the path of prices.  A unit of ticks counts as a bar: want has a
 * shape for each of the count units; inject_shapes gives the present shapes.
 * Ticks are moved by the difference between the two paths of closes, linear in
 * between.  e->stay becomes the difference at the end.
 */
enum { INJECT_UNITS_MAX = 64 };
int inject_shapes(struct inject_shape *shape, const struct inject_event *e,
    const struct inject_row *rows, size_t n);
enum inject_reason inject_reshape(struct inject_event *e,
    struct inject_row *rows, size_t n, const struct inject_shape *now,
    const struct inject_shape *want, int count);
/* The unit of a row, 0 for the first. */
int inject_unit_of(const struct inject_event *e, const struct inject_row *rows,
    size_t i);

/* Multiply all later prices by e^(k s).  Of the first bar only the close moves,
 * with high and low following; ticks move from the first row on. */
enum inject_reason inject_level(struct inject_event *e, struct inject_row *rows,
    size_t n);

/* Returns since the event's start times factor; the end stays. */
enum inject_reason inject_stretch(struct inject_event *e,
    struct inject_row *rows, size_t n, double factor);
/* Returns after the first row times factor, sizes times its square. */
enum inject_reason inject_hurry(struct inject_event *e, struct inject_row *rows,
    size_t n, double factor);

/* ---- new rows ---- */

/*
 * Add a copy of r, delay after it and after all rows of that time.  It is
 * labelled with the event.  The pointer is valid until the next call; NULL if
 * out of memory or if there are too many.
 */
struct inject_row *inject_copy(struct inject_event *e,
    const struct inject_row *r, uint64_t delay);

/* Fields of an order event or a print, of mbo and of trades.  Price and
 * size are those of the message, whatever its action. */
enum { INJECT_FLAG_BAD = 4, INJECT_FLAG_LAST = 128 }; /* as in DBN */
enum inject_reason inject_set_price(struct inject_row *r, double price);
enum inject_reason inject_set_size(struct inject_row *r, double size);
void inject_set_action(struct inject_row *r, int action);
void inject_set_side(struct inject_row *r, int side); /* 'B', 'A', 'N' */
void inject_set_order(struct inject_row *r, uint64_t order_id);
void inject_set_flags(struct inject_row *r, unsigned flags);
int inject_has_flags(const struct inject_row *r);
unsigned inject_flags(const struct inject_row *r); /* 0 without */
int inject_action(const struct inject_row *r);     /* 0 without */
int inject_side(const struct inject_row *r);       /* 0 without */
/* Id of the n-th order of an event, from 1; larger than any venue's ids. */
uint64_t inject_order_id(const struct inject_event *e, uint32_t n);
/* Bounds during the event from its rows and earlier ones: no ask is below low
 * and no bid above high; -1 while unknown. */
int inject_edges(double *low, double *high, const struct inject_event *e,
    const struct inject_row *rows, size_t n);

/* ---- what came before ---- */

/* The opening of the last session that had one: shapes of its units after the
 * first; returns their number, at most max. */
int inject_opening(const struct inject_event *e, struct inject_shape *shape,
    int max);
/* Log volumes of count units in a row, an hour or more before; 0, or -1. */
int inject_other_hour(struct inject_event *e, double *log_volume, int count);

#endif
