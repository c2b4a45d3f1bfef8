/*
 * ts_civil.c - a date and a time of day as written, in a zone: the instant.
 */
#include "base/tstamp.h"

const char ts_before_1970[] = "before 1970";
const char ts_after_2554[] = "after 2554-07-21";

int
ts_from_civil(struct ts_time *t, const struct ts_civil *c, const struct zone *z,
    const char **why)
{
	static const unsigned met[] = { 0, TS_MET_SKIPPED, TS_MET_REPEATED };
	int64_t utc = ts_days(c->year, c->month, c->day) * 86400 + c->second;
	enum zone_hour hour = ZONE_ONCE;
	uint64_t ns;

	if (z != NULL)
		utc = zone_to_utc(z, utc, &hour);
	if (utc < 0) {
		*why = ts_before_1970;
		return -1;
	}
	if (__builtin_mul_overflow((uint64_t)utc, NS_SECOND, &ns) ||
	    __builtin_add_overflow(ns, c->frac_ns, &ns) || ns == TS_NULL) {
		*why = ts_after_2554;
		return -1;
	}
	t->ns = ns;
	t->unit = TS_AUTO;
	t->met = met[hour];
	return 0;
}
