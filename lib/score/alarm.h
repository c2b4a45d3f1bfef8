/*
 * alarm.h - the threshold of one model for each symbol, and its cool-down.
 *
 *	th = base + shift
 *	hit: surprise >= th
 *	shift += gain (hit - q), at least -0.5
 *
 * on surprise = -log10 p, row after row, with base = -log10 q and q the share
 * of rows that the budget allows.  So a symbol that is stranger than those of
 * the calibration keeps to its budget (adaptive conformal inference, Gibbs and
 * Candes 2021); the bound keeps a quiet time from being followed by a flood.
 * After an alarm the next `cooldown' rows of the symbol give none.
 */
#ifndef SCORE_ALARM_H
#define SCORE_ALARM_H

#include "base/idmap.h"
#include "base/state.h"

struct alarm {
	double q, base; /* what the budget allows; -log10 of it */
	double gain;	/* 0: a fixed threshold */
	uint64_t cooldown;
	struct idmap symbols; /* struct alarm_symbol */
};

struct alarm_symbol {
	double shift;
	uint64_t quiet; /* rows left without an alarm */
	uint8_t known;
};

/* All but the table of symbols may be set again. */
void alarm_init(struct alarm *a);
/*
 * A row of the symbol: 1: an alarm; 0; -1.  surprise NaN: not scored, nothing
 * changes.  *excess is how far it is over the symbol's threshold.
 */
int alarm_row(struct alarm *a, uint32_t symbol, double surprise,
    double *excess, struct err *err);
int alarm_save(struct alarm *a, struct state *file, const char *table,
    struct err *err);
int alarm_load(struct alarm *a, struct state *file, const char *table,
    struct err *err);
void alarm_fini(struct alarm *a);

#endif
