/*
 * ewstep.h - ew.h for a series that may stop moving.
 *
 * A constant history would let sqrt(v) fall to nothing.  If sqrt(v) is below
 * 1e-12 |m|, the scale is step_floor (step.h).  While the last values are
 * equal, four half-lives of them and 64 at least, v does not fall, and the
 * scale is at least step_floor if a step has been seen.  The value that ends
 * such a history starts with v = scale^2.
 *
 * The scale is at least 1e-12 and at least 1e-12 |m| (rounding of m), in the
 * clip too.  A zeroed struct is a new one.  x must be finite.
 */
#ifndef MATH_EWSTEP_H
#define MATH_EWSTEP_H

#include "math/ew.h"
#include "math/step.h"

enum { EWSTEP_RUN_LEAST = 64, EWSTEP_RUN_HALFLIVES = 4 };

struct ewstep {
	struct ew ew;
	struct step step;
};

/* The least scale: rounding of the mean. */
static inline double
ewstep_rounding(const struct ew *e)
{
	double m = fabs(e->mean);

	return m > 1 ? STEP_ROUNDING * m : STEP_ROUNDING;
}

/* Equal values have brought sqrt(v) down to a quarter already. */
static inline int
step_run_is_long(const struct step *s, double halflife)
{
	return s->run >= EWSTEP_RUN_LEAST &&
	       (double)s->run >= EWSTEP_RUN_HALFLIVES * halflife;
}

/* A history of a scale sd around m is constant. */
static inline int
step_is_constant(const struct step *s, double sd, double m, double halflife)
{
	return sd <= STEP_ROUNDING * fabs(m) ||
	       (s->least > 0 && step_run_is_long(s, halflife));
}

/* The scale for x: sd, or more after a history around m that is constant. */
static inline double
step_scale(const struct step *s, double sd, double m, double halflife, double x)
{
	if (step_is_constant(s, sd, m, halflife))
		sd = fmax(sd, step_floor(s, x));
	return fmax(sd, STEP_ROUNDING);
}

/*
 * 0 if the next value can be scored and added as in ew.h, with the floor
 * ewstep_rounding, and then be given to step_push: the usual case, without a
 * call.
 */
static inline int
ewstep_may_be_constant(const struct ewstep *s, double warm)
{
	const struct ew *e = &s->ew;

	return s->step.run >= EWSTEP_RUN_LEAST ||
	       ((double)e->n >= warm &&
		   e->var <= STEP_ROUNDING * STEP_ROUNDING * e->mean * e->mean);
}

/* The scale for x, after the warm-up. */
double ewstep_sd(const struct ewstep *s, double halflife, double x);

/* Add x. */
void ewstep_add(struct ewstep *s, double x, double halflife, double clip,
    double warm);

/* Its values in a state file. */
static inline int
ewstep_walk(struct walk *w, struct ewstep *s)
{
	(void)ew_walk(w, &s->ew);
	return step_walk(w, &s->step);
}

#endif
