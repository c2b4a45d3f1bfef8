/*
 * steps.h - steps on the rows: selection, --where, dedup, shard, skip, pace.
 *
 *	steps_init (steps_row)* steps_fini
 */
#ifndef CAT_STEPS_H
#define CAT_STEPS_H

#include "base/io.h"
#include "base/opt.h"
#include "base/state.h"
#include "cat/feed.h"
#include "cat/select.h"
#include "dbn/dbn.h"
#include "stream/recs.h"
#include "stream/stream.h"
#include "stream/where.h"

/*
 * Drop duplicates: rows with the same (publisher, channel, sequence) and all
 * other fields, except those that describe the transport (ts_recv,
 * ts_in_delta, ts_out, src_*); never by the sequence alone.  The last `window`
 * distinct rows are remembered.
 */
struct dedup;
struct dedup *dedup_new(uint32_t window, const struct symtab *syms,
    struct err *err);
int dedup_row(struct dedup *d, const struct rec *r); /* 1 new, 0 repeated */
/* Table "dedup" of a state file: 16 bytes a row. */
int dedup_save(const struct dedup *d, struct state *s, struct err *err);
int dedup_load(struct dedup *d, struct state *s, struct err *err);
void dedup_free(struct dedup *d);

/*
 * Shard i of n by FNV-1a 64 of the symbol's bytes modulo n, counted from 1 or
 * from 0 (n/n is the same as 0/n); symbols in `also` are in every shard.
 */
struct shard;
struct shard *shard_new(const char *i_of_n, const char *also,
    struct vocab *vocab, struct err *err); /* usage errors */
int shard_row(struct shard *s, const struct rec *r, struct err *err);
/* The same for a symbol that no row had so far. */
int shard_keeps(const struct shard *s, const char *symbol);
void shard_free(struct shard *s);

/*
 * Hold rows back until their index time comes on the monotonic clock at the
 * given speed, without drift: due = began + (t - first) / speed.  Waits in
 * poll, which a signal interrupts at once; calls idle before it waits.  After
 * a signal, rows that are not due, and all rows after them, are dropped.
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
    const struct select_opts *select, struct where *where, struct vocab *vocab,
    struct err *err);
/*
 * There are two groups of steps, and rows may be sorted between them: steps
 * that choose rows, and steps that depend on their order (--skip and --speed).
 */
enum steps_part { STEPS_CHOOSE = 1, STEPS_PASS = 2, STEPS_ALL = 3 };

/* 1 when every row passes unchanged: whole batches may be passed on. */
int steps_all(const struct steps *s, enum steps_part part);
/*
 * With books: 0 for a message that was already seen, which is counted.  Other
 * messages update their book, whose rows take the other steps.
 */
int steps_new_row(struct steps *s, const struct rec *r);
/* Receives the rows of a batch. */
struct steps_job {
	enum steps_part part;
	uint64_t limit; /* rows that may pass */
	/*
	 * Consecutive rows that passed; with --speed, each row when it is due.
	 */
	int (*put)(void *arg, const struct schema *s, const unsigned char *rows,
	    size_t n, struct err *err);
	io_idle_fn *idle; /* before --speed waits */
	void *arg;
};

/* *seen: rows up to the last that may pass.  Those that do not are counted. */
int steps_batch(struct steps *s, size_t *seen, const struct recs *b,
    const struct steps_job *job, struct err *err);
/* What the steps remember, and the rows that may still be written. */
int steps_save(const struct steps *s, uint64_t left, struct state *to,
    struct err *err);
int steps_load(struct steps *s, uint64_t *left, struct state *from,
    struct err *err);
/*
 * Describe the selection for the metadata of an output; in_time: it was made
 * by index time, as is the time range of metadata.  The functions in n use s.
 */
void steps_narrow(struct steps *s, struct dbn_narrow *n, int64_t limit,
    int in_time);
void steps_fini(struct steps *s);

#endif
