/*
 * row.c - properties of rows of any kind.
 */
#include "stream/row.h"

int
row_span(struct row_span *span, const struct rec *r)
{
	const struct schema *s = r->schema;
	uint64_t cadence = (uint64_t)s->cadence;

	span->end = rec_time(r);
	span->start =
	    s->at.ts_event < 0 ? span->end : rec_u64(r, s->at.ts_event);
	if (s->at.ts_end < 0 && cadence > 0 && span->start != TS_NULL)
		span->end = span->start < TS_NULL - cadence
				? span->start + cadence
				: TS_NULL - 1;
	return span->end == TS_NULL ? -1 : 0;
}
