/*
 * amihud.c - price impact per unit of traded value.
 *
 *	exponentially weighted mean of |ln(p_t / p_{t-1})| / (p_t v_t)
 *
 * Amihud 2002, equation 1, this row included.  Rows without a positive price
 * and volume have no value and are ignored.
 */
#include "feat/column_fn.h"
#include "feat/fn/ew_args.h"

enum { P, V, HALFLIFE };

struct amihud {
	double price; /* of the row before; 0: none */
	double sum, weight;
};

static double
amihud_step(const void *arg, void *state, const struct fn_row *r)
{
	double p = r->in[0], v = r->in[1], x, lambda;
	struct amihud *s = state;

	if (!(p > 0 && v > 0)) /* also NaN */
		return NAN;
	x = s->price > 0 ? fabs(log(p / s->price)) / (p * v) : NAN;
	s->price = p;
	if (!isfinite(x))
		return NAN;
	lambda = ew_lambda(arg_real(arg, HALFLIFE));
	s->sum = lambda * s->sum + x;
	s->weight = lambda * s->weight + 1;
	return s->sum / s->weight;
}

static size_t
amihud_size(const void *arg)
{
	(void)arg;
	return sizeof(struct amihud);
}

static int
amihud_walk(struct walk *w, const void *arg, void *state)
{
	struct amihud *s = state;

	(void)arg;
	walk_scalar(w, "price", TENSOR_F64, &s->price);
	walk_scalar(w, "sum", TENSOR_F64, &s->sum);
	walk_scalar(w, "weight", TENSOR_F64, &s->weight);
	return walk_done(w);
}

static const struct arg args[] = { ARG_SERIES("p", "prices"),
	ARG_SERIES("v", "volumes"), EW_HALFLIFE_ARG("rows"), ARGS_END };

const struct column_fn column_fn_amihud = {
	.name = "amihud",
	.summary = "mean absolute return per traded value",
	.source = "Amihud 2002, equation 1",
	.unit = "1/currency",
	.args = args,
	.state_size = amihud_size,
	.walk_state = amihud_walk,
	.step = amihud_step,
};
