/*
 * scorer.h - one model or rule at work on the rows of a stream.
 *
 *	scorer_new_* scorer_schema (scorer_rows* scorer_flush)* scorer_free
 */
#ifndef SCORE_SCORER_H
#define SCORE_SCORER_H

#include "detect/model.h"
#include "detect/runner.h"
#include "score/alarm.h"
#include "score/features.h"
#include "score/reason.h"
#include "score/relearn.h"
#include "score/series.h"
#include "score/spots.h"

enum { SCORE_BATCH = 256 };

/* The results of a batch of rows. */
struct scored {
	double score[SCORE_BATCH];
	double p[SCORE_BATCH];        /* as scorer_p, with scorer.weighs_p */
	double surprise[SCORE_BATCH]; /* the other, with weighs_surprise */
	int fresh[SCORE_BATCH]; /* the row starts a run; 1 without a window */
	int gone[SCORE_BATCH];  /* 1 + a feature that is missing; 0: none */
	double *x; /* [SCORE_BATCH][d] features, of a scorer that is pure */
	struct contrib why[SCORE_BATCH][DETECT_WHY]; /* from why_from on */
};

struct scorer {
	const char *name; /* model file or detector, for messages */
	const struct detector *det;
	struct model *model;  /* NULL until the first row, with options */
	uint64_t sum;         /* with a model: of its file, see models_load */
	const void *opts;     /* without a model */
	const char *features; /* the same: columns, or NULL */
	const struct symtab *syms; /* of the stream */
	struct features f;
	char (*word)[REASON_MAX + 1]; /* [d] alarm names; "": not yet known */
	uint64_t def_seen;            /* last def compared, + 1 */
	struct runner runner;
	struct series series; /* with a window */
	/* set by the caller: the decision */
	double threshold;   /* of its score */
	double share;       /* of the budget, among several models */
	double log_share;   /* the same: its decimal logarithm */
	int apart;          /* not calibrated: fires at its own threshold */
	struct alarm alarm; /* among several models */
	struct spots spots; /* with --spot: per symbol, for all else */
	int pools;          /* one state for all symbols: scorer_pool */
	double learn;       /* learns, with this half-life in rows; 0: not */
	struct relearn relearn; /* with learn */
	uint64_t refits;        /* how often the model was fitted again */
	int weighs_p, weighs_surprise; /* what the decision needs */
	struct scored *got; /* of the batch that is decided: the caller's */
};

/* Make a scorer with a model loaded from path; it takes over the model, also
 * on failure.  path is borrowed; sum is the file's checksum; learn: as in
 * struct scorer. */
struct scorer *scorer_new_model(struct model *m, const char *path, uint64_t sum,
    double learn, const struct symtab *syms, struct err *err);
/* Without a model file: the model is made from options alone at the first row.
 * features: see features_choose; NULL: those of the detector, otherwise all. */
struct scorer *scorer_new_detector(const struct detector *det, const void *opts,
    const char *features, const struct symtab *syms, struct err *err);

/*
 * Before the first row: all symbols share one state (--pooled).  1; 0 for a
 * rule and a model without state, which stay as they are; -1 if the detector
 * cannot, or if its model was calibrated with a state per symbol.
 */
int scorer_pool(struct scorer *k, struct err *err);

/* Set the schema of the following rows.  Returns 1 if the model was just made
 * and the threshold must be set; 0; or -1. */
int scorer_schema(struct scorer *k, const struct schema *in, struct err *err);
/* Set the threshold; scores of at least explain get contributions. */
void scorer_threshold(struct scorer *k, double threshold, double explain);

/* Take n rows with the same def, which lie row_size apart.  After the next
 * flush, and scorer_batch, their results are from got->...[at] on. */
int scorer_rows(struct scorer *k, const struct schema *in,
    const unsigned char *rows, size_t n, struct scored *got, size_t at,
    struct err *err);
void scorer_flush(struct scorer *k);

/* Has it neither state nor window?  Then scorer_rows only takes the features,
 * to got->x, and scorer_batch scores. */
int scorer_is_pure(const struct scorer *k);
/* After scorer_rows and scorer_flush, in any thread: all that remains to be
 * computed of a batch of n rows.  Changes only *got. */
void scorer_batch(const struct scorer *k, struct scored *got, size_t n);
/* Only the last part of that: p and surprise of the scores. */
void scorer_weigh(const struct scorer *k, struct scored *got, size_t n);

/* Does it learn its calibration? */
static inline int
scorer_relearns(const struct scorer *k)
{
	return k->learn > 0 && k->model != NULL &&
	       calib_ready(&k->model->calib);
}

static inline int
scorer_is_rule(const struct scorer *k)
{
	return (k->det->flags & DETECT_RULE) != 0;
}

/* The name of an alarm caused by a feature; own: see reason.h. */
const char *scorer_word(struct scorer *k, int feature, const char *own);

/* p of its score in place at, and -log10 of it; NaN for rules and without
 * calibration. */
double scorer_p(const struct scorer *k, size_t at);
double scorer_surprise(const struct scorer *k, size_t at);
/* Its name in the row: its head, otherwise the detector. */
const char *scorer_label(const struct scorer *k);

/* The largest -log10 p that it can give; with several models, the largest
 * threshold at which it can still fire. */
double scorer_surprise_most(const struct scorer *k);

/* Number of rows at the start of a symbol that are not scored. */
size_t scorer_warmup(const struct scorer *k);

/*
 * Save and load all that it remembers, after a flush: tables "NAME...", and
 * the entries NAME (its identity) and "NAME.features".  Load before the first
 * row; a state of another scorer is refused.  A scorer without a model file
 * makes its model from the saved features.
 */
int scorer_save(struct scorer *k, struct state *file, const char *name,
    struct err *err);
int scorer_load(struct scorer *k, struct state *file, const char *name,
    struct err *err);
void scorer_free(struct scorer *k); /* NULL is allowed */

#endif
