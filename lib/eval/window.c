/*
 * window.c - windows of rows instead of single rows.
 *
 * The window at a row is the row and the N - 1 rows before it in its series,
 * fewer at the start.  Its score is the highest in it, its labels are all
 * labels in it, and it alarms if one of its rows does.  This is the protocol
 * of reconstruction models that use, for example, 60 rows at once.  A monotone
 * queue keeps the maximum in O(1) per row (Lemire 2006).
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "eval/judge.h"

/* ---- scores ---- */

struct queue {
	struct cell {
		size_t row;
		double score;
	} * v; /* [size] a ring, scores falling */
	size_t size, first, n;
};

static struct cell *
queue_at(const struct queue *q, size_t i)
{
	return &q->v[(q->first + i) % q->size];
}

/* Add a row; returns the highest of the last `size' rows. */
static double
queue_push(struct queue *q, size_t row, double score)
{
	while (q->n > 0 && queue_at(q, q->n - 1)->score <= score)
		q->n--;
	if (q->n > 0 && queue_at(q, 0)->row + q->size <= row) {
		q->first = (q->first + 1) % q->size;
		q->n--;
	}
	*queue_at(q, q->n++) = (struct cell){ row, score };
	return queue_at(q, 0)->score;
}

int
judge_window_scores(struct rowset *r, int window, struct err *err)
{
	struct queue q = { .size = (size_t)window };
	size_t i;

	if ((q.v = malloc(q.size * sizeof(*q.v))) == NULL)
		return err_errno(err, "windows of %d rows", window);
	for (uint32_t p = 0; p < r->nseries; p++) {
		q.first = q.n = 0;
		for (i = r->first[p]; i < r->first[p + 1]; i++)
			r->score[i] = queue_push(&q, i, r->score[i]);
	}
	free(q.v);
	return 0;
}

/* ---- decisions ---- */

void
judge_window_alarms(struct rowset *r, int window)
{
	size_t i, alarmed;
	int any;

	for (uint32_t p = 0; p < r->nseries; p++) {
		any = 0;
		alarmed = 0;
		for (i = r->first[p]; i < r->first[p + 1]; i++) {
			if (r->set[i] & ROW_ALARM) {
				any = 1;
				alarmed = i;
			}
			if (any && i < alarmed + (size_t)window)
				r->set[i] |= ROW_ALARM;
		}
	}
}

/* ---- labels ---- */

/* The events of the rows of a window, each with its newest row. */
struct recent {
	uint32_t *event;
	size_t *row;
	uint32_t n, room;
	uint32_t *list; /* scratch */
	uint32_t set;   /* of them all */
	int changed;
};

static int
recent_add(struct recent *w, uint32_t event, size_t row, struct err *err)
{
	uint32_t i, room = w->room ? 2 * w->room : 16;

	for (i = 0; i < w->n && w->event[i] != event; i++)
		;
	if (i < w->n) {
		w->row[i] = row;
		return 0;
	}
	if (w->n == w->room) {
		if (array_resize(&w->event, room, sizeof(*w->event)) == -1 ||
		    array_resize(&w->row, room, sizeof(*w->row)) == -1 ||
		    array_resize(&w->list, room, sizeof(*w->list)) == -1)
			return err_errno(err, "events of a window");
		w->room = room;
	}
	w->event[w->n] = event;
	w->row[w->n++] = row;
	w->changed = 1;
	return 0;
}

/* Remove events whose newest row is out of the window. */
static void
recent_drop(struct recent *w, size_t row, size_t window)
{
	uint32_t i, k = 0;

	for (i = 0; i < w->n; i++) {
		if (w->row[i] + window <= row)
			continue;
		w->event[k] = w->event[i];
		w->row[k++] = w->row[i];
	}
	w->changed |= k != w->n;
	w->n = k;
}

static int
take_row(struct recent *w, struct evaluation *e, size_t row, struct err *err)
{
	struct rowset *r = &e->rows;
	const uint32_t *event;
	uint32_t n = events_of_set(&e->events, rowset_events(r, row), &event);

	for (uint32_t i = 0; i < n; i++)
		if (recent_add(w, event[i], row, err) == -1)
			return -1;
	recent_drop(w, row, (size_t)e->o.window);
	if (w->changed) {
		w->set = 0;
		if (w->n > 0) {
			memcpy(w->list, w->event, w->n * sizeof(*w->list));
			w->set = events_set(&e->events, w->list, w->n, err);
			if (w->set == 0)
				return -1;
		}
		w->changed = 0;
	}
	r->set[row] = (r->set[row] & ~ROW_SET) | w->set;
	return 0;
}

int
judge_windows(struct judge *j, struct err *err)
{
	struct evaluation *e = j->e;
	struct rowset *r = &e->rows;
	struct recent w = { .n = 0 };
	int ret = 0;

	if (e->o.window <= 1)
		return 0;
	judge_window_alarms(r, e->o.window);
	for (uint32_t p = 0; p < r->nseries && ret == 0; p++) {
		w.n = w.set = 0;
		w.changed = 0;
		for (size_t i = r->first[p]; i < r->first[p + 1] && ret == 0;
		     i++)
			ret = take_row(&w, e, i, err);
	}
	free(w.event);
	free(w.row);
	free(w.list);
	return ret;
}
