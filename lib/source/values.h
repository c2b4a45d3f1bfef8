/*
 * values.h - records of JSON: a value a line, documents that span lines,
 * and the elements of arrays.
 */
#ifndef SOURCE_VALUES_H
#define SOURCE_VALUES_H

#include "source/lines.h"

/* What may come next inside an array. */
enum values_want {
	VALUES_LINE,	     /* not in an array */
	VALUES_FIRST,	     /* behind '[' */
	VALUES_NEXT,	     /* behind a ',' */
	VALUES_COMMA,	     /* behind an element */
	VALUES_ANY	     /* behind what was refused */
};

struct values {
	struct lines *lines;
	enum values_want want;
	int array; /* what came last was an element, or should have been */
};

/*
 * The next line, or element of an array, as lines_next.  An element is read
 * as far as it goes and no further, so an array may have any length.
 */
int values_next(struct values *v, struct line *out, int wait,
    const char **reason, struct err *err);

/*
 * A line that is the start of an object: the object with the lines that
 * belong to it.  1; 0 when what follows does not complete it, *out is the
 * line alone then; -1 damage.
 */
int values_join(struct values *v, struct line *out, struct err *err);

/*
 * A line that is the start of a broken object: the object with the lines up to
 * the one that closes its brackets, so that it is refused as a whole.  1, 0, -1
 * as values_join; the window may have moved also with 0.
 */
int values_broken(struct values *v, struct line *out, struct err *err);

#endif
