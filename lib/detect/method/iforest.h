/*
 * iforest.h - the parts of detector "iforest" and their tests.
 */
#ifndef DETECT_IFOREST_H
#define DETECT_IFOREST_H

#include <stddef.h>
#include <stdint.h>

#include "detect/detect.h"

enum {
	IFOREST_TREES_MAX = 10000,
	IFOREST_SAMPLE_MAX = 65536, /* rows per tree */
	IFOREST_SLOPE_MAX = 16,     /* columns of a split */
	IFOREST_DEPTH_MAX = 64,     /* of a loaded tree; ours reach 16 */
	IFOREST_FEAT_BITS = 10      /* columns fit a node's link */
};

struct iforest_opts {
	int64_t trees, sample, slope;
	int exact;
};

/*
 * A node as the scorer reads it: 8 bytes.  link holds the left child's index in
 * its tree above IFOREST_FEAT_BITS and the column below; the right child is
 * next to the left.  A leaf is its own left child and its thr is +inf, so
 * further steps of a walk stay there.
 */
struct iforest_node {
	float thr;
	uint32_t link;
};

/*
 * Trees are consecutive, each breadth-first.  Saved: all down to n;
 * iforest_pack derives the rest.
 */
struct iforest {
	int64_t d;
	int64_t sample; /* rows a tree was grown on: psi */
	int64_t exact;  /* exact harmonic numbers */
	double *median; /* [d] of the training rows, for signs */
	uint32_t *root; /* [trees] first node of each tree */
	uint64_t trees;
	float *thr;    /* [n] x <= thr goes left; 0 in a leaf */
	int16_t *feat; /* [n] column; -1: a leaf */
	int32_t *left; /* [n] left child, counted from the root; 0: leaf */
	double *value; /* [n] leaf: splits passed + c(rows); else 0 */
	uint64_t n;
	struct iforest_node *nodes; /* [n] */
	uint8_t *depth;             /* [trees] longest walk */
	struct iforest_fast *fast;  /* or NULL, see iforest_fast.h */
	/* with slope > 1, columns of a split; thr and feat then say only
	 * whether a node is a leaf: */
	int64_t slope;
	uint64_t nslope;  /* n slope, or 0 */
	uint64_t ncut;    /* n, or 0 */
	int16_t *columns; /* [n][slope] */
	double *coef;     /* [n][slope]; 0 in a leaf */
	double *cut;      /* [n] */
	double c;         /* c(psi): what scores are relative to */
	double h_max;     /* largest path of any leaf */
};

/* Mean path of an unsuccessful search among n rows: the expected further depth
 * in a leaf of n rows.  exact: harmonic numbers summed, else ln + Euler's
 * constant, as scikit-learn. */
double iforest_c(uint64_t n, int exact);

extern const struct detector detector_iforest;

/* Grow the trees into a zeroed model. */
int iforest_fit(void *model, const struct fit *f, struct err *err);

/* ---- splits by planes: iforest_oblique.c ---- */

/* The sum that a node compares with its cut; column j is x[j * stride]. */
double iforest_sum(const struct iforest *f, uint64_t node, const float *x,
    size_t stride);
/* The leaf of x[d] in the tree that begins at root. */
uint64_t iforest_leaf(const struct iforest *f, uint64_t root, const float *x);
/* Add the paths of x[n][d]. */
void iforest_walk_oblique(double *sum, const struct iforest *f, const float *x,
    size_t n);
/* Give credit to the columns of a node, by their parts of the sum. */
void iforest_share(double *part, const struct iforest *f, uint64_t node,
    const float *x, double credit);
const char *iforest_check_oblique(const struct iforest *f, uint64_t node);

/* The error in the saved arrays, or NULL. */
const char *iforest_check(const struct iforest *f);

/* Derive the rest, fast for about this many rows to score; returns the error,
 * or NULL. */
const char *iforest_pack(struct iforest *f, uint64_t rows);

void iforest_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n);

/* The twin that iforest_score is tested against: the same bits. */
void iforest_score_naive(double *score, const struct iforest *f,
    const double *x, size_t n);

#endif
