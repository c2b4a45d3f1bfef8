/*
 * part_spec.h - --split and --out: which rows share a file, and its name.
 *
 *	part_spec_init (part_spec_span | part_spec_path)* part_spec_fini
 *
 * --split is a list of symbol, kind and one of day, week and month; --out is a
 * path with a name in braces for each: {symbol}, {kind}, {date}.  The date is
 * YYYYMMDD of a day, or of the Sunday that a week starts with, or YYYYMM of a
 * month.
 *
 * Two symbols never have the same path, and a symbol never leads to another
 * folder: '/', '\', '%', control characters, and '.' or '-' at the start of a
 * name are written as % and two hexadecimal digits.  A row without a symbol or
 * without a time is in a file "%none".
 */
#ifndef CAT_PART_SPEC_H
#define CAT_PART_SPEC_H

#include <stdint.h>

#include "base/err.h"
#include "base/tstamp.h"

enum part_period { PART_NO_PERIOD, PART_DAY, PART_WEEK, PART_MONTH };

struct part_spec {
	int by_symbol, by_kind;
	enum part_period period;
	const char *pattern; /* borrowed */
	struct zone zone;    /* of the days */
};

/* The instants of a period.  All of them: 0, TS_NULL. */
struct part_span {
	uint64_t start, end;
	int64_t day; /* the first, since 1970, on the zone's calendar */
};

enum { PART_NO_DAY = INT32_MIN }; /* the day of rows without a time */

/* Mistakes are usage errors.  tz NULL: UTC. */
int part_spec_init(struct part_spec *s, const char *split, const char *out,
    const char *tz, struct err *err);
void part_spec_fini(struct part_spec *s); /* also after a failure */

/* The period that has an instant, which may be TS_NULL. */
void part_spec_span(const struct part_spec *s, struct part_span *span,
    uint64_t t);

/* The path of a file, on the heap.  symbol "": none. */
char *part_spec_path(const struct part_spec *s, const char *symbol,
    const char *kind, int64_t day, struct err *err);

#endif
