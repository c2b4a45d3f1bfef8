/*
 * verdict.h - is a row an anomaly, how severe, why, and by whom.
 */
#ifndef SCORE_VERDICT_H
#define SCORE_VERDICT_H

#include "score/scorer.h"

enum { SCORERS_MAX = 32, VERDICT_TEXT = 256 };

/* How an anomaly is recognised; NaN and 0: not asked for. */
struct decision {
	double threshold; /* of the score */
	double quantile;  /* of the calibration */
	double alarms;	  /* per symbol and day */
	int shared;	  /* alarms are for all symbols together */
	int severity_by_z, severity_by_p;
	const char *reasons; /* own words for alarms, see reason.h; NULL */
};

/* A verdict on one row. */
struct verdict {
	double score, p, threshold;
	int anomaly, scored;
	const char *severity;
	char reason[VERDICT_TEXT], by[VERDICT_TEXT];
};

/* The scorers of a row, and what decides. */
struct judge {
	struct decision how;
	struct scorer *scorer[SCORERS_MAX];
	int n, models; /* models: those that are no rules */
};

/* Set the threshold of a scorer that has its model. */
int judge_threshold(const struct judge *j, struct scorer *k, struct err *err);

/* The verdict on the row in place at of the batch. */
void judge_row(const struct judge *j, struct verdict *v, size_t at);

#endif
