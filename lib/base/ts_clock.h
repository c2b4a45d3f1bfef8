/*
 * ts_clock.h - times of the day as bare digits.
 *
 *	093000	93000	0930	093000123456789	34200.0255	34200025551909
 *
 * They do not give their day and are often ambiguous: 34200 is 09:30:00 as
 * seconds after midnight and 03:42:00 as HMMSS.  clock_readings lists the
 * possible readings of a text; one reading is then chosen for a whole column.
 */
#ifndef BASE_TS_CLOCK_H
#define BASE_TS_CLOCK_H

#include "base/tstamp.h"

struct clock_form {
	enum ts_unit unit; /* counted from midnight; TS_AUTO: HHMMSS */
	int places;        /* HHMMSS: digits of the fraction without a point */
};

/* CLOCK_HHMM in place of these: no seconds. */
enum { CLOCK_READINGS_MAX = 3, CLOCK_HHMM = -2 };

/*
 * The readings of a text of digits (a point and more digits after it or
 * not): how many, in out.  Zeros at the front are written for HHMMSS only.
 */
int clock_readings(struct clock_form out[CLOCK_READINGS_MAX], const char *s,
    size_t len);

/* Seconds of the day and their fraction into c, in one reading: 0, or -1. */
int clock_read(struct ts_civil *c, const struct clock_form *f, const char *s,
    size_t len);

#endif
