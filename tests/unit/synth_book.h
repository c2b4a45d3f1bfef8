/*
 * synth_book.h - an order book built naively from messages, for tests.
 */
#ifndef UNIT_SYNTH_BOOK_H
#define UNIT_SYNTH_BOOK_H

#include "stream/rec.h"

#include "test.h"

enum { ORDERS = 8192 };

struct order {
	uint64_t id;
	int64_t px, size;
	int side;
};

struct level {
	int64_t px, size;
	uint32_t n;
};

/* The book of one symbol. */
struct book {
	struct order o[ORDERS];
	int n;
};

static inline int
action(const struct rec *r)
{
	return *rec_at(r, r->schema->at.action);
}

static inline int
last(const struct rec *r)
{
	return (*rec_at(r, r->schema->at.flags) & 128) != 0;
}

static inline struct order *
find(struct book *b, uint64_t id)
{
	for (int i = 0; i < b->n; i++)
		if (b->o[i].id == id)
			return &b->o[i];
	return NULL;
}

static inline void
apply(struct book *b, const struct rec *r)
{
	const struct places *at = &r->schema->at;
	uint64_t id = rec_u64(r, schema_find(r->schema, "order_id"));
	int64_t px = rec_i64(r, at->price), size = rec_i64(r, at->size);
	int side = *rec_at(r, at->side);
	struct order *o = find(b, id);

	switch (action(r)) {
	case 'R':
		b->n = 0;
		break;
	case 'A':
		CHECK(o == NULL && b->n < ORDERS && size > 0 && px > 0);
		b->o[b->n++] = (struct order){ id, px, size, side };
		break;
	case 'M':
		CHECK(o != NULL && o->px == px && o->side == side);
		o->size = size;
		break;
	case 'F':
		CHECK(o != NULL && o->px == px && o->side == side &&
		      o->size >= size);
		break;
	case 'C':
		CHECK(o != NULL && o->px == px && o->side == side &&
		      o->size >= size && size > 0);
		if ((o->size -= size) == 0)
			*o = b->o[--b->n];
		break;
	default:
		CHECK(action(r) == 'T' && o == NULL);
	}
}

/* Level i of a side, counted from the best; n 0: none. */
static inline struct level
level_of(const struct book *b, int side, int i)
{
	struct level l = { 0, 0, 0 };
	int64_t limit = side == 'B' ? INT64_MAX : 0;

	for (; i >= 0; i--) {
		l = (struct level){ 0, 0, 0 };
		for (int k = 0; k < b->n; k++) {
			const struct order *o = &b->o[k];
			int better = side == 'B' ? o->px > l.px : o->px < l.px;

			if (o->side != side ||
			    (side == 'B' ? o->px >= limit : o->px <= limit))
				continue;
			if (l.n == 0 || better)
				l = (struct level){ o->px, 0, 0 };
			if (o->px == l.px) {
				l.size += o->size;
				l.n++;
			}
		}
		if (l.n == 0)
			return l;
		limit = l.px;
	}
	return l;
}

#endif
