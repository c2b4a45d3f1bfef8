/*
 * engine_fast.h - what the fast path of rows shares: engine_rows.c takes many
 * at once, engine_row.c takes one.
 */
#ifndef WINDOW_ENGINE_FAST_H
#define WINDOW_ENGINE_FAST_H

#include "stream/row.h"
#include "window/engine.h"

/* 1 when a row of a kind with trades is one: as rec_sees. */
static inline int
is_trade(const struct fast *f, const unsigned char *v)
{
	unsigned char action = f->action < 0 ? 'T' : v[f->action];

	return (action == 'T' || action == 0) &&
	       (int64_t)load_u64(v + f->price) != PX_NULL;
}

/* What aggregates may see of a row that is not a snapshot. */
static inline unsigned
sees_of(const struct fast *f, const unsigned char *v)
{
	if ((f->sees & SEES_TRADE) == 0 || is_trade(f, v))
		return f->sees;
	return f->sees & ~(unsigned)SEES_TRADE;
}

static inline int
is_snapshot(const struct fast *f, const unsigned char *v)
{
	return f->flags >= 0 && row_flags_snapshot(v[f->flags]);
}

/* A row of a kind whose rows take the fast path.  1; 0: row_push must take it;
 * -1. */
int fast_row(struct windows *w, struct kind *k, const struct rec *r,
    struct err *err);

#endif
