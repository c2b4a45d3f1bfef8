/*
 * sim_impl.h - inside of the simulated market; for sim*.c alone.
 */
#ifndef SYNTH_SIM_IMPL_H
#define SYNTH_SIM_IMPL_H

#include "base/rng.h"
#include "synth/sim.h"

enum { SIM_PRINTS_MAX = 16 };

/*
 * The clock of activity: y of [0, 1] is the share of a day's activity that
 * is over, u of [0, 1] the share of the session.
 *
 *	dy/du = SIM_U_FLOOR + 3 (1 - SIM_U_FLOOR) (2u - 1)^2
 *
 * a U with its floor at noon.
 */
#define SIM_U_FLOOR 0.55

struct sim_clock {
	uint64_t open;	 /* ns of this day's open */
	uint64_t length; /* ns of a session */
	uint32_t n;	 /* cells */
	double *y;	 /* [n + 1], y at the edges of equal cells of u */
};

/* Mean-reverting variance around 1, see sim_variance_step. */
#define SIM_SESSION_PULL 8.0
#define SIM_DAY_PULL 0.1

/* The factor all symbols share, on a grid of seconds. */
struct sim_market {
	struct rng rng;
	double variance, day_variance;
	double level;	 /* sum of its returns */
	uint64_t second; /* of the session, next to be made */
};

/* Best bid and ask, in ticks and units. */
struct sim_book {
	int64_t bid, ask;
	int64_t bid_size, ask_size;
	uint32_t bid_count, ask_count;
};

struct sim_sym {
	struct rng rng;
	/* fixed */
	uint32_t id;	 /* in the house */
	int64_t tick9;
	double tick;
	double base;	 /* first price */
	double rate;	 /* events a day */
	double beta, sigma; /* a day's: on the factor, own part */
	double width;	 /* mean spread in ticks beyond the first */
	int64_t lot;
	/* now */
	double price;	 /* efficient */
	double variance, day_variance;
	double level;	 /* of the factor, taken in so far */
	double y, y_next; /* clock of activity: last and next event */
	double psi;	 /* expected duration, ACD */
	uint64_t next;	 /* ns of the next event; TS_NULL: none today */
	uint32_t cell;	 /* of y_next in the clock */
	int side;	 /* +1 or -1, of the last trade */
	int64_t spread;	 /* ticks */
	struct sim_book book;
	/* the open bar; n 0: none */
	uint64_t bar_start;
	int64_t open, high, low, close, volume;
	uint32_t n;
};

/* Where the fields of the kind are; -1: not there. */
struct sim_fields {
	int ts_in_delta, sequence, depth, bid_ct, ask_ct;
};

enum sim_shape { SIM_TRADES, SIM_TBBO, SIM_MBP1, SIM_QUOTE, SIM_BARS };

struct sim {
	struct sim_opts opts;
	struct house *house;
	const struct schema *schema;
	enum sim_shape shape;
	struct sim_clock clock;
	struct sim_market market;
	struct sim_sym *sym;
	uint32_t *heap; /* symbols by next event */
	uint32_t nheap;
	uint32_t day;	/* of the run, from 0 */
	int64_t date;	/* days since 1970 of this day */
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

/* sim_clock.c */
int sim_clock_init(struct sim_clock *c, uint64_t length, struct err *err);
void sim_clock_fini(struct sim_clock *c);
double sim_clock_y(double u);
/* The instant of y in [0, 1); *cell is where the last one was. */
uint64_t sim_clock_time(const struct sim_clock *c, double y,
    uint32_t *cell);
double sim_variance_step(struct rng *r, double v, double pull, double dt);
void sim_market_day(struct sim_market *m);
void sim_market_to(struct sim_market *m, const struct sim_clock *c,
    uint64_t t);

/* sim_symbol.c */
void sim_sym_init(struct sim_sym *y, const struct sim_opts *o,
    enum sim_shape shape, uint32_t i);
void sim_sym_day(struct sim_sym *y, const struct sim *s);
void sim_sym_event(struct sim_sym *y, struct sim *s);

/* sim_row.c */
int sim_rows_init(struct sim *s, struct err *err);
void sim_row_trade(struct sim *s, struct sim_sym *y, uint64_t t,
    int64_t ticks, int64_t size, int last);
void sim_row_quote(struct sim *s, struct sim_sym *y, uint64_t t,
    char action, int side);
void sim_bar_add(struct sim *s, struct sim_sym *y, uint64_t t,
    int64_t ticks, int64_t size);
void sim_bars_close(struct sim *s);

#endif
