/*
 * table.h - where the table starts in a text that has lines before it.
 *
 *	https://www.example.com			before the table
 *	time,symbol,price,size			header
 *	2024-01-02T14:30:00Z,AAPL,187.1,5	first record
 *
 * A table is clear when its header names a time and prices (or whatever --map
 * names), or a layout knows it, and the next line has as many cells and a
 * value among them.  A header may go over several lines (names, then units):
 * each column takes the name that is known.
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
 * Find the table from line l on, for whose lines this waits; the window may
 * move, and l->s with it.  1; 0 when no clear table starts in the lines
 * looked at; -1 without memory.
 */
int table_find(struct table *t, struct lines *lines, struct line *l,
    const struct source_opts *opts, const char *file, struct err *err);

/* 1 when a layout knows the names, or they include a time and prices. */
int table_is_clear(const struct csv_field *name, const struct csv_field *cell,
    int n, const struct source_opts *opts, const char *file);

/* 1 when line l, of n cells and no value, is followed by a line of another
 * number of cells or without a value, so that l may not be the header. */
int table_doubtful(struct lines *lines, struct line *l, int n, char delim);

/* 1 when no cell reads as a number or a time. */
int table_is_header(const struct csv_field *cell, int n);

/*
 * 1 if a line that is not a record closes a table: its first cell that is not
 * empty is END, EOF, TOTAL or SUM, or the line is "(12 rows)".
 */
int table_is_end(const struct csv_field *cell, int n);

#endif
