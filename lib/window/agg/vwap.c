/*
 * vwap.c - volume-weighted average price of a window.
 *
 *	sum p_i v_i / sum v_i
 *
 * Over the trades with a size; NaN if the sum of sizes is not positive.
 */
#include <math.h>

#include "window/window.h"

struct vwap {
	double value, size;
};

static void
vwap_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct vwap *s = state;
	double p = rec_price(r), v = rec_size(r);

	(void)arg;
	(void)carry;
	if (isnan(p) || isnan(v))
		return;
	s->value += p * v;
	s->size += v;
}

static void
vwap_merge(const void *arg, void *state, const void *later)
{
	struct vwap *s = state;
	const struct vwap *b = later;

	(void)arg;
	s->value += b->value;
	s->size += b->size;
}

static void
vwap_emit(const void *arg, const void *state, union cell *out)
{
	const struct vwap *s = state;

	(void)arg;
	out->d = s->size > 0 ? s->value / s->size : NAN;
}

static int
vwap_walk(struct walk *w, const void *arg, void *state)
{
	struct vwap *s = state;

	(void)arg;
	walk_scalar(w, "value", TENSOR_F64, &s->value);
	walk_scalar(w, "size", TENSOR_F64, &s->size);
	return walk_done(w);
}

const struct aggregate aggregate_vwap = {
	.name = "vwap",
	.unit = "price",
	.summary = "volume-weighted average price",
	.fill = "vwap",
	.state_size = sizeof(struct vwap),
	.push = vwap_push,
	.merge = vwap_merge,
	.emit = vwap_emit,
	.walk_state = vwap_walk,
};
