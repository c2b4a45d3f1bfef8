/*
 * inject.h - labelled anomalies in a stream (detection.md 4).
 *
 *	inject_new (inject_push)* inject_flush inject_free
 *
 * An injected type is one file with one const struct and one line in list.h;
 * start from skel.c.  Magnitudes are in units of the volatility or volume of
 * the symbol at that place, known from rows strictly before (inject_vol.h).
 *
 * Rows gain label (0, 1), label_type and label_id where they lack them; a
 * label that a row has already is kept.  Every row comes out once, in the
 * order it came, held back for no longer than the longest event.
 * Results do not depend on other symbols, nor on how rows are handed over.
 */
#ifndef SYNTH_INJECT_H
#define SYNTH_INJECT_H

#include "base/rng.h"
#include "stream/rec.h"
#include "stream/stream.h"

enum { INJECT_TICKS = 1, INJECT_BARS = 2 }; /* where a type can be put */
enum { INJECT_SIGMA = 1, INJECT_VOLUME = 2 }; /* what it must know */
enum inject_level { INJECT_EASY, INJECT_MEDIUM, INJECT_HARD, INJECT_LEVELS };
enum { INJECT_TYPES_MAX = 32, INJECT_DAY_MAX = 3 };

/* Why a planned event was not placed. */
enum inject_reason {
	INJECT_OK,
	INJECT_WARMUP,	/* not enough rows before it */
	INJECT_UNKNOWN, /* no local volatility, volume or tick yet */
	INJECT_SMALL,	/* the move rounds to less than a tick */
	INJECT_PRICE,	/* a price would be zero or less, or too large */
	INJECT_CLOSE,	/* another event is too near */
	INJECT_SHARE,	/* too many rows are labelled already */
	INJECT_UNSUITED, /* ticks for a type of bars, or rows without size */
	INJECT_NO_ROW,	/* no row of the symbol from then to the day's end */
	INJECT_REASONS
};
extern const char *const inject_reasons[INJECT_REASONS]; /* for accounts */

/* ---- for types ---- */

/* What an event is told, and what it tells. */
struct inject_event {
	double k;	   /* magnitude with its sign */
	double sigma;	   /* local sd of the log price over a unit */
	double log_volume; /* mean and sd of a unit's log volume, or NaN */
	double sd_log_volume;
	uint64_t unit;	   /* ns; of bars: their length */
	int bars;	   /* else ticks */
	double u;	   /* [0, 1), for the length */
	struct rng rng;	   /* its own numbers */
	double stay;	   /* out: ln of the factor on all later prices */
};

/* At most so many rows and ns from its first row on; a row at the very end
 * of ns is not in it. */
struct inject_span {
	uint64_t rows, ns;
};

struct inject_view;

/* A row of an event.  Edited through the functions below alone. */
struct inject_row {
	const struct inject_view *view;
	unsigned char *v;
	int64_t step;	/* of prices, 1e-9 */
	int altered;
};

struct inject_type {
	const char *name;
	const char *summary;
	const char *source;
	unsigned on;	/* INJECT_TICKS, INJECT_BARS */
	unsigned needs; /* INJECT_SIGMA, INJECT_VOLUME */
	int whole;	/* all rows of the symbol; 0: only what tells its
			 * price: trades (quotes where there are none), bars */
	int sized;	/* only rows with a size */
	int upward;	/* the sign is always + */
	int decoy;	/* not labelled */
	double k[INJECT_LEVELS][2]; /* magnitudes: easy, medium, hard */
	struct inject_span (*span)(const struct inject_event *e);
	/* Edit the rows of the event, all there are; a reason takes all
	 * edits back. */
	enum inject_reason (*apply)(struct inject_event *e,
	    struct inject_row *rows, size_t n);
};

/* The price a row tells: trade, mid or close; NaN when it tells none. */
double inject_price(const struct inject_row *r);
/* All prices of the row times e^move, on the grid, the spread kept open. */
enum inject_reason inject_shift(struct inject_row *r, double move);
/* The print alone: a trade's price, both sides of a quote, a bar's close
 * with high and low following.  INJECT_SMALL when it stays. */
enum inject_reason inject_print(struct inject_row *r, double move);
/* Size or volume in units; NaN without.  inject_resize rounds to what the
 * field can hold, never below one. */
double inject_size(const struct inject_row *r);
enum inject_reason inject_resize(struct inject_row *r, double size);

/* ---- the registry ---- */

/* Labelled types in the order of list.h, then decoys; NULL-terminated. */
extern const struct inject_type *const inject_list[];
const struct inject_type *inject_find(const char *name);
extern const char *const inject_level_names[]; /* NULL-terminated */

/* ---- the engine ---- */

struct inject_tick {
	const char *symbol;
	int64_t tick; /* 1e-9 */
};

struct inject_opts {
	uint64_t seed;
	const struct inject_type *type[INJECT_TYPES_MAX];
	int ntype;
	enum inject_level level;
	double low, high;  /* magnitudes in place of the level's; 0: level */
	double per_day;	   /* mean events of a symbol-day that has any */
	double quiet;	   /* share of symbol-days without, at least */
	double decoys;	   /* mean decoys of a symbol-day */
	uint64_t unit;	   /* ns; of ticks */
	uint64_t warmup;   /* ns of data of a symbol before its first event */
	double share;	   /* of a symbol's rows labelled at most; 1: any */
	uint32_t open_s, close_s; /* session, seconds of the UTC day; both 0:
				   * that of the symbol's day before */
	int64_t tick;	   /* 1e-9; 0: smallest step of the symbol so far */
	const struct inject_tick *ticks; /* of single symbols */
	int nticks;
};

/* Medium, all types of list.h, 1 a day, 0.3 quiet, 1m, 60m, 0.005. */
void inject_opts_default(struct inject_opts *o);
/* "spike,shift" into o->type; a usage error for what is none. */
int inject_opts_types(struct inject_opts *o, const char *names,
    struct err *err);

/* One event, as the label file tells it.  Rows are counted from 0 over all
 * rows of the output; both ends are altered rows. */
struct inject_label {
	uint32_t event; /* label_id */
	const struct inject_type *type;
	const char *level; /* "custom": given magnitudes */
	uint32_t symbol;
	uint64_t t_start, t_end; /* index time of the rows */
	uint64_t row_start, row_end;
	double magnitude; /* without sign */
	int sign;
	uint64_t seed;
};

enum { INJECT_CSV_MAX = 4096 };
extern const char inject_csv_header[]; /* with its newline */
/* A line of the label file, with its newline; its length. */
size_t inject_label_csv(char *out, const struct symtab *syms,
    const struct inject_label *l);

/*
 * Rows in = rows out.  planned is the sum of placed and not_placed, decoys
 * among them; an event not yet begun or over is in neither.
 */
struct inject_account {
	uint64_t in;
	uint64_t other; /* passed on: kinds without prices, no symbol or time */
	uint64_t labelled, moved; /* moved: by a shift before, no label */
	uint64_t symbol_days, quiet_days;
	uint64_t planned;
	uint64_t placed[INJECT_TYPES_MAX]; /* by place in inject_list */
	uint64_t not_placed[INJECT_REASONS];
};

struct inject;

typedef int inject_row_fn(void *arg, const struct rec *r, struct err *err);
/* Called when an event is over, before its rows come; not for decoys. */
typedef int inject_label_fn(void *arg, const struct inject_label *l,
    struct err *err);

/* opts is copied but for its texts; on_label may be NULL. */
struct inject *inject_new(const struct inject_opts *opts,
    struct house *house, inject_row_fn *on_row, inject_label_fn *on_label,
    void *arg, struct err *err);
int inject_push(struct inject *j, const struct rec *r, struct err *err);
/* The end: events that are open end here, all rows come out. */
int inject_flush(struct inject *j, struct err *err);
const struct inject_account *inject_account(const struct inject *j);
void inject_free(struct inject *j);

#endif
