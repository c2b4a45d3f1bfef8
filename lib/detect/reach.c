/*
 * reach.c - check whether a model can reach its threshold.
 *
 * The scores of a forest are bounded: in each tree no path is shorter than the
 * tree's shortest.  A forest also ignores a column that no tree splits on.
 * Detectors that measure distances have no bound, and they react when a
 * constant column changes.
 */
#include "detect/reach.h"

#include <inttypes.h>
#include <math.h>

double
model_most(const struct model *m)
{
	return m->detector->most != NULL ? m->detector->most(m->m) : INFINITY;
}

static int
check_columns(const struct model *m, struct err *err)
{
	int j;

	for (j = 0; m->detector->ignores != NULL && j < m->d; j++)
		if (m->detector->ignores(m->m, j))
			return err_set(err,
			    "feature %d, %s: constant in the rows that %s was "
			    "fitted on, so it can never cause an alarm: leave "
			    "it out with --features",
			    j + 1, m->names[j], m->detector->name);
	return 0;
}

int
model_check_reach(const struct model *m, double threshold, struct err *err)
{
	double most = model_most(m);

	if (check_columns(m, err) == -1)
		return -1;
	if (threshold == INFINITY && m->calib.kept > 0)
		return err_set(err,
		    "can never alarm: no score is rare enough, with %" PRIu64
		    " held-back scores: use more rows or a lower quantile",
		    m->calib.seen);
	if (threshold > most)
		return err_set(err,
		    "can never alarm: threshold %.6g, and %s gives scores up "
		    "to %.6g",
		    threshold, m->detector->name, most);
	return 0;
}
