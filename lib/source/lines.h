/*
 * lines.h - records of text: the physical lines of an input.
 *
 * Lines are returned as pointers into the input's window.  Blank lines (only
 * blanks and CR) are skipped, but counted in line numbers.
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
	uint64_t number; /* of the last line returned */
	size_t taken;	 /* bytes of it, still in the window */
	uint64_t begins; /* offset of a record whose rest is skipped, or
			  * LINES_NONE */
	int skips; /* the rest of it must still be skipped */
	int no_final_newline;
};

enum { LINES_WAIT = 2 };
#define LINES_NONE UINT64_MAX

/*
 * The next line: 1; 0 at the end; -1.  LINES_WAIT when wait is 0 and no whole
 * line is available.  With -1 and *reason set, the line is bad and the next
 * call continues after it; with *reason NULL, the input is damaged.
 */
int lines_next(struct lines *l, struct line *out, int wait,
    const char **reason, struct err *err);

/*
 * Extend a line that ends inside a quoted cell to the whole record, with LF
 * between its physical lines.  1; 0 when the quote is never closed, then *out
 * is the line alone; -1 damage.
 */
int lines_quoted(struct lines *l, struct line *out, char delim,
    struct err *err);

/*
 * Skip up to n lines from the current position of in; *skipped is the number
 * skipped.  Lines longer than max bytes count as well.  -1: in is damaged.
 */
int lines_skip(uint64_t *skipped, struct in *in, uint64_t n, size_t max,
    struct err *err);

#endif
