/*
 * scale.c - center and scale of each feature, from training rows.
 *
 *	minmax	x - min over max - min
 *	robust	x - median over IQR / 1.349
 *	z	x - mean over sd (n - 1)
 *
 * A feature that does not vary keeps scale 1.
 */
#include "detect/scale.h"

#include <math.h>
#include <stdlib.h>

#include "math/stats.h"

const char *const scale_names[] = { "none", "minmax", "robust", "z", NULL };

static const double SCALE_MIN = 1e-12;

/* The n values v of one feature; reorders them. */
static void
scale_one(double *center, double *scale, double *v, size_t n, enum scale how)
{
	struct welford w = { 0 };
	size_t i;

	*center = 0;
	*scale = 1;
	if (how == SCALE_Z) {
		for (i = 0; i < n; i++)
			welford_add(&w, v[i]);
		*center = w.mean;
		*scale = welford_sd(&w);
	} else if (how == SCALE_MINMAX) {
		stats_sort(v, n);
		*center = v[0];
		*scale = v[n - 1] - v[0];
	} else if (how == SCALE_ROBUST) {
		stats_sort(v, n);
		*center = stats_quantile(v, n, 0.5);
		*scale =
		    (stats_quantile(v, n, 0.75) - stats_quantile(v, n, 0.25)) /
		    NORMAL_IQR;
	}
	if (!(*scale > SCALE_MIN && isfinite(*scale)))
		*scale = 1;
}

int
scale_fit(double *center, double *scale, const double *x, size_t n, int d,
    enum scale how, struct err *err)
{
	double *v = malloc(n * sizeof(*v));
	size_t i;
	int j;

	if (v == NULL)
		return err_errno(err, "scaling of %zu rows", n);
	for (j = 0; j < d; j++) {
		for (i = 0; i < n; i++)
			v[i] = x[i * (size_t)d + (size_t)j];
		scale_one(&center[j], &scale[j], v, n, how);
	}
	free(v);
	return 0;
}
