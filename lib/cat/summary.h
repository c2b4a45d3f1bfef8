/*
 * summary.h - tickcat --summary: summarise a stream in one pass.
 *
 * Per symbol and kind: rows, first and last index time, the longest gap and
 * gaps beyond a stated length, steps back in time, share of undefined prices
 * and sizes, crossed and locked quotes, snapshot rows.
 */
#ifndef CAT_SUMMARY_H
#define CAT_SUMMARY_H

#include "base/io.h"
#include "stream/recs.h"
#include "stream/stream.h"

struct summary;

struct summary *summary_new(struct vocab *vocab, struct err *err);
/* Count and sum gaps longer than this; 0 (the default): do not. */
void summary_gaps(struct summary *s, uint64_t longer_ns);
/* Count rows more than this ahead of those of their symbol and kind around
 * them (stream/wrong_clock.h); 0 (the default): do not. */
void summary_jumps(struct summary *s, uint64_t max_jump);
int summary_rows(struct summary *s, const struct schema *schema,
    const unsigned char *rows, size_t n, struct err *err);
/* A table, or one JSON object per line, in the order symbol bytes, kind. */
int summary_print(const struct summary *s, struct out *out, int json,
    struct err *err);
void summary_free(struct summary *s);

#endif
