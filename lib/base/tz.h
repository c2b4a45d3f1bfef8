/*
 * tz.h - a zone of the system's tz database as a table of offsets.
 *
 * tz_load reads one file of the database (TZif version 2 or later, RFC 8536)
 * and turns it, with the rule in its last line, into transitions up to the
 * year 2555: every conversion is then a search in one table.  Offsets are
 * seconds east of UTC; times are seconds since 1970, UTC or those of the local
 * clock.
 *
 *	tz_load (tz_at, tz_local)* tz_free
 */
#ifndef BASE_TZ_H
#define BASE_TZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
	TZ_NAME_MAX = 63,
	TZ_FILE_MAX = 1 << 16, /* the largest today has 4 kB */
	TZ_TRANSITIONS_MAX = 8192,
	TZ_LAST_YEAR = 2555 /* instants end in 2554 */
};

/* A change of the clock: offset holds from at on. */
struct tz_change {
	int64_t at;    /* UTC; INT64_MIN for the first */
	int64_t local; /* local times from here on have this offset: the later
			* of the two clocks at that moment */
	int32_t offset;
};

struct tz {
	int n; /* at least 1 */
	struct tz_change change[]; /* [n], by at and by local */
};

/*
 * The zone of that name, such as "Europe/Berlin".  Names are letters, digits,
 * '_', '+', '-' and '/', so no name leads out of the database.  NULL with
 * *err: "unknown zone", no database on this machine, or a file that is not a
 * valid zone.  The environment (TZDIR) is ignored: results must not depend on
 * it.
 */
struct tz *tz_load(const char *name, size_t len, struct err *err);

/* The same from the bytes of such a file. */
struct tz *tz_parse(const unsigned char *p, size_t n, struct err *err);
void tz_free(struct tz *tz); /* NULL: nothing */

/* Index of the change in effect at an instant. */
int tz_at(const struct tz *tz, int64_t utc);
/* Index of the change by which a local time is converted. */
int tz_local(const struct tz *tz, int64_t local);

/*
 * Add the changes of a POSIX TZ string ("CET-1CEST,M3.5.0,M10.5.0/3") that lie
 * after an instant; tz has room for TZ_TRANSITIONS_MAX.  tz_parse does it.
 */
int tz_rule(struct tz *tz, const char *s, size_t len, int64_t after,
    struct err *err);
/*
 * Append a change; one that keeps the offset is ignored.  -1: too many, or out
 * of order.
 */
int tz_add(struct tz *tz, int64_t at, int32_t offset, struct err *err);

#endif
