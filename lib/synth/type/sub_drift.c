/*
 * sub_drift.c - a drift slow enough to be overlooked.
 *
 *	T = 60 units, a move of k s sqrt(T) in equal parts, which stays
 */
#include "synth/type.h"

enum { LENGTH = 60 };

static struct inject_span
sub_drift_span(const struct inject_event *e)
{
	return inject_units(e, LENGTH);
}

static double
sub_drift_path(const struct inject_event *e, double t)
{
	return e->k * e->sigma * sqrt(LENGTH) * (t < LENGTH ? t / LENGTH : 1);
}

static enum inject_reason
sub_drift_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	return inject_follow(e, rows, n, sub_drift_path);
}

const struct inject_type inject_type_sub_drift = {
	.name = "sub_drift",
	.summary = "a drift of k s sqrt(60) over 60 units",
	.group = "subtle",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.k = { { 4, 4 }, { 3, 3 }, { 2, 2 } },
	.span = sub_drift_span,
	.apply = sub_drift_apply,
};
