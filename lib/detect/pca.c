/*
 * pca.c - principal components of windows: fit, file, projection.
 *
 * Products run in the fixed order of math/kernel.h: a row's score is the same
 * alone and in any batch.
 */
#include "detect/pca.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/eigen.h"
#include "math/kernel.h"

static const double SD_FLOOR = 1e-12;
/* Of the largest variance: components below have none. */
static const double LEAST = 1e-10;

size_t
pca_window(const void *model)
{
	const struct pca *m = model;

	return (size_t)m->window;
}

/* ---- fit ---- */

typedef void each_fn(struct pca *m, double *cov, const double *x);

/* Visit each window of the training rows; returns how many. */
static size_t
each_window(struct pca *m, const struct rows *rows, double *cov, each_fn *each)
{
	size_t w = (size_t)m->window, d = (size_t)m->d, r, i, n = 0;

	for (r = 0; r < rows->runs; r++)
		for (i = rows->run[r]; i + w <= rows->run[r + 1]; i++, n++)
			each(m, cov, rows->x + i * d);
	return n;
}

static void
add_mean(struct pca *m, double *cov, const double *x)
{
	uint64_t i;

	(void)cov;
	for (i = 0; i < m->n; i++)
		m->mean[i] += x[i];
}

static void
add_square(struct pca *m, double *cov, const double *x)
{
	uint64_t i;

	(void)cov;
	for (i = 0; i < m->n; i++)
		m->sd[i] += (x[i] - m->mean[i]) * (x[i] - m->mean[i]);
}

static void
add_product(struct pca *m, double *cov, const double *x)
{
	double z[PCA_SIZE_MAX];
	uint64_t i, j;

	for (i = 0; i < m->n; i++)
		z[i] = (x[i] - m->mean[i]) / m->sd[i];
	for (i = 0; i < m->n; i++)
		for (j = i; j < m->n; j++)
			cov[i * m->n + j] += z[i] * z[j];
}

static int
alloc_all(struct pca *m)
{
	m->mean = calloc(m->n, sizeof(double));
	m->sd = calloc(m->n, sizeof(double));
	m->value = calloc(m->n, sizeof(double));
	m->vector = calloc(m->n * m->n, sizeof(double));
	return m->mean != NULL && m->sd != NULL && m->value != NULL &&
	       m->vector != NULL;
}

/* A number of components, or the share of variance they must explain. */
static int64_t
count_kept(const struct pca *m, double kept)
{
	double all = 0, sum = 0;
	uint64_t k;

	if (kept >= 1)
		return kept < (double)m->n ? (int64_t)kept : (int64_t)m->n;
	for (k = 0; k < m->n; k++)
		all += fmax(m->value[k], 0);
	for (k = 0; k < m->n && sum < kept * all; k++)
		sum += fmax(m->value[k], 0);
	return k > 0 ? (int64_t)k : 1;
}

static int
decompose(struct pca *m, double *cov, const struct rows *rows, struct err *err)
{
	uint64_t i, j, n = m->n;
	size_t windows = each_window(m, rows, cov, add_mean);

	if (windows <= n)
		return err_set(err,
		    "%zu windows of %d rows, expected more than %d (rows "
		    "times columns)",
		    windows, (int)m->window, (int)n);
	for (i = 0; i < n; i++)
		m->mean[i] /= (double)windows;
	each_window(m, rows, cov, add_square);
	for (i = 0; i < n; i++)
		m->sd[i] = fmax(sqrt(m->sd[i] / (double)windows), SD_FLOOR);
	each_window(m, rows, cov, add_product);
	for (i = 0; i < n; i++)
		for (j = i; j < n; j++)
			cov[j * n + i] = cov[i * n + j] /=
			    (double)(windows - 1);
	if (eigen_symmetric(m->value, m->vector, cov, n) == -1)
		return err_set(err, "the components do not converge");
	return 0;
}

int
pca_fit(void *model, const struct fit *f, struct err *err)
{
	const struct pca_opts *o = f->opts;
	struct pca *m = model;
	double *cov;
	int rc;

	m->d = f->d;
	m->window = o->window;
	m->shrink = o->shrink;
	m->n = (uint64_t)f->d * (uint64_t)o->window;
	if (m->n > PCA_SIZE_MAX)
		return err_usage(err,
		    "--pca-window: %d rows of %d columns are %d numbers, "
		    "expected at most %d",
		    (int)m->window, f->d, (int)m->n, PCA_SIZE_MAX);
	cov = calloc(m->n * m->n, sizeof(*cov));
	if (cov == NULL || !alloc_all(m)) {
		free(cov);
		return err_errno(err, "PCA");
	}
	rc = decompose(m, cov, &f->train, err);
	free(cov);
	if (rc == 0)
		m->kept = count_kept(m, o->kept);
	return rc;
}

/* ---- the file ---- */

static int
numbers_ok(const struct pca *m)
{
	uint64_t i;

	for (i = 0; i < m->n; i++)
		if (!isfinite(m->mean[i]) || !(m->sd[i] > 0) ||
		    !isfinite(m->sd[i]) || !isfinite(m->value[i]))
			return 0;
	for (i = 0; i < m->n * m->n; i++)
		if (!isfinite(m->vector[i]))
			return 0;
	return 1;
}

int
pca_walk(struct walk *w, void *model)
{
	struct pca *m = model;
	uint64_t shape[2];

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_scalar(w, "window", TENSOR_I64, &m->window);
	walk_check(w,
	    m->d >= 1 && m->window >= 1 && m->d <= PCA_SIZE_MAX &&
		m->window <= PCA_SIZE_MAX && m->d * m->window <= PCA_SIZE_MAX,
	    "window: out of range");
	walk_scalar(w, "kept", TENSOR_I64, &m->kept);
	walk_scalar(w, "shrink", TENSOR_F64, &m->shrink);
	if (walk_loading(w)) /* d and window are in range */
		m->n = (uint64_t)(m->d * m->window);
	walk_check(w,
	    m->kept >= 1 && m->kept <= (int64_t)m->n && m->shrink >= 0 &&
		isfinite(m->shrink),
	    "kept: out of range");
	shape[0] = shape[1] = m->n;
	walk_shaped(w, "mean", TENSOR_F64, (void **)&m->mean, 1, shape);
	walk_shaped(w, "sd", TENSOR_F64, (void **)&m->sd, 1, shape);
	walk_shaped(w, "value", TENSOR_F64, (void **)&m->value, 1, shape);
	walk_shaped(w, "vector", TENSOR_F64, (void **)&m->vector, 2, shape);
	if (walk_loading(w))
		walk_check(w, numbers_ok(m), "numbers: out of range");
	return walk_done(w);
}

/* ---- scoring ---- */

int
pca_project(const struct pca *m, double *z, double *t, const double *x)
{
	const struct kernels *kernel = kernels_best();
	uint64_t i;

	for (i = 0; i < m->n; i++) {
		if (!isfinite(x[i]))
			return 0;
		z[i] = (x[i] - m->mean[i]) / m->sd[i];
	}
	for (i = 0; i < m->n; i++)
		t[i] = kernel->dot(m->vector + i * m->n, z, m->n);
	return 1;
}

double
pca_distance(const struct pca *m, double *u, const double *t)
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

void
pca_by_column(const struct pca *m, double *column, const double *part)
{
	uint64_t i, d = (uint64_t)m->d;

	memset(column, 0, d * sizeof(*column));
	for (i = 0; i < m->n; i++)
		column[i % d] += part[i];
}
