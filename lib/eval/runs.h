/*
 * runs.h - consecutive rows, as runs of positions.
 *
 * Positions number the rows of a view from 0, series after series, without
 * rows left out (role -1) and rows without a score.  A run lies within one
 * series.
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
 * The runs of some rows of a view, ascending: of the positive rows, or of the
 * rows in row[n] that are not left out.  The caller frees *runs.  Returns their
 * number, or -1 with *err without memory.
 */
long runs_positive(struct run **runs, const struct view *v, struct err *err);
long runs_alarms(struct run **runs, const struct timeline *t, struct err *err);

#endif
