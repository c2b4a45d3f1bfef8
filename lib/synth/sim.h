/*
 * sim.h - a simulated market, from a seed.
 *
 *	sim_new (sim_next)* sim_free
 *
 * Several symbols with prices, ticks and rates of their own, driven by one
 * market factor.  Rows come in the order of their index time.  The same
 * options give the same bytes on any machine: everything that decides a row
 * is made of operations IEEE 754 rounds in one way, and of rng.h.
 * The model is described in sim.c and sim_symbol.c.
 */
#ifndef SYNTH_SIM_H
#define SYNTH_SIM_H

#include "stream/batch.h"
#include "stream/stream.h"
#include "synth/session.h"

enum { SIM_SYMBOLS_MAX = 100000, SIM_DAYS_MAX = 100000 };

/* The kinds it makes, NULL-terminated. */
extern const char *const sim_kinds[];

struct sim_opts {
	uint64_t seed;
	uint32_t symbols;  /* 1 .. SIM_SYMBOLS_MAX */
	uint32_t days;	   /* 1 .. SIM_DAYS_MAX trading days */
	uint32_t only_day; /* hand out this day alone, from 1; 0: all.  The
			    * days before it are made and dropped, so the
			    * parts of a run put together are the run */
	uint64_t rows;	   /* stop after this many; 0: no limit */
	const char *kind;  /* one of sim_kinds */
	uint64_t start;	   /* ns; its UTC date is the first day */
	struct session session;
	double rate;	   /* trades (quote: changes) a symbol and day */
	int64_t tick;	   /* 1e-9; 0: several, by symbol */
	int all_days;	   /* also Saturdays and Sundays */
};

/* trades, 5 days of 3 symbols from 2024-01-02, 13:30-20:00, 20000 a day. */
void sim_opts_default(struct sim_opts *o);

struct sim;

/* opts is copied; the house outlives sim.  A value out of its range is a
 * usage error. */
struct sim *sim_new(const struct sim_opts *opts, struct house *house,
    struct err *err);

/* The next rows: 1 and *b, borrowed until the next call; 0 at the end. */
int sim_next(struct sim *s, struct batch *b, struct err *err);

/* Symbol i of 0 .. symbols-1, its instrument_id and its tick (1e-9). */
const char *sim_symbol(const struct sim *s, uint32_t i);
uint32_t sim_instrument(const struct sim *s, uint32_t i);
int64_t sim_tick(const struct sim *s, uint32_t i);

/* The days handed out: start of the first session and end of the last, ns;
 * dates as YYYYMMDD, the end exclusive.  What DBN metadata wants. */
struct sim_span {
	uint64_t start, end;
	uint32_t start_date, end_date;
};
void sim_span(const struct sim *s, struct sim_span *span);

void sim_free(struct sim *s);

#endif
