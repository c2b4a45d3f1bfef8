/*
 * cover.h - how much time the rows of a series cover.
 *
 * The union of the spans [start, end) of its scored rows; a row without
 * duration (a tick) covers the gap to the next row of its series, an hour at
 * most.  And the UTC dates on which such a row starts.  Rows come in order
 * of time; a step back covers nothing twice.
 */
#ifndef EVAL_COVER_H
#define EVAL_COVER_H

#include <stdint.h>

/* Of one series; starts all zero. */
struct cover {
	uint64_t ns;	/* covered */
	uint64_t until; /* covered to here */
	uint64_t last;	/* latest date that counted, +1; 0: none */
	uint64_t dates;
	int open; /* the last row has no duration and covers to the next */
};

/* A row over [start, end); TS_NULL: unknown.  Without a score it is not
 * counted, but ends what a tick before it covers. */
void cover_row(struct cover *c, uint64_t start, uint64_t end, int scored);

/* The sum over series: days of 24 hours, and dates. */
struct cover_sum {
	uint64_t days, ns; /* ns below a day: all of it would not fit */
	uint64_t dates;
};
void cover_add(struct cover_sum *sum, const struct cover *c);
double cover_days(const struct cover_sum *sum);

#endif
