/*
 * alarm.h - the threshold of one model for each symbol, and its alarms.
 *
 *	begins:	surprise >= base + shift, and no alarm lasts
 *	lasts:	so many rows; those over the threshold it began with are
 *		anomalies too
 *	shift += gain (begins - q), from -0.5 to 1.5
 *
 * on surprise = -log10 p, row after row, with base = -log10 q and q the share
 * of rows that the budget allows to begin an alarm.  So a symbol that is
 * stranger than those of the calibration keeps to its budget (adaptive
 * conformal inference, Gibbs and Candes 2021).  The bounds keep a quiet time
 * from being followed by a flood, and a crisis from blinding what comes after.
 */
#ifndef SCORE_ALARM_H
#define SCORE_ALARM_H

#include "base/idmap.h"
#include "base/state.h"

/* How far a threshold may adapt from where it began. */
#define ALARM_SHIFT_MIN (-0.5)
#define ALARM_SHIFT_MAX 1.5

struct alarm {
	double q, base; /* what the budget allows; -log10 of it */
	double gain;	/* 0: a fixed threshold */
	uint64_t lasts; /* rows after the first that are the same alarm */
	struct idmap symbols; /* struct alarm_symbol */
};

struct alarm_symbol {
	double shift;
	double began;	/* threshold of the present alarm */
	uint64_t left;	/* rows left of it */
	uint8_t known;
};

/* All but the table of symbols may be set again. */
void alarm_init(struct alarm *a);
enum { ALARM_NONE, ALARM_BEGINS, ALARM_LASTS };

/*
 * A row of the symbol: one of these, or -1.  surprise NaN: not scored, nothing
 * changes.  *excess is how far it is over the threshold, below 0 for
 * ALARM_NONE.
 */
int alarm_row(struct alarm *a, uint32_t symbol, double surprise,
    double *excess, struct err *err);
int alarm_save(struct alarm *a, struct state *file, const char *table,
    struct err *err);
int alarm_load(struct alarm *a, struct state *file, const char *table,
    struct err *err);
void alarm_fini(struct alarm *a);

#endif
