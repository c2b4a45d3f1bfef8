/*
 * stream_rows.h - rows made by hand, for the tests of windows and features.
 *
 *	struct rows t;
 *	rows_init(&t);
 *	struct rec r = rows_trade(&t, 1 * SEC, "A", 10.5, 3);
 *
 * A record is borrowed until the next of the same kind.
 */
#ifndef UNIT_STREAM_ROWS_H
#define UNIT_STREAM_ROWS_H

#include "stream/stream.h"
#include "test.h"

#define SEC NS_SECOND
#define MIN (60 * NS_SECOND)

/* Midnight of 2024-01-01 UTC. */
#define DAY0 (UINT64_C(1704067200) * NS_SECOND)

enum { ROWS_KINDS = 8, ROWS_SIZE = 512 };

struct rows {
	struct vocab vocab;
	struct err err;
	const struct schema *schema[ROWS_KINDS];
	unsigned char row[ROWS_KINDS][ROWS_SIZE];
};

enum { K_TRADE, K_QUOTE, K_OHLCV, K_MBP1, K_VALUE, K_LABELED, K_FRACTION,
	K_MBO };

static inline void
rows_die(const struct rows *t)
{
	printf("Bail out! %s\n", t->err.msg);
	exit(1);
}

static inline void
rows_kind(struct rows *t, int k, const char *kind)
{
	int n;
	const struct field *f = kind_fields(kind, &n);

	t->schema[k] = schema_get(t->vocab.schemas, kind, f, n, &t->err);
	if (t->schema[k] == NULL || t->schema[k]->row_size > ROWS_SIZE)
		rows_die(t);
	row_clear(t->row[k], t->schema[k]);
}

/* Bare trades with labels, and with sizes in fractions of a unit. */
static inline void
rows_own(struct rows *t, int k, int labels, int scale)
{
	struct field f[8];
	int n = 0;

	f[n++] = field_make("ts_event", F_TS, "");
	f[n++] = field_make("symbol", F_SYM, "");
	f[n++] = field_make("price", F_PX, "");
	f[n] = field_make("size", F_QTY, "");
	f[n++].scale = (uint8_t)scale;
	if (labels) {
		f[n++] = field_make("label", F_U8, "");
		f[n++] = field_make("label_type", F_SYM, "");
		f[n++] = field_make("label_id", F_U32, "");
	}
	t->schema[k] = schema_get(t->vocab.schemas, "trades", f, n, &t->err);
	if (t->schema[k] == NULL)
		rows_die(t);
	row_clear(t->row[k], t->schema[k]);
}

static inline void
rows_init(struct rows *t)
{
	memset(t, 0, sizeof(*t));
	if (vocab_init(&t->vocab, 1 << 20, &t->err) == -1)
		rows_die(t);
	rows_kind(t, K_TRADE, "trades");
	rows_kind(t, K_QUOTE, "quote");
	rows_kind(t, K_OHLCV, "ohlcv-1m");
	rows_kind(t, K_MBP1, "mbp-1");
	rows_kind(t, K_VALUE, "value");
	rows_kind(t, K_MBO, "mbo");
	rows_own(t, K_LABELED, 1, 0);
	rows_own(t, K_FRACTION, 0, 9);
}

static inline void
rows_fini(struct rows *t)
{
	vocab_fini(&t->vocab);
}

static inline int64_t
rows_px(double v)
{
	return isnan(v) ? PX_NULL : llround(v * 1e9);
}

static inline uint32_t
rows_symbol(struct rows *t, const char *symbol)
{
	return symtab_add(t->vocab.syms, symbol, strlen(symbol), &t->err);
}

static inline struct rec
rows_rec(struct rows *t, int k, uint64_t ts, const char *symbol)
{
	struct rec r = { t->schema[k], t->row[k] };
	const struct schema *s = r.schema;

	row_put_u64(t->row[k], s, s->at.ts_event, ts);
	if (s->at.ts_recv >= 0)
		row_put_u64(t->row[k], s, s->at.ts_recv, ts);
	row_put_u32(t->row[k], s, s->at.symbol, rows_symbol(t, symbol));
	return r;
}

/* size < 0: missing. */
static inline struct rec
rows_trade_of(struct rows *t, int k, uint64_t ts, const char *symbol,
    double price, int64_t size)
{
	struct rec r = rows_rec(t, k, ts, symbol);

	row_put_i64(t->row[k], r.schema, r.schema->at.price, rows_px(price));
	row_put_i64(t->row[k], r.schema, r.schema->at.size,
	    size < 0 ? QTY_NULL : size);
	return r;
}

static inline struct rec
rows_trade(struct rows *t, uint64_t ts, const char *symbol, double price,
    int64_t size)
{
	return rows_trade_of(t, K_TRADE, ts, symbol, price, size);
}

static inline struct rec
rows_quote(struct rows *t, uint64_t ts, const char *symbol, double bid,
    double ask)
{
	struct rec r = rows_rec(t, K_QUOTE, ts, symbol);

	row_put_i64(t->row[K_QUOTE], r.schema, r.schema->at.bid_px,
	    rows_px(bid));
	row_put_i64(t->row[K_QUOTE], r.schema, r.schema->at.ask_px,
	    rows_px(ask));
	return r;
}

static inline struct rec
rows_bar(struct rows *t, uint64_t ts, const char *symbol, const double *ohlc,
    int64_t volume)
{
	struct rec r = rows_rec(t, K_OHLCV, ts, symbol);
	const struct places *at = &r.schema->at;
	unsigned char *row = t->row[K_OHLCV];

	row_put_i64(row, r.schema, at->open, rows_px(ohlc[0]));
	row_put_i64(row, r.schema, at->high, rows_px(ohlc[1]));
	row_put_i64(row, r.schema, at->low, rows_px(ohlc[2]));
	row_put_i64(row, r.schema, at->close, rows_px(ohlc[3]));
	row_put_i64(row, r.schema, at->volume, volume);
	return r;
}

static inline struct rec
rows_value(struct rows *t, uint64_t ts, const char *symbol, double value)
{
	struct rec r = rows_rec(t, K_VALUE, ts, symbol);

	row_put_f64(t->row[K_VALUE], r.schema, r.schema->at.value, value);
	return r;
}

/* A field of a record by name, as a double; fails loudly when absent. */
static inline double
rows_get(const struct rec *r, const char *name)
{
	int i = schema_find(r->schema, name);

	if (i < 0) {
		printf("# no field %s in %s\n", name, r->schema->kind);
		test_bad = 1;
		return NAN;
	}
	return rec_double(r, i);
}

#endif
