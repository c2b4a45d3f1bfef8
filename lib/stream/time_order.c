/*
 * time_order.c - rows that step back in time.
 *
 * One comparison per row, without branches, finds whether any row of a batch
 * does; only then are they counted.  It costs a nanosecond, because the row
 * must be loaded from the L2 cache.  That is too much where everything else
 * takes fifteen, so there only every 16th row is compared.
 */
#include "stream/time_order.h"

#include <inttypes.h>
#include <stdio.h>

enum { SOME = 16, SOME_OF = 256 };

/* The index time of a row as rec_time, but 0 remains 0; second is NULL where
 * the schema has no such field. */
static inline uint64_t
time_at(const unsigned char *first, const unsigned char *second)
{
	uint64_t t, other;

	memcpy(&t, first, sizeof(t));
	if (second == NULL)
		return t;
	memcpy(&other, second, sizeof(other));
	return t + 1 <= 1 ? other : t; /* TS_NULL and 0 are neighbours */
}

/*
 * 1 when no row is older than the one before it, none is far ahead of it and
 * all have a time; only every step-th row and the last are examined.
 */
static inline int
follow(uint64_t *last, uint64_t far, size_t row_size,
    const unsigned char *first, const unsigned char *second, size_t n,
    size_t step)
{
	uint64_t before = *last, t = before;
	size_t i, at, end = (n - 1) * row_size;
	unsigned bad = 0;

#pragma GCC unroll 4
	for (i = at = 0; i < n; i += step, at += step * row_size, before = t) {
		t = time_at(first + at, second != NULL ? second + at : NULL);
		bad |= (t < before) | (t - before > far);
	}
	t = time_at(first + end, second != NULL ? second + end : NULL);
	bad |= (t < before) | (t - before > far);
	if (bad || t == TS_NULL)
		return 0;
	*last = t;
	return 1;
}

static int
all_follow(uint64_t *last, uint64_t far, const struct schema *s,
    const unsigned char *rows, size_t n, size_t step)
{
	const unsigned char *first = rows + s->field[s->time_first].off;

	if (s->time_second < 0)
		return follow(last, far, s->row_size, first, NULL, n, step);
	/* with both times of each row only if some first ones are missing */
	return *last != 0 &&
	       (follow(last, far, s->row_size, first, NULL, n, step) ||
		   follow(last, far, s->row_size, first,
		       rows + s->field[s->time_second].off, n, step));
}

static void
count(struct time_order *o, const struct schema *s, const unsigned char *rows,
    size_t n)
{
	struct rec r = { s, rows };
	uint64_t t;
	size_t i;

	for (i = 0; i < n; i++, r.v += s->row_size) {
		if ((t = rec_time(&r)) == TS_NULL)
			continue;
		if (t < o->last && o->back++ == 0)
			o->first = o->rows + i + 1;
		o->same += t == o->last;
		o->last = t;
		wrong_clock_row(&o->clock, t, rec_symbol(&r), o->rows + i + 1,
		    &r);
	}
}

/* How far ahead a row may be of the one before it without a closer look. */
static inline uint64_t
far_ahead(const struct time_order *o)
{
	return o->clock.max > 0 ? o->clock.max : UINT64_MAX;
}

static void
look(struct time_order *o, const struct schema *s, const unsigned char *rows,
    size_t n, size_t step)
{
	if (s != o->schema) {
		o->schema = s;
		o->skipped =
		    s->time_first < 0 || schema_find(s, "src_part") >= 0;
	}
	if (n > 0 && !o->skipped) {
		if (wrong_clock_quiet(&o->clock) &&
		    all_follow(&o->last, far_ahead(o), s, rows, n, step))
			wrong_clock_passed(&o->clock, o->last);
		else
			count(o, s, rows, n);
	}
	o->rows += n;
}

/* A single row of the usual sort: 1 when it follows, and is counted. */
static int
one_follows(struct time_order *o, const struct schema *s,
    const unsigned char *row)
{
	const unsigned char *second = NULL;
	uint64_t t;

	if (s != o->schema || o->skipped || !wrong_clock_quiet(&o->clock) ||
	    (s->time_second >= 0 && o->last == 0))
		return 0;
	if (s->time_second >= 0)
		second = row + s->field[s->time_second].off;
	t = time_at(row + s->field[s->time_first].off, second);
	if (t < o->last || t == TS_NULL || t - o->last > far_ahead(o))
		return 0;
	o->same += t == o->last;
	o->last = t;
	wrong_clock_passed(&o->clock, t);
	o->rows++;
	return 1;
}

void
time_order_rows(struct time_order *o, const struct schema *s,
    const unsigned char *rows, size_t n)
{
	if (n != 1 || !one_follows(o, s, rows))
		look(o, s, rows, n, 1);
}

void
time_order_some(struct time_order *o, const struct schema *s,
    const unsigned char *rows, size_t n)
{
	look(o, s, rows, n, n < SOME_OF || o->back > 0 ? 1 : SOME);
}

void
time_order_input(struct time_order *o)
{
	o->rows = o->back = o->same = 0;
	wrong_clock_fini(&o->clock);
}

int
time_order_set_aside(struct time_order *o, struct bad_policy *bad,
    const char *file, int ended, struct err *err)
{
	struct wrong_clock *w = &o->clock;

	if (w->copies == 0)
		return 0;
	if (!time_order_newest_first(o))
		return wrong_clock_set_aside(w, bad, file, err);
	if (ended || w->copies >= JUMP_KEPT_MAX)
		wrong_clock_forget_copies(w);
	return 0;
}

int
time_order_says(const struct time_order *o, char *out, size_t size)
{
	if (o->back == 0 ||
	    o->back <= time_order_early(o)) /* those say enough */
		return 0;
	if (time_order_newest_first(o))
		snprintf(out, size,
		    "rows run backwards in time, newest first: tickcat "
		    "--reverse or --sort puts them in order");
	else
		snprintf(out, size,
		    "%" PRIu64 " of %" PRIu64 " rows step back in time, the "
		    "first is row %" PRIu64 ": tickcat --sort puts them in "
		    "order",
		    o->back, o->rows, o->first);
	return 1;
}
