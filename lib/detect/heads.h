/*
 * heads.h - the recommended detector: heads of tails over statistics.
 */
#ifndef DETECT_HEADS_H
#define DETECT_HEADS_H

#include "detect/model.h"

enum { HEADS = 4 };

/* One head: the columns it looks at and its part of the budget. */
struct head {
	const char *name;
	const char *columns; /* names, blanks between */
	double share;	     /* of the budget of alarms */
	double gain;	     /* of its adaptive threshold */
	uint64_t cooldown;   /* rows after an alarm without another */
};

extern const struct head head_table[HEADS];

/* What of a stream's columns goes where. */
struct heads {
	int n;
	const struct head *head[HEADS];
	int two_sided; /* none of the columns is a known statistic: one head of
			* all of them */
	int d[HEADS];
	int *column[HEADS]; /* [d] index among the stream's columns */
	double share[HEADS]; /* they sum to 1 */
};

/* Choose by names[d].  own[HEADS]: shares in place of the table's, NaN: that
 * of the table; 0 leaves a head out.  -1: nothing is left, or no memory. */
int heads_choose(struct heads *h, const char *const *names, int d,
    const double *own, struct err *err);
void heads_fini(struct heads *h);

/* "row=0.6" into share[HEADS].  The error is one of usage. */
int heads_share(double *share, const char *text, struct err *err);

#endif
