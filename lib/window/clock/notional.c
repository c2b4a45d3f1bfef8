/*
 * notional.c - windows of some traded value ("dollar bars").
 *
 * Lopez de Prado 2018, section 2.3.1.4.  A window ends with the trade that
 * brings sum p_i v_i to the value or beyond; trades are not divided, and the
 * next window begins with nothing.  A bar of the input counts with its close.
 */
#include <math.h>

#include "window/window.h"

static const struct arg args[] = {
	{ .name = "value",
	    .kind = ARG_REAL,
	    .min = 1e-9,
	    .max = 1e18,
	    .def = "1000000",
	    .help = "traded value of a window, in currency" },
	{ .name = NULL },
};

struct notional_arg {
	double value;
	int price, size; /* fields, -1: none */
};

struct notional {
	double sum;
};

static int
notional_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct notional_arg *a = arg;

	(void)err;
	a->value = c->v[0].d;
	a->price = a->size = -1;
	if (s == NULL)
		return 0;
	a->price = s->sees & SEES_BAR ? s->at.close : s->at.price;
	a->size = s->sees & SEES_BAR ? s->at.volume : s->at.size;
	return 0;
}

static unsigned
notional_push(const void *arg, void *state, const struct rec *r)
{
	const struct notional_arg *a = arg;
	struct notional *s = state;
	double value = NAN;

	if (a->price >= 0 && a->size >= 0)
		value = rec_double(r, a->price) * rec_double(r, a->size);
	if (!isnan(value))
		s->sum += fabs(value);
	return s->sum >= a->value ? CLOCK_AFTER : 0;
}

static void
notional_reset(const void *arg, void *state)
{
	(void)arg;
	((struct notional *)state)->sum = 0;
}

static int
notional_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	walk_scalar(w, "sum", TENSOR_F64, &((struct notional *)state)->sum);
	return walk_done(w);
}

const struct clock clock_notional = {
	.name = "notional",
	.summary = "windows of equal traded value",
	.source = "Lopez de Prado 2018, section 2.3.1.4",
	.example = "notional(2000)",
	.sees = SEES_TRADE | SEES_BAR,
	.args = args,
	.arg_size = sizeof(struct notional_arg),
	.state_size = sizeof(struct notional),
	.bind = notional_bind,
	.push = notional_push,
	.reset = notional_reset,
	.walk_state = notional_walk,
};
