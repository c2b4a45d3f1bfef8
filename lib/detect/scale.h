/*
 * scale.h - center and scale of each feature, from training rows.
 */
#ifndef DETECT_SCALE_H
#define DETECT_SCALE_H

#include <stddef.h>

#include "base/err.h"

enum scale { SCALE_NONE, SCALE_MINMAX, SCALE_ROBUST, SCALE_Z };

/* Names for an option: none minmax robust z, NULL-terminated. */
extern const char *const scale_names[];

/* Compute center[d] and scale[d] from n > 0 finite rows x[n][d]; a scale is
 * never 0. */
int scale_fit(double *center, double *scale, const double *x, size_t n,
    int d, enum scale how, struct err *err);

#endif
