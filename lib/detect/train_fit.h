/*
 * train_fit.h - declarations shared by train.c and train_fit.c.
 */
#ifndef DETECT_TRAIN_FIT_H
#define DETECT_TRAIN_FIT_H

#include "detect/reservoir.h"
#include "detect/runner.h"
#include "detect/train.h"

struct train_symbol {
	uint64_t day; /* the last one, from 1; 0: no row yet */
	uint64_t key; /* rarest_symbol */
};

struct train {
	const struct train_opts *o;
	struct model *model;
	int streaming;        /* rows are scored during the pass */
	struct runner runner; /* with streaming */
	struct reservoir kept;
	uint64_t missing, labelled;
	uint64_t sum;        /* checksum of the data */
	struct idmap symbol; /* struct train_symbol */
	uint64_t symbol_days, symbols;
};

/* Scale and fit on rows 0 .. from - 1 of the sample and score the others into
 * t->kept.score. */
int train_fit(struct train *t, size_t from, struct err *err);

#endif
