/*
 * notional.c - traded value of a window: sum p_i v_i.
 *
 * Trades without a size add nothing; NaN if no trade has a size.
 */
#include <math.h>

#include "window/window.h"

struct notional {
	double sum;
	int64_t n;
};

static void
notional_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct notional *s = state;
	double value = rec_price(r) * rec_size(r);

	(void)arg;
	(void)carry;
	if (isnan(value))
		return;
	s->sum += value;
	s->n++;
}

static void
notional_merge(const void *arg, void *state, const void *later)
{
	struct notional *s = state;
	const struct notional *b = later;

	(void)arg;
	s->sum += b->sum;
	s->n += b->n;
}

static void
notional_emit(const void *arg, const void *state, union cell *out)
{
	const struct notional *s = state;

	(void)arg;
	out->d = s->n > 0 ? s->sum : NAN;
}

static int
notional_walk(struct walk *w, const void *arg, void *state)
{
	struct notional *s = state;

	(void)arg;
	walk_scalar(w, "sum", TENSOR_F64, &s->sum);
	walk_scalar(w, "n", TENSOR_I64, &s->n);
	return walk_done(w);
}

const struct aggregate aggregate_notional = {
	.name = "notional",
	.unit = "currency",
	.summary = "traded value",
	.fill = "0",
	.state_size = sizeof(struct notional),
	.push = notional_push,
	.merge = notional_merge,
	.emit = notional_emit,
	.walk_state = notional_walk,
};
