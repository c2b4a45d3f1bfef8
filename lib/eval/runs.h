/*
 * runs.h - rows that follow each other, as runs of positions.
 *
 * A position counts the rows of a view without those left out (role -1) and
 * without those that have no score, from 0 on, series after series.  A run
 * lies within one series.
 */
#ifndef EVAL_RUNS_H
#define EVAL_RUNS_H

#include <stddef.h>
#include <stdint.h>

#include "eval/eval.h"

struct run {
	uint32_t first, last;	/* positions, both in it */
	uint32_t begin, end;	/* positions of its series: [begin, end) */
	uint32_t row, last_row; /* of first, of last */
};

/*
 * The runs of some rows of a view, rising: the positive rows, or those of
 * row[n] that are not left out.  *runs is to be freed; the number of them,
 * -1 with *err without memory.
 */
long runs_positive(struct run **runs, const struct view *v, struct err *err);
long runs_alarms(struct run **runs, const struct timeline *t, struct err *err);

#endif
