/*
 * csv.h - delimited text, RFC 4180 with the liberties of inputs.md 2.
 *
 * csv_split cuts one logical line into fields.  Quoted fields are unquoted
 * in place, so the line must be writable.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stddef.h>
#include <stdint.h>

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

/*
 * Where the cells and the lines of a text end.  Entries are byte offsets.
 * line[k] is the offset of line k's newline, with CSV_QUOTED set when the line
 * contains a quote; the newline is also in sep.  Each cell lies between two
 * neighbours in sep.  The first entry of sep is -1, the end of the line before
 * the text.
 */
#define CSV_QUOTED UINT32_C(0x80000000)

enum {
	CSV_INDEX_BYTES = 1 << 16,
	CSV_INDEX_SEPS = 1 << 12,
	CSV_INDEX_LINES = 1 << 10,
	CSV_INDEX_BLOCK = 64
};

struct csv_index {
	uint32_t len; /* bytes of the text that are in it */
	uint32_t nsep, nline;
	uint32_t sep[CSV_INDEX_SEPS + CSV_INDEX_BLOCK];
	uint32_t line[CSV_INDEX_LINES + CSV_INDEX_BLOCK];
};

/* The text at s, or as much of it as the index holds; delim is neither quote,
 * newline nor NUL. */
void csv_index(struct csv_index *x, const char *s, size_t len, char delim);
/*
 * The variants of csv_index; all give the same result.  how must not exceed
 * the best one this machine supports.
 */
enum csv_index_how { CSV_INDEX_WORDS, CSV_INDEX_AVX2, CSV_INDEX_AVX512 };
enum csv_index_how csv_index_best(void);
void csv_index_as(struct csv_index *x, const char *s, size_t len, char delim,
    enum csv_index_how how);

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
