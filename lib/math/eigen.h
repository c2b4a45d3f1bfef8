/*
 * eigen.h - eigenvalues and vectors of a symmetric matrix.
 */
#ifndef MATH_EIGEN_H
#define MATH_EIGEN_H

#include <stddef.h>

/*
 * Of a[n][n], which is destroyed: value[n], falling, and vector[n][n], one a
 * row, of length 1, each with its largest component positive.  Cyclic Jacobi
 * (Golub and Van Loan, 4th ed., 8.5.5): O(n^3) a sweep, some 6 to 10 of them.
 * 0, or -1 where it does not converge, as with numbers that are not finite.
 */
int eigen_symmetric(double *value, double *vector, double *a, size_t n);

#endif
