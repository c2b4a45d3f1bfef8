/*
 * resid.c - residual of one symbol against another, in standard deviations.
 *
 *	e_t = y_t - beta x_t,  beta = EWcov(x, y) / EWvar(x)
 *	value: e_t / EWsd(e)
 *
 * with all moments over earlier rows; then row t is added, with e and x clipped
 * to 4 sd.  resid(r,at(ES,r)) is the return of a symbol minus beta times that
 * of ES, scaled.  Rows in which one of the two is missing have no value and are
 * ignored; NaN for the first 64 rows.
 */
#include "feat/fn/pair.h"

enum { Y, X, HALFLIFE, FLOOR };

struct resid {
	struct pair pair;
	double var; /* of e */
};

static double
resid_step(const void *arg, void *state, const struct fn_row *r)
{
	double y = r->in[0], x = r->in[1], beta, e, dx, held, share, out = NAN;
	double hl = arg_real(arg, HALFLIFE), floor = arg_real(arg, FLOOR);
	struct resid *s = state;
	struct pair *p = &s->pair;

	if (isnan(x) || isnan(y))
		return NAN;
	beta = p->xx > 0 ? p->xy / p->xx : 0;
	e = y - beta * x;
	if (p->n >= PAIR_WARM)
		out = e / fmax(sqrt(s->var), floor);
	dx = pair_clip(x - p->mx, p->xx, p->n);
	held = pair_clip(e, fmax(s->var, floor * floor), p->n);
	share = ew_share(p->n, ew_lambda(hl));
	s->var = ew_mean(s->var, held * held - s->var, share);
	pair_add(p, dx, y - p->my - (e - held), hl);
	if (p->n == 0 || !isfinite(s->var))
		*s = (struct resid){ 0 };
	return out;
}

static size_t
resid_size(const void *arg)
{
	(void)arg;
	return sizeof(struct resid);
}

static int
resid_walk(struct walk *w, const void *arg, void *state)
{
	struct resid *s = state;

	(void)arg;
	pair_walk(w, &s->pair);
	walk_scalar(w, "var", TENSOR_F64, &s->var);
	return walk_done(w);
}

static const struct arg args[] = {
	ARG_SERIES("y", "the series to explain"),
	ARG_SERIES("x", "the series that explains it"),
	PAIR_HALFLIFE_ARG,
	{ .name = "floor",
	    .kind = ARG_REAL,
	    .min = 1e-300,
	    .max = 1e300,
	    .def = "1e-12",
	    .help = "least sd" },
	ARGS_END,
};

const struct column_fn column_fn_resid = {
	.name = "resid",
	.summary = "residual of a regression on another series, in sd",
	.unit = "sd",
	.args = args,
	.state_size = resid_size,
	.walk_state = resid_walk,
	.step = resid_step,
};
