/*
 * alarm.h - the threshold of one model for each symbol, and its alarms.
 *
 *	begins:	surprise >= base + shift, and no alarm is active
 *	lasts:	this many rows; rows over the threshold at which the alarm
 *		began are anomalies too
 *	shift += gain (begins - q), from -0.5 to 1.5
 *
 * applied row by row to surprise = -log10 p, with base = -log10 q and q the
 * share of rows that the budget allows to begin an alarm.  So a symbol that is
 * more unusual than those of the calibration still keeps to its budget
 * (adaptive conformal inference, Gibbs and Candes 2021).  The bounds on shift
 * prevent a flood of alarms after a quiet time and missed alarms after a
 * crisis.
 */
#ifndef SCORE_ALARM_H
#define SCORE_ALARM_H

#include "base/idmap.h"
#include "base/state.h"

/* Bounds of shift. */
#define ALARM_SHIFT_MIN (-0.5)
#define ALARM_SHIFT_MAX 1.5

struct alarm {
	double q, base; /* share that the budget allows; -log10 q */
	double gain;	/* 0: a fixed threshold */
	uint64_t lasts; /* rows after the first in the same alarm */
	struct idmap symbols; /* struct alarm_symbol */
};

struct alarm_symbol {
	double shift;
	double began;	/* threshold of the current alarm */
	uint64_t left;	/* rows left of it */
	uint8_t known;
};

/* Afterwards the caller may set all fields, at any time, but symbols. */
void alarm_init(struct alarm *a);
enum { ALARM_NONE, ALARM_BEGINS, ALARM_LASTS };

/*
 * Take a row of the symbol.  Returns one of these, or -1.  surprise NaN means
 * not scored: nothing changes.  *excess is surprise minus threshold; it is
 * negative for ALARM_NONE.
 */
int alarm_row(struct alarm *a, uint32_t symbol, double surprise,
    double *excess, struct err *err);
int alarm_save(struct alarm *a, struct state *file, const char *table,
    struct err *err);
int alarm_load(struct alarm *a, struct state *file, const char *table,
    struct err *err);
void alarm_fini(struct alarm *a);

#endif
