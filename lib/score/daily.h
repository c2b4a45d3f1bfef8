/*
 * daily.h - does each day keep to the budget of alarms?
 *
 *	daily_init (daily_row)* daily_end
 *
 * A day (UTC, by the rows' index time) with n scored rows should have alarms
 * like a Poisson variable of mean q n, where q is the share of rows that the
 * budget allows to begin one.  A day outside the central 99.9 % of that law is
 * off its budget: the rows are not like those of the calibration.
 */
#ifndef SCORE_DAILY_H
#define SCORE_DAILY_H

#include <stdint.h>

#include "base/state.h"

struct daily {
	uint64_t days, off;	/* days that are over; those off the budget */
	uint64_t day;		/* since 1970, of the rows below */
	uint64_t alarms;
	double expected;	/* of alarms in the rows so far */
	/* the first that was off */
	uint64_t off_day, off_alarms;
	double off_expected;
};

void daily_init(struct daily *d);
/* A scored row at this index time; begins: an alarm.  A row of a day before
 * counts for the present one. */
void daily_row(struct daily *d, uint64_t time, int begins, double q);
/* The last day is over. */
void daily_end(struct daily *d);

/* The least and the largest number within the central 99.9 %. */
void daily_range(uint64_t *low, uint64_t *high, double expected);

int daily_save(struct daily *d, struct state *file, struct err *err);
int daily_load(struct daily *d, struct state *file, struct err *err);

#endif
