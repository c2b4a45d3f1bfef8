/*
 * quick.h - lines of delimited text that look as usual, straight to rows.
 *
 *	quick_new (quick_plan (quick_rows)*)* quick_free
 *
 * Where the cells of many lines end is found at once (csv_index); each cell
 * is then read by the routine of the form that its column usually has.  A
 * cell of another form goes to cell_put.  A line that is bad, or could be, is
 * left where it is, with nothing done: recipe_row decides about it and says
 * why.  So it does about quotes, symbols never seen, other numbers of cells,
 * blank lines, headers in the middle and whatever lies at the window's end.
 */
#ifndef SOURCE_QUICK_H
#define SOURCE_QUICK_H

#include "source/lines.h"
#include "source/shape.h"

struct quick;

struct quick *quick_new(struct err *err);
void quick_free(struct quick *q); /* NULL is nothing */

/* The lines to come have n cells and this plan.  1; 0 when the next one must
 * go the usual way. */
int quick_plan(struct quick *q, const struct plan_of_record *p, int n,
    char delim);

/* Who reads. */
struct quick_job {
	struct lines *lines; /* the line before is dropped */
	struct rows *rows;
	void *state;        /* of the shape */
	const char *header; /* a line equal to it is none; NULL */
	size_t header_len;
	uint64_t control; /* out: rows that the shape dropped */
};

/* Rows of the lines that lie ready, up to the first that is left. */
void quick_rows(struct quick *q, struct quick_job *job);

#endif
