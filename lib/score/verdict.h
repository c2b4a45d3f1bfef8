/*
 * verdict.h - is a row an anomaly, how severe, why, and by whom.
 *
 *	judge_add* judge_decide (judge_row)*
 */
#ifndef SCORE_VERDICT_H
#define SCORE_VERDICT_H

#include "score/scorer.h"

enum { SCORERS_MAX = 32, VERDICT_TEXT = 256 };

/* How several models become one score. */
enum combine { COMBINE_MAX, COMBINE_CAUCHY };

/* How an anomaly is recognised; NaN and 0: not asked for. */
struct decision {
	double threshold; /* of the score */
	double quantile;  /* of the calibration */
	double alarms;	  /* per symbol and day */
	int shared;	  /* alarms are for all symbols together */
	double spot;	  /* share of rows, by SPOT; 0: not asked for */
	int drifts;	  /* DSPOT in its place */
	double adapt;	  /* gain of the threshold; NaN: the model's own */
	enum combine combine;
	int severity_by_z, severity_by_p;
	int drift; /* test of each symbol's scores: enum drifts_how */
	const char *reasons; /* own words for alarms, see reason.h; NULL */
};

/* A verdict on one row. */
struct verdict {
	double score, p, threshold;
	int anomaly, scored;
	/* not scored: a feature that is missing; NULL: a warm-up */
	const char *missing;
	int begins; /* an alarm that did not last from the row before */
	uint64_t id; /* of the alarm, set by watch_row; 0: none */
	const char *severity;
	char reason[VERDICT_TEXT], by[VERDICT_TEXT];
	int rows_back; /* where the first that fired, of those with a window,
			* has its largest error; -1: none */
	double surprise[SCORERS_MAX]; /* of each scorer, with `several' */
};

/* The scorers of a row, and what decides. */
struct judge {
	struct decision how;
	struct scorer *scorer[SCORERS_MAX];
	int n;
	int models;  /* scorers that are not rules */
	int groups;  /* files and detectors that are not rules */
	int several; /* surprises decide, not scores; see judge_decide */
};

/* Take scorers over that share the budget of one group; -1: too many. */
int judge_add(struct judge *j, struct scorer *const *k, int n,
    struct err *err);

/* Set the thresholds of all that have their models; after all were added, and
 * when a scorer has got its model. */
int judge_decide(struct judge *j, struct err *err);

/* The verdict on the row in place at of the batch, in stream order. */
int judge_row(struct judge *j, struct verdict *v, size_t at, uint32_t symbol,
    struct err *err);

/* Refuse, with the reason, scorer i of a model that can never alarm under this
 * decision (detect/reach.h).  Others and rules pass. */
int judge_check_reach(const struct judge *j, int i, struct err *err);

/* Its severity if it is an anomaly; NULL where there is nothing to go by. */
const char *judge_severity(const struct judge *j, const struct verdict *v);

/* The share of scored rows that --alarms-per-day allows to begin an alarm, of
 * all models together; NaN without that. */
double judge_budget(const struct judge *j);

#endif
