/*
 * sample.h - the beginning of an input: names of its cells, first record.
 */
#ifndef SOURCE_SAMPLE_H
#define SOURCE_SAMPLE_H

#include "base/csv.h"
#include "source/lines.h"
#include "source/source.h"

enum text_form {
	TEXT_DELIMITED, /* one record per line, cells by delimiter */
	TEXT_JSON,      /* one record per value, cells by key */
	TEXT_NONE       /* a binary layout */
};

struct sample {
	const char *file;
	const struct source_opts *opts;
	const struct csv_field *name; /* [n] header or keys; NULL: none */
	const struct csv_field *cell; /* [n] of the first record */
	int n;
	enum text_form text;
	struct lines *lines; /* the lines that follow, for sample_next; NULL */
	struct line *line;
	const char *json; /* the text that contains the cells, except those
			   * with escapes; NULL: not JSON */
	size_t json_len;
	int shared; /* the first cells belong to all records of a document */
};

/*
 * 1 when two names are equal, ignoring case, blanks, '_' and '-', and <>
 * around the first, which is a name of the input.  If exact is set, the case
 * of one-letter names must match.
 */
int name_same(const char *a, size_t alen, const char *b, size_t blen,
    int exact);

/* Index of the first cell named by a list of names, separated by blanks, in
 * order of preference; -1. */
int sample_find(const struct sample *s, const char *names);
/* The same, skipping every cell i with taken[i] set. */
int sample_find_first(const struct sample *s, const char *names,
    const char *taken);
/* The same for one name of len bytes; taken NULL: all cells. */
int sample_find_free(const struct sample *s, const char *name, size_t len,
    const char *taken);
/* 1 when the first record matches one of the patterns. */
int sample_like(const struct sample *s, const char *const *patterns);

/*
 * The line after the first record of delimited text; waits for it: 1, or 0
 * when there is none.  For layouts that cannot be distinguished by one record.
 */
int sample_next(const struct sample *s, const char **line, size_t *len);

/*
 * Waits for the first two lines of the window and returns their length, or
 * that of the first if there is no second or it is too long.  The window may
 * move, and l->s with it.
 */
size_t sample_two_lines(struct lines *lines, struct line *l);

#endif
