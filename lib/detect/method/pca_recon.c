/*
 * pca_recon.c - the part that the first principal components do not explain.
 *
 *	score = mean over the window of the squared residual outside them
 *
 * in units of the standard deviations in training.  The window is the last W
 * rows; a window with a missing value is not scored.  The reason names the
 * columns with the largest residuals.
 */
#include <math.h>

#include "detect/pca.h"

static const struct opt pca_recon_options[] = {
	{ .name = "pca-window",
	    .type = OPT_INT,
	    .off = offsetof(struct pca_opts, window),
	    .arg = "ROWS",
	    .def = "8",
	    .min = 1,
	    .max = PCA_SIZE_MAX,
	    .help = "W: rows of a window" },
	{ .name = "pca-kept",
	    .type = OPT_REAL,
	    .off = offsetof(struct pca_opts, kept),
	    .arg = "N",
	    .def = "0.9",
	    .min = 1e-6,
	    .max = PCA_SIZE_MAX,
	    .help = "components: a number, or below 1 the share of the "
		    "variance that they explain" },
	{ 0 }
};

/* Squared residuals into part[n], with the sign of the deviation. */
static double
residual(const struct pca *m, double *part, const double *z, const double *t)
{
	double sum = 0, r;
	uint64_t i, k;

	for (i = 0; i < m->n; i++) {
		for (r = z[i], k = 0; k < (uint64_t)m->kept; k++)
			r -= t[k] * m->vector[k * m->n + i];
		if (part != NULL)
			part[i] = copysign(r * r, z[i]);
		sum += r * r;
	}
	return sum / (double)m->n;
}

static void
pca_recon_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	pca_rows(score, why, model, state, x, n, residual);
}

/* At least one component is left over. */
static int
pca_recon_fit(void *model, const struct fit *f, struct err *err)
{
	const struct pca_opts *o = f->opts;
	int64_t n = (int64_t)f->d * o->window;
	struct pca *m = model;

	if (n == 1 || o->kept >= (double)n)
		return err_usage(err,
		    "--pca-kept: nothing is left over of %d number%s (rows of "
		    "a window times columns): keep fewer, or use a longer "
		    "window",
		    (int)n, n == 1 ? "" : "s");
	if (pca_fit(m, f, err) == -1)
		return -1;
	m->kept = m->kept < n ? m->kept : n - 1;
	return 0;
}

static const struct detector learner = {
	.name = "pca-recon",
	.summary = "residual of windows after the first principal components",
	.source = "principal components; Jolliffe 2002, ch. 10",
	.flags = DETECT_FIT | DETECT_STATE | DETECT_POOLS,
	.opts = pca_recon_options,
	.opts_size = sizeof(struct pca_opts),
	.model_size = sizeof(struct pca),
	.fit = pca_recon_fit,
	.walk = pca_walk,
	.window = pca_window,
	.score = pca_recon_score,
	.state_size = pca_state_size,
	.state_init = pca_state_init,
	.walk_state = pca_walk_state,
	.learn = pca_learn,
};

static const struct detector *
pca_recon_online(void *model, double halflife)
{
	struct pca *m = model;

	m->halflife = halflife;
	return &learner;
}

const struct detector detector_pca_recon = {
	.name = "pca-recon",
	.summary = "residual of windows after the first principal components",
	.source = "principal components; Jolliffe 2002, ch. 10",
	.flags = DETECT_FIT,
	.opts = pca_recon_options,
	.opts_size = sizeof(struct pca_opts),
	.model_size = sizeof(struct pca),
	.fit = pca_recon_fit,
	.walk = pca_walk,
	.window = pca_window,
	.score = pca_recon_score,
	.online = pca_recon_online,
};
