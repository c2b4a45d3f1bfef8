/*
 * verdict.h - the verdict on a row: anomaly or not, severity, reason, model.
 *
 *	judge_add* judge_decide (judge_row)*
 */
#ifndef SCORE_VERDICT_H
#define SCORE_VERDICT_H

#include "score/scorer.h"

enum { SCORERS_MAX = 32, VERDICT_TEXT = 256, VERDICT_SHARES = 3 };

/* How the scores of several models are combined. */
enum combine { COMBINE_MAX, COMBINE_CAUCHY };

/* How anomalies are decided; NaN and 0: not given. */
struct decision {
	double threshold; /* of the score */
	double quantile;  /* of the calibration */
	double alarms;    /* per symbol and day */
	int shared;       /* alarms count for all symbols together */
	double spot;      /* SPOT: share of rows; 0: not given */
	int drifts;       /* DSPOT instead of SPOT */
	double adapt;     /* gain of the threshold; NaN: the model's own */
	enum combine combine;
	int severity_by_z, severity_by_p;
	double learn;   /* half-life of what scoring learns, rows; 0: nothing */
	uint64_t refit; /* rows to fit again on; 0: never */
	uint64_t refit_every; /* rows between fits; 0: after a drift */
	int drift;           /* test of each symbol's scores: enum drifts_how */
	const char *reasons; /* custom alarm names, see reason.h; or NULL */
};

/* A verdict on one row. */
struct verdict {
	double score, p, threshold;
	int anomaly, scored;
	/* not scored: the missing feature; NULL: warm-up */
	const char *missing;
	int begins;  /* an alarm that was not active before this row */
	int spends;  /* the same, and of a model with a share of the budget */
	uint64_t id; /* of the alarm, set by watch_row; 0: none */
	const char *severity;
	char reason[VERDICT_TEXT], by[VERDICT_TEXT];
	int reasons; /* words of reason */
	/* of the first words of reason, signed as in struct contrib; NaN:
	 * none */
	double share[VERDICT_SHARES];
	int rows_back; /* where the first that fired, of those with a window,
			* has its largest error; -1: none */
	double surprise[SCORERS_MAX]; /* of each scorer, with `several' */
};

/* The scorers of a row, and the decision. */
struct judge {
	struct decision how;
	struct scorer *scorer[SCORERS_MAX];
	int n;
	int models;    /* scorers that are not rules */
	int groups;    /* files and detectors that are not rules */
	int several;   /* decide by surprises, not scores; see judge_decide */
	int apart;     /* of several models, none is calibrated */
	double factor; /* on shares of models that find the same rows */
	uint64_t factor_of; /* the models it was found for: a count of changes,
			     * 0: none */
};

/* Take over scorers that share the budget of one group; -1: too many. */
int judge_add(struct judge *j, struct scorer *const *k, int n, struct err *err);

/* Set the thresholds of all scorers that have a model; call it after all were
 * added, and again when a scorer gets its model. */
int judge_decide(struct judge *j, struct err *err);

/* The verdict on row `at' of the batch; called in stream order. */
int judge_row(struct judge *j, struct verdict *v, size_t at, uint32_t symbol,
    struct err *err);

/* Refuse scorer i, with the reason, if its model can never alarm under this
 * decision (detect/reach.h).  Rules always pass. */
int judge_check_reach(const struct judge *j, int i, struct err *err);

/* The severity that the row has if it is an anomaly; NULL if unknown. */
const char *judge_severity(const struct judge *j, const struct verdict *v);

/* The share of scored rows that --alarms-per-day allows to begin an alarm, all
 * models together; NaN without that option. */
double judge_budget(const struct judge *j);

#endif
