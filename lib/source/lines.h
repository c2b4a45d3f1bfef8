/*
 * lines.h - records of text: the physical lines of an input.
 *
 * Lines are handed out where they lie in the input's window.  Blank lines
 * (nothing but blanks and CR) are passed over; line numbers count them.
 */
#ifndef SOURCE_LINES_H
#define SOURCE_LINES_H

#include "base/io.h"

struct line {
	const char *s; /* without LF and CR; until the next call */
	size_t len;
	uint64_t number, offset;
	int newline; /* 0: the last line, which lacks one */
};

struct lines {
	struct in *in;
	size_t max;	 /* longest line */
	uint64_t number; /* of the last line handed out */
	size_t taken;	 /* bytes of it, still in the window */
	uint64_t begins; /* offset of a record whose rest is skipped, or
			  * LINES_NONE */
	int skips; /* the rest of it is still to be skipped */
	int no_final_newline;
};

enum { LINES_WAIT = 2 };
#define LINES_NONE UINT64_MAX

/*
 * The next line: 1; 0 at the end; -1.  LINES_WAIT when wait is 0 and no whole
 * line lies ready.  With -1 and *reason set the line is bad and the next call
 * goes on after it; with *reason NULL the input is damaged.
 */
int lines_next(struct lines *l, struct line *out, int wait,
    const char **reason, struct err *err);

/*
 * A line that ends inside a quoted cell: the record with the physical lines
 * that belong to it, LF between.  1; 0 when the quote is never closed, *out is
 * the line alone then; -1 damage.
 */
int lines_quoted(struct lines *l, struct line *out, char delim,
    struct err *err);

/* Leave out up to n lines from where in is on: *skipped of them were there.
 * Those of more than max bytes count as others.  -1: in is damaged. */
int lines_skip(uint64_t *skipped, struct in *in, uint64_t n, size_t max,
    struct err *err);

#endif
