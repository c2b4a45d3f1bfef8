/*
 * resid.c - residual of one symbol against another, in standard deviations.
 *
 *	e_t = y_t - beta x_t,  beta = EWcov(x, y) / EWvar(x)
 *	value: e_t / EWsd(e)
 *
 * with all moments over earlier rows; then row t is added, with e and x clipped
 * to 4 sd.  With floor 0, EWsd(e) after a constant y is half a step of y
 * (math/ewstep.h).  resid(r,at(ES,r)) is the return of a symbol minus beta
 * times that of ES, scaled.  Rows in which one of the two is missing have no
 * value and are ignored; NaN for the first 64 rows.
 */
#include "feat/fn/floor.h"
#include "feat/fn/pair.h"
#include "math/ewstep.h"

enum { Y, X, HALFLIFE, FLOOR };

struct resid {
	struct pair pair;
	double var;       /* of e */
	struct step step; /* of y */
};

/* The scale of e for a row with this y. */
static double
scale(const struct resid *s, double y, double halflife, double floor)
{
	double sd = sqrt(s->var);

	return floor > 0 ? fmax(sd, floor)
			 : step_scale(&s->step, sd, s->pair.my, halflife, y);
}

static double
resid_step(const void *arg, void *state, const struct fn_row *r)
{
	double y = r->in[0], x = r->in[1], beta, e, dx, held, share, sd;
	double hl = arg_real(arg, HALFLIFE), out = NAN;
	struct resid *s = state;
	struct pair *p = &s->pair;

	if (isnan(x) || isnan(y))
		return NAN;
	beta = p->xx > 0 ? p->xy / p->xx : 0;
	e = y - beta * x;
	sd = scale(s, y, hl, arg_real(arg, FLOOR));
	if (p->n >= PAIR_WARM)
		out = e / sd;
	dx = pair_clip(x - p->mx, p->xx, p->n);
	held = pair_clip(e, sd * sd, p->n);
	share = ew_share(p->n, ew_lambda(hl));
	s->var = ew_mean(s->var, held * held - s->var, share);
	pair_add(p, dx, y - p->my - (e - held), hl);
	step_push(&s->step, y);
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
	return step_walk(w, &s->step);
}

static const struct arg args[] = {
	ARG_SERIES("y", "the series to explain"),
	ARG_SERIES("x", "the series that explains it"),
	PAIR_HALFLIFE_ARG,
	FLOOR_ARG("least sd"),
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
