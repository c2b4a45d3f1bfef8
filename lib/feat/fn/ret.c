/*
 * ret.c - simple return against the row before: x_t / x_{t-1} - 1.
 *
 * NaN without a predecessor, after a zero and where x is missing; a missing
 * row is passed over, the next return spans it.
 */
#include <math.h>

#include "feat/feat.h"

struct ret {
	double last;
	double any; /* 1 once there was a row */
};

static size_t
ret_size(const struct argv *a)
{
	(void)a;
	return sizeof(struct ret);
}

static double
ret_step(void *state, const struct argv *a, const double *in)
{
	struct ret *s = state;
	double y;

	(void)a;
	if (isnan(in[0]))
		return NAN;
	y = s->any > 0 && s->last != 0 ? in[0] / s->last - 1 : NAN;
	s->last = in[0];
	s->any = 1;
	return y;
}

static const struct arg args[] = {
	{ "x", ARG_IN, 0, 0, NULL, "a series, a price" },
	{ NULL, ARG_IN, 0, 0, NULL, NULL },
};

const struct column_fn column_fn_ret = {
	.name = "ret",
	.summary = "simple return against the row before",
	.unit = "ratio",
	.args = args,
	.state_size = ret_size,
	.step = ret_step,
};
