/*
 * wrong_clock.c - rows far ahead of their source, counted.
 */
#include "stream/wrong_clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/tstamp.h"

struct place {
	uint64_t row, time;
};

struct call {
	struct wrong_clock *w;
	struct place now;
};

static void *
keep(void *arg, struct err *err)
{
	const struct call *c = arg;
	struct place *p = malloc(sizeof(*p));

	if (p == NULL)
		err_errno(err, "--max-jump");
	else
		*p = c->now;
	return p;
}

static int
go(void *arg, void *row, struct err *err)
{
	(void)arg;
	(void)row;
	(void)err;
	return 0;
}

static int
early(void *arg, void *row, struct err *err)
{
	struct wrong_clock *w = ((const struct call *)arg)->w;
	const struct place *p = row;

	(void)err;
	if (w->early < WRONG_CLOCK_NAMED) {
		w->named[w->early].row = p->row;
		w->named[w->early].time = p->time;
	}
	w->early++;
	return 0;
}

static int
undone(void *arg, const struct jump_list *rows, uint64_t before, uint64_t to,
    struct err *err)
{
	uint32_t i;

	(void)before;
	(void)to;
	for (i = 0; i < rows->n; i++)
		(void)early(arg, rows->v[i].row, err);
	return 0;
}

static void
drop(void *arg, void *row)
{
	(void)arg;
	free(row);
}

static struct jump_ops
ops(struct call *c)
{
	return (struct jump_ops){ .max = c->w->max,
		.keep = keep,
		.go = go,
		.early = early,
		.undone = undone,
		.drop = drop,
		.arg = c };
}

void
wrong_clock_look(struct wrong_clock *w, uint64_t time, uint32_t symbol,
    uint64_t row)
{
	struct call c = { w, { row, time } };
	struct jump_ops o = ops(&c);
	struct err err = { 0 };

	if (!w->failed && jump_row(&w->jump, &o, time, symbol, &err) == -1)
		w->failed = 1;
}

void
wrong_clock_says(const struct wrong_clock *w, size_t i, char *out, size_t size)
{
	char at[TS_ISO_LEN + 1], max[NUM_DURATION_MAX + 1];

	at[ts_put_iso(at, w->named[i].time)] = '\0';
	max[num_put_duration(max, w->max)] = '\0';
	snprintf(out, size,
	    "row %" PRIu64 ": %s is more than %s ahead of the rows around it "
	    "(--max-jump)",
	    w->named[i].row, at, max);
}

void
wrong_clock_fini(struct wrong_clock *w)
{
	struct call c = { w, { 0 } };
	struct jump_ops o = ops(&c);
	uint64_t max = w->max;

	jump_fini(&w->jump, &o);
	memset(w, 0, sizeof(*w));
	w->max = max;
}
