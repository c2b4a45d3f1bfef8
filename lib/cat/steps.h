/*
 * steps.h - steps on the rows: selection, --where, dedup, shard, skip, pace.
 *
 *	steps_init (steps_row)* steps_fini
 */
#ifndef CAT_STEPS_H
#define CAT_STEPS_H

#include "base/io.h"
#include "base/opt.h"
#include "cat/feed.h"
#include "cat/select.h"
#include "stream/batch.h"
#include "stream/stream.h"
#include "stream/where.h"

/*
 * Drop rows that came before: (publisher, channel, sequence) and all other
 * fields equal but for those that tell how a row reached us (ts_recv,
 * ts_in_delta, ts_out, src_*), so never by sequence alone; among the last
 * `window` rows that were new, 2^20 of them in detection.md 2.6.
 */
struct dedup;
struct dedup *dedup_new(uint32_t window, struct err *err);
int dedup_row(struct dedup *d, const struct rec *r); /* 1 new, 0 repeated */
void dedup_free(struct dedup *d);

/* Shard i of n by FNV-1a 64 of the symbol's bytes modulo n, counted from 1 or
 * from 0 (n/n is 0/n); `also` in every shard. */
struct shard;
struct shard *shard_new(const char *i_of_n, const char *also,
    struct house *house, struct err *err); /* usage errors */
int shard_row(struct shard *s, const struct rec *r, struct err *err);
/* The same of a symbol that no row had so far. */
int shard_keeps(const struct shard *s, const char *symbol);
void shard_free(struct shard *s);

/*
 * Hold rows back until their index time comes on the monotonic clock at the
 * given speed, without drift: due = began + (t - first) / speed.  Waits with
 * poll on the signals, so it ends at once; calls idle before it waits.  From
 * then on no row that is not due, and none behind it, is handed on.
 */
struct pace;
struct pace *pace_new(double speed, struct err *err);
/* 1 now due; 0 a signal came first; -1 idle failed. */
int pace_row(struct pace *p, const struct rec *r, io_idle_fn *idle, void *arg,
    struct err *err);
void pace_free(struct pace *p);

/* ---- all of them ---- */

struct step_opts {
	struct feed_opts feed;
	int dedup;
	int64_t book, max_orders; /* levels of books; 0: none */
	const char *shard, *also;
	int64_t skip, limit;
	double speed;
};

/* The rows of the option table, offsets into struct step_opts. */
extern const struct opt cat_step_opts[];

struct steps {
	struct select *select;
	struct where *where; /* borrowed; NULL: all rows */
	struct dedup *dedup; /* the rest: NULL, not asked for */
	int dedup_first;     /* rows come through steps_new_row before */
	struct shard *shard;
	struct pace *pace;
	uint64_t to_skip; /* rows still to leave out */
	uint64_t not_selected, repeated, other_shard, skipped, not_due;
};

/* Mistakes in the options are usage errors. */
int steps_init(struct steps *s, const struct step_opts *opts,
    const struct select_opts *select, struct where *where, struct house *house,
    struct err *err);
/* 1 when every row passes as it is: a batch may go at once. */
int steps_all(const struct steps *s);
/* With books: 0 when a message came before, which is counted.  It goes into
 * its book, whose rows take the other steps. */
int steps_new_row(struct steps *s, const struct rec *r);
/* 1 when the row goes on, 0, or -1; what does not is counted.  idle: called
 * before --speed waits. */
int steps_row(struct steps *s, const struct rec *r, io_idle_fn *idle, void *arg,
    struct err *err);
void steps_fini(struct steps *s);

#endif
