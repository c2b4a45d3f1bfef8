/*
 * iforest_wide.h - forests as words (iforest_fast.h), many rows at once.
 */
#ifndef DETECT_IFOREST_WIDE_H
#define DETECT_IFOREST_WIDE_H

#include "detect/method/iforest_fast.h"

/* Does this CPU have what it takes? */
int iforest_wide_there(void);

/* Sums of the first rows of x[n][d]; returns their number, a multiple of
 * 32. */
size_t iforest_wide_walk(double *sum, const struct iforest *f, const float *x,
    size_t n);

#endif
