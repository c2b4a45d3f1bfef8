/*
 * registry.c - the clocks and aggregates of list.h, by name and by call; the
 * partitions to wait for.
 */
#include "window/window.h"

#include <string.h>

#include "base/num.h"

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

const struct aggregate *
aggregate_find(const char *name, size_t len)
{
	const struct aggregate *const *a;

	for (a = aggregate_list; *a != NULL; a++)
		if (strncmp((*a)->name, name, len) == 0 &&
		    (*a)->name[len] == '\0')
			return *a;
	return NULL;
}

const struct clock *
clock_find(const char *name, size_t len)
{
	const struct clock *const *c;

	for (c = clock_list; *c != NULL; c++)
		if (strncmp((*c)->name, name, len) == 0 &&
		    (*c)->name[len] == '\0')
			return *c;
	return NULL;
}

/* "(args)" behind a name, or nothing. */
static int
read_args(struct call *c, struct scan *q, const char *name,
    const struct arg *args)
{
	if (scan_accept(q, '('))
		return call_read(c, q, name, args, NULL);
	return call_bare(c, q, name, args, NULL);
}

static int
read_agg(struct window_opts *o, struct scan *q)
{
	struct window_agg *a = &o->agg[o->nagg];
	const char *s;
	size_t len;
	int i;

	scan_blanks(q);
	s = q->s;
	if ((len = scan_name(s)) == 0)
		return scan_unexpected(q, "the name of an aggregate");
	if (o->nagg == WINDOW_AGGS_MAX)
		return scan_fail(q, s, "more than %d aggregates",
		    WINDOW_AGGS_MAX);
	if ((a->agg = aggregate_find(s, len)) == NULL)
		return scan_fail(q, s,
		    "unknown aggregate: \"%.*s\"; see --list",
		    len > 60 ? 60 : (int)len, s);
	q->s += len;
	if (read_args(&a->call, q, a->agg->name, a->agg->args) == -1)
		return -1;
	for (i = 0; i < o->nagg; i++)
		if (o->agg[i].agg == a->agg &&
		    call_same(&o->agg[i].call, &a->call))
			return scan_fail(q, s, "aggregate %s: given twice",
			    a->agg->name);
	o->nagg++;
	return 0;
}

int
window_opts_aggs(struct window_opts *o, const char *list, const char *what,
    struct err *err)
{
	struct scan q;

	scan_init(&q, list, what, err);
	o->nagg = 0;
	do {
		if (read_agg(o, &q) == -1)
			return -1;
	} while (scan_accept(&q, ','));
	return scan_end(&q) ? 0 : scan_unexpected(&q, "',' or the end");
}

int
window_opts_clock(struct window_opts *o, const char *call, const char *what,
    struct err *err)
{
	struct scan q;
	const char *s;
	size_t len;

	scan_init(&q, call, what, err);
	scan_blanks(&q);
	s = q.s;
	if ((len = scan_name(s)) == 0)
		return scan_unexpected(&q, "the name of a clock");
	if ((o->clock = clock_find(s, len)) == NULL)
		return scan_fail(&q, s, "unknown clock: \"%.*s\"; see --list",
		    len > 60 ? 60 : (int)len, s);
	q.s += len;
	if (read_args(&o->clock_call, &q, o->clock->name, o->clock->args) == -1)
		return -1;
	return scan_end(&q) ? 0 : scan_unexpected(&q, "the end");
}

int
window_partitions(struct window_marks *m, const char *text, const char *what,
    struct err *err)
{
	const char *dash = strchr(text, '-');
	const char *last = dash != NULL ? dash + 1 : text;
	uint64_t from = 0, to;

	if (num_u64(&to, last, strlen(last)) != 0 ||
	    (dash != NULL &&
		num_u64(&from, text, (size_t)(dash - text)) != 0) ||
	    to > INT32_MAX || from > to || (dash == NULL && to == 0))
		return err_usage(err,
		    "%s: expected a number such as 4 or a range such as 0-3: "
		    "\"%.40s\"",
		    what, text);
	m->first_partition = (int32_t)from;
	m->partitions = dash != NULL ? to - from + 1 : to;
	return 0;
}
