/*
 * ewstep.c - ew.h for a series that may stop moving.
 */
#include "math/ewstep.h"

/* One value is no history yet. */
static int
is_constant(const struct ewstep *s, double sd, double halflife)
{
	return s->ew.n > 1 &&
	       step_is_constant(&s->step, sd, s->ew.mean, halflife);
}

double
ewstep_sd(const struct ewstep *s, double halflife, double x)
{
	const struct ew *e = &s->ew;
	double sd = sqrt(e->var), least = ewstep_rounding(e);
	double scale = sd > least ? sd : least;

	if (is_constant(s, sd, halflife))
		scale = fmax(scale, step_floor(&s->step, x));
	return scale;
}

/* Before a value that ends a constant history. */
static void
ewstep_restart(struct ewstep *s, double x)
{
	struct ew *e = &s->ew;
	double floor;

	if (fabs(x - e->mean) <= ew_sd(e, ewstep_rounding(e)))
		return;
	floor = step_floor(&s->step, x);
	e->var = fmax(e->var, floor * floor);
}

void
ewstep_add(struct ewstep *s, double x, double halflife, double clip,
    double warm)
{
	struct ew *e = &s->ew;
	int warming = (double)e->n < warm;
	double var;

	if (!warming && is_constant(s, sqrt(e->var), halflife))
		ewstep_restart(s, x);
	var = e->var;
	ew_add(e, x, halflife, clip, warm, ewstep_rounding(e));
	if (!warming && x == s->step.last &&
	    step_run_is_long(&s->step, halflife))
		e->var = var;
	step_push(&s->step, x);
}
