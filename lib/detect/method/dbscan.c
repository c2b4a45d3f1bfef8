/*
 * dbscan.c - distance of a window to the nearest core window of DBSCAN.
 *
 *	score = distance to the nearest core window / eps
 *
 * Ester, Kriegel, Sander and Xu 1996.  A stored window is a core window if at
 * least P stored windows, itself included, are within eps.  A window with a
 * score above 1 is noise: no cluster contains it.  By default P is 2 d, and eps
 * the 95 % quantile of the stored windows' distances to their (P - 1)-th
 * neighbour.  The stored windows are a seeded sample of those of training
 * (detect/neighbours.h); the model keeps the core windows only.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "detect/neighbours.h"
#include "math/stats.h"

static const double EPS_MIN = 1e-9;

struct dbscan_opts {
	int64_t window, stored, points;
	double eps_quantile;
};

static const struct opt dbscan_options[] = {
	{ .name = "dbscan-window",
	    .type = OPT_INT,
	    .off = offsetof(struct dbscan_opts, window),
	    .arg = "ROWS",
	    .def = "8",
	    .min = 1,
	    .max = NEIGHBOURS_SIZE_MAX,
	    .help = "W: rows of a window" },
	{ .name = "dbscan-stored",
	    .type = OPT_INT,
	    .off = offsetof(struct dbscan_opts, stored),
	    .arg = "N",
	    .def = "2048",
	    .min = 4,
	    .max = NEIGHBOURS_ROWS_MAX,
	    .help = "maximum number of stored windows" },
	{ .name = "dbscan-points",
	    .type = OPT_INT,
	    .off = offsetof(struct dbscan_opts, points),
	    .arg = "P",
	    .def = "0",
	    .max = NEIGHBOURS_K_MAX,
	    .help = "P: windows within eps of a core window (0 = 2 d)" },
	{ .name = "dbscan-eps",
	    .type = OPT_REAL,
	    .off = offsetof(struct dbscan_opts, eps_quantile),
	    .arg = "Q",
	    .def = "0.95",
	    .min = 0.01,
	    .max = 1,
	    .help = "eps: quantile of the distances to the (P - 1)-th "
		    "neighbour" },
	{ 0 }
};

struct dbscan {
	struct neighbours set; /* the core windows */
	double eps;
};

/* ---- fit ---- */

/* Each stored window's distance to its (points - 1)-th other one. */
static void
measure(const struct neighbours *set, double *distance, int points)
{
	struct neighbour near[NEIGHBOURS_K_MAX];
	uint64_t i;

	for (i = 0; i < set->rows; i++) {
		neighbours_find(set, near, points, set->point + i * set->n);
		distance[i] = near[points - 1].distance;
	}
}

/* Keep the windows with a distance of at most eps. */
static void
keep_core(struct neighbours *set, const double *distance, double eps)
{
	uint64_t i, n = 0, size = set->n;

	for (i = 0; i < set->rows; i++) {
		if (!(distance[i] <= eps))
			continue;
		memmove(set->point + n * size, set->point + i * size,
		    size * sizeof(double));
		set->square[n++] = set->square[i];
	}
	set->rows = n;
}

static int
find_core(struct dbscan *m, int points, double quantile, struct err *err)
{
	uint64_t n = m->set.rows;
	double *distance = malloc(2 * n * sizeof(*distance)), *sorted;

	if (distance == NULL)
		return err_errno(err, "distances");
	sorted = distance + n;
	measure(&m->set, distance, points);
	memcpy(sorted, distance, n * sizeof(*sorted));
	stats_sort(sorted, n);
	m->eps = fmax(stats_quantile(sorted, n, quantile), EPS_MIN);
	keep_core(&m->set, distance, m->eps);
	free(distance);
	return 0;
}

static int
dbscan_fit(void *model, const struct fit *f, struct err *err)
{
	const struct dbscan_opts *o = f->opts;
	int points = (int)o->points > 0 ? (int)o->points : 2 * f->d;
	struct dbscan *m = model;

	if (points > NEIGHBOURS_K_MAX)
		return err_usage(err,
		    "--dbscan-points: %d for %d columns: expected at most %d",
		    points, f->d, NEIGHBOURS_K_MAX);
	if (neighbours_fit(&m->set, f, o->window, (uint64_t)points,
		(uint64_t)o->stored, err) == -1)
		return -1;
	return find_core(m, points, o->eps_quantile, err);
}

static int
dbscan_walk(struct walk *w, void *model)
{
	struct dbscan *m = model;

	neighbours_walk(w, &m->set);
	walk_scalar(w, "eps", TENSOR_F64, &m->eps);
	walk_check(w, m->eps > 0 && isfinite(m->eps), "eps: out of range");
	return walk_done(w);
}

static size_t
dbscan_window(const void *model)
{
	const struct dbscan *m = model;

	return (size_t)m->set.window;
}

/* ---- scoring ---- */

static double
score_row(const struct dbscan *m, struct contrib *why, const double *x)
{
	double z[NEIGHBOURS_SIZE_MAX];
	struct neighbour near;

	if (!neighbours_place(&m->set, z, x)) {
		if (why != NULL)
			contrib_top(why, NULL, 0);
		return NAN;
	}
	neighbours_find(&m->set, &near, 1, z);
	if (why != NULL)
		neighbours_why(&m->set, why, z, near.row);
	return score_finite(near.distance / m->eps);
}

static void
dbscan_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct dbscan *m = model;
	size_t i;

	(void)state;
	for (i = 0; i < n; i++, x += m->set.n)
		score[i] =
		    score_row(m, why != NULL ? why + i * DETECT_WHY : NULL, x);
}

const struct detector detector_dbscan = {
	.name = "dbscan",
	.summary = "distance of windows to the nearest cluster (core window)",
	.source = "Ester, Kriegel, Sander and Xu 1996",
	.flags = DETECT_FIT,
	.opts = dbscan_options,
	.opts_size = sizeof(struct dbscan_opts),
	.model_size = sizeof(struct dbscan),
	.fit = dbscan_fit,
	.walk = dbscan_walk,
	.window = dbscan_window,
	.score = dbscan_score,
};
