/*
 * ladder.c - the search for a magnitude that passes the triviality test.
 *
 * Average precision rises with the magnitude except for noise, so a step to the
 * other side of the band brackets a scale within it.  If bisection jumps over
 * the band (few events, or a type with whole-number magnitudes), no scale is
 * found.
 */
#include <math.h>

#include "synth/ladder.h"

#define SMOKE_AP 0.95

const struct ladder_band ladder_bands[INJECT_LEVELS] = {
	[INJECT_EASY] = { 0.6, 0.95 },
	[INJECT_MEDIUM] = { 0.25, 0.6 },
	[INJECT_HARD] = { 0.05, 0.25 },
};

const char *const ladder_verdicts[LADDER_VERDICTS] = {
	[LADDER_ACCEPTED] = "accepted",
	[LADDER_RESCALED] = "rescaled",
	[LADDER_SMOKE] = "smoke test only",
	[LADDER_NO_SCALE] = "no scale found",
	[LADDER_FEW] = "too few events",
};

struct search {
	const struct ladder_band *band;
	ladder_measure_fn *measure;
	void *arg;
	struct ladder_result *out;
};

/* -1 below the band, 1 above, 0 within. */
static int
side(const struct search *s, const struct ladder_trial *t)
{
	if (t->ap > s->band->high)
		return 1;
	return t->ap < s->band->low || isnan(t->ap) ? -1 : 0;
}

static int
try(struct search *s, struct ladder_trial *t, double scale, struct err *err)
{
	*t = (struct ladder_trial){ .scale = scale, .ap = NAN, .by = -1 };
	s->out->trials++;
	return s->measure(s->arg, t, err);
}

/*
 * Step away from *t until a trial lies on the other side or within: 1, *t is
 * that one and *before the one before it; 0: there is none; -1.
 */
static int
walk(struct search *s, struct ladder_trial *t, struct ladder_trial *before,
    struct err *err)
{
	int from = side(s, t);
	double step = from > 0 ? 1 / LADDER_STEP : LADDER_STEP;
	double start = t->scale, scale = start;

	for (;;) {
		*before = *t;
		scale *= step;
		if (scale > start * LADDER_FACTOR ||
		    scale < start / LADDER_FACTOR)
			return 0;
		if (try(s, t, scale, err) == -1)
			return -1;
		if (t->events < LADDER_EVENTS) /* too small, or too large */
			return 0;
		if (side(s, t) != from)
			return 1;
	}
}

/* Between two trials on both sides: 1, *t lies within; 0; -1. */
static int
halve(struct search *s, struct ladder_trial *t, struct ladder_trial other,
    struct err *err)
{
	struct ladder_trial end = *t;

	for (int i = 0; i < LADDER_HALVINGS && side(s, t) != 0; i++) {
		if (try(s, t, sqrt(end.scale * other.scale), err) == -1)
			return -1;
		if (side(s, t) == side(s, &end))
			end = *t;
		else
			other = *t;
	}
	return side(s, t) == 0 && t->events >= LADDER_EVENTS;
}

int
ladder_find(struct ladder_result *out, enum inject_level level, double start,
    ladder_measure_fn *measure, void *arg, struct err *err)
{
	struct search s = { &ladder_bands[level], measure, arg, out };
	struct ladder_trial t, before;
	int got;

	*out = (struct ladder_result){ .verdict = LADDER_ACCEPTED };
	if (try(&s, &t, start, err) == -1)
		return -1;
	out->first = out->last = t;
	if (t.events < LADDER_EVENTS) {
		out->verdict = LADDER_FEW;
		return 0;
	}
	if (side(&s, &t) == 0)
		return 0;
	if ((got = walk(&s, &t, &before, err)) == 1)
		got = halve(&s, &t, before, err);
	if (got == 1) {
		out->verdict = LADDER_RESCALED;
		out->last = t;
	} else {
		out->verdict = out->first.ap > SMOKE_AP && before.ap > SMOKE_AP
				   ? LADDER_SMOKE
				   : LADDER_NO_SCALE;
	}
	return got == -1 ? -1 : 0;
}
