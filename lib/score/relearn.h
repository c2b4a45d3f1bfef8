/*
 * relearn.h - the calibration of a model, learned from the rows it scores.
 *
 *	relearn_init (relearn_push | relearn_fit)* relearn_fini
 *
 * The newest 4 half-lives of scores of all symbols together, at most
 * RELEARN_MAX, replace those of training, each RELEARN_EVERY rows of the
 * stream, once there are RELEARN_MIN.  They include the scores of anomalies:
 * without the rarest scores, each calibration would allow more alarms than the
 * one before.
 */
#ifndef SCORE_RELEARN_H
#define SCORE_RELEARN_H

#include "base/state.h"
#include "detect/model.h"

enum { RELEARN_EVERY = 1000, RELEARN_MIN = 2000, RELEARN_MAX = 20000 };

struct relearn {
	uint64_t max;  /* scores kept */
	double *ring;  /* [kept] the score of number i is at i % max */
	uint64_t kept; /* at most max */
	uint64_t seen;
	uint64_t fits;
	double p; /* of the model's threshold in training; with fits > 0 */
};

/* halflife: in rows. */
void relearn_init(struct relearn *r, double halflife);
int relearn_push(struct relearn *r, double score, struct err *err);
/* Calibrate m, and choose its threshold at the p of the one before. */
int relearn_fit(struct relearn *r, struct model *m, struct err *err);
/* Forget the scores of the old model: a new model has other scores. */
void relearn_restart(struct relearn *r);
/* The scores and, after a fit, the calibration of m. */
int relearn_save(struct relearn *r, struct model *m, struct state *file,
    const char *table, struct err *err);
int relearn_load(struct relearn *r, struct model *m, struct state *file,
    const char *table, struct err *err);
void relearn_fini(struct relearn *r);

#endif
