/*
 * csv.h - delimited text, RFC 4180 with the liberties of inputs.md 2.
 *
 * csv_split cuts one logical line into fields.  Quoted fields are unquoted
 * in place, so the line must be writable.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stddef.h>

struct csv_field {
	const char *s;
	size_t len;
};

/*
 * Cut line[0..len) at delim into at most max fields.  A CR before the end is
 * dropped.  Returns the number of fields, or -1 when a quote is not closed,
 * text follows a closing quote, or there are more than max fields.
 */
int csv_split(struct csv_field *out, int max, char *line, size_t len,
    char delim);

/* 1 when the line ends inside a quoted field: the next line belongs to it. */
int csv_open_quote(const char *line, size_t len, char delim);

/*
 * The delimiter of some sample lines: the one of , ; TAB | that occurs most
 * often and equally often in each.  0 when there is none.
 */
char csv_guess(const char *text, size_t len);

/* Print one cell, quoted only when it must be; at most 2 * len + 2 bytes. */
size_t csv_put(char *out, const char *s, size_t len, char delim);

#endif
