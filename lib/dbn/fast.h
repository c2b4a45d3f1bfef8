/*
 * fast.h - specialised conversion loops for the most frequent kinds: trades,
 * mbp-1 and tbbo, mbp-10, mbo, ohlcv.
 *
 * They give the same result as plan_to_row (a test compares them), for streams
 * without ts_out.
 */
#ifndef DBN_FAST_H
#define DBN_FAST_H

#include "dbn/layout.h"
#include "dbn/symbols.h"
#include "stream/schema.h"

enum fast_kind {
	FAST_NONE, FAST_TRADE, FAST_MBP1, FAST_MBP10, FAST_MBO, FAST_OHLCV
};

/* The loop for a layout into a schema; FAST_NONE where there is none. */
enum fast_kind fast_kind(const struct rtype *t, const struct schema *s);

/*
 * Convert records of head (first two bytes) from p, at most n bytes, to at
 * most max rows.  Stops before the first record with another head, or one that
 * is an error.  Returns the number of rows; *unmapped is increased by the
 * number of those without a symbol.
 */
size_t fast_run(enum fast_kind kind, uint8_t rtype, unsigned char *rows,
    size_t max, const unsigned char *p, size_t n, struct symbols *syms,
    uint64_t *unmapped);

#endif
