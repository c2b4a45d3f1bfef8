/*
 * iforest_oblique.c - splits by planes: the Extended Isolation Forest.
 *
 *	left if  sum over k of coef_k x[column_k] <= cut
 *
 * Hariri, Carrasco Kind and Brunner 2021.  A split takes `slope' columns, drawn
 * from those that vary in the node, with normal coefficients.  Each is divided
 * by the column's range in the node, so that no unit rules the others, and cut
 * is uniform between the least and the greatest sum of the node's rows, so that
 * no side is empty (as in isotree; the paper draws a point of the node's box).
 * With one column this is the split of the plain forest.
 *
 * Sums are in double, in the order of the columns, in fitting and in scoring.
 */
#include <math.h>

#include "detect/method/iforest.h"

double
iforest_sum(const struct iforest *f, uint64_t node, const float *x,
    size_t stride)
{
	const int16_t *column = f->columns + node * (uint64_t)f->slope;
	const double *coef = f->coef + node * (uint64_t)f->slope;
	double sum = 0;
	int64_t k;

	for (k = 0; k < f->slope; k++)
		sum += coef[k] * (double)x[(size_t)column[k] * stride];
	return sum;
}

uint64_t
iforest_leaf(const struct iforest *f, uint64_t root, const float *x)
{
	uint64_t at = root;

	while (f->feat[at] >= 0)
		at = root + (uint64_t)f->left[at] +
		     !(iforest_sum(f, at, x, 1) <= f->cut[at]);
	return at;
}

void
iforest_walk_oblique(double *sum, const struct iforest *f, const float *x,
    size_t n)
{
	uint64_t t;
	size_t i;

	for (t = 0; t < f->trees; t++)
		for (i = 0; i < n; i++)
			sum[i] += f->value[iforest_leaf(f, f->root[t],
			    x + i * (size_t)f->d)];
}

void
iforest_share(double *part, const struct iforest *f, uint64_t node,
    const float *x, double credit)
{
	const int16_t *column = f->columns + node * (uint64_t)f->slope;
	const double *coef = f->coef + node * (uint64_t)f->slope;
	double sum = 0, size;
	int64_t k;

	for (k = 0; k < f->slope; k++)
		sum += fabs(
		    coef[k] * ((double)x[column[k]] - f->median[column[k]]));
	for (k = 0; sum > 0 && isfinite(sum) && k < f->slope; k++) {
		size = fabs(
		    coef[k] * ((double)x[column[k]] - f->median[column[k]]));
		part[column[k]] += credit * (size / sum);
	}
}

const char *
iforest_check_oblique(const struct iforest *f, uint64_t node)
{
	uint64_t at = node * (uint64_t)f->slope;
	int64_t k;

	for (k = 0; k < f->slope; k++)
		if (f->columns[at + (uint64_t)k] < 0 ||
		    f->columns[at + (uint64_t)k] >= f->d ||
		    !isfinite(f->coef[at + (uint64_t)k]))
			return "columns: out of range";
	return isfinite(f->cut[node]) ? NULL : "cut: out of range";
}
