/*
 * eigen.h - eigenvalues and vectors of a symmetric matrix.
 */
#ifndef MATH_EIGEN_H
#define MATH_EIGEN_H

#include <stddef.h>

/*
 * Compute value[n], in descending order, and vector[n][n] of a[n][n], which is
 * overwritten.  Vectors are rows of length 1, each with its largest component
 * positive.  Cyclic Jacobi (Golub and Van Loan, 4th ed., 8.5.5): O(n^3) per
 * sweep, some 6 to 10 sweeps.  Returns 0, or -1 if it does not converge, for
 * example with numbers that are not finite.
 */
int eigen_symmetric(double *value, double *vector, double *a, size_t n);

#endif
