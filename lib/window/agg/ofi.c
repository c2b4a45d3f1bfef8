/*
 * ofi.c - order flow imbalance of the best quotes of a window.
 *
 *	e   = 1[b >= b'] bs - 1[b <= b'] bs' - 1[a <= a'] as + 1[a >= a'] as'
 *	ofi = sum e			exact
 *	ofi_depth = ofi / mean of (bs + as) / 2
 *
 * where ' marks the previous quote, which may be from before the window; the
 * mean is over the updates that have an e.  Cont, Kukanov and Stoikov 2014,
 * equations 4, 5 and 10.  Quotes without both prices and sizes are ignored.
 * Null if no update of the window has a predecessor.
 */
#include <math.h>

#include "window/window.h"

/* The quote before. */
struct prior {
	int64_t bid, ask;
	struct qty_sum bid_size, ask_size;
	uint32_t any;
};

struct ofi_arg {
	uint8_t scale; /* the finest of the sizes so far */
};

struct ofi {
	struct qty_sum sum, sizes;
	int64_t n;
};

static int
ofi_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct ofi_arg *a = arg;

	(void)c;
	(void)err;
	if (s == NULL || (s->sees & SEES_QUOTE) == 0)
		return 0;
	if (s->field[s->at.bid_sz].scale > a->scale)
		a->scale = s->field[s->at.bid_sz].scale;
	if (s->field[s->at.ask_sz].scale > a->scale)
		a->scale = s->field[s->at.ask_sz].scale;
	return 0;
}

static int
ofi_columns(const void *arg, const struct schema *s, struct column *out)
{
	const struct ofi_arg *a = arg;

	(void)s;
	out[0] = (struct column){ .name = "ofi",
		.type = F_QTY,
		.scale = a->scale == 9 ? SCALE_NANO : SCALE_WHOLE };
	out[1] = (struct column){ .name = "ofi_depth",
		.type = F_F64,
		.unit = "ratio" };
	return 2;
}

/* Add a size, sign times. */
static void
add(struct qty_sum *q, const struct qty_sum *size, int sign)
{
	struct qty_sum v = *size;

	v.whole *= sign;
	v.nano *= sign;
	qty_merge(q, &v);
}

static void
flow(struct ofi *s, const struct prior *c, const struct prior *now)
{
	if (now->bid >= c->bid)
		add(&s->sum, &now->bid_size, 1);
	if (now->bid <= c->bid)
		add(&s->sum, &c->bid_size, -1);
	if (now->ask <= c->ask)
		add(&s->sum, &now->ask_size, -1);
	if (now->ask >= c->ask)
		add(&s->sum, &c->ask_size, 1);
	add(&s->sizes, &now->bid_size, 1);
	add(&s->sizes, &now->ask_size, 1);
	s->n++;
}

static void
ofi_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	const struct places *at = &r->schema->at;
	struct prior *c = carry, now = { .any = 1 };

	(void)arg;
	now.bid = rec_i64(r, at->bid_px);
	now.ask = rec_i64(r, at->ask_px);
	qty_add(&now.bid_size, r, at->bid_sz, 1);
	qty_add(&now.ask_size, r, at->ask_sz, 1);
	if (now.bid == PX_NULL || now.ask == PX_NULL || now.bid_size.n == 0 ||
	    now.ask_size.n == 0)
		return;
	if (c->any)
		flow(state, c, &now);
	*c = now;
}

static void
ofi_merge(const void *arg, void *state, const void *later)
{
	struct ofi *s = state;
	const struct ofi *b = later;

	(void)arg;
	qty_merge(&s->sum, &b->sum);
	qty_merge(&s->sizes, &b->sizes);
	s->n += b->n;
}

static void
ofi_emit(const void *arg, const void *state, union cell *out)
{
	const struct ofi *s = state;
	double depth = qty_double(&s->sizes) / 2 / (double)s->n;

	(void)arg;
	out[0].q = s->sum;
	out[1].d = depth > 0 ? qty_double(&s->sum) / depth : NAN;
}

static int
ofi_walk(struct walk *w, const void *arg, void *state)
{
	struct ofi *s = state;

	(void)arg;
	qty_walk(w, "sum", &s->sum);
	qty_walk(w, "sizes", &s->sizes);
	walk_scalar(w, "n", TENSOR_I64, &s->n);
	return walk_done(w);
}

static int
prior_walk(struct walk *w, const void *arg, void *carry)
{
	struct prior *c = carry;

	(void)arg;
	walk_scalar(w, "bid", TENSOR_I64, &c->bid);
	walk_scalar(w, "ask", TENSOR_I64, &c->ask);
	qty_walk(w, "bid_size", &c->bid_size);
	qty_walk(w, "ask_size", &c->ask_size);
	walk_scalar(w, "any", TENSOR_U32, &c->any);
	return walk_done(w);
}

const struct aggregate aggregate_ofi = {
	.name = "ofi",
	.summary = "order flow imbalance of the best quotes",
	.source = "Cont, Kukanov and Stoikov 2014, equations 4, 5 and 10",
	.sees = SEES_QUOTE,
	.columns = ofi_columns,
	.arg_size = sizeof(struct ofi_arg),
	.state_size = sizeof(struct ofi),
	.carry_size = sizeof(struct prior),
	.bind = ofi_bind,
	.push = ofi_push,
	.merge = ofi_merge,
	.emit = ofi_emit,
	.walk_state = ofi_walk,
	.walk_carry = prior_walk,
};
