/*
 * same.c - rows of the run since x last changed: a frozen feed counts up.
 *
 * A missing value is not a change.  0 if x differs from the previous value and
 * at the first row of a run.
 */
#include "feat/fn/run.h"

struct same {
	double last; /* value */
	double any;  /* 1 once there was one */
	double rows; /* since it changed */
	double run;  /* of the row before */
};

static inline double
next(struct same *s, double x, double run)
{
	int changed = !isnan(x) && !(s->any > 0 && x == s->last);

	s->rows = changed || !(run > s->run) ? 0 : s->rows + 1;
	s->run = run;
	if (!isnan(x)) {
		s->last = x;
		s->any = 1;
	}
	return s->rows;
}

static double
same_step(const void *arg, void *state, const struct fn_row *r)
{
	(void)arg;
	return next(state, r->in[0], r->in[1]);
}

static void
same_steps(const void *arg, double *out, const struct fn_rows *r)
{
	size_t g, k;

	(void)arg;
	EACH_ROW(r, g, k)
	out[k] = next(r->state[g], r->in[0][k], r->in[1][k]);
}

static size_t
same_size(const void *arg)
{
	(void)arg;
	return sizeof(struct same);
}

static int
same_walk(struct walk *w, const void *arg, void *state)
{
	struct same *s = state;

	(void)arg;
	walk_scalar(w, "last", TENSOR_F64, &s->last);
	walk_scalar(w, "any", TENSOR_F64, &s->any);
	walk_scalar(w, "rows", TENSOR_F64, &s->rows);
	walk_scalar(w, "run", TENSOR_F64, &s->run);
	return walk_done(w);
}

static const struct arg args[] = { ARG_SERIES("x", "the series"), RUN_ARG,
	ARGS_END };

const struct column_fn column_fn_same = {
	.name = "same",
	.summary = "rows of the run since the series changed",
	.unit = "rows",
	.args = args,
	.state_size = same_size,
	.walk_state = same_walk,
	.step = same_step,
	.steps = same_steps,
};
