/*
 * scorer.h - one model or rule at work on the rows of a stream.
 *
 *	scorer_new_* scorer_schema (scorer_push* scorer_flush)* scorer_free
 */
#ifndef SCORE_SCORER_H
#define SCORE_SCORER_H

#include "detect/model.h"
#include "detect/runner.h"
#include "score/alarm.h"
#include "score/features.h"
#include "score/reason.h"
#include "score/series.h"
#include "score/spots.h"

enum { SCORE_BATCH = 256 };

struct scorer {
	const char *name; /* file of the model, or detector; for messages */
	const struct detector *det;
	struct model *model;  /* NULL until the first row, with options */
	uint64_t sum;	      /* with one: of its file, see models_load */
	const void *opts;     /* without a model */
	const char *features; /* the same: columns, or NULL */
	const struct symtab *syms; /* of the stream */
	struct features f;
	char (*word)[REASON_MAX + 1]; /* [d] for alarms, "" not yet known */
	uint64_t def_seen; /* def that was compared, + 1 */
	struct runner runner;
	struct series series; /* with a window */
	/* the caller's: what decides */
	double threshold;   /* of its score */
	double share;	    /* of the budget, among several models */
	int apart;	    /* not calibrated: it fires by its own threshold */
	struct alarm alarm; /* among several models */
	struct spots spots; /* with --spot: per symbol, for all else */
	/* results by place in the caller's batch, after a flush */
	double score[SCORE_BATCH];
	int gone[SCORE_BATCH]; /* 1 + a feature that is missing; 0: none */
	struct contrib why[SCORE_BATCH][DETECT_WHY]; /* from the threshold on */
};

/* With a model of the file path, which it takes over, also on failure.  path
 * is borrowed; sum is that of the file. */
struct scorer *scorer_new_model(struct model *m, const char *path,
    uint64_t sum, const struct symtab *syms, struct err *err);
/* Without: made of options alone when the first row is there.  features: see
 * features_choose; NULL for those of the detector, else all. */
struct scorer *scorer_new_detector(const struct detector *det,
    const void *opts, const char *features, const struct symtab *syms,
    struct err *err);

/* Rows of another schema come next.  1: the model is new, so the threshold
 * is to be set; 0; -1. */
int scorer_schema(struct scorer *k, const struct schema *in, struct err *err);
/* Set its threshold; contributions are made of scores of at least explain. */
void scorer_threshold(struct scorer *k, double threshold, double explain);

/* Take a row; its result is in score[at] and why[at] by the next flush. */
int scorer_push(struct scorer *k, const struct rec *r, size_t at,
    struct err *err);
void scorer_flush(struct scorer *k);

static inline int
scorer_is_rule(const struct scorer *k)
{
	return (k->det->flags & DETECT_RULE) != 0;
}

/* What an alarm that a feature caused is called; own: see reason.h. */
const char *scorer_word(struct scorer *k, int feature, const char *own);

/* p of its score in place at, and -log10 of it; NaN for rules and without
 * calibration. */
double scorer_p(const struct scorer *k, size_t at);
double scorer_surprise(const struct scorer *k, size_t at);
/* What it is called in the row: its head, else the detector. */
const char *scorer_label(const struct scorer *k);

/* The largest -log10 p that it can give; several: beyond which none fires. */
double scorer_surprise_most(const struct scorer *k);

/* Rows of a symbol that it does not score at the symbol's start. */
size_t scorer_warmup(const struct scorer *k);

/*
 * All that it remembers, after a flush: tables "NAME..." and the entries NAME,
 * what it is, and "NAME.features".  Loading, before the first row, refuses a
 * state of another scorer; one without a model gets it from the features that
 * it had.
 */
int scorer_save(struct scorer *k, struct state *file, const char *name,
    struct err *err);
int scorer_load(struct scorer *k, struct state *file, const char *name,
    struct err *err);
void scorer_free(struct scorer *k); /* NULL is nothing */

#endif
