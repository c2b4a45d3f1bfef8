/*
 * eigen.c - eigenvalues and vectors of a symmetric matrix, by Jacobi.
 */
#include "math/eigen.h"

#include <math.h>
#include <string.h>

enum { SWEEPS_MAX = 60 };

static const double CLOSE = 1e-30; /* of the squares' sum */

/* Rotate rows p and q of m[.][n] by (c, s). */
static void
rotate_rows(double *m, size_t n, size_t p, size_t q, double c, double s)
{
	double *x = m + p * n, *y = m + q * n, t;
	size_t k;

	for (k = 0; k < n; k++) {
		t = x[k];
		x[k] = c * t - s * y[k];
		y[k] = s * t + c * y[k];
	}
}

static void
rotate_columns(double *m, size_t n, size_t p, size_t q, double c, double s)
{
	double t;
	size_t k;

	for (k = 0; k < n; k++) {
		t = m[k * n + p];
		m[k * n + p] = c * t - s * m[k * n + q];
		m[k * n + q] = s * t + c * m[k * n + q];
	}
}

static void
rotate(double *a, double *v, size_t n, size_t p, size_t q)
{
	double apq = a[p * n + q], tau, t, c;

	if (apq == 0)
		return;
	tau = (a[q * n + q] - a[p * n + p]) / (2 * apq);
	t = copysign(1, tau) / (fabs(tau) + sqrt(1 + tau * tau));
	c = 1 / sqrt(1 + t * t);
	rotate_columns(a, n, p, q, c, t * c);
	rotate_rows(a, n, p, q, c, t * c);
	rotate_rows(v, n, p, q, c, t * c);
}

static double
off_diagonal(const double *a, size_t n, double *all)
{
	double off = 0;
	size_t i, j;

	for (*all = 0, i = 0; i < n; i++)
		for (j = 0; j < n; j++) {
			*all += a[i * n + j] * a[i * n + j];
			off += i != j ? a[i * n + j] * a[i * n + j] : 0;
		}
	return off;
}

/* Falling order, and the sign of the largest component. */
static void
arrange(double *value, double *vector, const double *a, size_t n)
{
	size_t i, j, k;
	double t, most;

	for (i = 0; i < n; i++)
		value[i] = a[i * n + i];
	for (i = 0; i < n; i++) {
		for (k = i, j = i + 1; j < n; j++)
			k = value[j] > value[k] ? j : k;
		t = value[i];
		value[i] = value[k];
		value[k] = t;
		for (j = 0; k != i && j < n; j++) {
			t = vector[i * n + j];
			vector[i * n + j] = vector[k * n + j];
			vector[k * n + j] = t;
		}
		for (most = 0, j = 0; j < n; j++)
			if (fabs(vector[i * n + j]) > fabs(most))
				most = vector[i * n + j];
		for (j = 0; most < 0 && j < n; j++)
			vector[i * n + j] = -vector[i * n + j];
	}
}

int
eigen_symmetric(double *value, double *vector, double *a, size_t n)
{
	double all, off;
	size_t p, q;
	int sweep;

	memset(vector, 0, n * n * sizeof(*vector));
	for (p = 0; p < n; p++)
		vector[p * n + p] = 1;
	for (sweep = 0; sweep < SWEEPS_MAX; sweep++) {
		off = off_diagonal(a, n, &all);
		if (!isfinite(all))
			return -1;
		if (off <= CLOSE * all) {
			arrange(value, vector, a, n);
			return 0;
		}
		for (p = 0; p + 1 < n; p++)
			for (q = p + 1; q < n; q++)
				rotate(a, vector, n, p, q);
	}
	return -1;
}
