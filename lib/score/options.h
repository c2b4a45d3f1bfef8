/*
 * options.h - user options: how scores become anomalies and alarms.
 *
 *	score_choice_init, the option tables, score_choice_decision and
 *	score_choice_watch
 */
#ifndef SCORE_OPTIONS_H
#define SCORE_OPTIONS_H

#include "base/opt.h"
#include "score/watch.h"

struct score_choice {
	double threshold, quantile, spot, dspot; /* NaN: not given */
	double adapt;                 /* gain; NaN: the model's own */
	double learn;                 /* half-life in rows; 0: off */
	int pooled;                   /* one state for all symbols */
	int64_t refit;                /* rows; 0: never */
	int64_t refit_every;          /* rows; 0: after a drift */
	const char *alarms;           /* "5", "5/all", or NULL */
	const char *confirm;          /* "2/3", or NULL */
	double hysteresis;            /* share of the threshold */
	uint64_t join;                /* ns; UINT64_MAX: not given */
	uint64_t cooldown;            /* ns */
	int shares;                   /* of reasons, as columns */
	int combine, severity, drift; /* places in their lists of words */
};

/* Set all to "not given"; call it before the options are read. */
void score_choice_init(struct score_choice *c);

extern const struct opt score_decide_opts[]; /* thresholds */
extern const struct opt score_watch_opts[];  /* alarms for people */

/* -1 with a usage error: an invalid text, two ways to choose a threshold, or
 * an option that would have no effect with another. */
int score_choice_decision(struct decision *d, const struct score_choice *c,
    struct err *err);
int score_choice_watch(struct watch_opts *w, const struct score_choice *c,
    struct err *err);

/* The canonical text of the options that a state must match, besides the
 * scorers; d has the reasons.  Freed by the caller; NULL without memory. */
char *score_choice_text(const struct score_choice *c, const struct decision *d,
    struct err *err);

#endif
