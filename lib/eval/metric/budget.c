/*
 * budget.c - events found at a budget of false alarms per symbol and day.
 *
 * The threshold is lowered through all distinct scores.  At each score the
 * false alarms are counted as in metric events: runs of alarmed rows that touch
 * no event.  recall_at_B is the share of events found by the last threshold
 * before more than B false alarms per symbol-day are reached for the first
 * time; threshold_at_B is that threshold (NaN if the first one is already over
 * the budget).  NaN without events, or if rows have no times.
 *
 * This curve shows an operator how many events are found for a given number of
 * false alarms to review.  The threshold is chosen on the labels being
 * evaluated.
 *
 * Alarmed rows grow into runs from both sides: a row at the end of a run knows
 * the other end.  O(n) to select the rows, then constant time for each row that
 * alarms at the largest budget; no memory except the scratch.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/eval.h"

static const double budgets[] = { 0.1, 0.3, 1, 3, 5, 10 };
enum { BUDGETS = sizeof(budgets) / sizeof(*budgets) };

/* One end of a run: the other end, counted from 1, and whether the run has
 * touched an event (including one that is left out).  0: the row does not
 * alarm. */
#define TOUCHED UINT32_C(0x80000000)

struct walk {
	const struct view *v;
	uint32_t *other;      /* by row of the view */
	unsigned char *found; /* by event */
	double false_alarms, detected;
};

/* Merge the run that ends at a row into another one. */
static void
leave(struct walk *w, uint32_t end, uint32_t *other, uint32_t *touched)
{
	*other = (w->other[end] & ~TOUCHED) - 1;
	*touched |= w->other[end] & TOUCHED;
	w->false_alarms -= (w->other[end] & TOUCHED) == 0;
}

static void
take_row(struct walk *w, uint32_t row)
{
	const struct view *v = w->v;
	uint32_t at = row - (uint32_t)v->first, first = at, last = at, n;
	uint32_t set = rowset_events(v->rows, row);
	uint32_t touched = set != 0 ? TOUCHED : 0;
	const uint32_t *event;

	if (!rowset_run(v->rows, row) && at > 0 && w->other[at - 1] != 0)
		leave(w, at - 1, &first, &touched);
	if (row + 1 < v->end && !rowset_run(v->rows, row + 1) &&
	    w->other[at + 1] != 0)
		leave(w, at + 1, &last, &touched);
	/* inside a run, a row only has to be marked */
	w->other[at] = at + 1;
	w->other[first] = (last + 1) | touched;
	w->other[last] = (first + 1) | touched;
	w->false_alarms += touched == 0;
	n = events_of_set(v->events, set, &event);
	for (uint32_t i = 0; i < n; i++) {
		w->detected += v->counts[event[i]] && !w->found[event[i]];
		w->found[event[i]] = 1;
	}
}

static double
count_events(const struct view *v)
{
	double n = 0;

	for (size_t i = 1; i < v->events->n; i++)
		n += v->counts[i] && v->events->v[i].scored > 0;
	return n;
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
sweep(struct walk *w, const struct timeline *t, double *out)
{
	const struct top *top = t->view->top;
	const double *score = t->view->score;
	double events = count_events(t->view), recall = 0, at = NAN;
	size_t i = 0;
	int b = 0;

	while (i < top->n) {
		size_t row = top->row[i];

		i = take_step(w, top, i);
		for (; b < BUDGETS &&
		       w->false_alarms > budgets[b] * t->symbol_days;
		     b++) {
			out[b] = recall;
			out[BUDGETS + b] = at;
		}
		if (b == BUDGETS)
			return 1;
		recall = w->detected / events;
		at = score != NULL ? score[row] : NAN;
	}
	for (; b < BUDGETS; b++) {
		out[b] = recall;
		out[BUDGETS + b] = at;
	}
	return top->n == t->view->end - t->view->first;
}

static int
walk_init(struct walk *w, const struct view *v, struct err *err)
{
	size_t n = v->end - v->first;

	/* the rows on top lie in the other half of the scratch */
	w->v = v;
	w->other = (uint32_t *)(void *)v->rows->scratch;
	w->false_alarms = w->detected = 0;
	memset(w->other, 0, n * sizeof(*w->other));
	free(w->found);
	if ((w->found = calloc(v->events->n, 1)) == NULL)
		return err_errno(err, "%zu events", v->events->n);
	return 0;
}

static int
budget_timeline(double *out, const struct timeline *t, struct err *err)
{
	const struct view *v = t->view;
	struct walk w = { .v = v };
	size_t k = (size_t)(1.5 * budgets[BUDGETS - 1] * t->symbol_days) + 256;
	int done = 0;

	for (int i = 0; i < 2 * BUDGETS; i++)
		out[i] = NAN;
	if (!(t->symbol_days > 0) || count_events(v) == 0)
		return 0;
	for (; !done; k *= 4) {
		top_rows(v->top, v, k);
		if (walk_init(&w, v, err) == -1)
			return -1;
		done = sweep(&w, t, out);
	}
	free(w.found);
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
