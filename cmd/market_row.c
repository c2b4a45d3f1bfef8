/*
 * market_row.c - convert a row of any kind to a row of an evaluation.
 */
#include <math.h>

#include "market_row.h"

static int
find_number(const struct schema *s, const char *a, const char *b)
{
	int i = schema_find(s, a);

	return i >= 0 ? i : schema_find(s, b);
}

void
market_columns_none(struct market_columns *at)
{
	at->price = at->high = at->low = at->volume = -1;
	at->plain = 0;
}

void
market_columns_find(struct market_columns *at, const struct schema *s)
{
	at->price = find_number(s, "close", "price");
	at->plain = at->price < 0;
	if (at->plain)
		at->price = schema_find(s, "value");
	at->high = schema_find(s, "high");
	at->low = schema_find(s, "low");
	at->volume = find_number(s, "volume", "size");
}

static double
number_at(const struct rec *r, int i)
{
	return i >= 0 ? rec_double(r, i) : NAN;
}

static void
take_base(struct baseline_row *b, const struct market_columns *at,
    const struct rec *r)
{
	b->has = at->price >= 0 ? NEEDS_PRICE : 0;
	b->has |= at->volume >= 0 ? NEEDS_VOLUME : 0;
	b->has |= at->high >= 0 && at->low >= 0 ? NEEDS_RANGE : 0;
	b->plain = at->plain;
	b->price = number_at(r, at->price);
	b->high = number_at(r, at->high);
	b->low = number_at(r, at->low);
	b->volume = number_at(r, at->volume);
}

static void
take_times(struct eval_row *row, const struct rec *r)
{
	const struct places *at = &r->schema->at;

	row->end = at->ts_end >= 0 ? rec_u64(r, at->ts_end) : TS_NULL;
	row->start = at->ts_event >= 0 ? rec_u64(r, at->ts_event) : row->end;
	if (row->end == TS_NULL)
		row->end = row->start;
}

static void
take_label(struct eval_row *row, const struct rec *r)
{
	const struct places *at = &r->schema->at;

	row->type = 0;
	row->id = EVENT_NO_ID;
	row->label = -1;
	if (at->label < 0)
		return;
	row->label = *rec_at(r, at->label) == 1;
	if (at->label_type >= 0)
		row->type = rec_u32(r, at->label_type);
	if (at->label_id >= 0)
		row->id = rec_u32(r, at->label_id);
}

void
market_row(struct eval_row *row, const struct market_columns *at,
    const struct rec *r)
{
	take_times(row, r);
	take_label(row, r);
	take_base(&row->base, at, r);
}
