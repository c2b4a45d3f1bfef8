/*
 * daily.h - test whether each day keeps to the alarm budget.
 *
 *	daily_init (daily_row)* daily_end
 *
 * The number of alarms on a day (UTC, by index time) with n scored rows should
 * follow a Poisson distribution of mean q n, where q is the share of rows that
 * the budget allows to begin an alarm.  A day outside the central 99.9 % of
 * that distribution is off its budget: its rows are not like the rows of the
 * calibration.
 */
#ifndef SCORE_DAILY_H
#define SCORE_DAILY_H

#include <stdint.h>

#include "base/state.h"

struct daily {
	/* of this run: days it finished; of these, days off budget */
	uint64_t days, off;
	uint64_t day;		/* since 1970, of the rows below */
	uint64_t alarms;
	double expected;	/* of alarms in the rows so far */
	/* the first day off its budget */
	uint64_t off_day, off_alarms;
	double off_expected;
};

void daily_init(struct daily *d);
/* Count a scored row at this index time; begins: it begins an alarm of a model
 * that shares the budget.  A row of an earlier day counts for the current
 * day. */
void daily_row(struct daily *d, uint64_t time, int begins, double q);
/* The last day is over. */
void daily_end(struct daily *d);

/* The smallest and the largest number within the central 99.9 %. */
void daily_range(uint64_t *low, uint64_t *high, double expected);

/* Save and load the day that is not over. */
int daily_save(struct daily *d, struct state *file, struct err *err);
int daily_load(struct daily *d, struct state *file, struct err *err);

#endif
