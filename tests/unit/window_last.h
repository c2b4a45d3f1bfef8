/*
 * window_last.h - the columns of one window, by the last bar.
 *
 *	struct windows *w = start(&t, "vwap,sd");
 *	push(&t, w, rows_trade(&t, DAY0, "A", 10, 2));
 *	finish(&t, w);
 *	CHECK_NEAR(get("vwap"), 10, 0);
 *	rows_fini(&t);
 */
#ifndef UNIT_WINDOW_LAST_H
#define UNIT_WINDOW_LAST_H

#include "math_golden.h"
#include "stream_rows.h"
#include "window/window.h"

extern const struct aggregate aggregate_skel;

/* The last bar, by value: the columns of one window. */
static struct {
	int n;
	struct schema schema;
	unsigned char row[2048];
} last;

static inline int
keep(void *arg, const struct rec *r, struct err *err)
{
	(void)arg;
	(void)err;
	last.n++;
	last.schema = *r->schema;
	memcpy(last.row, r->v, r->schema->row_size);
	return 0;
}

static inline double
get(const char *name)
{
	struct rec r = { &last.schema, last.row };

	return rows_get(&r, name);
}

/* A window of one minute; aggs NULL: the skeleton. */
static inline struct windows *
start(struct rows *t, const char *aggs)
{
	struct window_opts o = { .price = 0, .nagg = 1 };
	struct windows *w;

	rows_init(t);
	o.agg[0].agg = &aggregate_skel;
	if (window_opts_clock(&o, "time(1m)", "clock", &t->err) == -1 ||
	    (aggs != NULL && window_opts_aggs(&o, aggs, "agg", &t->err) == -1))
		rows_die(t);
	last.n = 0;
	if ((w = windows_new(&o, &t->vocab, keep, NULL, &t->err)) == NULL)
		rows_die(t);
	return w;
}

static inline void
push(struct rows *t, struct windows *w, struct rec r)
{
	if (windows_push(w, &r, &t->err) == -1)
		rows_die(t);
}

/* Emit; the schema lives as long as t. */
static inline void
finish(struct rows *t, struct windows *w)
{
	if (windows_flush(w, &t->err) == -1)
		rows_die(t);
	windows_free(w);
}

#endif
