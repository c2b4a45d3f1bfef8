/*
 * series.c - find breaks in a symbol's series of rows.
 *
 * By default a break is a pause that is longer than one hour and longer than
 * five times the row's own span.  So a night breaks the minute bars of an
 * exchange, a weekend breaks those of a currency, and neither breaks daily
 * bars.  A row without a time is never a break.
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

/* ---- state ---- */

static void *
find_end(void *arg, uint32_t symbol)
{
	struct series *s = arg;
	uint64_t *end = idmap_find(&s->end, symbol);

	return *end != 0 ? end : NULL;
}

static void *
get_end(void *arg, uint32_t symbol, struct err *err)
{
	struct series *s = arg;

	return idmap_get(&s->end, symbol, err);
}

static int
walk_end(struct walk *w, void *arg, void *end)
{
	(void)arg;
	walk_scalar(w, "end", TENSOR_U64, end);
	return walk_done(w);
}

static struct state_symbols
symbols_of(struct series *s)
{
	return (
	    struct state_symbols){ s, s->end.n, find_end, get_end, walk_end };
}

int
series_save(struct series *s, struct state *file, const char *table,
    struct err *err)
{
	struct state_symbols o = symbols_of(s);

	return state_save_symbols(&o, file, table, err);
}

int
series_load(struct series *s, struct state *file, const char *table,
    struct err *err)
{
	struct state_symbols o = symbols_of(s);

	return state_load_symbols(&o, file, table, err);
}

void
series_fini(struct series *s)
{
	idmap_fini(&s->end);
}
