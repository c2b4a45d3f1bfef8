/*
 * registry.c - the clocks and aggregates of list.h, by name.
 */
#include "window/window.h"

#include <string.h>

#define AGGREGATE(name) extern const struct aggregate aggregate_##name;
#include "window/agg/list.h"
#undef AGGREGATE
#define CLOCK(name) extern const struct clock clock_##name;
#include "window/clock/list.h"
#undef CLOCK

#define AGGREGATE(name) &aggregate_##name,
const struct aggregate *const aggregate_list[] = {
#include "window/agg/list.h"
	NULL
};
#undef AGGREGATE

#define CLOCK(name) &clock_##name,
const struct clock *const clock_list[] = {
#include "window/clock/list.h"
	NULL
};
#undef CLOCK

static const struct aggregate *
find(const char *name, size_t len)
{
	const struct aggregate *const *a;

	for (a = aggregate_list; *a != NULL; a++)
		if (strncmp((*a)->name, name, len) == 0 &&
		    (*a)->name[len] == '\0')
			return *a;
	return NULL;
}

const struct aggregate *
aggregate_find(const char *name)
{
	return find(name, strlen(name));
}

const struct clock *
clock_find(const char *name)
{
	const struct clock *const *c;

	for (c = clock_list; *c != NULL; c++)
		if (strcmp((*c)->name, name) == 0)
			return *c;
	return NULL;
}

int
window_opts_aggs(struct window_opts *o, const char *names, struct err *err)
{
	const struct aggregate *a;
	const char *s = names;
	size_t len;
	int i;

	o->nagg = 0;
	for (;;) {
		len = strcspn(s, ",");
		if ((a = find(s, len)) == NULL)
			return err_usage(err,
			    "no aggregate \"%.*s\": see --list",
			    len > 60 ? 60 : (int)len, s);
		for (i = 0; i < o->nagg; i++)
			if (o->agg[i] == a)
				return err_usage(err, "aggregate %s twice",
				    a->name);
		if (o->nagg == WINDOW_AGGS_MAX)
			return err_usage(err, "more than %d aggregates",
			    WINDOW_AGGS_MAX);
		o->agg[o->nagg++] = a;
		if (s[len] == '\0')
			return 0;
		s += len + 1;
	}
}
