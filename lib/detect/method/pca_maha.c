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

static const double LEAST = 1e-10;

/* t_k / (lambda_k + s mean(lambda)) into u[n]; the distance. */
static double
distance(const struct pca *m, double *u, const double *t)
{
	double mean = 0, sum = 0;
	uint64_t k;

	for (k = 0; k < m->n; k++)
		mean += m->value[k] / (double)m->n;
	for (k = 0; k < m->n; k++) {
		u[k] = 0;
		if (!(m->value[k] > LEAST * m->value[0]))
			continue;
		u[k] = t[k] / (m->value[k] + m->shrink * mean);
		sum += t[k] * u[k];
	}
	return sum;
}

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
	double u[PCA_SIZE_MAX], sum = distance(m, u, t);

	if (part != NULL)
		parts(m, part, z, u);
	return sum;
}

static void
pca_maha_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	(void)state;
	pca_rows(score, why, model, x, n, measure);
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
};
