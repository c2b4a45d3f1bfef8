/*
 * pca_maha.c - Mahalanobis distance of a window, by its principal components.
 *
 *	score = sum t_k^2 / (lambda_k + s mean(lambda))
 *
 * over lambda_k > 1e-10 lambda_1.  s reduces the weight of small components,
 * because their variance is known least well.  The window is the last W rows; a
 * window with a missing value is not scored.  The reason names the columns
 * whose deviations contribute most.
 */
#include <math.h>

#include "detect/pca.h"

static const struct opt pca_maha_options[] = {
	{ .name = "pca-window",
	    .type = OPT_INT,
	    .off = offsetof(struct pca_opts, window),
	    .arg = "ROWS",
	    .def = "8",
	    .min = 1,
	    .max = PCA_SIZE_MAX,
	    .help = "W: rows of a window" },
	{ .name = "pca-shrink",
	    .type = OPT_REAL,
	    .off = offsetof(struct pca_opts, shrink),
	    .arg = "SHARE",
	    .def = "0.01",
	    .min = 0,
	    .max = 1e6,
	    .help = "s: share of the mean variance that is added to each "
		    "component's" },
	{ 0 }
};

/* The distance as a sum over the numbers of the window: z_i (V^T u)_i. */
static void
parts(const struct pca *m, double *part, const double *z, const double *u)
{
	uint64_t i, k;
	double v;

	for (i = 0; i < m->n; i++) {
		for (v = 0, k = 0; k < m->n; k++)
			v += u[k] * m->vector[k * m->n + i];
		part[i] = copysign(z[i] * v, z[i]);
	}
}

static double
measure(const struct pca *m, double *part, const double *z, const double *t)
{
	double u[PCA_SIZE_MAX], sum = pca_distance(m, u, t);

	if (part != NULL)
		parts(m, part, z, u);
	return sum;
}

static void
pca_maha_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	pca_rows(score, why, model, state, x, n, measure);
}

static const struct detector learner = {
	.name = "pca-maha",
	.summary = "Mahalanobis distance of windows",
	.source = "Mahalanobis 1936, by principal components",
	.flags = DETECT_FIT | DETECT_STATE | DETECT_POOLS,
	.opts = pca_maha_options,
	.opts_size = sizeof(struct pca_opts),
	.model_size = sizeof(struct pca),
	.fit = pca_fit,
	.walk = pca_walk,
	.window = pca_window,
	.score = pca_maha_score,
	.state_size = pca_state_size,
	.state_init = pca_state_init,
	.walk_state = pca_walk_state,
	.learn = pca_learn,
};

static const struct detector *
pca_maha_online(void *model, double halflife)
{
	struct pca *m = model;

	m->halflife = halflife;
	return &learner;
}

const struct detector detector_pca_maha = {
	.name = "pca-maha",
	.summary = "Mahalanobis distance of windows",
	.source = "Mahalanobis 1936, by principal components",
	.flags = DETECT_FIT,
	.opts = pca_maha_options,
	.opts_size = sizeof(struct pca_opts),
	.model_size = sizeof(struct pca),
	.fit = pca_fit,
	.walk = pca_walk,
	.window = pca_window,
	.score = pca_maha_score,
	.online = pca_maha_online,
};
