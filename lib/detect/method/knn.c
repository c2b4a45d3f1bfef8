/*
 * knn.c - distance of a window to its k-th nearest stored window.
 *
 *	score = sqrt(mean (z - z_k)^2)	[standard deviations]
 *
 * Ramaswamy, Rastogi and Shim 2000.  The stored windows are a seeded sample of
 * those of training (detect/neighbours.h).  A window with a missing value is
 * not scored.  The reason names the columns that differ most from the
 * neighbour.
 */
#include <math.h>

#include "detect/neighbours.h"

struct knn_opts {
	int64_t window, stored, k;
};

static const struct opt knn_options[] = { { .name = "knn-window",
					      .type = OPT_INT,
					      .off = offsetof(struct knn_opts,
						  window),
					      .arg = "ROWS",
					      .def = "8",
					      .min = 1,
					      .max = NEIGHBOURS_SIZE_MAX,
					      .help = "W: rows of a window" },
	{ .name = "knn-stored",
	    .type = OPT_INT,
	    .off = offsetof(struct knn_opts, stored),
	    .arg = "N",
	    .def = "2048",
	    .min = 1,
	    .max = NEIGHBOURS_ROWS_MAX,
	    .help = "maximum number of stored windows" },
	{ .name = "knn-k",
	    .type = OPT_INT,
	    .off = offsetof(struct knn_opts, k),
	    .arg = "K",
	    .def = "10",
	    .min = 1,
	    .max = NEIGHBOURS_K_MAX,
	    .help = "the distance to the K-th nearest window is the score" },
	{ 0 } };

struct knn {
	struct neighbours set;
	int64_t k;
};

static int
knn_fit(void *model, const struct fit *f, struct err *err)
{
	const struct knn_opts *o = f->opts;
	struct knn *m = model;

	m->k = o->k;
	return neighbours_fit(&m->set, f, o->window, (uint64_t)o->k,
	    (uint64_t)o->stored, err);
}

static int
knn_walk(struct walk *w, void *model)
{
	struct knn *m = model;

	neighbours_walk(w, &m->set);
	walk_scalar(w, "k", TENSOR_I64, &m->k);
	walk_check(w,
	    m->k >= 1 && m->k <= NEIGHBOURS_K_MAX &&
		(uint64_t)m->k <= m->set.rows,
	    "k: out of range");
	return walk_done(w);
}

static size_t
knn_window(const void *model)
{
	const struct knn *m = model;

	return (size_t)m->set.window;
}

static double
score_row(const struct knn *m, struct contrib *why, const double *x)
{
	struct neighbour near[NEIGHBOURS_K_MAX];
	double z[NEIGHBOURS_SIZE_MAX];

	if (!neighbours_place(&m->set, z, x)) {
		if (why != NULL)
			contrib_top(why, NULL, 0);
		return NAN;
	}
	neighbours_find(&m->set, near, (int)m->k, z);
	if (why != NULL)
		neighbours_why(&m->set, why, z, near[m->k - 1].row);
	return score_finite(near[m->k - 1].distance);
}

static void
knn_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct knn *m = model;
	size_t i;

	(void)state;
	for (i = 0; i < n; i++, x += m->set.n)
		score[i] =
		    score_row(m, why != NULL ? why + i * DETECT_WHY : NULL, x);
}

const struct detector detector_knn = {
	.name = "knn",
	.summary = "distance of windows to the K-th nearest stored window",
	.source = "Ramaswamy, Rastogi and Shim 2000",
	.flags = DETECT_FIT,
	.opts = knn_options,
	.opts_size = sizeof(struct knn_opts),
	.model_size = sizeof(struct knn),
	.fit = knn_fit,
	.walk = knn_walk,
	.window = knn_window,
	.score = knn_score,
};
