/*
 * skel.c - the starting point for a new aggregate: the largest trade.
 *
 *	max v_i	[units]
 *
 * Copy this file, rename the functions and the struct, say above what is
 * computed and where it comes from (paper and equation), put one line
 * AGGREGATE(name) into list.h and an entry into tickwin(1).  This one is
 * compiled and tested but not listed.
 *
 * State is flat memory without pointers, zeroed when a window opens.  For
 * several columns or exact types see ohlc.c, for arguments pick.c, for memory
 * that outlives a window amihud.c, for dependence on time twap.c.
 */
#include <math.h>

#include "window/window.h"

struct skel {
	double max;
	uint32_t any;
};

static void
skel_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct skel *s = state;
	double v = rec_size(r);

	(void)arg;
	(void)carry;
	if (isnan(v))
		return;
	if (!s->any || v > s->max)
		s->max = v;
	s->any = 1;
}

static void
skel_merge(const void *arg, void *state, const void *later)
{
	struct skel *s = state;
	const struct skel *b = later;

	(void)arg;
	if (b->any && (!s->any || b->max > s->max))
		*s = *b;
}

static void
skel_emit(const void *arg, const void *state, union cell *out)
{
	const struct skel *s = state;

	(void)arg;
	out->d = s->any ? s->max : NAN;
}

static int
skel_walk(struct walk *w, const void *arg, void *state)
{
	struct skel *s = state;

	(void)arg;
	walk_scalar(w, "max", TENSOR_F64, &s->max);
	walk_scalar(w, "any", TENSOR_U32, &s->any);
	return walk_done(w);
}

const struct aggregate aggregate_skel = {
	.name = "skel",
	.unit = "units",
	.summary = "size of the largest trade",
	.state_size = sizeof(struct skel),
	.push = skel_push,
	.merge = skel_merge,
	.emit = skel_emit,
	.walk_state = skel_walk,
};
