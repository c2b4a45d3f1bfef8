/*
 * fast_csv.h - the fast path for delimited text: usual lines straight to rows.
 *
 *	fast_csv_new (fast_csv_plan (fast_csv_rows)*)* fast_csv_free
 *
 * csv_index finds where the cells of many lines end; the routine for a
 * column's usual form then reads each cell.  A cell of another form goes to
 * cell_put.  A line that is or might be bad is left for recipe_row, which
 * decides and gives the reason.  Also left are lines with quotes, with symbols
 * not seen before or with another number of cells, blank lines, repeated
 * headers and lines near the window's end.
 */
#ifndef SOURCE_FAST_CSV_H
#define SOURCE_FAST_CSV_H

#include "source/lines.h"
#include "source/row_rules.h"

struct fast_csv;

struct fast_csv *fast_csv_new(struct err *err);
void fast_csv_free(struct fast_csv *q); /* NULL is nothing */

/* Set the plan and the number of cells of the lines to come.  1; 0 when the
 * next line must take the general path. */
int fast_csv_plan(struct fast_csv *q, const struct plan_of_record *p, int n,
    char delim);

/* One reader's state. */
struct fast_job {
	struct lines *lines; /* the line already returned was dropped */
	struct rows *rows;
	struct row_rules *rules;
	const char *header; /* a line equal to it is skipped; NULL */
	size_t header_len;
	const char *comment; /* lines that start so are left; NULL */
};

/*
 * Convert the available lines to rows, up to the first that needs the general
 * path.
 */
void fast_csv_rows(struct fast_csv *q, struct fast_job *job);

#endif
