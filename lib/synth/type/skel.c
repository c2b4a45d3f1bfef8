/*
 * skel.c - the starting point for a new injected type: prints off to
 * alternating sides.
 *
 *	print i times e^(k s (-1)^i), i = 0 .. 3
 *
 * Copy this file, rename the functions and the struct, say above what is
 * altered and where it comes from, put one line INJECT(name) into list.h and
 * an entry into tickinject(1).  This one is compiled and tested but not
 * listed.
 *
 * .apply gets all rows of the event at once, so it can permute or repeat them.
 * Changes that outlast them go into e->stay (shift.c); paths of prices are in
 * trend.c, sizes in volume.c, new rows in wash.c; news.c is a decoy.  Random
 * numbers come only from e->rng and e->u.
 */
#include "synth/type.h"

enum { PRINTS = 4 };

static struct inject_span
skel_span(const struct inject_event *e)
{
	return (struct inject_span){ PRINTS, e->unit };
}

static enum inject_reason
skel_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	enum inject_reason why = INJECT_OK;
	double move = e->k * e->sigma;
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++)
		why = inject_print(&rows[i], i % 2 == 0 ? move : -move);
	return why;
}

extern const struct inject_type inject_type_skel;
const struct inject_type inject_type_skel = {
	.name = "skel",
	.summary = "four prints off by k s to alternating sides",
	.on = INJECT_TICKS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_PRICED,
	.k = { { 8, 12 }, { 5, 8 }, { 3, 5 } },
	.span = skel_span,
	.apply = skel_apply,
};
