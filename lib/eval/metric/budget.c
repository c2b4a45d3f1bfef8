/*
 * budget.c - events found at a budget of false alarms per symbol and day.
 *
 * The threshold is lowered through all distinct scores.  At each score the
 * false alarms are counted as in metric events: runs of alarmed rows that touch
 * no event.  recall_at_B is the share of events found by the last threshold
 * before more than B false alarms per symbol-day are reached for the first
 * time; threshold_at_B is that threshold (NaN if the first one is already over
 * the budget).  NaN without events, or if rows have no times.  With
 * join_false, rows outside events that lie close together are one false alarm,
 * and no threshold is used at which more than one row in 16 alarms: with ever
 * lower ones all rows would become one alarm.
 *
 * This curve shows an operator how many events are found for a given number of
 * false alarms to review.  The threshold is chosen on the labels being
 * evaluated.
 *
 * Alarmed rows grow into runs from both sides: a row at the end of a run knows
 * the other end.  O(n) to select the rows, then constant time for each row that
 * alarms at the largest budget; no memory except the scratch.  False alarms do
 * not depend on which events count, so the tables of the same rows share this
 * walk (struct top), and each looks at the labelled rows on top only.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/eval.h"
#include "eval/subset.h"

static const double budgets[TOP_CUTS] = { 0.1, 0.3, 1, 3, 5, 10 };
enum { BUDGETS = TOP_CUTS };

/* The other end of a run, counted from 0, and whether the run has touched an
 * event (including one that is left out). */
#define TOUCHED UINT32_C(0x80000000)

/* Rows are counted from the first of the view.  Most are neither labelled nor
 * beside another alarm, so bits say which of them need a look at the arrays. */
struct walk {
	const struct view *v;
	uint64_t *alarm; /* a bit for each row, as in subset.h */
	uint32_t *other; /* by row; valid at the ends of runs of several rows */
	double false_alarms;
};

static int
is_marked(const struct walk *w, uint32_t at)
{
	return subset_has(w->v->rows->marked, at + (uint32_t)w->v->first);
}

static uint32_t
touched_by(const struct walk *w, uint32_t at)
{
	return is_marked(w, at) &&
		       rowset_events(w->v->rows, at + w->v->first) != 0
		   ? TOUCHED
		   : 0;
}

/* 1 if the row before alarms and a row here would continue its run. */
static int
joins(const struct walk *w, uint32_t at)
{
	return at > 0 && subset_has(w->alarm, at - 1) &&
	       !(is_marked(w, at) && rowset_run(w->v->rows, at + w->v->first));
}

/* 1 if a row here would be continued by the row behind it. */
static int
is_joined(const struct walk *w, uint32_t at)
{
	const struct view *v = w->v;

	return at + 1 < v->end - v->first && subset_has(w->alarm, at + 1) &&
	       !(is_marked(w, at + 1) &&
		   rowset_run(v->rows, at + 1 + v->first));
}

/* Merge the run that ends at a row into another one. */
static void
leave(struct walk *w, uint32_t end, int alone, uint32_t *other,
    uint32_t *touched)
{
	uint32_t run = alone ? end | touched_by(w, end) : w->other[end];

	*other = run & ~TOUCHED;
	*touched |= run & TOUCHED;
	w->false_alarms -= (run & TOUCHED) == 0;
}

static int
is_near(const struct walk *w, uint32_t a, uint32_t b, uint64_t most)
{
	return rowset_near(w->v->rows, a + w->v->first, b + w->v->first, most);
}

/* The nearest alarm before (step -1) or behind (1) a row, within `most' rows
 * of its series; the row itself if there is none. */
static uint32_t
find_near(const struct walk *w, uint32_t at, int step, uint64_t most)
{
	uint32_t n = (uint32_t)(w->v->end - w->v->first), i = at;
	int near;

	for (uint64_t k = 0; k < most; k++) {
		if (step < 0 ? i == 0 : i + 1 >= n)
			break;
		i = step < 0 ? i - 1 : i + 1;
		if (!subset_has(w->alarm, i))
			continue;
		near = step < 0 ? is_near(w, i, at, most)
				: is_near(w, at, i, most);
		return near ? i : at;
	}
	return at;
}

/* A row outside events joins the false alarms near it. */
static void
take_joined(struct walk *w, uint32_t at, uint64_t most)
{
	uint32_t before, behind;
	int left, right;

	if (touched_by(w, at))
		return;
	before = find_near(w, at, -1, most);
	behind = find_near(w, at, 1, most);
	left = before != at;
	right = behind != at;
	subset_put(w->alarm, at);
	w->false_alarms += 1 - left - right;
	w->false_alarms += left && right && is_near(w, before, behind, most);
}

static void
take_row(struct walk *w, uint32_t row)
{
	uint32_t at = row - (uint32_t)w->v->first, first = at, last = at;
	uint32_t touched;
	int left, right;

	if (w->v->params->join_false > 0) {
		take_joined(w, at, (uint64_t)w->v->params->join_false);
		return;
	}
	touched = touched_by(w, at);
	left = joins(w, at);
	right = is_joined(w, at);
	if (left)
		leave(w, at - 1, !joins(w, at - 1), &first, &touched);
	if (right)
		leave(w, at + 1, !is_joined(w, at + 1), &last, &touched);
	subset_put(w->alarm, at);
	if (left || right) {
		w->other[first] = last | touched;
		w->other[last] = first | touched;
	}
	w->false_alarms += touched == 0;
}

/* Take the next rows of one score; returns the place after them. */
static size_t
take_step(struct walk *w, const struct top *top, size_t i)
{
	const double *score = w->v->score;
	uint32_t row = top->row[i];

	do
		take_row(w, top->row[i++]);
	while (i < top->n && score != NULL && score[top->row[i]] == score[row]);
	return i;
}

/*
 * Walk down from the top until the largest budget is exceeded: 1, or 0 if the
 * top has too few rows.
 */
static int
sweep(struct walk *w, double days, struct top *top)
{
	const double *score = w->v->score;
	size_t i = 0, next, all = w->v->end - w->v->first;
	size_t most = w->v->params->join_false > 0 ? (all + 15) / 16 : all;
	double at = NAN;
	int b = 0;

	while (i < top->n && b < BUDGETS) {
		next = take_step(w, top, i);
		for (; b < BUDGETS &&
		       (next > most || w->false_alarms > budgets[b] * days);
		     b++)
			top->cut[b] = (struct top_cut){ i, at };
		at = score != NULL ? score[top->row[i]] : NAN;
		i = next;
	}
	top->walked = b == BUDGETS || top->n == all;
	for (; b < BUDGETS; b++)
		top->cut[b] = (struct top_cut){ i, at };
	while (i > 0)
		subset_drop(w->alarm, top->row[--i] - (uint32_t)w->v->first);
	return top->walked;
}

/* List the labelled rows on top, where the ends of the runs were. */
static void
find_hits(struct top *top, const struct view *v, uint32_t *room)
{
	const struct rowset *r = v->rows;

	top->hit = room;
	top->nhit = 0;
	for (size_t i = 0; i < top->cut[BUDGETS - 1].rows; i++)
		if (subset_has(r->marked, top->row[i]) &&
		    rowset_events(r, top->row[i]) != 0)
			top->hit[top->nhit++] = (uint32_t)i;
}

/*
 * Walk, unless a table of the same rows has done so.  Scores often alarm in
 * runs, so more rows are needed than false alarms; the rows of a random order
 * are mostly alone.
 */
static void
walk(const struct view *v, double days)
{
	/* the rows on top lie in the other half of the scratch */
	struct walk w = { .v = v,
		.alarm = v->rows->seen,
		.other = (uint32_t *)(void *)v->rows->scratch };
	double share = v->score != NULL ? 1.5 : 1.1;
	size_t k = (size_t)(share * budgets[BUDGETS - 1] * days) + 256;

	top_rows(v->top, v, k);
	if (v->top->walked && v->top->days == days)
		return;
	v->top->days = days;
	for (; !sweep(&w, days, v->top); top_rows(v->top, v, k)) {
		k *= 2;
		w.false_alarms = 0;
	}
	find_hits(v->top, v, w.other);
}

static double
count_events(const struct view *v)
{
	double n = 0;

	for (size_t i = 1; i < v->events->n; i++)
		n += v->counts[i] && v->events->v[i].scored > 0;
	return n;
}

/* The events of a row that count and were not found before. */
static double
found_by(const struct view *v, uint32_t row, unsigned char *found)
{
	const uint32_t *event;
	uint32_t n =
	    events_of_set(v->events, rowset_events(v->rows, row), &event);
	double sum = 0;

	for (uint32_t i = 0; i < n; i++) {
		sum += v->counts[event[i]] && !found[event[i]];
		found[event[i]] = 1;
	}
	return sum;
}

static int
budget_timeline(double *out, const struct timeline *t, struct err *err)
{
	const struct view *v = t->view;
	double events = count_events(v), detected = 0;
	const struct top *top = v->top;
	unsigned char *found;
	size_t i = 0;

	for (int b = 0; b < 2 * BUDGETS; b++)
		out[b] = NAN;
	if (!(t->symbol_days > 0) || events == 0)
		return 0;
	if ((found = calloc(v->events->n, 1)) == NULL)
		return err_errno(err, "%zu events", v->events->n);
	walk(v, t->symbol_days);
	for (int b = 0; b < BUDGETS; b++) {
		for (; i < top->nhit && top->hit[i] < top->cut[b].rows; i++)
			detected += found_by(v, top->row[top->hit[i]], found);
		out[b] = detected / events;
		out[BUDGETS + b] = top->cut[b].at;
	}
	free(found);
	return 0;
}

static const char *const values[] = { "recall_at_0.1", "recall_at_0.3",
	"recall_at_1", "recall_at_3", "recall_at_5", "recall_at_10",
	"threshold_at_0.1", "threshold_at_0.3", "threshold_at_1",
	"threshold_at_3", "threshold_at_5", "threshold_at_10", NULL };

static const char *const floors[] = { "recall_at_0.1", "recall_at_0.3",
	"recall_at_1", "recall_at_3", "recall_at_5", "recall_at_10", NULL };

const struct metric metric_budget = {
	.name = "budget",
	.values = values,
	.floors = floors,
	.summary = "events found at 0.1 to 10 false alarms per symbol-day",
	.source = "runs of rows, as metric events counts them",
	.oracle = 1,
	.scored = 1,
	.timeline = budget_timeline,
};
