/*
 * delim.h - small delimited files with a header: labels, classes.
 *
 *	delim_open (delim_next)* delim_close
 *
 * The delimiter (, ; TAB or |) is detected from the header.  Empty lines are
 * ignored; a quoted field ends on the line on which it began.  Messages begin
 * with the file's name and the line.
 */
#ifndef EVAL_DELIM_H
#define EVAL_DELIM_H

#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/err.h"
#include "base/io.h"

enum { DELIM_FIELDS_MAX = 256 };

/* A column: its names in order of preference, NULL-terminated; needed: it is
 * an error if the column is missing. */
struct delim_column {
	const char *const *names;
	int needed;
};

struct delim {
	struct in *in;
	uint64_t line; /* its number, from 1 */
	char delim;
	int nfield; /* of the header */
	int *at;    /* [ncolumn] place of a column, -1: not there */
	int ncolumn;
	struct csv_field field[DELIM_FIELDS_MAX];
	char *copy; /* of the line, to be written to */
	size_t room;
};

/* Open a file on an input, which is taken over, and read its header. */
int delim_open(struct delim *l, struct in *in,
    const struct delim_column *columns, int ncolumn, struct err *err);

/* The next line: 1, 0 at the end, -1 with *err. */
int delim_next(struct delim *l, struct err *err);

/* A column's cell in the line; empty if the column is missing. */
struct csv_field delim_cell(const struct delim *l, int column);

/* Prefix *err with the file and the line.  Returns -1. */
int delim_at(const struct delim *l, struct err *err);

void delim_close(struct delim *l);

/*
 * For a message: a cell in quotes, cut so that the rest of the message fits;
 * buf has DELIM_QUOTE_MAX bytes.
 */
enum { DELIM_QUOTE_MAX = 80 };
const char *delim_quote(char buf[DELIM_QUOTE_MAX], const char *s, size_t len);

#endif
