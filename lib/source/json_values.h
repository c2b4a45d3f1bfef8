/*
 * json_values.h - records of JSON: one value per line, documents that span
 * lines, and the elements of arrays.
 */
#ifndef SOURCE_JSON_VALUES_H
#define SOURCE_JSON_VALUES_H

#include "source/lines.h"

/* What may come next inside an array. */
enum values_want {
	VALUES_LINE,  /* not in an array */
	VALUES_FIRST, /* after '[' */
	VALUES_NEXT,  /* after ',' */
	VALUES_COMMA, /* after an element */
	VALUES_ANY    /* after a refused element */
};

struct json_values {
	struct lines *lines;
	enum values_want want;
	int array; /* the last value was an element of an array */
	int skips;  /* its end must still be found */
	int behind; /* an array has just ended */
};

/*
 * The next line, or element of an array, as lines_next.  Elements are read one
 * at a time, so an array may have any length.
 */
int json_values_next(struct json_values *v, struct line *out, int wait,
    const char **reason, struct err *err);

/*
 * Extend a line that starts an object by the lines that belong to it.  1; 0
 * when the following lines do not complete it, then *out is the line alone; -1
 * damage.
 */
int json_values_join(struct json_values *v, struct line *out, struct err *err);

/*
 * Extend a line that starts a broken object to the line that closes its
 * brackets, so that it is refused as a whole.  1, 0, -1 as json_values_join;
 * even with 0 the window may have moved.
 */
int json_values_broken(struct json_values *v, struct line *out,
    struct err *err);

#endif
