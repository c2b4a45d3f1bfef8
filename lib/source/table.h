/*
 * table.h - find the start of the table in a text that has lines before it.
 *
 *	https://www.example.com			before the table
 *	time,symbol,price,size			header
 *	2024-01-02T14:30:00Z,AAPL,187.1,5	first record
 *
 * A table is recognised when its header names a time and prices (or the
 * columns of --map), or is known to a layout, and the next line has the same
 * number of cells and at least one value.  A header may span several lines
 * (names, then units): each column takes the name that is known.
 */
#ifndef SOURCE_TABLE_H
#define SOURCE_TABLE_H

#include "source/layout.h"

enum { TABLE_HEADERS_MAX = 4 };

struct table {
	uint64_t before; /* physical lines before it */
	uint64_t lines;  /* those before its first record */
	char *header;    /* as one line, freed by the caller; NULL: none */
	size_t header_len;
	char delim;
};

/*
 * Find the table from line l on, waiting for the lines it needs; the window
 * may move, and l->s with it.  1; 0 when no table is recognised in the lines
 * examined; -1 without memory.
 */
int table_find(struct table *t, struct lines *lines, struct line *l,
    const struct source_opts *opts, const char *file, struct err *err);

/* 1 when a layout knows the names, or they include a time and prices. */
int table_is_clear(const struct csv_field *name, const struct csv_field *cell,
    int n, const struct source_opts *opts, const char *file);

/*
 * 1 when line l, with n cells and no value, may not be the header: the next
 * line has another number of cells or no value.
 */
int table_doubtful(struct lines *lines, struct line *l, int n, char delim);

/* 1 when no cell reads as a number or a time. */
int table_is_header(const struct csv_field *cell, int n);

/*
 * 1 if a line that is not a record ends a table: its first non-empty cell is
 * END, EOF, TOTAL or SUM, or the line is of the form "(12 rows)".
 */
int table_is_end(const struct csv_field *cell, int n);

#endif
