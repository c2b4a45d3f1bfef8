/*
 * where_input.h - the cells of a record for --where: col("Trade Price").
 *
 * A column of delimited text is found by its name, without a header by its
 * number; a value of JSON by its key or JSON Pointer.
 *
 *	where_input_table | nothing	once a table
 *	where_input_record		before the rows of each record
 *	where_input_refuses		of one that cannot be read
 */
#ifndef SOURCE_WHERE_INPUT_H
#define SOURCE_WHERE_INPUT_H

#include "base/csv.h"
#include "stream/where.h"

struct where_input {
	struct where *where;                 /* NULL: there is nothing to do */
	const struct csv_field *name, *cell; /* of the record */
	int n;
	const struct csv_field *outer_name, *outer_cell; /* it is made of */
	int nouter;
	int is_table;
	int at[WHERE_COLUMNS_MAX]; /* of a table */
	struct where_cells cells;
};

/* All zero except for where. */
void where_input_init(struct where_input *q, struct where *where);

/* For an input that is not text: -1 when columns were asked for. */
int where_input_none(const struct where *where, const char *format,
    struct err *err);

/*
 * Find the columns of a table; -1 when one is missing.  name NULL: columns
 * have no names.
 */
int where_input_table(struct where_input *q, const struct csv_field *name,
    int n, struct err *err);

/* Set the current cells, borrowed.  name NULL: an array, or a table. */
static inline void
where_input_record(struct where_input *q, const struct csv_field *name,
    const struct csv_field *cell, int n)
{
	q->name = name;
	q->cell = cell;
	q->n = n;
}

/*
 * 1 when the expression chooses no row of the current record, whatever its
 * fields are: it need not be read.
 */
int where_input_refuses(struct where_input *q);
/* The same of a value that cannot be divided into records.  empty: there are
 * none in it, so a cell that it does not have is null. */
int where_input_refuses_outer(struct where_input *q, int empty);

/* JSON: set the cells of the value that records are made from. */
static inline void
where_input_outer(struct where_input *q, const struct csv_field *name,
    const struct csv_field *cell, int n)
{
	q->outer_name = name;
	q->outer_cell = cell;
	q->nouter = n;
}

#endif
