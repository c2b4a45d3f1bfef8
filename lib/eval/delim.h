/*
 * delim.h - small delimited files with a header: labels, classes.
 *
 *	delim_open (delim_next)* delim_close
 *
 * The delimiter is found from the header (, ; TAB or |).  Empty lines are
 * passed over; a quoted field ends on its line.  Messages begin with the
 * file's name and the line.
 */
#ifndef EVAL_DELIM_H
#define EVAL_DELIM_H

#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/err.h"
#include "base/io.h"

enum { DELIM_FIELDS_MAX = 256 };

/* A column: its names, by preference, NULL-terminated; needed: an error when
 * it is not there. */
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

/* Open a file over an input, which is taken over, and read its header. */
int delim_open(struct delim *l, struct in *in,
    const struct delim_column *columns, int ncolumn, struct err *err);

/* The next line: 1, 0 at the end, -1 with *err. */
int delim_next(struct delim *l, struct err *err);

/* A column's cell of the line; empty where the column is not there. */
struct csv_field delim_cell(const struct delim *l, int column);

/* Put the file and the line in front of *err.  Returns -1. */
int delim_at(const struct delim *l, struct err *err);

void delim_close(struct delim *l);

/*
 * For a message: a cell in quotes, cut to a length that leaves room for the
 * rest; buf of DELIM_QUOTE_MAX.
 */
enum { DELIM_QUOTE_MAX = 80 };
const char *delim_quote(char buf[DELIM_QUOTE_MAX], const char *s, size_t len);

#endif
