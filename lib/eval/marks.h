/*
 * marks.h - the labelled rows in descending order of score, with counts of
 * normal rows.
 *
 * Curves over thresholds (ROC, precision against recall, F) change their
 * shape only where a labelled row enters.  Between two labelled rows the
 * number of normal rows is enough, so not all rows are sorted:
 *
 *	row	a labelled row
 *	above	normal rows with a higher score
 *	upto	normal rows with this score or a higher one
 *
 * Memory: 12 bytes per labelled row, 44 while they are counted.
 */
#ifndef EVAL_MARKS_H
#define EVAL_MARKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/rng.h"

struct mark {
	uint32_t row, above, upto;
};

struct marks {
	struct mark *v; /* [n] */
	size_t n, room;
	uint64_t normal; /* rows without a label, among those counted */
	double top;      /* the highest score of those; NaN: none */
};

void marks_init(struct marks *m);
void marks_fini(struct marks *m);

/*
 * Mark the rows [first, end); labelled[n] lists the labelled rows, ascending.
 * No score is NaN.
 */
int marks_count(struct marks *m, const double *score, size_t first, size_t end,
    const uint32_t *labelled, size_t n, struct err *err);

/* The same of `rows' rows that all have one score. */
int marks_tie(struct marks *m, size_t rows, const uint32_t *labelled, size_t n,
    double score, struct err *err);

/*
 * The same for a random order of `rows` rows, without ties: the labelled
 * rows get n ranks drawn without replacement.  n <= rows; seen: subset.h.
 */
int marks_draw(struct marks *m, size_t rows, const uint32_t *labelled, size_t n,
    uint64_t *seen, struct rng *rng, struct err *err);

#endif
