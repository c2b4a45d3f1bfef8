/*
 * train.h - rows in, a calibrated model out.
 *
 *	train_new (train_add)* train_finish train_free
 *
 * One pass keeps a seeded sample of the rows.  The model is scaled and fitted
 * on the earlier part of the sample.  The later part is held back: its scores
 * give the p-values and the threshold.  A detector that learns scores it row
 * by row, as it will in tickscore.
 */
#ifndef DETECT_TRAIN_H
#define DETECT_TRAIN_H

#include "base/symtab.h"
#include "detect/model.h"
#include "detect/scale.h"

enum { TRAIN_RUN_MAX = 512, TRAIN_ROWS_MIN = 20 };

struct train_opts {
	const struct detector *det;
	const void *det_opts;
	enum scale scale;
	double hold_back;   /* later share of the rows */
	double quantile;    /* of the held-back scores: the threshold */
	int pooled;         /* one state for all symbols (DETECT_POOLS) */
	int quantile_least; /* with too few scores, use the highest quantile
			     * that they allow */
	size_t max_rows;    /* of the sample */
	size_t run;         /* most rows of a run of the sample */
	uint64_t seed;
	int jobs;
	const void *warm;              /* as in struct fit */
	const struct tensors *weights; /* the same */
	const struct symtab *syms;     /* of the rows, for limits by symbol;
				    * NULL: symbols have no names */
	int nameless; /* the model does not name its rarest rows */
	struct fit_hooks hooks;
};

struct train_row {
	const double *x; /* [d] */
	uint32_t symbol;
	uint64_t time;  /* index time, ns */
	uint64_t start; /* of the row; its day is counted by this */
	int label;      /* 1: known to be an anomaly */
	int fresh;      /* does not continue the symbol's previous row */
};

/* Rows so far. */
struct train_counts {
	uint64_t used;     /* offered to the sample */
	uint64_t kept;     /* in the sample */
	uint64_t missing;  /* left out: a feature is missing */
	uint64_t labelled; /* left out: an anomaly */
	uint64_t symbols, symbol_days;
};

/* A usage error if states are to be pooled and the detector has none that can
 * be, or if a column is to be scaled whose unit it needs. */
int train_check(const struct train_opts *o, struct err *err);

struct train;

/* names and units [d] are copied; o and what it points at are borrowed. */
struct train *train_new(const struct train_opts *o, int d,
    const char *const *names, const char *const *units, struct err *err);
/* Offer a row, in stream order.  1: it is used; 0: it is left out. */
int train_add(struct train *t, const struct train_row *r, struct err *err);
struct train_counts train_count(const struct train *t);
/* Make the model, owned by the caller.  Its entries about the stream (def,
 * tool) are empty. */
struct model *train_finish(struct train *t, struct err *err);
void train_free(struct train *t); /* NULL is allowed */

#endif
