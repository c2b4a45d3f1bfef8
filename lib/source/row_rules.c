/*
 * row_rules.c - decide which new rows are passed on.
 */
#include "source/row_rules.h"

#include <string.h>

#include "source/zero.h"
#include "stream/rec.h"

/* A bar without any price is not a bar. */
static int
is_bar(const struct schema *s)
{
	return s->at.close >= 0 && strcmp(s->kind, "bar") == 0;
}

static int
has_price(const unsigned char *row, const struct schema *s)
{
	static const char *const names[] = { "open", "high", "low" };
	const struct rec r = { s, row };
	int i, at;

	if (rec_i64(&r, s->at.close) != PX_NULL) /* as most */
		return 1;
	for (i = 0; i < 3; i++) {
		at = schema_find(s, names[i]);
		if (at >= 0 && rec_i64(&r, at) != PX_NULL)
			return 1;
	}
	return 0;
}

/* The rules before --where: 1 to keep, 0 to drop, counted, -1 bad. */
static int
reform(struct row_rules *rr, unsigned char *row, const struct schema *s,
    const char **reason, struct err *err)
{
	int got = 1;

	if (rr->layout->fix != NULL)
		got = rr->layout->fix(rr->state, row, s, reason, err);
	rr->c->count[COUNT_CONTROL] += got == 0;
	if (got == 1 && is_bar(s) && !has_price(row, s)) {
		rr->c->count[COUNT_NO_PRICE]++;
		return 0;
	}
	if (got == 1 && !rr->c->zeros && zero_here(row, s) &&
	    !zero_row(rr->c, row, s))
		return 0;
	if (got == 1 && rr->cumulative->field != NULL &&
	    cumulative_row(rr->cumulative, row, s, err) == -1)
		return -1;
	return got == FIX_NONE ? 0 : got;
}

/* What --where says of a row whose cells are current: 1, 0, -1. */
static int
choose(const struct row_rules *rr, const unsigned char *row,
    const struct schema *s, struct err *err)
{
	const struct rec r = { s, row };

	return rr->where == NULL
		   ? 1
		   : where_take(rr->where->where, &r, &rr->where->cells, err);
}

/* One row: 1 to keep, 0 to drop, counted, -1 bad. */
static int
apply(struct row_rules *rr, unsigned char *row, const struct schema *s,
    const char **reason, struct err *err)
{
	int got = reform(rr, row, s, reason, err);

	if (got != 1 || rr->where == NULL)
		return got;
	got = choose(rr, row, s, err);
	rr->c->count[COUNT_NOT_SELECTED] += got == 0;
	return got;
}

/* 1 when all of n rows are other than bars without any price; most bars have a
 * close. */
static int
are_priced(const unsigned char *row, const struct schema *s, uint32_t n)
{
	const unsigned char *close;
	int64_t v;

	if (!is_bar(s))
		return 1;
	close = row + s->field[s->at.close].off;
	for (; n > 0; n--, row += s->row_size, close += s->row_size) {
		memcpy(&v, close, sizeof(v));
		if (v == PX_NULL && !has_price(row, s))
			return 0;
	}
	return 1;
}

/*
 * 1 when only the rules for zero prices and for bars without a price apply:
 * most rows of most inputs.
 */
static int
is_plain(const struct row_rules *rr)
{
	return rr->layout->fix == NULL && rr->where == NULL &&
	       rr->cumulative->field == NULL;
}

/* Into the queue from where it lies, at its room or behind. */
static void
commit(struct rows *q, const unsigned char *row, const struct schema *s)
{
	unsigned char *to = rows_room(q);

	if (to != row)
		memmove(to, row, s->row_size);
	rows_commit(q, s);
}

/*
 * Which rows of a plan of both its record has: bit 0 the quote, bit 1 the
 * trade.  At least one; the quote when it has neither.
 */
static unsigned
halves(const struct plan_of_record *p, const unsigned char *quote)
{
	const struct rec q = { p->recipe[0]->schema, quote };
	const struct rec t = { p->recipe[1]->schema,
		quote + p->recipe[0]->schema->row_size };

	if (rec_i64(&t, t.schema->at.price) == PX_NULL)
		return 1;
	if (rec_i64(&q, q.schema->at.bid_px) == PX_NULL &&
	    rec_i64(&q, q.schema->at.ask_px) == PX_NULL)
		return 2;
	if (t.schema->at.size >= 0 &&
	    rec_i64(&t, t.schema->at.size) != QTY_NULL)
		return 3;
	return p->prefer_trade ? 2 : 1;
}

int
row_rules_keep(struct row_rules *rr, const struct plan_of_record *p,
    struct rows *q, const char **reason, struct err *err)
{
	unsigned char *row = rows_room(q);
	unsigned keep = p->both ? halves(p, row) : ~0U;
	uint64_t control = rr->c->count[COUNT_CONTROL];
	uint64_t zeros = rr->c->count[COUNT_ZERO_PRICE];
	uint64_t others = rr->c->count[COUNT_NOT_SELECTED];
	const struct schema *s = p->recipe[0]->schema;
	int i, got, in = 0;

	if (p->n == 1 && is_plain(rr) && are_priced(row, s, 1) &&
	    (rr->c->zeros || !zero_here(row, s))) {
		rows_commit(q, s);
		return 0;
	}
	for (i = 0; i < p->n; i++, row += s->row_size) {
		s = p->recipe[i]->schema;
		if ((keep >> i & 1) == 0)
			continue;
		got = apply(rr, row, s, reason, err);
		if (got == -1)
			break;
		if (got == 1)
			commit(q, row, s);
		in += got;
	}
	if (i == p->n)
		return 0;
	rr->c->count[COUNT_CONTROL] = control;
	rr->c->count[COUNT_ZERO_PRICE] = zeros;
	rr->c->count[COUNT_NOT_SELECTED] = others;
	while (in-- > 0)
		rows_undo(q);
	return -1;
}

uint32_t
row_rules_keep_many(struct row_rules *rr, const struct schema *s,
    struct rows *q, uint32_t n)
{
	unsigned char *row = rows_room(q);
	struct err ignored = { 0 };
	const char *reason;
	uint32_t i;
	int got;

	if (is_plain(rr) && are_priced(row, s, n) &&
	    (rr->c->zeros || !zero_any(row, s, n))) {
		rows_commit_many(q, s, n);
		return n;
	}
	for (i = 0; i < n; i++, row += s->row_size) {
		got = apply(rr, row, s, &reason, &ignored);
		if (got == -1)
			break;
		if (got == 1)
			commit(q, row, s);
	}
	return i;
}

int
row_rules_half(const struct row_rules *rr, unsigned char *row,
    const struct schema *s, struct err *err)
{
	if (!rr->c->zeros)
		(void)zero_row(rr->c, row, s);
	return choose(rr, row, s, err);
}

int
row_rules_keep_one(struct row_rules *rr, const struct schema *s, struct rows *q,
    int chosen, const char **reason, struct err *err)
{
	unsigned char *row = rows_room(q);
	int got = reform(rr, row, s, reason, err);

	if (got == 1 && chosen == -1 &&
	    (chosen = choose(rr, row, s, err)) == -1)
		return -1;
	if (got == 1 && !chosen)
		rr->c->count[COUNT_NOT_SELECTED]++;
	else if (got == 1)
		commit(q, row, s);
	return got == -1 ? -1 : 0;
}
