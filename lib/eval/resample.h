/*
 * resample.h - 95 % intervals by a bootstrap over days.
 *
 * Each draw takes as many days as there are, with replacement, with all rows of
 * all symbols that start on them (Efron and Tibshirani 1993, chapter 8).  Days
 * are blocks because rows of one day are not independent.  All scorers and
 * tables use the same draws, so differences are paired.
 */
#ifndef EVAL_RESAMPLE_H
#define EVAL_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct days;
struct figure;
struct judge;

struct resample {
	uint32_t *weight; /* [draws][days] how often a day was drawn */
	double *ap; /* [table][scorer][draws] average precision, for the
		     * differences between scorers */
};

int resample_init(struct judge *j, struct err *err);
void resample_fini(struct resample *r);

/* Compute the intervals of the current scorer and table. */
int resample_table(struct judge *j, int table, int scorer, struct err *err);

/* A figure that has an interval. */
int resample_has(const struct figure *f);

/* For resample_table: the figures of alarms by draw, value[figure][draw]. */
int resample_sums(const struct judge *j, double *value, struct err *err);

/* The stretch (days.h) that contains a row. */
size_t resample_stretch(const struct days *d, size_t row);

/* The average precision of a scorer in a table, by draw; NULL without a
 * bootstrap. */
const double *resample_ap(const struct judge *j, int table, int scorer);

#endif
