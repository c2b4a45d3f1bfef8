/*
 * sim.h - a simulated market, from a seed.
 *
 *	sim_new (sim_next)* sim_free
 *
 * Several symbols, each with its own price, tick and rate, driven by one market
 * factor.  Rows come in order of index time.  The same options give the same
 * bytes on any machine and in any version: rows are computed only with
 * operations that IEEE 754 rounds uniquely and with the counter-based random
 * numbers of rng.h, one sequence for each symbol and purpose.  So all kinds of
 * one seed show one market: the trades of mbo, mbp-10, mbp-1, tbbo and trades
 * are the same.
 * The model is described in sim_market.c, its parameters in sim_world.c.
 */
#ifndef SYNTH_SIM_H
#define SYNTH_SIM_H

#include "stream/recs.h"
#include "stream/stream.h"
#include "synth/session.h"

enum { SIM_SYMBOLS_MAX = 100000, SIM_DAYS_MAX = 100000, SIM_CHANGES_MAX = 64 };

/* The kinds it makes, NULL-terminated. */
extern const char *const sim_kinds[];

/* The worlds, NULL-terminated; a description of each, and its usual kind, rate,
 * session and days. */
extern const char *const sim_worlds[];
struct sim_world_info {
	const char *summary, *kind, *session, *zone;
	double rate;
	int all_days;
};
struct sim_world_info sim_world_info(int world);
/* 1 when the world makes the kind. */
int sim_world_makes(int world, const char *kind);

/* From this day on (1 is the first), volatility is multiplied by factor. */
struct sim_change {
	double factor;
	uint32_t day;
};
/* "2@11"; 0, or -1. */
int sim_change_parse(struct sim_change *c, const char *text);

/* Parts of a world that can be left out, and their names; the lab has none. */
enum { SIM_NEWS = 1, SIM_HALTS = 2, SIM_BURSTS = 4 };
/* "news,halts"; 0 with the flags, or a usage error. */
int sim_parts_parse(unsigned *parts, const char *text, struct err *err);

struct sim_opts {
	int world; /* index in sim_worlds */
	uint64_t seed;
	uint32_t symbols;  /* 1 .. SIM_SYMBOLS_MAX */
	uint32_t days;     /* 1 .. SIM_DAYS_MAX trading days */
	uint32_t only_day; /* output only this day, from 1; 0: all.  Earlier
			    * days are made and dropped, so the outputs of
			    * all days together equal the whole run */
	uint64_t rows;     /* stop after this many; 0: no limit */
	const char *kind;  /* one of sim_kinds */
	uint64_t start;    /* ns; its UTC date is the first day */
	struct session session;
	double rate;  /* trades (quote: changes) a symbol and day */
	int64_t tick; /* 1e-9; 0: several, by symbol */
	int all_days; /* also Saturdays and Sundays */
	struct sim_change change[SIM_CHANGES_MAX]; /* by rising day */
	int nchange;
	unsigned without; /* SIM_NEWS, ... */
};

/* The default world, 5 days of 3 symbols from 2024-01-02. */
void sim_opts_default(struct sim_opts *o);
/* Kind, rate and days as that world usually has them; not the session. */
void sim_opts_world(struct sim_opts *o, int world);

struct sim;

/* opts is copied except for its zone; the vocab must outlive sim.  A value out
 * of range is a usage error. */
struct sim *sim_new(const struct sim_opts *opts, struct vocab *vocab,
    struct err *err);

/* The next rows: 1 and *b, borrowed until the next call; 0 at the end. */
int sim_next(struct sim *s, struct recs *b, struct err *err);

/* Symbol i of 0 .. symbols-1, its instrument_id and its tick (1e-9). */
const char *sim_symbol(const struct sim *s, uint32_t i);
uint32_t sim_instrument(const struct sim *s, uint32_t i);
int64_t sim_tick(const struct sim *s, uint32_t i);

/* The output days: start of the first session and end of the last, ns; dates as
 * YYYYMMDD with an exclusive end, as in DBN metadata. */
struct sim_span {
	uint64_t start, end;
	uint32_t start_date, end_date;
};
void sim_span(const struct sim *s, struct sim_span *span);

void sim_free(struct sim *s);

#endif
