/*
 * skel.c - the starting point for a new aggregate: the largest trade.
 *
 *	max v_i	[units]
 *
 * Copy this file, rename the functions and the struct, say above what is
 * computed and where it comes from (paper and equation), and put one line
 * AGGREGATE(name) into list.h.  This one is compiled and tested but not
 * listed.
 *
 * State is flat memory without pointers, zeroed when a window opens.  For
 * several columns or exact types see ohlc.c, for quotes spread.c, for what
 * depends on the window's end twap.c.
 */
#include <math.h>

#include "window/window.h"

struct skel {
	double max;
	int any;
};

static void
skel_push(void *state, const struct rec *r)
{
	struct skel *s = state;
	double v = rec_size(r);

	if (isnan(v))
		return;
	if (!s->any || v > s->max)
		s->max = v;
	s->any = 1;
}

static double
skel_emit(const void *state)
{
	const struct skel *s = state;

	return s->any ? s->max : NAN;
}

const struct aggregate aggregate_skel = {
	.name = "skel",
	.unit = "units",
	.summary = "size of the largest trade",
	.state_size = sizeof(struct skel),
	.push = skel_push,
	.emit = skel_emit,
};
