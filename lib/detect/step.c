/*
 * step.c - the scale of a feature whose history is constant.
 */
#include "detect/step.h"

#include <math.h>

#include "detect/detect.h"

static const double ROUNDING = 1e-12; /* of equal values, relative */
static const double WHOLE = 0.5;      /* of whole numbers */
static const double SHARE = 1e-3;     /* of the level */
static const double STEP_MOST = 5e-3; /* half a step, of the level */

void
step_push(struct step *s, double x)
{
	double change = fabs(x - s->last);

	if (s->run > 0 && change <= ROUNDING * fabs(x)) {
		s->run++;
		s->last = x;
		return;
	}
	if (s->run > 1 && (s->least == 0 || change < s->least))
		s->least = isfinite(change) ? change : s->least;
	s->run = 1;
	s->last = x;
}

double
step_floor(const struct step *s, double x)
{
	double size = fmax(fabs(s->last), fabs(x)), scale;
	double level = s->last == 0 || x == 0 ? 1 : size;
	double whole = s->last == rint(s->last) && x == rint(x) ? WHOLE : 0;

	if (s->run == 0)
		return ROUNDING;
	scale = fmax(SHARE * level, whole);
	if (s->least > 0)
		scale = fmin(s->least / 2, fmax(STEP_MOST * level, whole));
	return fmax(scale, ROUNDING * fmax(1, size));
}

int
step_walk(struct walk *w, struct step *s, uint64_t d)
{
	double last[DETECT_COLUMNS_MAX], least[DETECT_COLUMNS_MAX];
	uint64_t run[DETECT_COLUMNS_MAX], j;

	for (j = 0; j < d; j++) {
		last[j] = s[j].last;
		least[j] = s[j].least;
		run[j] = s[j].run;
	}
	walk_vector(w, "last", TENSOR_F64, last, d);
	walk_vector(w, "step", TENSOR_F64, least, d);
	walk_vector(w, "run", TENSOR_U64, run, d);
	for (j = 0; walk_loading(w) && j < d; j++) {
		walk_check(w,
		    isfinite(last[j]) && isfinite(least[j]) && least[j] >= 0,
		    "last or step");
		s[j] = (struct step){ last[j], least[j], run[j] };
	}
	return walk_done(w);
}
