/*
 * row.h - properties of rows of any kind: their time span, the snapshot flag,
 * and the steps that made their columns; raw reads at an offset that is known.
 */
#ifndef STREAM_ROW_H
#define STREAM_ROW_H

#include <stdint.h>
#include <string.h>

#include "stream/rec.h"

/*
 * A row of an interval covers [start, end).  For a row of one moment the two
 * are equal, or, if it has two times, the event time and the index time.
 */
struct row_span {
	uint64_t start, end; /* ns; TS_NULL: none */
};

/*
 * start is ts_event, or the index time where the row has no such field.  end
 * is the index time (ts_end of a bar); a foreign bar (ohlcv-1m) ends its
 * cadence after its start, at TS_NULL - 1 at the latest.
 * -1 when the row has no end.
 */
int row_span(struct row_span *span, const struct rec *r);

/* Raw reads, as rec_u64 and rec_u32, at a place that was looked up before. */
static inline uint64_t
load_u64(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint32_t
load_u32(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* Flags of a row that is state, not activity: DBN's snapshot flag is set, and
 * the flags are not undefined. */
static inline int
row_flags_snapshot(unsigned flags)
{
	return flags != UINT8_MAX && (flags & REC_FLAG_SNAPSHOT) != 0;
}

static inline int
row_is_snapshot(const struct rec *r)
{
	int i = r->schema->at.flags;

	return i >= 0 && row_flags_snapshot(*rec_at(r, i));
}

/* The def of the row (stream/def.h), 0 where it has none. */
static inline uint64_t
row_def(const struct rec *r)
{
	int i = r->schema->at.def;
	uint64_t def = i < 0 ? 0 : rec_u64(r, i);

	return def == ID_NULL ? 0 : def;
}

#endif
