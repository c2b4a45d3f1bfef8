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
};

int pca_fit(void *model, const struct fit *f, struct err *err);
int pca_walk(struct walk *w, void *model);
size_t pca_window(const void *model);

/* The standardised window z[n] and its components t[n].  Returns 0 if a value
 * is missing. */
int pca_project(const struct pca *m, double *z, double *t, const double *x);

/* Sums of part[n] by column, into column[d]. */
void pca_by_column(const struct pca *m, double *column, const double *part);

/*
 * The detector function score.  measure returns the score of a standardised
 * window and, if part is not NULL, sets part[n]: what each number adds to it,
 * with the sign of its deviation.
 */
void pca_rows(double *score, struct contrib *why, const struct pca *m,
    const double *x, size_t n,
    double (*measure)(const struct pca *m, double *part, const double *z,
	const double *t));

#endif
