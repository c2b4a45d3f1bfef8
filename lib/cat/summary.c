/*
 * summary.c - collect the numbers of a summary.
 *
 * A series is the rows of one symbol and kind.  The meaning of an undefined
 * price or size depends on the kind: a bar's price is its close and its size
 * the volume; a quote has a price (a size) when both sides have one; if the
 * row has a price field, as in mbp-1, that one counts.  Memory: 160 bytes per
 * series and 4 per symbol and kind.
 *
 * Gaps and steps back: a gap runs from the latest time so far to the next
 * later row, so that a row out of order makes no gap; a step back is a row
 * older than the row before it.
 */
#include "cat/summary_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "stream/row.h"

struct summary *
summary_new(struct vocab *vocab, struct err *err)
{
	struct summary *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		err_errno(err, "summary");
		return NULL;
	}
	s->vocab = vocab;
	idmap_init(&s->plan, sizeof(struct summary_plan), "schemas");
	return s;
}

void
summary_jumps(struct summary *s, uint64_t max_jump)
{
	s->max_jump = max_jump;
}

void
summary_gaps(struct summary *s, uint64_t longer_ns)
{
	s->longer_ns = longer_ns;
}

/* The number of a kind by its name, made when it is new; -1. */
static long
find_kind(struct summary *s, const char *name, struct err *err)
{
	struct summary_kind *p;
	size_t i;

	for (i = 0; i < s->nkind; i++)
		if (strcmp(s->kind[i].name, name) == 0)
			return (long)i;
	if ((p = realloc(s->kind, (i + 1) * sizeof(*p))) == NULL)
		return err_errno(err, "summary");
	s->kind = p;
	memset(&p[i], 0, sizeof(p[i]));
	memcpy(p[i].name, name, strlen(name));
	idmap_init(&p[i].at, sizeof(uint32_t), "symbols");
	s->nkind++;
	return (long)i;
}

static void
find_fields(struct summary_plan *p, const struct places *at)
{
	p->price2 = p->size2 = p->value = -1;
	p->price = at->price >= 0 ? at->price : at->close;
	p->size = at->size >= 0 ? at->size : at->volume;
	if (at->bid_px >= 0 && at->ask_px >= 0) {
		p->has |= HAS_QUOTE;
		if (p->price < 0) {
			p->price = at->bid_px;
			p->price2 = at->ask_px;
		}
	}
	if (p->size < 0 && at->bid_sz >= 0 && at->ask_sz >= 0) {
		p->size = at->bid_sz;
		p->size2 = at->ask_sz;
	}
	if (p->price < 0)
		p->value = at->value;
	if (p->price >= 0 || p->value >= 0)
		p->has |= HAS_PRICE;
	if (p->size >= 0)
		p->has |= HAS_SIZE;
	if (at->flags >= 0)
		p->has |= HAS_FLAGS;
}

static const struct summary_plan *
find_plan(struct summary *s, const struct schema *schema, struct err *err)
{
	struct summary_plan *p = idmap_get(&s->plan, schema->id, err);
	long kind;

	if (p == NULL || p->ready)
		return p;
	if ((kind = find_kind(s, schema->kind, err)) == -1)
		return NULL;
	p->kind = (uint32_t)kind;
	find_fields(p, &schema->at);
	s->kind[kind].has |= p->has;
	p->ready = 1;
	return p;
}

/* It is valid until the next one is found. */
static struct series *
find_series(struct summary *s, uint32_t kind, uint32_t symbol, struct err *err)
{
	uint32_t *place = idmap_get(&s->kind[kind].at, symbol, err);
	struct series *p;

	if (place == NULL)
		return NULL;
	if (*place != 0)
		return &s->series[*place - 1];
	if (array_grow(&s->series, &s->room, s->nseries + 1,
		sizeof(*s->series)) == -1) {
		err_errno(err, "summary");
		return NULL;
	}
	p = &s->series[s->nseries++];
	memset(p, 0, sizeof(*p));
	p->symbol = symbol;
	p->kind = kind;
	p->first = TS_NULL;
	p->clock.max = s->max_jump;
	*place = (uint32_t)s->nseries;
	return p;
}

static void
add_time(struct series *c, uint64_t t, uint64_t longer_ns)
{
	if (t == TS_NULL) {
		c->no_time++;
		return;
	}
	if (c->first == TS_NULL)
		c->first = c->last = c->before = t;
	wrong_clock_row(&c->clock, t, c->symbol, c->rows + 1, NULL);
	c->steps_back += t < c->before;
	c->before = t;
	if (t < c->last) {
		if (c->last - t > c->far_back)
			c->far_back = c->last - t;
		if (t < c->first)
			c->first = t;
		return;
	}
	if (t - c->last > c->gap) {
		c->gap = t - c->last;
		c->gap_from = c->last;
	}
	if (longer_ns != 0 && t - c->last > longer_ns) {
		c->gaps++;
		c->gaps_ns += t - c->last;
	}
	c->last = t;
}

/* 1 when the number at either field is null, or there is no field. */
static inline int
undefined(const struct rec *r, int i, int j)
{
	return i < 0 || rec_i64(r, i) == INT64_MAX ||
	       (j >= 0 && rec_i64(r, j) == INT64_MAX);
}

/* A message that empties a book has no price. */
static inline int
is_clear(const struct rec *r)
{
	int action = r->schema->at.action;

	return action >= 0 && *rec_at(r, action) == 'R';
}

static void
add_row(struct series *c, const struct summary_plan *p, const struct rec *r)
{
	const struct places *at = &r->schema->at;
	int64_t bid, ask;

	c->rows++;
	if (p->value >= 0)
		c->no_price += isnan(rec_f64(r, p->value));
	else
		c->no_price +=
		    undefined(r, p->price, p->price2) && !is_clear(r);
	c->no_size += undefined(r, p->size, p->size2);
	if ((p->has & HAS_QUOTE) != 0) {
		bid = rec_i64(r, at->bid_px);
		ask = rec_i64(r, at->ask_px);
		if (bid != PX_NULL && ask != PX_NULL) {
			c->crossed += bid > ask;
			c->locked += bid == ask;
		}
	}
	c->snapshots += (uint64_t)row_is_snapshot(r);
}

int
summary_rows(struct summary *s, const struct schema *schema,
    const unsigned char *rows, size_t n, struct err *err)
{
	const struct summary_plan *p = find_plan(s, schema, err);
	struct rec r = { schema, rows };
	struct series *c = NULL;
	uint32_t symbol;

	if (p == NULL)
		return -1;
	for (; n > 0; n--, r.v += schema->row_size) {
		symbol = rec_symbol(&r);
		if (c == NULL || c->symbol != symbol)
			c = find_series(s, p->kind, symbol, err);
		if (c == NULL)
			return -1;
		add_time(c, rec_time(&r), s->longer_ns);
		add_row(c, p, &r);
	}
	return 0;
}

void
summary_free(struct summary *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->nseries; i++)
		wrong_clock_fini(&s->series[i].clock);
	for (i = 0; i < s->nkind; i++)
		idmap_fini(&s->kind[i].at);
	free(s->kind);
	idmap_fini(&s->plan);
	free(s->series);
	free(s);
}
