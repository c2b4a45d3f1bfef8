/*
 * zeros.c - number of consecutive rows of the run, up to this one, in which x
 * is zero or missing.
 */
#include "feat/fn/run.h"

struct zeros {
	double rows;
	double run; /* of the row before */
};

static inline double
next(struct zeros *s, double x, double run)
{
	if (!(run > s->run))
		s->rows = 0;
	s->run = run;
	s->rows = isnan(x) || x == 0 ? s->rows + 1 : 0;
	return s->rows;
}

static double
zeros_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)arg;
	return next(state, r->in[0], r->in[1]);
}

static void
zeros_steps(const void *arg, double *out, const struct fn_rows *r)
{
	size_t g, k;

	(void)arg;
	EACH_ROW(r, g, k)
	out[k] = next(r->state[g], r->in[0][k], r->in[1][k]);
}

static size_t
zeros_size(const void *arg)
{
	(void)arg;
	return sizeof(struct zeros);
}

static int
zeros_walk(struct walk *w, const void *arg, void *state)
{
	struct zeros *s = state;

	(void)arg;
	walk_scalar(w, "rows", TENSOR_F64, &s->rows);
	walk_scalar(w, "run", TENSOR_F64, &s->run);
	return walk_done(w);
}

static const struct arg args[] = { ARG_SERIES("x", "the series, a volume"),
	RUN_ARG, ARGS_END };

const struct column_fn column_fn_zeros = {
	.name = "zeros",
	.summary = "rows in a row with zero or no value",
	.unit = "rows",
	.args = args,
	.state_size = zeros_size,
	.walk_state = zeros_walk,
	.step = zeros_step,
	.steps = zeros_steps,
};
