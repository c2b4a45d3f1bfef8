/*
 * imbalance.c - windows that end when trades are on one side more than expected
 * ("tick imbalance bars").
 *
 *	theta = sum b_i,  b_i = +1 for a buy, -1 for a sale
 *	a window ends when |theta| >= E[T] |E[b]|
 *
 * Lopez de Prado 2018, section 2.3.2.1.  b is the aggressor's side, else the
 * tick rule.  E[T] is the exponentially weighted mean of the windows' trades
 * over a span of windows, E[b] that of b over as many windows of n trades.
 * The first window has n trades.
 *
 * With this rule alone windows shrink to one trade or grow without limit, so
 * two bounds are added here: the threshold is at least sqrt(E[T]), the standard
 * deviation of theta where sides are drawn at random, and E[T] is kept between
 * n / 10 and 10 n.
 */
#include <math.h>

#include "window/window.h"

enum { N, SPAN };

static const struct arg args[] = {
	{ .name = "n",
	    .kind = ARG_INT,
	    .min = 2,
	    .max = 1e9,
	    .def = "1000",
	    .help = "trades expected in a window at first" },
	{ .name = "span",
	    .kind = ARG_REAL,
	    .min = 1,
	    .max = 1e6,
	    .def = "20",
	    .help = "windows that expectations are averaged over" },
	{ .name = NULL },
};

struct imbalance_arg {
	double n, alpha_t, alpha_b;
};

struct imbalance {
	int64_t theta;
	uint64_t trades; /* of the open window */
	double mean_t, mean_b;
	int64_t price; /* of the last trade */
	int32_t tick;  /* sign of the last change; 0: none yet */
	uint32_t any;
};

static int
imbalance_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct imbalance_arg *a = arg;

	(void)s;
	(void)err;
	a->n = c->v[N].d;
	a->alpha_t = 2 / (c->v[SPAN].d + 1);
	a->alpha_b = 2 / (c->v[SPAN].d * a->n + 1);
	return 0;
}

/* +1, -1, or 0 while the side of a trade is unknown. */
static int
side_of(struct imbalance *s, const struct rec *r)
{
	int64_t price = rec_price_px(r);
	int side = rec_sign(r);

	if (price != PX_NULL) {
		if (s->any && price != s->price)
			s->tick = price > s->price ? 1 : -1;
		s->price = price;
		s->any = 1;
	}
	return side != 0 ? side : s->tick;
}

static double
threshold(const struct imbalance *s)
{
	return fmax(s->mean_t * fabs(s->mean_b), sqrt(s->mean_t));
}

static unsigned
imbalance_push(const void *arg, void *state, const struct rec *r)
{
	const struct imbalance_arg *a = arg;
	struct imbalance *s = state;
	int side = side_of(s, r), first = s->mean_t == 0;

	s->theta += side;
	s->trades++;
	s->mean_b += a->alpha_b * (side - s->mean_b);
	if (first ? (double)s->trades < a->n
		  : fabs((double)s->theta) < threshold(s))
		return 0;
	s->mean_t =
	    first ? a->n
		  : s->mean_t + a->alpha_t * ((double)s->trades - s->mean_t);
	s->mean_t = fmin(fmax(s->mean_t, a->n / 10), a->n * 10);
	return CLOCK_AFTER;
}

static void
imbalance_reset(const void *arg, void *state)
{
	struct imbalance *s = state;

	(void)arg;
	s->theta = 0;
	s->trades = 0;
}

static int
imbalance_walk(struct walk *w, const void *arg, void *state)
{
	struct imbalance *s = state;

	(void)arg;
	walk_scalar(w, "theta", TENSOR_I64, &s->theta);
	walk_scalar(w, "trades", TENSOR_U64, &s->trades);
	walk_scalar(w, "mean_t", TENSOR_F64, &s->mean_t);
	walk_scalar(w, "mean_b", TENSOR_F64, &s->mean_b);
	walk_scalar(w, "price", TENSOR_I64, &s->price);
	walk_scalar(w, "tick", TENSOR_I32, &s->tick);
	walk_scalar(w, "any", TENSOR_U32, &s->any);
	return walk_done(w);
}

const struct clock clock_imbalance = {
	.name = "imbalance",
	.summary = "windows that end when trades lean to one side",
	.source = "Lopez de Prado 2018, section 2.3.2.1",
	.example = "imbalance(20, span=3)",
	.sees = SEES_TRADE,
	.args = args,
	.arg_size = sizeof(struct imbalance_arg),
	.state_size = sizeof(struct imbalance),
	.bind = imbalance_bind,
	.push = imbalance_push,
	.reset = imbalance_reset,
	.walk_state = imbalance_walk,
};
