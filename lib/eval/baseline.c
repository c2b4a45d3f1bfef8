/*
 * baseline.c - the one-liners that every report has beside a model.
 *
 * The sd is that of column function ewz with its defaults: half-life 60
 * rows, updates held to 4 sd, 64 rows of warm-up, at least 1e-12.  Strictly
 * causal: first the row is told, then it is taken in.
 */
#include "eval/baseline.h"

#include <math.h>

#define HALFLIFE 60.0
#define CLIP 4.0
#define WARM 64.0
#define FLOOR 1e-12

const struct baseline_name baselines[BASELINES] = {
	{ "B1", "B1 |r|" },
	{ "B2", "B2 |r|/sd" },
};

/* The change since the last value; NaN without. */
static double
change(const struct baseline *b, double x, int difference)
{
	if (!b->known)
		return NAN;
	return difference ? x - b->last : log(x / b->last);
}

void
baseline_step(struct baseline *b, float *out, double x, int difference)
{
	double r;

	out[0] = out[1] = 0;
	if (!isfinite(x) || (!difference && !(x > 0)))
		return;
	r = change(b, x, difference);
	b->last = x;
	b->known = 1;
	if (!isfinite(r))
		return;
	out[0] = (float)fabs(r);
	if ((double)b->ew.n >= WARM)
		out[1] = (float)(fabs(r) / fmax(sqrt(b->ew.var), FLOOR));
	ew_add(&b->ew, r, HALFLIFE, CLIP, WARM, FLOOR);
}
