/*
 * series.c - where a symbol's series of rows breaks.
 *
 * By default a break is a pause of more than one hour and of more than five
 * times the row's own span: a night ends the minute bars of an exchange, a
 * weekend those of a currency, but neither ends daily bars.  A row without
 * time breaks nothing.
 */
#include "score/series.h"

#include "stream/row.h"

static const uint64_t GAP_NS = UINT64_C(3600000000000);

enum { GAP_SPANS = 5 };

void
series_init(struct series *s, uint64_t gap_ns)
{
	s->gap_ns = gap_ns;
	idmap_init(&s->end, sizeof(uint64_t), "symbols");
}

static uint64_t
longest_pause(const struct series *s, const struct row_span *row)
{
	uint64_t span = row->end > row->start ? row->end - row->start : 0;

	if (s->gap_ns > 0)
		return s->gap_ns;
	if (span > UINT64_MAX / GAP_SPANS)
		return UINT64_MAX;
	return span * GAP_SPANS > GAP_NS ? span * GAP_SPANS : GAP_NS;
}

int
series_fresh(struct series *s, const struct rec *r, struct err *err)
{
	uint64_t *end = idmap_get(&s->end, rec_symbol(r), err), last;
	struct row_span row;

	if (end == NULL)
		return -1;
	last = *end;
	if (row_span(&row, r) == -1)
		row.start = row.end = TS_NULL;
	if (row.end == TS_NULL) {
		*end = last > 0 ? last : 1;
		return last == 0;
	}
	if (row.end + 1 > last)
		*end = row.end + 1;
	if (last <= 1 || row.start == TS_NULL || row.start < last)
		return last == 0;
	return row.start - (last - 1) > longest_pause(s, &row);
}

int
series_save(struct series *s, struct state *file, const char *table,
    struct err *err)
{
	struct walk w;
	uint64_t *end;
	uint32_t i;

	if (state_save(&w, file, table, err) == -1)
		return state_done(&w);
	for (i = 0; i < s->end.n; i++) {
		end = idmap_find(&s->end, i);
		if (*end == 0)
			continue;
		if (state_owner(&w, i, 0) == -1)
			break;
		walk_scalar(&w, "end", TENSOR_U64, end);
	}
	return state_done(&w);
}

int
series_load(struct series *s, struct state *file, const char *table,
    struct err *err)
{
	struct walk w;
	uint64_t i, number, *end;
	uint32_t symbol;
	int rc = state_load(&w, file, table, err);

	for (i = 0; rc == 1 && i < state_owners(&w); i++) {
		if (state_owner_at(&w, i, &symbol, &number) == -1)
			break;
		if ((end = idmap_get(&s->end, symbol, err)) == NULL) {
			w.failed = 1;
			break;
		}
		walk_scalar(&w, "end", TENSOR_U64, end);
	}
	return state_done(&w);
}

void
series_fini(struct series *s)
{
	idmap_fini(&s->end);
}
