/*
 * steps.h - steps on the selected rows: dedup, shard, pace, segments.
 */
#ifndef CAT_STEPS_H
#define CAT_STEPS_H

#include "base/io.h"
#include "base/opt.h"
#include "dbn/emit.h"
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

/*
 * Self-contained segments of about size bytes in a folder: each a whole
 * stream (header, comments, dictionary, rows, end), named 000000.tks and so
 * on (or .ndjson, .dbn), one a Kafka message.  No longer than size, but where
 * one row is.  The folder is made where it is missing; one that has segments
 * is refused.
 */
struct segments;
/* dbn: DBN, as these say, whose metadata are of each segment's own records;
 * NULL: what o says. */
struct segments *segments_new(const char *dir, uint64_t size,
    struct house *house, const struct sink_opts *o,
    const struct dbn_emit_opts *dbn, struct err *err);
/* A comment of the input: in front of every segment from here on. */
int segments_comment(struct segments *s, const char *text, size_t len,
    struct err *err);
/* DBN: metadata of the rows from here on; a segment has rows of one dataset
 * and symbol type.  NULL: they have none. */
void segments_meta(struct segments *s, const struct dbn_meta *m);
/* An input is through: its comments and metadata are not the next one's. */
void segments_forget(struct segments *s);
/* d as of dbn_emit_rows. */
int segments_rows(struct segments *s, struct dbn *d,
    const struct schema *schema, const unsigned char *rows, size_t n,
    struct err *err);
/* "" or one line of what the segments could not hold. */
const char *segments_note(const struct segments *s);
int segments_close(struct segments *s, enum stream_end end, int abandon,
    struct err *err);

#endif
