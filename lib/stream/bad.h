/*
 * bad.h - refused records: --skip-bad, --max-bad and --bad-to.
 */
#ifndef STREAM_BAD_H
#define STREAM_BAD_H

#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

enum { BAD_REASONS = 9 };
extern const char *const bad_reasons[BAD_REASONS + 1]; /* ends with NULL */

struct bad_policy {
	int skip;        /* go on after a bad record */
	uint64_t max;    /* 0: no limit */
	FILE *to;        /* each refused record with its reason, or NULL */
	const char *run; /* the tool's name, written to `to' on a separate
			     * line before this run's first record, when `to'
			     * already holds those of earlier runs; or NULL */
	uint64_t count;  /* refused so far, over all inputs */
	uint64_t by[BAD_REASONS]; /* the same by reason */
	struct err first;         /* location and detail of the first */
};

/*
 * A refused record, with everything needed to read it again by itself.  0 or
 * NULL: absent.
 */
struct bad_row {
	const char *file;
	uint64_t line, offset;
	const char *reason; /* one of bad_reasons */
	const char *detail;
	const char *raw; /* its bytes; none for a record that was too long */
	size_t len;
	const char *format; /* the format it was read as, see source_list */
	const char *header; /* of the delimited text that contained it */
	size_t header_len;
	int array;           /* it was an element of an array */
	const char *framing; /* raw is itself an envelope of this framing */
	const char *topic;   /* of the envelope that contained it */
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

/*
 * Write a row that is not bad to the quarantine as well, if there is one; it
 * is not counted and may have any reason.
 */
int bad_set_aside(struct bad_policy *policy, const struct bad_row *row,
    struct err *err);

/* "bad-time 3, syntax 1"; size bytes are enough from BAD_COUNTS_MAX on. */
enum { BAD_COUNTS_MAX = 512 };
void bad_counts(char *out, size_t size, const struct bad_policy *policy);

#endif
