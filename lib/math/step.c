/*
 * step.c - the scale of a series whose history is constant.
 */
#include "math/step.h"

static const double WHOLE = 0.5;  /* of whole numbers */
static const double SHARE = 1e-3; /* of the level */

double
step_floor(const struct step *s, double x)
{
	double size = fmax(fabs(s->last), fabs(x)), scale;
	double level = s->last == 0 || x == 0 ? 1 : size;
	double whole = s->last == rint(s->last) && x == rint(x) ? WHOLE : 0;

	if (s->run == 0)
		return STEP_ROUNDING;
	scale = fmax(SHARE * level, whole);
	if (s->least > 0)
		scale = fmin(s->least / 2, fmax(STEP_MOST * level, whole));
	return fmax(scale, STEP_ROUNDING * fmax(1, size));
}

int
step_walk(struct walk *w, struct step *s)
{
	walk_scalar(w, "last", TENSOR_F64, &s->last);
	walk_scalar(w, "step", TENSOR_F64, &s->least);
	walk_scalar(w, "run", TENSOR_U64, &s->run);
	if (walk_loading(w))
		walk_check(w,
		    isfinite(s->last) && isfinite(s->least) && s->least >= 0,
		    "last or step");
	return walk_done(w);
}
