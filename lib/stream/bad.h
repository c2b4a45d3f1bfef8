/*
 * bad.h - refused records: what --skip-bad, --max-bad and --bad-to ask for.
 */
#ifndef STREAM_BAD_H
#define STREAM_BAD_H

#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

enum { BAD_REASONS = 9 };
extern const char *const bad_reasons[BAD_REASONS + 1]; /* ends with NULL */

struct bad_policy {
	int skip;	    /* go on after a bad record */
	uint64_t max;	    /* 0: no limit */
	FILE *to;	    /* each refused record with its reason, or NULL */
	const char *run;    /* to holds those of earlier runs: the tool that
			     * is to be named in a line of its own in front of
			     * the first of this one; or NULL */
	uint64_t count;	    /* refused so far, over all inputs */
	uint64_t by[BAD_REASONS]; /* the same by reason */
	struct err first;	  /* place and detail of the first */
};

/*
 * A refused record and all that it takes to read it again alone.  What is 0 or
 * NULL is not there.
 */
struct bad_row {
	const char *file;
	uint64_t line, offset;
	const char *reason; /* one of bad_reasons */
	const char *detail;
	const char *raw; /* its bytes; none of what was too long */
	size_t len;
	const char *format; /* that it was read as, see source_list */
	const char *header; /* of the delimited text it stood in */
	size_t header_len;
	int array; /* it was an element of an array */
	const char *framing; /* raw is an envelope itself, of this sort */
	const char *topic; /* of the envelope that it lay in */
	size_t topic_len;
	int32_t part;
	int64_t position;
	uint64_t sent; /* ns; UINT64_MAX unknown */
};

/*
 * Refuse a record: 0 when it was counted and kept, -1 when it ends the input,
 * with *err.  policy NULL is strict.
 */
int bad_refuse(struct bad_policy *policy, const struct bad_row *row,
    struct err *err);

/* Keep a row that is not bad beside those that are, when they are kept at all;
 * it is in no count and may have any reason. */
int bad_set_aside(struct bad_policy *policy, const struct bad_row *row,
    struct err *err);

/* "bad-time 3, syntax 1"; size bytes are enough from BAD_COUNTS_MAX on. */
enum { BAD_COUNTS_MAX = 512 };
void bad_counts(char *out, size_t size, const struct bad_policy *policy);

#endif
