/*
 * pca_online.c - scores of rows, by the model or by what a symbol has learned.
 */
#include <math.h>
#include <string.h>

#include "detect/pca.h"
#include "math/eigen.h"

static const double HALFLIFE = 1000, LIMIT = 1e100;

struct learned {
	uint64_t rows;
	double v[]; /* mean, value [n]; cov, vector [n][n], scratch twice */
};

enum { MEAN, VALUE, COV, VECTOR, SCRATCH };

static double *
part(const struct pca *m, const void *state, int which)
{
	const struct learned *s = state;
	double *v = (double *)(uintptr_t)s->v;

	if (which <= VALUE)
		return v + (size_t)which * m->n;
	return v + 2 * m->n + (size_t)(which - COV) * m->n * m->n;
}

size_t
pca_state_size(const void *model)
{
	const struct pca *m = model;

	return sizeof(struct learned) +
	       (2 * m->n + 4 * m->n * m->n) * sizeof(double);
}

/* The covariance that has the model's components. */
static void
compose(const struct pca *m, double *cov)
{
	uint64_t i, j, k;
	double sum;

	for (i = 0; i < m->n; i++)
		for (j = i; j < m->n; j++) {
			for (sum = 0, k = 0; k < m->n; k++)
				sum += m->value[k] * m->vector[k * m->n + i] *
				       m->vector[k * m->n + j];
			cov[i * m->n + j] = cov[j * m->n + i] = sum;
		}
}

void
pca_state_init(void *state, const void *model)
{
	const struct pca *m = model;

	memcpy(part(m, state, MEAN), m->mean, m->n * sizeof(double));
	memcpy(part(m, state, VALUE), m->value, m->n * sizeof(double));
	memcpy(part(m, state, VECTOR), m->vector, m->n * m->n * sizeof(double));
	compose(m, part(m, state, COV));
}

static int
all_finite(const double *v, uint64_t n)
{
	uint64_t i;

	for (i = 0; i < n; i++)
		if (!isfinite(v[i]))
			return 0;
	return 1;
}

int
pca_walk_state(struct walk *w, const void *model, void *state)
{
	const struct pca *m = model;
	struct learned *s = state;
	uint64_t n = m->n;

	walk_scalar(w, "rows", TENSOR_U64, &s->rows);
	walk_vector(w, "mean", TENSOR_F64, part(m, s, MEAN), n);
	walk_vector(w, "value", TENSOR_F64, part(m, s, VALUE), n);
	walk_vector(w, "cov", TENSOR_F64, part(m, s, COV), n * n);
	walk_vector(w, "vector", TENSOR_F64, part(m, s, VECTOR), n * n);
	if (walk_loading(w))
		walk_check(w, all_finite(s->v, 2 * n + 2 * n * n),
		    "numbers: out of range");
	return walk_done(w);
}

struct pca
pca_view(const struct pca *m, const void *state)
{
	struct pca v = *m;

	if (state == NULL)
		return v;
	v.mean = part(m, state, MEAN);
	v.value = part(m, state, VALUE);
	v.vector = part(m, state, VECTOR);
	return v;
}

/* Learn the deviation e[n], in units of sd. */
static void
update(const struct pca *m, void *state, const double *e)
{
	double lambda = exp2(-1 / (m->halflife > 0 ? m->halflife : HALFLIFE));
	double *mean = part(m, state, MEAN), *cov = part(m, state, COV);
	uint64_t i, j;

	for (i = 0; i < m->n; i++) {
		mean[i] += (1 - lambda) * e[i] * m->sd[i];
		for (j = 0; j < m->n; j++)
			cov[i * m->n + j] =
			    lambda *
			    (cov[i * m->n + j] + (1 - lambda) * e[i] * e[j]);
	}
}

/* If the computation does not converge, keep the previous components. */
static void
decompose(const struct pca *m, void *state)
{
	double *a = part(m, state, SCRATCH), value[PCA_SIZE_MAX];
	double *vector = a + m->n * m->n;

	memcpy(a, part(m, state, COV), m->n * m->n * sizeof(*a));
	if (eigen_symmetric(value, vector, a, m->n) == -1)
		return;
	memcpy(part(m, state, VALUE), value, m->n * sizeof(*value));
	memcpy(part(m, state, VECTOR), vector, m->n * m->n * sizeof(*vector));
}

void
pca_learn(void *state, const void *model, const double *x)
{
	double z[PCA_SIZE_MAX], t[PCA_SIZE_MAX], u[PCA_SIZE_MAX];
	struct pca m = pca_view(model, state);
	double far, most, by = 1;
	struct learned *s = state;
	uint64_t i;

	if (!pca_project(&m, z, t, x))
		return;
	most = (double)m.n + PCA_CLIP * sqrt(2 * (double)m.n);
	far = pca_distance(&m, u, t);
	if (!(far < LIMIT))
		return; /* its shape is lost in rounding */
	if (far > most)
		by = sqrt(most / far);
	for (i = 0; i < m.n; i++)
		z[i] *= by;
	update(model, state, z);
	if (++s->rows % PCA_EVERY == 0)
		decompose(model, state);
}

/* ---- scoring ---- */

void
pca_rows(double *score, struct contrib *why, const struct pca *m,
    const void *const *state, const double *x, size_t n,
    double (*measure)(const struct pca *m, double *part, const double *z,
	const double *t))
{
	double z[PCA_SIZE_MAX], t[PCA_SIZE_MAX], part[PCA_SIZE_MAX];
	double column[PCA_SIZE_MAX];
	struct pca v;
	size_t i;
	int ok;

	for (i = 0; i < n; i++, x += m->n) {
		v = pca_view(m, state != NULL ? state[i] : NULL);
		ok = pca_project(&v, z, t, x);
		score[i] = ok ? score_finite(measure(&v,
				    why != NULL ? part : NULL, z, t))
			      : NAN;
		if (why == NULL)
			continue;
		if (ok)
			pca_by_column(m, column, part);
		contrib_top(why + i * DETECT_WHY, column, ok ? (int)m->d : 0);
	}
}
