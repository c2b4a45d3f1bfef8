/*
 * pca.h - principal components of windows, for the two detectors that use them.
 *
 * A window of W rows of d columns is a vector of n = W d numbers, standardised
 * by the mean and population deviation of the training windows.
 */
#ifndef DETECT_PCA_H
#define DETECT_PCA_H

#include "detect/detect.h"

enum { PCA_SIZE_MAX = 512 }; /* n */

struct pca_opts {
	int64_t window;
	double kept, shrink;
};

struct pca {
	int64_t d, window;
	int64_t kept; /* components used for reconstruction */
	uint64_t n;
	double shrink;     /* lambda_k + shrink * mean of lambda */
	double *mean, *sd; /* [n] */
	double *value;     /* [n] lambda, falling */
	double *vector;    /* [n][n], one a row */
	double halflife;   /* of what is learned online, in rows; not saved */
};

/*
 * Online: each symbol has its own mean and covariance, in units of sd, which
 * start as those of the model:
 *
 *	mean = mean + (1 - lambda) e		e = z - mean, clipped
 *	cov  = lambda (cov + (1 - lambda) e e^T)	lambda = 2^(-1/halflife)
 *
 * A window whose squared Mahalanobis distance is over n + PCA_CLIP sqrt(2 n)
 * is learned as if it had that distance: one anomaly does not hide the next.
 * The components are computed again every PCA_EVERY rows.
 */
enum { PCA_EVERY = 1000, PCA_CLIP = 6 };

size_t pca_state_size(const void *model);
void pca_state_init(void *state, const void *model);
int pca_walk_state(struct walk *w, const void *model, void *state);
void pca_learn(void *state, const void *model, const double *x);
/* The model with what a symbol has learned, borrowed; state NULL: m. */
struct pca pca_view(const struct pca *m, const void *state);

int pca_fit(void *model, const struct fit *f, struct err *err);
int pca_walk(struct walk *w, void *model);
size_t pca_window(const void *model);

/* The standardised window z[n] and its components t[n].  Returns 0 if a value
 * is missing. */
int pca_project(const struct pca *m, double *z, double *t, const double *x);

/* (lambda_k + s mean(lambda))^-1 t_k into u[n]; the sum of t_k u_k. */
double pca_distance(const struct pca *m, double *u, const double *t);

/* Sums of part[n] by column, into column[d]. */
void pca_by_column(const struct pca *m, double *column, const double *part);

/*
 * The detector function score.  measure returns the score of a standardised
 * window and, if part is not NULL, sets part[n]: what each number adds to it,
 * with the sign of its deviation.
 */
void pca_rows(double *score, struct contrib *why, const struct pca *m,
    const void *const *state, const double *x, size_t n,
    double (*measure)(const struct pca *m, double *part, const double *z,
	const double *t));

#endif
