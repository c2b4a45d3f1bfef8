/*
 * zone.c - names of zones, and local times to UTC and back.
 *
 * The table of a zone of the database (tz.h) has for each change of the clock
 * the later of the two local times at that moment.  A local time is converted
 * with the last change whose local time is not after it.  A skipped or
 * repeated hour ends at that time, so the offset before the change still
 * applies in it.
 */
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

#include "base/digits.h"
#include "base/tz.h"

static const struct {
	const char *name;
	int32_t offset;
} fixed[] = {
	{ "UTC", 0 },
	{ "Z", 0 },
	{ "GMT", 0 },
	{ "EST", -5 * 3600 },
};

enum { NFIXED = sizeof(fixed) / sizeof(fixed[0]) };

/* Old names, which some systems ship in a separate package. */
static const struct {
	const char *old, *name;
} aliases[] = {
	{ "US/Eastern", "America/New_York" },
	{ "US/Central", "America/Chicago" },
	{ "US/Mountain", "America/Denver" },
	{ "US/Pacific", "America/Los_Angeles" },
};

enum { NALIASES = sizeof(aliases) / sizeof(aliases[0]) };

/* "5", "05", "0530" or "05:30" behind the sign, in seconds; -1.  One digit is
 * allowed behind a name only. */
static int32_t
parse_offset(const char *s, size_t len, int named)
{
	int hours, minutes = 0;

	if (len == 1 && named && digits_is(*s))
		return (*s - '0') * 3600;
	if (len != 2 && len != 4 && !(len == 5 && s[2] == ':'))
		return -1;
	hours = digits_get2(s);
	if (len > 2)
		minutes = digits_get2(s + len - 2);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return -1;
	return hours * 3600 + minutes * 60;
}

int
zone_fixed(struct zone *z, const char *s, size_t len)
{
	int named =
	    len > 4 && (memcmp(s, "UTC", 3) == 0 || memcmp(s, "GMT", 3) == 0);
	int32_t offset;
	size_t i;

	if (named) {
		s += 3;
		len -= 3;
	}
	if (len > 0 && (s[0] == '+' || s[0] == '-')) {
		offset = parse_offset(s + 1, len - 1, named);
		if (offset < 0)
			return -1;
		*z = (struct zone){ s[0] == '-' ? -offset : offset, 0, NULL };
		return 0;
	}
	for (i = 0; i < NFIXED && !named; i++) {
		if (strlen(fixed[i].name) == len &&
		    memcmp(fixed[i].name, s, len) == 0) {
			*z = (struct zone){ fixed[i].offset, 0, NULL };
			return 0;
		}
	}
	return -1;
}

int
zone_open(struct zone *z, const char *s, size_t len, struct err *err)
{
	struct tz *tz;
	size_t i;

	if (zone_fixed(z, s, len) == 0)
		return 0;
	for (i = 0; i < NALIASES; i++) {
		if (strlen(aliases[i].old) == len &&
		    memcmp(aliases[i].old, s, len) == 0) {
			s = aliases[i].name;
			len = strlen(s);
		}
	}
	*z = (struct zone){ 0, 0, NULL };
	if ((tz = tz_load(s, len, err)) == NULL)
		return -1;
	z->tz = tz;
	return 0;
}

int
zone_option(struct zone *z, const char *option, const char *s, struct err *err)
{
	struct err why = { 0 };

	if (zone_open(z, s, strlen(s), &why) == 0)
		return 0;
	if (strcmp(why.msg, "unknown zone") != 0)
		return err_set(err, "--%s: \"%.60s\": %s", option, s, why.msg);
	return err_usage(err,
	    "--%s: \"%.60s\": unknown zone: expected UTC, +02:00, UTC+05:30 or "
	    "a name of the tz database such as Europe/Berlin",
	    option, s);
}

void
zone_fini(struct zone *z)
{
	tz_free(z->tz);
	*z = (struct zone){ 0, 0, NULL };
}

int64_t
zone_to_utc(const struct zone *z, int64_t local, enum zone_hour *hour)
{
	const struct tz *tz = z->tz;
	int64_t step;
	int i;

	if (hour != NULL)
		*hour = ZONE_ONCE;
	if (tz == NULL)
		return local - z->offset;
	i = tz_local(tz, local);
	if (hour != NULL && i + 1 < tz->n) {
		step = tz->change[i + 1].offset - tz->change[i].offset;
		if (tz->change[i + 1].local - local <=
		    (step < 0 ? -step : step))
			*hour = step < 0 ? ZONE_REPEATED : ZONE_SKIPPED;
	}
	return local - tz->change[i].offset;
}

int64_t
zone_to_local(const struct zone *z, int64_t utc)
{
	if (z->tz == NULL)
		return utc + z->offset;
	return utc + z->tz->change[tz_at(z->tz, utc)].offset;
}

int32_t
zone_stretch(const struct zone *z, int64_t utc, int64_t *from, int64_t *until)
{
	const struct tz *tz = z->tz;
	int i;

	*from = INT64_MIN;
	*until = INT64_MAX;
	if (tz == NULL)
		return z->offset;
	i = tz_at(tz, utc);
	*from = tz->change[i].at;
	if (i + 1 < tz->n)
		*until = tz->change[i + 1].at;
	return tz->change[i].offset;
}
