/*
 * window_bars.h - windows over rows made by hand, and the bars they emit.
 *
 *	struct windows *w = start(&t, &o, &got);
 *	push(&t, w, rows_trade(&t, DAY0, "A", 10.5, 3));
 *	CHECK_INT(got.n, 0);
 *	finish(&t, w);
 */
#ifndef UNIT_WINDOW_BARS_H
#define UNIT_WINDOW_BARS_H

#include <inttypes.h>

#include "stream_rows.h"
#include "window/window.h"

enum { BARS_MAX = 40000 };

/* A bar as the tests look at it. */
struct bar {
	uint64_t start, end, def;
	uint32_t symbol;
	const struct schema *schema;
	int64_t open, high, low, close, volume, signed_volume;
	uint64_t count;
	int label;
	uint32_t label_type, label_id;
};

struct bars {
	struct bar v[BARS_MAX];
	int n;
	int fail_at; /* emit fails here; -1: never */
};

static struct bars got;

static inline int64_t
field_i64(const struct rec *r, const char *name)
{
	int i = schema_find(r->schema, name);

	return i < 0 ? -1 : rec_i64(r, i);
}

static inline int
collect(void *arg, const struct rec *r, struct err *err)
{
	struct bars *b = arg;
	struct bar *x = &b->v[b->n];

	if (b->n == b->fail_at || b->n == BARS_MAX)
		return err_set(err, "the sink is full");
	memset(x, 0, sizeof(*x));
	x->start = rec_u64(r, r->schema->at.ts_event);
	x->end = rec_u64(r, r->schema->at.ts_end);
	x->def = rec_u64(r, r->schema->at.def);
	x->symbol = rec_symbol(r);
	x->schema = r->schema;
	x->open = field_i64(r, "open");
	x->high = field_i64(r, "high");
	x->low = field_i64(r, "low");
	x->close = field_i64(r, "close");
	x->volume = field_i64(r, "volume");
	x->signed_volume = field_i64(r, "signed_volume");
	x->count = (uint64_t)field_i64(r, "count");
	if (r->schema->at.label >= 0)
		x->label = *rec_at(r, r->schema->at.label);
	if (r->schema->at.label_type >= 0)
		x->label_type = rec_u32(r, r->schema->at.label_type);
	if (r->schema->at.label_id >= 0)
		x->label_id = rec_u32(r, r->schema->at.label_id);
	b->n++;
	return 0;
}

/* slide 0: the length. */
static inline struct window_opts
options(uint64_t every, uint64_t slide, uint64_t lateness)
{
	struct window_opts o = { .price = -1, .lateness = lateness };
	struct err err = { 0 };
	char clock[96];

	snprintf(clock, sizeof(clock),
	    "time(%" PRIu64 "ns,slide=%" PRIu64 "ns)", every, slide);
	if (window_opts_clock(&o, clock, "clock", &err) == -1 ||
	    window_opts_aggs(&o, WINDOW_DEFAULT, "agg", &err) == -1) {
		printf("Bail out! %s\n", err.msg);
		exit(1);
	}
	return o;
}

static inline struct window_account
account(const struct windows *w)
{
	struct window_account a;

	windows_account(w, &a);
	return a;
}

static inline struct windows *
start(struct rows *t, const struct window_opts *o, struct bars *b)
{
	struct windows *w;

	rows_init(t);
	b->n = 0;
	b->fail_at = -1;
	w = windows_new(o, &t->vocab, collect, b, &t->err);
	if (w == NULL)
		rows_die(t);
	return w;
}

static inline void
finish(struct rows *t, struct windows *w)
{
	windows_free(w);
	rows_fini(t);
}

static inline void
push(struct rows *t, struct windows *w, struct rec r)
{
	if (windows_push(w, &r, &t->err) == -1) {
		printf("# %s\n", t->err.msg);
		test_bad = 1;
	}
}

#endif
