/*
 * runs.c - consecutive rows, as runs of positions.
 *
 * One pass over the requested rows and the labelled rows (rows left out are
 * among these); the rows between are not visited.
 */
#include "eval/runs.h"

#include <stdlib.h>

#include "base/array.h"

struct walk_rows {
	const struct view *v;
	size_t next;   /* labelled row that comes next */
	uint32_t left; /* rows left out so far */

	/* the current series */
	int open;
	uint32_t begin; /* its first position */
	uint32_t end;   /* the row behind its last */

	struct run *run;
	size_t n, room;
};

static int
role_of(const struct view *v, uint32_t row)
{
	return v->role[rowset_events(v->rows, row)];
}

/* The position of a row; rows must be requested in ascending order. */
static uint32_t
position_of(struct walk_rows *w, uint32_t row)
{
	const struct view *v = w->v;

	for (; w->next < v->nlabelled && v->labelled[w->next] < row; w->next++)
		w->left += role_of(v, v->labelled[w->next]) < 0;
	return row - (uint32_t)v->first - w->left;
}

/* The series is over: set its end in the runs that lie in it. */
static void
close_series(struct walk_rows *w)
{
	uint32_t end = position_of(w, w->end);
	size_t i;

	for (i = w->n; i > 0 && w->run[i - 1].end == 0; i--)
		w->run[i - 1].end = end;
}

/* The series of a row. */
static void
enter_series(struct walk_rows *w, uint32_t row)
{
	const struct rowset *r = w->v->rows;
	uint32_t place = rowset_place(r, row);

	if (w->open)
		close_series(w);
	w->begin = position_of(w, (uint32_t)r->first[place]);
	w->end = (uint32_t)r->first[place + 1];
	w->open = 1;
}

static int
run_new(struct walk_rows *w, uint32_t position, uint32_t row, struct err *err)
{
	if (array_grow(&w->run, &w->room, w->n + 1, sizeof(*w->run)) == -1)
		return err_errno(err, "%zu runs of rows", w->n);
	w->run[w->n++] =
	    (struct run){ position, position, w->begin, 0, row, row };
	return 0;
}

static int
take_row(struct walk_rows *w, uint32_t row, struct err *err)
{
	struct run *last;
	uint32_t position;
	int entered = !w->open || row >= w->end;

	if (entered)
		enter_series(w, row);
	position = position_of(w, row);
	last = w->n > 0 ? &w->run[w->n - 1] : NULL;
	if (entered || last == NULL || last->end != 0 ||
	    position != last->last + 1)
		return run_new(w, position, row, err);
	last->last = position;
	last->last_row = row;
	return 0;
}

static long
done(struct walk_rows *w, struct run **runs)
{
	if (w->open)
		close_series(w);
	*runs = w->run;
	return (long)w->n;
}

long
runs_positive(struct run **runs, const struct view *v, struct err *err)
{
	struct walk_rows w = { .v = v, .left = 0 };

	for (size_t i = 0; i < v->nlabelled; i++)
		if (role_of(v, v->labelled[i]) > 0 &&
		    take_row(&w, v->labelled[i], err) == -1) {
			free(w.run);
			return -1;
		}
	return done(&w, runs);
}

long
runs_alarms(struct run **runs, const struct timeline *t, struct err *err)
{
	struct walk_rows w = { .v = t->view, .left = 0 };

	for (size_t i = 0; i < t->nalarm; i++)
		if (role_of(t->view, timeline_alarm(t, i)) >= 0 &&
		    take_row(&w, timeline_alarm(t, i), err) == -1) {
			free(w.run);
			return -1;
		}
	return done(&w, runs);
}
