/*
 * cover.h - how much time the rows of a series cover.
 *
 * The union of the spans [start, end) of its scored rows.  A row without
 * duration (a tick) covers the gap to the next row of its series, at most an
 * hour.  Also counts the UTC dates on which scored rows start.  Rows come in
 * time order; a step back covers nothing twice.
 */
#ifndef EVAL_COVER_H
#define EVAL_COVER_H

#include <stdint.h>

/* The state of one series; starts all zero. */
struct cover {
	uint64_t ns;	/* covered */
	uint64_t until; /* covered to here */
	uint64_t last;	/* latest date that counted, +1; 0: none */
	uint64_t dates;
	int open; /* the last row has no duration and covers to the next */
};

/* Add a row over [start, end); TS_NULL: unknown.  A row without a score is not
 * counted, but it ends the time that a tick before it covers. */
void cover_row(struct cover *c, uint64_t start, uint64_t end, int scored);

/* The sum over series: days of 24 hours, and dates. */
struct cover_sum {
	uint64_t days, ns; /* ns below a day: the total in ns could overflow */
	uint64_t dates;
};
void cover_add(struct cover_sum *sum, const struct cover *c);
double cover_days(const struct cover_sum *sum);

#endif
