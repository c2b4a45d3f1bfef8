/*
 * kyle.c - price impact of signed volume.
 *
 *	lambda = EWcov(dp, q) / EWvar(q),  q = sign(v) sqrt(|v|)
 *
 * where dp is the change of the price and v the signed volume of the row; this
 * row is included.  After Kyle 1985, with the root of volume as in Hasbrouck
 * 2009.  NaN for the first 64 rows; rows in which one of the two is missing are
 * ignored.
 */
#include "feat/fn/pair.h"

enum { P, V, HALFLIFE };

struct kyle {
	struct pair pair;
	double price; /* of the row before */
	double any;   /* 1 once there was one */
};

static double
kyle_step(const void *arg, void *state, const struct fn_row *r)
{
	double price = r->in[0], q = copysign(sqrt(fabs(r->in[1])), r->in[1]);
	struct kyle *s = state;
	struct pair *p = &s->pair;
	double dp = price - s->price;

	if (isnan(price) || isnan(q))
		return NAN;
	s->price = price;
	if (!(s->any > 0)) {
		s->any = 1;
		return NAN;
	}
	pair_add(p, pair_clip(q - p->mx, p->xx, p->n),
	    pair_clip(dp - p->my, p->yy, p->n), arg_real(arg, HALFLIFE));
	return p->n > PAIR_WARM && p->xx > 0 ? p->xy / p->xx : NAN;
}

static size_t
kyle_size(const void *arg)
{
	(void)arg;
	return sizeof(struct kyle);
}

static int
kyle_walk(struct walk *w, const void *arg, void *state)
{
	struct kyle *s = state;

	(void)arg;
	pair_walk(w, &s->pair);
	walk_scalar(w, "price", TENSOR_F64, &s->price);
	walk_scalar(w, "any", TENSOR_F64, &s->any);
	return walk_done(w);
}

static const struct arg args[] = { ARG_SERIES("p", "prices, a mid"),
	ARG_SERIES("v", "signed volumes"), PAIR_HALFLIFE_ARG, ARGS_END };

const struct column_fn column_fn_kyle = {
	.name = "kyle",
	.summary = "price impact of the root of signed volume",
	.source = "Kyle 1985; Hasbrouck 2009, section 2",
	.unit = "",
	.args = args,
	.state_size = kyle_size,
	.walk_state = kyle_walk,
	.step = kyle_step,
};
