/*
 * sim_impl.h - internals of the simulated market, for sim*.c only.
 */
#ifndef SYNTH_SIM_IMPL_H
#define SYNTH_SIM_IMPL_H

#include "base/rng.h"
#include "synth/sim.h"

enum { SIM_PRINTS_MAX = 16, SIM_LEVELS = 10 };

/*
 * The clock of activity: y in [0, 1] is the elapsed share of a day's activity,
 * u in [0, 1] the elapsed share of the session.  Trading and variance both run
 * in it.
 */
struct sim_clock {
	uint64_t open;   /* ns of this day's open */
	uint64_t length; /* ns of a session */
	uint32_t n;      /* cells */
	double *y;       /* [n + 1], y at the edges of equal cells of u */
};

/* Mean-reverting variance around 1, see sim_variance_step. */
#define SIM_SESSION_PULL 8.0
#define SIM_DAY_PULL 0.1

/* News that moves a price at one moment of a day. */
struct sim_news {
	double y;    /* in the clock of activity; beyond 1: none left */
	double jump; /* ln */
};
enum { SIM_NEWS_MAX = 4 };

/* The factor all symbols share, on a grid of seconds. */
struct sim_market {
	struct rng rng, news_rng;
	double variance, day_variance;
	double level;    /* sum of its returns */
	uint64_t second; /* of the session, next to be made */
	double *levels;  /* [seconds + 1] of the day; NULL in the lab */
	struct sim_news news[SIM_NEWS_MAX + 1];
};

/* Best bid and ask, in ticks and units. */
struct sim_book {
	int64_t bid, ask;
	int64_t bid_size, ask_size;
	uint32_t bid_count, ask_count;
};

/* The random numbers of a symbol: one sequence per purpose, so that none
 * affects another.  The lab draws everything from the first. */
enum sim_purpose {
	SIM_LAB,
	SIM_TIMES,   /* between trades */
	SIM_PRICES,  /* returns and variance */
	SIM_QUOTES,  /* spread and sizes at the touch */
	SIM_TRADES,  /* sides, sizes, sweeps */
	SIM_CHANGES, /* of the touch between trades */
	SIM_ORDERS,  /* messages and depth behind the touch */
	SIM_DELAYS,  /* from ts_event to ts_recv */
	SIM_EVENTS,  /* news and halts of a day */
	SIM_PURPOSES
};

/* One print of a sweep. */
struct sim_print {
	int64_t px; /* ticks */
	int64_t size;
};

/* The next aggressor and the book it meets. */
struct sim_deal {
	struct sim_book before, after; /* the touch */
	struct sim_print print[SIM_PRINTS_MAX];
	int n;
	int side;   /* +1 buys */
	int halted; /* trading stops before it */
};

struct sim_path;  /* sim_path.c: the touch between two trades */
struct sim_depth; /* sim_depth.c: all levels and their orders */

struct sim_sym {
	struct rng rng[SIM_PURPOSES];
	/* fixed */
	uint32_t id; /* in the vocab */
	int64_t tick9;
	double tick;
	double base;        /* first price */
	double rate;        /* events per day */
	double beta, sigma; /* a day's: on the factor, own part */
	double width;       /* mean spread in ticks beyond the first */
	int64_t lot;
	/* now */
	double price; /* efficient */
	double variance, day_variance;
	double level;     /* of the factor, taken in so far */
	double y, y_next; /* clock of activity: last and next event */
	double psi;       /* expected duration, ACD */
	uint64_t next;    /* ns of the next row; TS_NULL: none today */
	uint64_t due;     /* ns of the next trade */
	uint32_t cell;    /* of y_next in the clock */
	int side;         /* +1 or -1, of the last trade */
	int64_t spread;   /* ticks */
	struct sim_book book;
	struct sim_news news[SIM_NEWS_MAX + 1]; /* of this day */
	int next_news, next_shared;
	double halt_y; /* trading stops here and goes on at: */
	uint64_t halt_end;
	struct sim_deal deal;
	struct sim_path *path;   /* kinds with quotes */
	struct sim_depth *depth; /* kinds with levels or orders */
	/* the open bar; n 0: none */
	uint64_t bar_start;
	int64_t open, high, low, close, volume;
	uint32_t n;
};

/* Where the fields of the kind are; -1: not there. */
struct sim_fields {
	int ts_in_delta, sequence, depth, bid_ct, ask_ct, order_id, channel_id;
	struct {
		int bid_px, ask_px, bid_sz, ask_sz, bid_ct, ask_ct;
	} level[SIM_LEVELS];
};

enum sim_shape {
	SIM_SHAPE_TRADES,
	SIM_SHAPE_TBBO,
	SIM_SHAPE_MBP1,
	SIM_SHAPE_MBP10,
	SIM_SHAPE_MBO,
	SIM_SHAPE_QUOTE,
	SIM_SHAPE_BARS
};

/* Hump of activity at a share of the session. */
struct sim_hump {
	double at, width, height; /* height over the floor of 1 */
};
enum { SIM_HUMPS_MAX = 6 };

/* Parameters of a market. */
struct sim_world {
	const char *name;
	struct sim_world_info info;
	/* the day */
	struct sim_hump hump[SIM_HUMPS_MAX]; /* until one of width 0 */
	/* instruments: price, tick and lot */
	double price_low, price_high; /* drawn with a square bias to low */
	int64_t tick9, lot;
	double tick_share; /* above 0: tick is near this share of the price,
			    * a power of ten */
	int futures; /* every fourth has a coarse tick and single contracts */
	/* a day's volatility */
	double factor_sigma;
	double beta_low, beta_high, sigma_low, sigma_high;
	double tail; /* degrees of freedom of a return */
	double session_pull, session_spread; /* variance within a day */
	double day_pull, day_spread;         /* and from day to day */
	double gap_part;   /* sd of the night over that of a day */
	double open_boost; /* variance at the opening, beyond 1 */
	/* trading */
	double acd_now, acd_past;
	double crowd; /* share of activity that follows variance */
	double width_low, width_high; /* mean spread in ticks, beyond 1 */
	double sweep_on, level_on;    /* one more print; at the next level */
	double side_lean, side_keep;
	int size_terms; /* exponentials in the product of a size */
	double size_scale, odd_lot, block; /* sizes of trades */
	double touch_scale;                /* sizes at the touch, in lots */
	double changes;  /* of the touch, beyond those a trade needs */
	double messages; /* behind the touch, for each change of it */
	/* news and halts, a day */
	double market_news, symbol_news, news_size, news_variance;
	double halt_from; /* jumps of so many daily sigma stop trading */
	double halts;     /* and so many stops without one */
};

struct sim {
	struct sim_opts opts;
	const struct sim_world *world;
	struct sim_world part; /* a world without some of its parts */
	struct vocab *vocab;
	const struct schema *schema;
	enum sim_shape shape;
	struct sim_clock clock;
	struct sim_market market;
	struct sim_sym *sym;
	uint32_t *heap; /* symbols by next event */
	uint32_t nheap;
	uint32_t day;     /* of the run, from 0 */
	int64_t date;     /* days since 1970 of this day */
	int night;        /* the day has not begun */
	double wild;      /* factor of volatility on this day */
	uint64_t bar_end; /* of the bars that are open; TS_NULL: none */
	/* rows */
	struct sim_fields at;
	unsigned char *blank; /* a row with what is the same in all */
	unsigned char *rows;
	size_t n, room;
	uint64_t handed;
	uint32_t sequence;
	uint64_t last_recv;
};

static inline int
sim_is_lab(const struct sim *s)
{
	return s->world == NULL;
}

/* sim_world.c; NULL: the lab */
const struct sim_world *sim_world_at(int world);
/* Leave parts out (SIM_NEWS, ...). */
void sim_world_without(struct sim_world *w, unsigned parts);

/* sim_clock.c */
int sim_clock_init(struct sim_clock *c, const struct sim_world *w,
    uint64_t length, struct err *err);
void sim_clock_fini(struct sim_clock *c);
double sim_lab_y(double u);
/* y at a share u of the session. */
double sim_clock_y(const struct sim_clock *c, double u);
/* The instant of y in [0, 1); *cell is where the last one was. */
uint64_t sim_clock_time(const struct sim_clock *c, double y, uint32_t *cell);
double sim_variance_step(struct rng *r, double v, double pull, double spread,
    double dt);
/* The lab's factor: its day, and its seconds until t. */
void sim_lab_day(struct sim_market *m);
void sim_lab_to(struct sim_market *m, const struct sim_clock *c, uint64_t t,
    double wild);
/* The factor of other worlds, a whole day at once. */
int sim_market_day(struct sim *s, struct err *err);
double sim_market_level(const struct sim *s, uint64_t t);

/* sim_lab.c */
void sim_lab_init(struct sim_sym *y, const struct sim_opts *o,
    enum sim_shape shape, uint32_t i);
void sim_lab_symbol_day(struct sim_sym *y, const struct sim *s);
void sim_lab_event(struct sim_sym *y, struct sim *s);

/* sim_market.c */
/* Move the price by r; 1/20 to 20 times the first price is its room. */
void sim_move(struct sim_sym *y, double r);
/* Student's t with unit variance. */
double sim_fat(struct rng *r, double tail);
int sim_symbol_init(struct sim_sym *y, const struct sim *s, uint32_t i,
    struct err *err);
void sim_symbol_fini(struct sim_sym *y);
void sim_symbol_day(struct sim_sym *y, struct sim *s);
void sim_symbol_event(struct sim_sym *y, struct sim *s);

/* sim_news.c: the news of a day, by y; times of halts. */
void sim_news_market(struct sim *s);
void sim_news_symbol(struct sim_sym *y, const struct sim *s);

/* sim_path.c: changes of the touch between two trades. */
struct sim_path *sim_path_new(void);
/* From the book after one deal, at `from`, to that before the next at `to`. */
void sim_path_plan(struct sim_path *p, struct rng *r, const struct sim_sym *y,
    const struct sim_world *w, uint64_t from, uint64_t to);
/* The time of the next change; TS_NULL: none left. */
uint64_t sim_path_next(const struct sim_path *p);
/* Apply it: *b is the book after it. */
void sim_path_take(struct sim_path *p, struct sim_book *b);

/* sim_depth.c: levels and orders. */
struct sim_depth *sim_depth_new(void);
void sim_depth_open(struct sim *s, struct sim_sym *y, uint64_t t);
void sim_depth_touch(struct sim *s, struct sim_sym *y, uint64_t t);
void sim_depth_deal(struct sim *s, struct sim_sym *y, uint64_t t);
/* Prices (ticks), sizes and orders of a level, 0 the best; size 0: none. */
void sim_depth_level(const struct sim_depth *d, int side, int i, int64_t *px,
    int64_t *size, uint32_t *count);

/* sim_row.c */
int sim_rows_init(struct sim *s, struct err *err);
void sim_row_trade(struct sim *s, struct sim_sym *y, uint64_t t, int64_t ticks,
    int64_t size, int last);
void sim_row_quote(struct sim *s, struct sim_sym *y, uint64_t t, char action,
    int side);
/* mbp-1: the touch after a print took its size. */
void sim_row_taken(struct sim *s, struct sim_sym *y, uint64_t t,
    const struct sim_print *p, int last);
/* A message of an order book: mbo as it is, mbp-10 the levels after it. */
void sim_row_order(struct sim *s, struct sim_sym *y, uint64_t t, char action,
    int side, int64_t ticks, int64_t size, uint64_t order);
/* The last row since row `from` ends an event. */
void sim_row_seal(struct sim *s, size_t from);
/* Of the rows since `from` only the last stays. */
void sim_row_keep_last(struct sim *s, size_t from);
void sim_bar_add(struct sim *s, struct sim_sym *y, uint64_t t, int64_t ticks,
    int64_t size);
void sim_bars_close(struct sim *s);

#endif
