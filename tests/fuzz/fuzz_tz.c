/*
 * fuzz_tz.c - files of the tz database, and rules alone.
 *
 * The first byte says which: even a whole file, odd a rule behind a file of
 * one offset.  What is read must be in order, and every local time must come
 * from an instant and lead back to one.
 */
#include "base/tz.h"

#include "base/zone.h"
#include "fuzz.h"

enum { HEADER = 44, MADE_MAX = 512 };

static void
check_order(const struct tz *tz)
{
	int i;

	HOLDS(tz->n >= 1 && tz->n <= TZ_TRANSITIONS_MAX);
	HOLDS(tz->change[0].at == INT64_MIN);
	for (i = 1; i < tz->n; i++) {
		HOLDS(tz->change[i].at > tz->change[i - 1].at);
		HOLDS(tz->change[i].local > tz->change[i - 1].local);
		HOLDS(tz->change[i].offset != tz->change[i - 1].offset);
	}
}

static void
check_instant(const struct zone *z, int64_t t)
{
	enum zone_hour hour;
	int64_t local, back, from, until;
	int32_t offset;

	if (t < -(INT64_C(1) << 40) || t > INT64_C(1) << 40)
		return;
	local = zone_to_local(z, t);
	back = zone_to_utc(z, local, &hour);
	offset = zone_stretch(z, t, &from, &until);
	HOLDS(from <= t && t < until && offset == local - t);
	HOLDS(hour <= ZONE_REPEATED);
	HOLDS(zone_to_utc(z, local, NULL) == back);
}

static void
check(const unsigned char *p, size_t n)
{
	struct bytes b = bytes_of(p, n);
	struct err err = { 0 };
	struct tz *tz = tz_parse(b.p, b.n, &err);
	struct zone z = { 0, 0, tz };
	int i;

	fuzz_err(tz == NULL ? -1 : 0, &err);
	bytes_free(&b);
	if (tz == NULL)
		return;
	check_order(tz);
	for (i = 1; i < tz->n; i++) {
		check_instant(&z, tz->change[i].at - 1);
		check_instant(&z, tz->change[i].at);
		check_instant(&z, tz->change[i].at + 86400);
	}
	check_instant(&z, 0);
	tz_free(tz);
}

/* A file of one offset with the rule in its last line. */
static void
check_rule(const uint8_t *rule, size_t n)
{
	unsigned char file[2 * HEADER + 10 + MADE_MAX + 2] = { 0 };
	unsigned char *p = file + HEADER;

	n = n < MADE_MAX ? n : MADE_MAX;
	memcpy(file, "TZif2", 5);
	memcpy(p, "TZif2", 5);
	p[39] = 1; /* types */
	p[43] = 4; /* bytes of names */
	p += HEADER + 6;
	memcpy(p, "UTC", 3);
	p += 4;
	*p++ = '\n';
	memcpy(p, rule, n);
	p += n;
	*p++ = '\n';
	check(file, (size_t)(p - file));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] % 2 == 1)
		check_rule(data + 1, size - 1);
	else
		check(data + 1, size - 1);
	return 0;
}
