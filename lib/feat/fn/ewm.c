/*
 * ewm.c - exponentially weighted mean of the earlier rows.
 *
 *	m_1 = x_1,  m += (1 - lambda) (x - m),  lambda = 2^(-1/halflife)
 *
 * The first `warm' rows are weighted equally and have no value.
 */
#include "feat/fn/each.h"
#include "feat/fn/ew_args.h"

enum { X, HALFLIFE, WARM };

static inline double
ewm_of(const void *arg, struct ew *e, double x)
{
	double warm = arg_real(arg, WARM), y;

	if (isnan(x))
		return NAN;
	y = (double)e->n >= warm ? e->mean : NAN;
	ew_add(e, x, arg_real(arg, HALFLIFE), 0, warm, 0);
	return y;
}

EACH_STATE(ewm_of, struct ew)

static int
ewm_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	return ew_walk(w, state);
}

static const struct arg args[] = { ARG_SERIES("x", "the series"),
	EW_HALFLIFE_ARG("rows"), EW_WARM_ARG("1", "rows"), ARGS_END };

const struct column_fn column_fn_ewm = {
	.name = "ewm",
	.summary = "exponentially weighted mean of the rows before",
	.unit = "=",
	.args = args,
	.state_size = ewm_of_size,
	.walk_state = ewm_walk,
	.step = ewm_of_step,
	.steps = ewm_of_steps,
};
