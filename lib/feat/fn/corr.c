/*
 * corr.c - exponentially weighted correlation of two series, this row
 * included.
 *
 * For a pair of symbols: corr(r,at(ES,r)).  Its change: diff(corr(...),60).
 * Rows in which one of the two is missing have no value and are ignored; NaN
 * for the first 64 rows and while one of the two does not move.
 */
#include "feat/fn/pair.h"

enum { X, Y, HALFLIFE };

static double
corr_step(const void *arg, void *state, const struct fn_row *r)
{
	double x = r->in[0], y = r->in[1];
	struct pair *p = state;

	if (isnan(x) || isnan(y))
		return NAN;
	pair_add(p, pair_clip(x - p->mx, p->xx, p->n),
	    pair_clip(y - p->my, p->yy, p->n), arg_real(arg, HALFLIFE));
	if (p->n <= PAIR_WARM || !(p->xx > 0 && p->yy > 0))
		return NAN;
	return fmin(fmax(p->xy / sqrt(p->xx) / sqrt(p->yy), -1), 1);
}

static size_t
corr_size(const void *arg)
{
	(void)arg;
	return sizeof(struct pair);
}

static int
corr_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	pair_walk(w, state);
	return walk_done(w);
}

static const struct arg args[] = { ARG_SERIES("x", "a series"),
	ARG_SERIES("y", "another"), PAIR_HALFLIFE_ARG, ARGS_END };

const struct column_fn column_fn_corr = {
	.name = "corr",
	.summary = "exponentially weighted correlation of two series",
	.unit = "ratio",
	.args = args,
	.state_size = corr_size,
	.walk_state = corr_walk,
	.step = corr_step,
};
