/*
 * heads.h - the recommended detector: heads of tails over statistics.
 */
#ifndef DETECT_HEADS_H
#define DETECT_HEADS_H

#include "detect/model.h"

enum { HEADS = 5 };

/* One head: the columns it uses and its share of the alarm budget. */
struct head {
	const char *name;
	const char *columns; /* names, separated by blanks */
	double share;        /* of the budget of alarms */
	double gain;         /* of its adaptive threshold */
	uint64_t cooldown;   /* rows after an alarm that cannot alarm */
};

extern const struct head head_table[HEADS];

/* How the columns of a stream are assigned to heads. */
struct heads {
	int n;
	const struct head *head[HEADS];
	int two_sided; /* no column is a known statistic: one head has all
			* columns */
	int d[HEADS];
	int *column[HEADS];  /* [d] index among the stream's columns */
	double share[HEADS]; /* they sum to 1 */
};

/* Choose heads by names[d].  own[HEADS] are shares that replace those of the
 * table (NaN: use the table's; 0: leave the head out).  -1: no head is left,
 * or no memory. */
int heads_choose(struct heads *h, const char *const *names, int d,
    const double *own, struct err *err);
void heads_fini(struct heads *h);

/* Is it a column of the preset default that no head uses?  The preset has it
 * for other detectors and for readers. */
int heads_spare(const char *name);

/* Parse "row=0.6" into share[HEADS].  Errors are usage errors. */
int heads_share(double *share, const char *text, struct err *err);

#endif
