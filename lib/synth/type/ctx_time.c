/*
 * ctx_time.c - bars of the opening in the middle of the session.
 *
 *	T = 5 .. 10 units have the shapes of the units after the first of the
 *	symbol's last opening, scaled so that the root of their mean squared
 *	return is k times the sigma of here and now; log volume goes k / 4 of
 *	the way to theirs, at most all of it
 *
 * Harder levels are smaller moves.  The sum of the returns does not change.
 */
#include "synth/type.h"

static const double whole_volume = 4; /* k with the opening's volume */

static int
length(const struct inject_event *e)
{
	return inject_between(e->u[0], 5, 10);
}

static struct inject_span
ctx_time_span(const struct inject_event *e)
{
	return inject_units(e, length(e));
}

static double
root_mean_square(const struct inject_shape *s, int n)
{
	double sum = 0;
	int i;

	for (i = 0; i < n; i++)
		sum += s[i].close * s[i].close;
	return sqrt(sum / n);
}

static enum inject_reason
ctx_time_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	struct inject_shape now[INJECT_UNITS_MAX], want[INJECT_UNITS_MAX];
	int i, count = inject_shapes(now, e, rows, n);
	double rms, scale, part = fmin(e->k / whole_volume, 1);

	count = inject_opening(e, want, count);
	if (count == 0 || !((rms = root_mean_square(want, count)) > 0))
		return INJECT_UNKNOWN;
	scale = e->k * e->sigma / rms;
	for (i = 0; i < count; i++) {
		want[i].close *= scale;
		want[i].open *= scale;
		want[i].high *= scale;
		want[i].low *= scale;
		want[i].log_volume =
		    now[i].log_volume +
		    part * (want[i].log_volume - now[i].log_volume);
	}
	return inject_reshape(e, rows, n, now, want, count);
}

const struct inject_type inject_type_ctx_time = {
	.name = "ctx_time",
	.summary =
	    "5 to 10 units like the opening at midday, k times its sigma",
	.group = "contextual",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA | INJECT_OPENING,
	.rows = INJECT_ALL,
	.place = INJECT_MIDDAY,
	.sign = 1,
	.k = { { 4, 4 }, { 2.5, 2.5 }, { 1.6, 1.6 } },
	.span = ctx_time_span,
	.apply = ctx_time_apply,
};
