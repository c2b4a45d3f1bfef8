/*
 * steps.h - steps on the selected rows: dedup, shard, pace.
 */
#ifndef CAT_STEPS_H
#define CAT_STEPS_H

#include "base/io.h"
#include "base/opt.h"
#include "stream/batch.h"
#include "stream/stream.h"

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
int pace_row(struct pace *p, const struct rec *r, io_idle_fn *idle,
    void *arg, struct err *err);
void pace_free(struct pace *p);

#endif
