/*
 * window_market.h - a market of all kinds of rows, and the bars of a run as
 * text, for what must hold for every aggregate and clock.
 *
 *	struct text x = { malloc(TEXT_SIZE), 0 };
 *	run(&x, &(struct setup){ "time(8s)", "ohlc", 0 }, seed, disorder);
 */
#ifndef UNIT_WINDOW_MARKET_H
#define UNIT_WINDOW_MARKET_H

#include "stream_rows.h"
#include "tmp.h"

#include "base/rng.h"
#include "window/window.h"

enum { ROWS = 1500, TEXT_SIZE = 1 << 22, DISORDER = 2 };
#define TICK (50 * 1000000) /* ns; many rows have equal times */

/* All bars of a run as text, one a line; doubles by their bits. */
struct text {
	char *s;
	size_t n;
};

static inline void
put(struct text *x, const char *fmt, uint64_t v)
{
	x->n += (size_t)snprintf(x->s + x->n, TEXT_SIZE - x->n, fmt, v);
	if (x->n >= TEXT_SIZE) {
		printf("Bail out! more bars than the test has room for\n");
		exit(1);
	}
}

static struct vocab *bars_vocab;

static inline void
put_field(struct text *x, const struct rec *r, int i)
{
	const struct field *f = &r->schema->field[i];
	uint64_t v = 0;
	size_t len;
	int k;

	x->n +=
	    (size_t)snprintf(x->s + x->n, TEXT_SIZE - x->n, " %s=", f->name);
	if (f->type == F_SYM) {
		x->n += (size_t)snprintf(x->s + x->n, TEXT_SIZE - x->n, "%s",
		    symtab_text(bars_vocab->syms, rec_u32(r, i), &len));
		return;
	}
	if (f->type == F_TEXT) {
		for (k = 0; k < f->len; k++)
			put(x, "%02" PRIx64, rec_at(r, i)[k]);
		return;
	}
	memcpy(&v, rec_at(r, i), f->len);
	put(x, "%" PRIx64, v);
}

static inline int
take(void *arg, const struct rec *r, struct err *err)
{
	struct text *x = arg;
	int i;

	(void)err;
	for (i = 0; i < r->schema->nfield; i++)
		put_field(x, r, i);
	put(x, "\n", 0);
	return 0;
}

/* ---- a market ---- */

struct market {
	struct rows t;
	struct rng rng;
	uint64_t at;
	int disorder; /* seconds that a row may come late */
	int runs;     /* kinds come in runs of some length */
	int kind, rows; /* of the last row; so far */
	double price;
	int64_t offset;
};

static const char *const names[] = { "B", "A", "long symbol", "C" };

/* Trades with text columns of their own, that say where they came from. */
static inline void
kept_kind(struct market *m)
{
	struct field f[9];
	int n = 0;

	f[n++] = field_make("ts_event", F_TS, "");
	f[n++] = field_make("symbol", F_SYM, "");
	f[n++] = field_make("price", F_PX, "");
	f[n++] = field_make("size", F_QTY, "");
	f[n++] = field_make("trader", F_SYM, "");
	f[n] = field_make("venue", F_TEXT, "");
	f[n++].len = 5;
	f[n++] = field_make("src_topic", F_SYM, "");
	f[n++] = field_make("src_part", F_I32, "");
	f[n++] = field_make("src_off", F_I64, "");
	m->t.schema[K_VALUE] =
	    schema_get(m->t.vocab.schemas, "trades", f, n, &m->t.err);
	if (m->t.schema[K_VALUE] == NULL)
		rows_die(&m->t);
	row_clear(m->t.row[K_VALUE], m->t.schema[K_VALUE]);
}

static inline void
market_init(struct market *m, uint64_t seed, int disorder)
{
	memset(m, 0, sizeof(*m));
	rows_init(&m->t);
	kept_kind(m);
	rng_init(&m->rng, seed, 0);
	m->at = DAY0;
	m->price = 100;
	m->kind = K_TRADE;
	m->disorder = disorder;
}

static inline struct rec
market_quote(struct market *m, int k, uint64_t at, const char *name)
{
	struct rec r = rows_rec(&m->t, k, at, name);
	const struct places *p = &r.schema->at;
	unsigned char *row = m->t.row[k];
	int64_t bid = rows_px(m->price - 0.01 * (double)rng_below(&m->rng, 4));
	int64_t ask =
	    bid + (int64_t)(rng_below(&m->rng, 6)) * 5000000 - 5000000;
	/* Of the two kinds of quotes one has sizes in fractions. */
	int64_t unit = r.schema->field[p->bid_sz].scale == 9 ? 100000000 : 1;

	row_put_i64(row, r.schema, p->bid_px,
	    rng_below(&m->rng, 20) == 0 ? PX_NULL : bid);
	row_put_i64(row, r.schema, p->ask_px, ask);
	row_put_i64(row, r.schema, p->bid_sz,
	    (int64_t)rng_below(&m->rng, 9) * unit);
	row_put_i64(row, r.schema, p->ask_sz,
	    (int64_t)rng_below(&m->rng, 9) * unit);
	return r;
}

static inline void
put_byte(struct market *m, int k, int field, char c)
{
	m->t.row[k][m->t.schema[k]->field[field].off] = (unsigned char)c;
}

/* The next row; gap: seconds of silence at times. */
static inline struct rec
market_next(struct market *m)
{
	static const int kinds[] = { K_TRADE, K_TRADE, K_QUOTE, K_MBP1,
		K_LABELED, K_FRACTION, K_VALUE, K_MBO };
	static const char *const traders[] = { "", "x", "y", "z" };
	struct rng *g = &m->rng;
	const char *name = names[rng_below(g, 4)];
	int k = kinds[rng_below(g, 8)];
	uint64_t at;
	struct rec r;

	if (m->runs && rng_below(g, 12) > 0)
		k = m->kind;
	if (m->rows++ == 0) /* all bars have the same scale of sizes */
		k = K_FRACTION;
	m->kind = k;
	/* Whole and equal times, steps, and silence of many windows. */
	if (rng_below(g, 4) > 0)
		m->at += rng_below(g, 8) * TICK;
	if (rng_below(g, 60) == 0)
		m->at += rng_below(g, 40) * SEC;
	at = m->at;
	if (m->disorder > 0)
		at -= rng_below(g, (uint64_t)m->disorder * SEC / TICK) * TICK;
	m->price += 0.01 * (double)((int)rng_below(g, 5) - 2);
	if (k == K_QUOTE)
		return market_quote(m, k, at, name);
	if (k == K_MBP1)
		market_quote(m, k, at, name);
	r = rows_trade_of(&m->t, k, at, name, m->price,
	    (int64_t)rng_below(g, 9) * (k == K_FRACTION ? 300000001 : 1));
	if (r.schema->at.side >= 0)
		put_byte(m, k, r.schema->at.side, "NAB"[rng_below(g, 3)]);
	if (r.schema->at.action >= 0)
		put_byte(m, k, r.schema->at.action,
		    "TTACMF"[rng_below(g, k == K_MBO ? 6 : 5)]);
	if (k == K_MBO)
		row_put_u64(m->t.row[k], r.schema,
		    schema_find(r.schema, "order_id"), rng_below(g, 9));
	if (k == K_TRADE)
		put_byte(m, k, r.schema->at.action, 'T');
	if (k == K_LABELED)
		put_byte(m, k, r.schema->at.label, rng_below(g, 5) == 0);
	if (k == K_VALUE) {
		row_put_u32(m->t.row[k], r.schema,
		    schema_find(r.schema, "trader"),
		    rows_symbol(&m->t, traders[rng_below(g, 4)]));
		put_byte(m, k, schema_find(r.schema, "venue"),
		    "NQ"[rng_below(g, 2)]);
		row_put_u32(m->t.row[k], r.schema,
		    schema_find(r.schema, "src_topic"),
		    rows_symbol(&m->t, "ticks"));
		row_put_u32(m->t.row[k], r.schema,
		    schema_find(r.schema, "src_part"),
		    (uint32_t)rng_below(g, 3));
		row_put_i64(m->t.row[k], r.schema,
		    schema_find(r.schema, "src_off"), m->offset++);
	}
	return r;
}

static inline void
push(struct market *m, struct windows *w, struct rec r)
{
	if (windows_push(w, &r, &m->t.err) == -1)
		rows_die(&m->t);
}

/* ---- runs ---- */

struct setup {
	const char *clock, *aggs;
	uint64_t lateness;
	int by; /* MARK_* */
	int fill;
	const char *session; /* in UTC, or NULL */
};

static struct calendar market_calendar;
static int market_price; /* of the runs: 0 trades, 1 mids */

static inline struct windows *
start(struct market *m, const struct setup *u, struct text *x)
{
	struct window_opts o = { .price = market_price,
		.lateness = u->lateness };
	/* Partitions 0 to 2; rows of other kinds are of a file. */
	const struct window_marks marks = { .by = u->by,
		.idle = 10 * SEC,
		.partitions = 3,
		.files = 1 };
	struct err *err = &m->t.err;
	struct windows *w = NULL;

	o.marks = marks;
	o.fill = u->fill;
	if (u->session != NULL) {
		calendar_fini(&market_calendar);
		if (calendar_open(&market_calendar, u->session, NULL, "UTC",
			err) == -1)
			rows_die(&m->t);
		o.calendar = &market_calendar;
		o.calendar_text = u->session;
	}
	if (window_opts_clock(&o, u->clock, "clock", err) == -1 ||
	    window_opts_aggs(&o, u->aggs, "agg", err) == -1 ||
	    (w = windows_new(&o, &m->t.vocab, take, x, err)) == NULL)
		rows_die(&m->t);
	bars_vocab = &m->t.vocab;
	return w;
}

static inline void
finish(struct market *m, struct windows *w)
{
	if (windows_flush(w, &m->t.err) == -1)
		rows_die(&m->t);
	windows_free(w);
	rows_fini(&m->t);
}

static inline void
run(struct text *x, const struct setup *u, uint64_t seed, int disorder)
{
	struct market m;
	struct windows *w;
	int i;

	x->n = 0;
	market_init(&m, seed, disorder);
	w = start(&m, u, x);
	for (i = 0; i < ROWS; i++)
		push(&m, w, market_next(&m));
	finish(&m, w);
	x->s[x->n] = '\0';
}

/* The same in pieces, each by a process of its own. */
static inline void
run_pieces(struct text *x, const struct setup *u, uint64_t seed, int disorder,
    const char *path)
{
	struct rng cuts;
	struct market m;
	struct windows *w;
	struct state *s;
	int i = 0, done = 0, end;

	x->n = 0;
	rng_init(&cuts, seed, 1);
	for (end = 0; i < ROWS; end = 1) {
		market_init(&m, seed, disorder);
		for (i = 0; i < done; i++)
			market_next(&m);
		/* Symbols get other ids than in the piece before. */
		rows_symbol(&m.t, names[rng_below(&cuts, 4)]);
		w = start(&m, u, x);
		if (end &&
		    ((s = state_read(path, m.t.vocab.syms, &m.t.err)) == NULL ||
			windows_load(w, s, &m.t.err) == -1))
			rows_die(&m.t);
		if (end)
			state_free(s);
		/* Two pieces at least, some of them empty. */
		done += (int)rng_below(&cuts, ROWS / 2);
		for (; i < done && i < ROWS; i++)
			push(&m, w, market_next(&m));
		if (i == ROWS)
			break;
		if ((s = state_new(m.t.vocab.syms, &m.t.err)) == NULL ||
		    windows_save(w, s, &m.t.err) == -1 ||
		    state_write(s, path, &m.t.err) == -1)
			rows_die(&m.t);
		state_free(s);
		windows_free(w);
		rows_fini(&m.t);
	}
	finish(&m, w);
	x->s[x->n] = '\0';
}

#endif
