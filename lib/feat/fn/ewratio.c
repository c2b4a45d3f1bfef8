/*
 * ewratio.c - ratio of two exponentially weighted sums, this row included.
 *
 *	sum of lambda^i x_{t-i} / sum of lambda^i y_{t-i}
 *
 * ewratio(side*size,size) is the imbalance of trades.  Rows in which one of the
 * two is missing have no value and are ignored; NaN if the divisor is zero.
 */
#include "feat/column_fn.h"
#include "feat/fn/ew_args.h"

enum { X, Y, HALFLIFE };

struct ewratio {
	double x, y;
};

static double
ewratio_step(const void *arg, void *state, const struct fn_row *r)
{
	double lambda = ew_lambda(arg_real(arg, HALFLIFE));
	struct ewratio *s = state;

	if (isnan(r->in[0]) || isnan(r->in[1]))
		return NAN;
	s->x = lambda * s->x + r->in[0];
	s->y = lambda * s->y + r->in[1];
	if (!isfinite(s->x) || !isfinite(s->y))
		*s = (struct ewratio){ 0 };
	return s->y != 0 ? s->x / s->y : NAN;
}

static size_t
ewratio_size(const void *arg)
{
	(void)arg;
	return sizeof(struct ewratio);
}

static int
ewratio_walk(struct walk *w, const void *arg, void *state)
{
	struct ewratio *s = state;

	(void)arg;
	walk_scalar(w, "x", TENSOR_F64, &s->x);
	walk_scalar(w, "y", TENSOR_F64, &s->y);
	return walk_done(w);
}

static const struct arg args[] = { ARG_SERIES("x", "the dividend"),
	ARG_SERIES("y", "the divisor"), EW_HALFLIFE_ARG("rows"), ARGS_END };

const struct column_fn column_fn_ewratio = {
	.name = "ewratio",
	.summary = "ratio of two exponentially weighted sums",
	.unit = "",
	.args = args,
	.state_size = ewratio_size,
	.walk_state = ewratio_walk,
	.step = ewratio_step,
};
