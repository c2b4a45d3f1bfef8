/*
 * skel.c - the starting point for a new metric: reciprocal rank.
 *
 *	1 / (rows scored no lower than the best positive row)
 *
 * Copy this file, rename the functions and the struct, say above what is
 * computed and where it comes from (paper and equation), and put one line
 * METRIC(name) into list.h.  This one is compiled and tested but not listed.
 *
 * A metric that uses scores, labels and decisions together, in the order of the
 * stream, has .timeline instead of .rank: see point.c.
 */
#include <math.h>

#include "eval/sweep.h"

static void
skel_rank(double *out, const struct ranking *r)
{
	struct sweep s;

	*out = NAN; /* not defined without positives */
	sweep_init(&s, r);
	if (sweep_next(&s))
		*out = 1 / (double)(s.tp + s.fp);
}

static const char *const values[] = { "", NULL };

const struct metric metric_skel = {
	.name = "skel",
	.values = values,
	.floors = values,
	.summary = "one over the rank of the best positive row",
	.source = "Voorhees 1999, TREC-8 question answering, section 3",
	.rank = skel_rank,
};
