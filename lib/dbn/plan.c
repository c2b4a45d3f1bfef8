/*
 * plan.c - moves between DBN records and rows.
 *
 * Fields are matched by name.  Runs that lie side by side in both (the
 * prices of a level) become one move.  Nulls map to each other: DBN's
 * sentinels are the rows' nulls but where the width differs.
 */
#include <stdlib.h>
#include <string.h>

#include "dbn/dbn.h"
#include "dbn/plan.h"
#include "dbn/plan_impl.h"

/* Types of a row that are a type of a record, bit for bit. */
static const uint32_t same[] = {
	[D_CHAR] = 1u << F_CHAR,
	[D_I8] = 1u << F_I8,
	[D_U8] = 1u << F_U8,
	[D_I16] = 1u << F_I16,
	[D_U16] = 1u << F_U16,
	[D_I32] = 1u << F_I32,
	[D_U32] = 1u << F_U32,
	[D_I64] = 1u << F_I64 | 1u << F_PX,
	[D_U64] = 1u << F_U64 | 1u << F_TS | 1u << F_ID,
	[D_TEXT] = 1u << F_TEXT,
};

int
move_op(const struct layout_field *d, const struct field *f)
{
	static const enum move_op plain[] = { 0, MOVE_1, MOVE_2, 0, MOVE_4, 0,
		0, 0, MOVE_8 };

	if (f->type == F_QTY && d->type == D_U32)
		return MOVE_SIZE;
	if (f->type == F_QTY && d->type == D_U64)
		return MOVE_VOLUME;
	if (f->type == F_ID && d->type == D_U32)
		return MOVE_ID32;
	if (f->type == F_I64 && d->type == D_I32)
		return MOVE_INT32;
	if ((same[d->type] & 1u << f->type) == 0)
		return -1;
	return d->type == D_TEXT ? MOVE_TEXT : (int)plain[d->len];
}

void
move_add(struct plan *p, const struct move *m)
{
	struct move *last = p->n > 0 ? &p->move[p->n - 1] : NULL;

	if (last != NULL && last->op <= MOVE_BYTES && m->op <= MOVE_BYTES &&
	    last->from + last->len == m->from &&
	    last->to + last->len == m->to) {
		last->len = (uint16_t)(last->len + m->len);
		last->op = last->len == 2   ? MOVE_2
			   : last->len == 4 ? MOVE_4
			   : last->len == 8 ? MOVE_8
					    : MOVE_BYTES;
	} else
		p->move[p->n++] = *m;
}

int
plan_alloc(struct plan *p, const struct layout *l, const struct schema *s,
    size_t blank, struct err *err)
{
	memset(p, 0, sizeof(*p));
	p->layout = l;
	p->schema = s;
	p->symbol = p->ts_out = -1;
	p->time = 8;
	p->move = calloc(l->n, sizeof(*p->move));
	p->blank = calloc(1, blank);
	p->blank_size = blank;
	if (p->move != NULL && p->blank != NULL)
		return 0;
	plan_fini(p);
	return err_errno(err, "%s", s->kind);
}

void
plan_fini(struct plan *p)
{
	free(p->move);
	free(p->blank);
	memset(p, 0, sizeof(*p));
}

void
dbn_blank_older(unsigned char *row, const struct schema *s)
{
	static const char *const zero[] = { "leg_count", "leg_index",
		"leg_instrument_id", "leg_ratio_price_numerator",
		"leg_ratio_price_denominator", "leg_ratio_qty_numerator",
		"leg_ratio_qty_denominator", "leg_underlying_id" };
	size_t i;
	int at;

	for (i = 0; i < sizeof(zero) / sizeof(zero[0]); i++)
		if ((at = schema_find(s, zero[i])) >= 0)
			memset(row + s->field[at].off, 0, s->field[at].len);
	if ((at = schema_find(s, "leg_side")) >= 0)
		row[s->field[at].off] = 'N';
}

int
plan_read(struct plan *p, const struct layout *l, const struct schema *s,
    struct err *err)
{
	const struct layout_field *d;
	const struct field *f;
	struct move m;
	int i, at, op;

	if (plan_alloc(p, l, s, s->row_size, err) == -1)
		return -1;
	row_clear(p->blank, s);
	dbn_blank_older(p->blank, s);
	for (i = 0; i < l->n; i++) {
		d = &l->field[i];
		at = schema_find(s, d->name);
		f = at < 0 ? NULL : &s->field[at];
		op = f == NULL ? -1 : move_op(d, f);
		if (op < 0)
			BUG("a field of a layout is not in its kind");
		m = (struct move){ d->off, (uint16_t)f->off, d->len, f->len,
			(enum move_op)op, f->scale, d->name };
		move_add(p, &m);
		if (strcmp(d->name, "ts_recv") == 0)
			p->time = d->off;
	}
	at = schema_find(s, "symbol");
	p->symbol = at < 0 ? -1 : (int)s->field[at].off;
	at = schema_find(s, "ts_out");
	p->ts_out = at < 0 ? -1 : (int)s->field[at].off;
	return 0;
}

static void
text_to_row(unsigned char *to, size_t room, const unsigned char *from,
    size_t len)
{
	size_t n = strnlen((const char *)from, len);

	if (n > room) /* a text never narrows on the way in */
		n = room;
	memcpy(to, from, n);
	memset(to + n, 0, room - n);
}

static void
put_i64(unsigned char *to, int64_t v)
{
	memcpy(to, &v, sizeof(v));
}

int
plan_to_row(const struct plan *p, unsigned char *row, const unsigned char *rec)
{
	const struct move *m = p->move, *end = m + p->n;
	const unsigned char *from;
	unsigned char *to;
	uint32_t u32;
	uint64_t u64;
	int ret = 0;

	memcpy(row, p->blank, p->blank_size);
	for (; m < end; m++) {
		from = rec + m->from;
		to = row + m->to;
		switch (m->op) {
		case MOVE_1:
			*to = *from;
			break;
		case MOVE_2:
			memcpy(to, from, 2);
			break;
		case MOVE_4:
			memcpy(to, from, 4);
			break;
		case MOVE_8:
			memcpy(to, from, 8);
			break;
		case MOVE_BYTES:
			memcpy(to, from, m->len);
			break;
		case MOVE_TEXT:
			text_to_row(to, m->len_to, from, m->len);
			break;
		case MOVE_SIZE:
			memcpy(&u32, from, 4);
			put_i64(to, u32 == UINT32_MAX ? QTY_NULL : u32);
			break;
		case MOVE_VOLUME:
			memcpy(&u64, from, 8);
			if (u64 >= INT64_MAX && u64 != UINT64_MAX)
				ret = -1;
			put_i64(to, u64 == UINT64_MAX  ? QTY_NULL
				    : u64 == INT64_MAX ? -1
						       : (int64_t)u64);
			break;
		case MOVE_ID32:
			memcpy(&u32, from, 4);
			put_i64(to, u32);
			break;
		case MOVE_INT32:
			memcpy(&u32, from, 4);
			put_i64(to,
			    u32 == INT32_MAX ? INT64_MAX : (int32_t)u32);
			break;
		}
	}
	return ret;
}
