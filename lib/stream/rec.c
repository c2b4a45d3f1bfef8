/*
 * rec.c - read a row independently of its kind.
 */
#include "stream/row.h"

#include <stdlib.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "rows are little-endian in memory: this machine is not supported"
#endif

uint64_t
rec_time(const struct rec *r)
{
	const struct schema *s = r->schema;
	uint64_t t = s->time_first < 0 ? TS_NULL : rec_u64(r, s->time_first);

	/* Some feeds write 0 where they mean undefined. */
	if ((t == TS_NULL || t == 0) && s->time_second >= 0)
		t = rec_u64(r, s->time_second);
	return t == 0 ? TS_NULL : t;
}

static double
fixed_double(int64_t v, int scale)
{
	return v == INT64_MAX ? NAN : scale == 9 ? (double)v / 1e9 : (double)v;
}

double
rec_double(const struct rec *r, int i)
{
	const struct field *f = &r->schema->field[i];
	const unsigned char *p = rec_at(r, i);
	int16_t i16;
	uint16_t u16;
	float f32;

	switch (f->type) {
	case F_F64:
		return rec_f64(r, i);
	case F_F32:
		memcpy(&f32, p, sizeof(f32));
		return (double)f32;
	case F_PX:
		return fixed_double(rec_i64(r, i), 9);
	case F_QTY:
		return fixed_double(rec_i64(r, i), f->scale);
	case F_TS:
		return rec_u64(r, i) == TS_NULL ? NAN
						: (double)rec_u64(r, i) / 1e9;
	case F_ID:
	case F_U64:
		return rec_u64(r, i) == UINT64_MAX ? NAN
						   : (double)rec_u64(r, i);
	case F_I64:
		return rec_i64(r, i) == INT64_MAX ? NAN : (double)rec_i64(r, i);
	case F_U32:
		return rec_u32(r, i) == UINT32_MAX ? NAN : rec_u32(r, i);
	case F_I32:
		return (int32_t)rec_u32(r, i) == INT32_MAX
			   ? NAN
			   : (int32_t)rec_u32(r, i);
	case F_U16:
		memcpy(&u16, p, sizeof(u16));
		return u16 == UINT16_MAX ? NAN : u16;
	case F_I16:
		memcpy(&i16, p, sizeof(i16));
		return i16 == INT16_MAX ? NAN : i16;
	case F_U8:
	case F_BOOL:
		return *p == UINT8_MAX ? NAN : *p;
	case F_I8:
		return *(const int8_t *)p == INT8_MAX ? NAN
						      : *(const int8_t *)p;
	default: /* texts */
		return NAN;
	}
}

uint64_t
rec_null_bits(enum ftype t)
{
	switch (t) {
	case F_F64:
		return UINT64_C(0x7ff8000000000000);
	case F_F32:
		return UINT64_C(0x7fc00000);
	case F_PX:
	case F_QTY:
	case F_I64:
		return INT64_MAX;
	case F_I32:
		return INT32_MAX;
	case F_I16:
		return INT16_MAX;
	case F_I8:
		return INT8_MAX;
	case F_SYM:
	case F_CHAR:
	case F_TEXT:
		return 0;
	default:
		return UINT64_MAX;
	}
}

int
rec_is_null(const struct rec *r, int i)
{
	const struct field *f = &r->schema->field[i];
	uint64_t v = 0;

	if (f->type == F_TEXT)
		return *rec_at(r, i) == 0;
	if (f->type == F_F64 || f->type == F_F32)
		return isnan(rec_double(r, i));
	memcpy(&v, rec_at(r, i), f->len);
	return v == (f->len == 8 ? rec_null_bits(f->type)
				 : rec_null_bits(f->type) &
				       ((UINT64_C(1) << (8 * f->len)) - 1));
}

void
row_put_null(unsigned char *row, const struct schema *s, int i)
{
	const struct field *f = &s->field[i];
	uint64_t v = rec_null_bits(f->type);

	if (f->type == F_TEXT)
		memset(row + f->off, 0, f->len);
	else
		memcpy(row + f->off, &v, f->len);
}

void
row_clear(unsigned char *row, const struct schema *s)
{
	int i;

	memset(row, 0, s->row_size);
	for (i = 0; i < s->nfield; i++)
		row_put_null(row, s, i);
}

unsigned
rec_sees(const struct rec *r)
{
	const struct places *at = &r->schema->at;
	unsigned sees = r->schema->sees;

	if (row_is_snapshot(r))
		return sees & SEES_QUOTE;
	if ((sees & SEES_TRADE) != 0 &&
	    (rec_i64(r, at->price) == PX_NULL ||
		(at->action >= 0 && *rec_at(r, at->action) != 'T' &&
		    *rec_at(r, at->action) != 0)))
		sees &= ~(unsigned)SEES_TRADE;
	return sees;
}

int64_t
rec_price_px(const struct rec *r)
{
	int i = r->schema->at.price;

	return i < 0 ? PX_NULL : rec_i64(r, i);
}

static double
at_double(const struct rec *r, int i)
{
	return i < 0 ? NAN : rec_double(r, i);
}

double
rec_price(const struct rec *r)
{
	return at_double(r, r->schema->at.price);
}

double
rec_size(const struct rec *r)
{
	return at_double(r, r->schema->at.size);
}

int
rec_sign(const struct rec *r)
{
	int i = r->schema->at.side;

	if (i < 0)
		return 0;
	return *rec_at(r, i) == 'B' ? 1 : *rec_at(r, i) == 'A' ? -1 : 0;
}

double
rec_bid(const struct rec *r)
{
	return at_double(r, r->schema->at.bid_px);
}

double
rec_ask(const struct rec *r)
{
	return at_double(r, r->schema->at.ask_px);
}

double
rec_bid_size(const struct rec *r)
{
	return at_double(r, r->schema->at.bid_sz);
}

double
rec_ask_size(const struct rec *r)
{
	return at_double(r, r->schema->at.ask_sz);
}

/* ---- copying ---- */

static int
by_place(const void *a, const void *b)
{
	const struct copy_move *s = a, *t = b;

	return s->to < t->to ? -1 : s->to > t->to;
}

/* Fields that are neighbours in both rows become one; returns how many. */
static int
join_moves(struct copy_move *move, int n)
{
	struct copy_move *last = move, *m;
	int i, joined = n > 0;

	qsort(move, (size_t)n, sizeof(*move), by_place);
	for (i = 1; i < n; i++) {
		m = &move[i];
		if (m->to == last->to + last->len &&
		    m->from == last->from + last->len) {
			last->len += m->len;
		} else {
			last = &move[joined++];
			*last = *m;
		}
	}
	return joined;
}

enum { MOVE_WHOLE = 64 }; /* longer ones are not cut */

/* The length of the moves that m is cut into. */
static uint32_t
cut_length(const struct copy_move *m)
{
	if (m->len > MOVE_WHOLE || m->len < 4)
		return m->len;
	return m->len < 8 ? 4 : 8;
}

/* Append m, in moves of len bytes of which the last ends where it ends. */
static void
put_moves(struct copy_plan *p, const struct copy_move *m, uint32_t len)
{
	uint32_t at;

	for (at = 0; at + len < m->len; at += len)
		p->move[p->n++] =
		    (struct copy_move){ m->from + at, m->to + at, len };
	at = m->len - len;
	p->move[p->n++] = (struct copy_move){ m->from + at, m->to + at, len };
}

/* Cut the n moves of which the plan consists so far. */
static int
cut_moves(struct copy_plan *p, int n)
{
	struct copy_move *whole = p->move, *m, *end = whole + n;
	size_t most = 0;

	for (m = whole; m < end; m++)
		most += m->len / 4 + 1;
	if ((p->move = calloc(most + 1, sizeof(*p->move))) == NULL) {
		p->move = whole;
		return -1;
	}
	p->n = 0;
	for (m = whole; m < end; m++)
		if (cut_length(m) == 8)
			put_moves(p, m, 8);
	p->n8 = p->n;
	for (m = whole; m < end; m++)
		if (cut_length(m) == 4)
			put_moves(p, m, 4);
	p->n4 = p->n;
	for (m = whole; m < end; m++)
		if (cut_length(m) != 8 && cut_length(m) != 4)
			put_moves(p, m, m->len);
	free(whole);
	return 0;
}

int
copy_plan_init(struct copy_plan *p, const struct schema *to,
    const struct schema *from, struct err *err)
{
	const struct field *a, *b;
	int i, j, n = 0;

	*p = (struct copy_plan){ 0 };
	p->move = calloc((size_t)to->nfield + 1, sizeof(*p->move));
	if (p->move == NULL)
		return err_errno(err, "columns of %s", to->kind);
	for (i = 0; i < to->nfield; i++) {
		a = &to->field[i];
		if ((j = schema_find(from, a->name)) < 0)
			continue;
		b = &from->field[j];
		if (a->type != b->type || a->len != b->len ||
		    a->scale != b->scale)
			continue;
		p->move[n++] = (struct copy_move){ b->off, a->off, a->len };
	}
	if (cut_moves(p, join_moves(p->move, n)) == 0)
		return 0;
	err_errno(err, "columns of %s", to->kind);
	copy_plan_fini(p);
	return -1;
}

void
copy_plan_fini(struct copy_plan *p)
{
	free(p->move);
	*p = (struct copy_plan){ 0 };
}
