/*
 * csv_read.h - read our own CSV and TSV: converts a line to the NDJSON line of
 * the same row.
 *
 *	csv_reader_new (csv_reader_header) (csv_reader_line)* csv_reader_free
 *
 * Our CSV begins with a column "kind" and has "ts_event" among the others
 * (tick-stream.5).  An empty cell is null.  A column of the vocabulary has its
 * fixed type; in other columns a cell that reads as a number is a number, and
 * any other cell is text.
 */
#ifndef STREAM_CSV_READ_H
#define STREAM_CSV_READ_H

#include <stddef.h>

#include "base/err.h"

struct csv_reader;

/* 1 when the first line of a text is the header of our CSV or TSV. */
int csv_is_ours(const char *line, size_t len);

struct csv_reader *csv_reader_new(struct err *err);
void csv_reader_free(struct csv_reader *c);

int csv_reader_header(struct csv_reader *c, const char *line, size_t len,
    struct err *err);

/* The delimiter; 0 when two columns have the same name. */
char csv_reader_delim(const struct csv_reader *c);

/*
 * A copy of a line and its newline, with `slack' more bytes behind them: *copy,
 * borrowed until the next call of this or csv_reader_line.
 */
int csv_reader_copy(struct csv_reader *c, const char **copy, const char *line,
    size_t len, size_t slack, struct err *err);

/*
 * The NDJSON text of a line: *json, borrowed until the next call.  -1 with
 * *reason and *err when the number of cells differs from the header's.
 */
int csv_reader_line(struct csv_reader *c, const char **json, size_t *n,
    const char *line, size_t len, const char **reason, struct err *err);

#endif
