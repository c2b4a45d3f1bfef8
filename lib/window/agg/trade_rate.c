/*
 * trade_rate.c - trades per second, exponentially weighted.
 *
 *	N <- 1 + N exp(-dt/tau) at each trade;  rate = N / tau	[1/s]
 *
 * where dt is the time since the previous trade, which may be from before the
 * window.
 *
 *	trade_rate	at the end of the window
 *	trade_rate_max	the largest just after a trade of the window
 *
 * Trades at a steady rate L give N / tau = L.  NaN before the first trade of a
 * symbol.
 */
#include <math.h>

#include "window/window.h"

struct rate_arg {
	double tau; /* ns */
};

struct intensity {
	double n;
	uint64_t at;
	uint32_t any;
};

struct rate {
	double end, max;
	uint32_t any, traded;
};

static const struct arg args[] = {
	{ .name = "tau",
	    .kind = ARG_DURATION,
	    .min = 1,
	    .max = 3.2e16,
	    .def = "10s",
	    .help = "time in which a trade's weight falls to 1/e" },
	{ .name = NULL },
};

static int
rate_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	(void)s;
	(void)err;
	((struct rate_arg *)arg)->tau = c->v[0].d;
	return 0;
}

static double
faded(const struct rate_arg *a, const struct intensity *c, uint64_t t)
{
	return c->n * exp(-(double)(t - c->at) / a->tau);
}

static void
rate_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	const struct rate_arg *a = arg;
	struct rate *s = state;
	struct intensity *c = carry;
	uint64_t t = rec_time(r);

	c->n = 1 + (c->any ? faded(a, c, t) : 0);
	c->at = t;
	c->any = 1;
	if (c->n > s->max)
		s->max = c->n;
	s->traded = 1;
}

static void
rate_close(const void *arg, void *state, void *carry, uint64_t end)
{
	struct rate *s = state;
	const struct intensity *c = carry;

	s->any = c->any;
	s->end = c->any ? faded(arg, c, end) : 0;
}

static void
rate_merge(const void *arg, void *state, const void *later)
{
	struct rate *s = state;
	const struct rate *b = later;

	(void)arg;
	s->end = b->end;
	s->any = b->any;
	s->max = fmax(s->max, b->max);
	s->traded |= b->traded;
}

static void
rate_emit(const void *arg, const void *state, union cell *out)
{
	const struct rate_arg *a = arg;
	const struct rate *s = state;

	out[0].d = s->any ? s->end / (a->tau / 1e9) : NAN;
	out[1].d = s->traded ? s->max / (a->tau / 1e9) : NAN;
}

static int
rate_walk(struct walk *w, const void *arg, void *state)
{
	struct rate *s = state;

	(void)arg;
	walk_scalar(w, "end", TENSOR_F64, &s->end);
	walk_scalar(w, "max", TENSOR_F64, &s->max);
	walk_scalar(w, "any", TENSOR_U32, &s->any);
	walk_scalar(w, "traded", TENSOR_U32, &s->traded);
	return walk_done(w);
}

static int
intensity_walk(struct walk *w, const void *arg, void *carry)
{
	struct intensity *c = carry;

	(void)arg;
	walk_scalar(w, "n", TENSOR_F64, &c->n);
	walk_scalar(w, "at", TENSOR_U64, &c->at);
	walk_scalar(w, "any", TENSOR_U32, &c->any);
	return walk_done(w);
}

static const struct column columns[] = {
	{ .name = "trade_rate", .type = F_F64, .unit = "1/s" },
	{ .name = "trade_rate_max", .type = F_F64, .unit = "1/s" },
	{ .name = NULL },
};

const struct aggregate aggregate_trade_rate = {
	.name = "trade_rate",
	.summary = "trades per second, exponentially weighted: last and peak",
	.args = args,
	.table = columns,
	.arg_size = sizeof(struct rate_arg),
	.state_size = sizeof(struct rate),
	.carry_size = sizeof(struct intensity),
	.every_pane = 1,
	.bind = rate_bind,
	.push = rate_push,
	.close = rate_close,
	.merge = rate_merge,
	.emit = rate_emit,
	.walk_state = rate_walk,
	.walk_carry = intensity_walk,
};
