/*
 * rec.h - one record: a schema and a row.
 *
 * Rows are little-endian in memory as on the wire; the project builds for
 * little-endian machines only (checked at compile time in rec.c).
 */
#ifndef STREAM_REC_H
#define STREAM_REC_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/symtab.h"
#include "base/tstamp.h"
#include "stream/schema.h"

#define PX_NULL INT64_MAX
#define QTY_NULL INT64_MAX
#define ID_NULL UINT64_MAX

enum {
	REC_FLAG_SNAPSHOT = 32, /* DBN flags bit 5: state, not activity */
	REC_FLAG_BAD_TS_RECV = 8
};

struct rec {
	const struct schema *schema;
	const unsigned char *v; /* the row; borrowed, see the function that
				 * returned it */
};

/* Raw reads; i is the index (>= 0) of a field of that width. */
static inline const unsigned char *
rec_at(const struct rec *r, int i)
{
	return r->v + r->schema->field[i].off;
}

static inline uint64_t
rec_u64(const struct rec *r, int i)
{
	uint64_t v;

	memcpy(&v, rec_at(r, i), sizeof(v));
	return v;
}

static inline int64_t
rec_i64(const struct rec *r, int i)
{
	return (int64_t)rec_u64(r, i);
}

static inline uint32_t
rec_u32(const struct rec *r, int i)
{
	uint32_t v;

	memcpy(&v, rec_at(r, i), sizeof(v));
	return v;
}

static inline double
rec_f64(const struct rec *r, int i)
{
	double v;

	memcpy(&v, rec_at(r, i), sizeof(v));
	return v;
}

/* Symbol id of the process; 0 when missing. */
static inline uint32_t
rec_symbol(const struct rec *r)
{
	return r->schema->at.symbol < 0 ? 0 : rec_u32(r, r->schema->at.symbol);
}

/*
 * Index time, used for ordering, windows and merges; TS_NULL when the row has
 * none.
 */
uint64_t rec_time(const struct rec *r);

/* Any field as a double in its unit; NaN for null and for texts.  Times in
 * seconds. */
double rec_double(const struct rec *r, int i);

/* The null of a fixed-width type, as bytes from the low end. */
uint64_t rec_null_bits(enum ftype t);

/* A null of the field's type. */
int rec_is_null(const struct rec *r, int i);

/*
 * What this row shows of the market: SEES_*.  An mbo or mbp row is a trade
 * only with action T; a trade without a price does not count as one; snapshot
 * rows show state (SEES_QUOTE), never activity.
 */
unsigned rec_sees(const struct rec *r);

/* Price and size of a trade or price record; NaN when undefined. */
double rec_price(const struct rec *r);
double rec_size(const struct rec *r);
int64_t rec_price_px(const struct rec *r); /* PX_NULL when undefined */
/* Side of the aggressor: +1 buy, -1 sell, 0 unknown. */
int rec_sign(const struct rec *r);
/* Best bid and ask; NaN when a side is empty. */
double rec_bid(const struct rec *r);
double rec_ask(const struct rec *r);
double rec_bid_size(const struct rec *r);
double rec_ask_size(const struct rec *r);

/* ---- writing rows ---- */

static inline void
row_put_u64(unsigned char *row, const struct schema *s, int i, uint64_t v)
{
	memcpy(row + s->field[i].off, &v, sizeof(v));
}

static inline void
row_put_i64(unsigned char *row, const struct schema *s, int i, int64_t v)
{
	memcpy(row + s->field[i].off, &v, sizeof(v));
}

static inline void
row_put_u32(unsigned char *row, const struct schema *s, int i, uint32_t v)
{
	memcpy(row + s->field[i].off, &v, sizeof(v));
}

/*
 * Replaces every NaN and infinity by one NaN: text cannot express infinities,
 * and the sign of a computed NaN depends on the CPU.
 */
static inline double
row_f64(double v)
{
	static const uint64_t nan_bits = UINT64_C(0x7ff8000000000000);

	if (!isfinite(v))
		memcpy(&v, &nan_bits, sizeof(v));
	return v;
}

static inline void
row_put_f64(unsigned char *row, const struct schema *s, int i, double v)
{
	v = row_f64(v);
	memcpy(row + s->field[i].off, &v, sizeof(v));
}

/* Set a field, or all fields of a row, to the null of its type. */
void row_put_null(unsigned char *row, const struct schema *s, int i);
void row_clear(unsigned char *row, const struct schema *s);

/*
 * Copy the fields that both schemas have by name and type; for a row that
 * gains or loses columns.  A plan is made once per pair of schemas: moves of 8
 * bytes, of 4, and of other lengths.  Neighbouring fields are moved together;
 * two moves of one stretch may overlap.
 */
struct copy_plan {
	int n8, n4, n; /* where each sort of moves ends */
	struct copy_move {
		uint32_t from, to, len;
	} * move;
};
int copy_plan_init(struct copy_plan *p, const struct schema *to,
    const struct schema *from, struct err *err);
void copy_plan_fini(struct copy_plan *p);

static inline void
copy_plan_run(const struct copy_plan *p, unsigned char *to,
    const unsigned char *from)
{
	const struct copy_move *m = p->move, *end8 = m + p->n8,
			       *end4 = m + p->n4, *end = m + p->n;

	for (; m < end8; m++)
		memcpy(to + m->to, from + m->from, 8);
	for (; m < end4; m++)
		memcpy(to + m->to, from + m->from, 4);
	for (; m < end; m++)
		memcpy(to + m->to, from + m->from, m->len);
}

#endif
