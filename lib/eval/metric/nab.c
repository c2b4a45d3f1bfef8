/*
 * nab.c - the score of the Numenta Anomaly Benchmark.
 *
 * A window is an event, from its first row a to its last row b, of width
 * w = b - a + 1.  With S(y) = 2/(1 + exp(5y)) - 1:
 *
 *	detected window	the best over its alarms at rows i of
 *			S(-(b - i + 1)/w) / S(-1), so early alarms earn more
 *	missed window	-FN
 *	other alarm	FP x S((i - b)/(w - 1)) of the nearest window before
 *			it; -FP beyond (i - b)/(w - 1) = 3, or without one
 *
 *	weights (FN, FP): standard 1, .11; low_fp 1, .22; low_fn 2, .11
 *
 * The first min(15 %, 750) rows of a series are a probation period: alarms in
 * it and windows that end in it do not count.  A row without a score does not
 * alarm.  raw is the sum over all series; null is the sum if nothing alarms,
 * perfect the sum if each window is detected at once; normalised = 100 (raw -
 * null) / (perfect - null).  Lavin and Ahmad 2015, section III, as implemented
 * in the scorer of NAB v1.1.  The published results choose one threshold on the
 * same series that they are measured on (NAB#296), and a window that opens
 * before the anomaly is visible penalises a prompt detector (NAB#410).
 *
 * tp, fp, fn, tn count rows after the probation period, as NAB does.
 */
#include <math.h>
#include <stdlib.h>

#include "eval/eval.h"

enum {
	STANDARD, /* raw, null, perfect, normalised of each */
	LOW_FP = 4,
	LOW_FN = 8,
	WINDOWS = 12,
	DETECTED,
	TP,
	FP,
	FN,
	TN
};

enum { PROBATION_ROWS = 750 };
#define PROBATION_SHARE 0.15

static const struct profile {
	int at;
	double fn, fp;
} profiles[] = {
	{ STANDARD, 1, 0.11 },
	{ LOW_FP, 1, 0.22 },
	{ LOW_FN, 2, 0.11 },
};

/* A window, in row numbers of its series. */
struct window {
	uint32_t place;
	double a, b;
	double best; /* reward of its best alarm; NaN: none */
};

struct nab {
	const struct timeline *t;
	struct window *w; /* [n] by place and a */
	size_t n;
	size_t next;               /* window: all before it are over */
	const struct window *last; /* of those, that which ended last */
	double rewards, costs;     /* of windows; of false alarms, FP = 1 */
	double found, missed;
	double tp, fp, rows, inside;
};

#define SORT_NAME windows
#define SORT_TYPE struct window
#define SORT_CTX const void *
#define SORT_BEFORE(ctx, x, y)                                                 \
	((x).place != (y).place ? (x).place < (y).place : (x).a < (y).a)
#include "math/introsort.h"

static double
sigmoid(double y)
{
	return 2 / (1 + exp(5 * y)) - 1;
}

/* All rows of a series, including those without a score. */
static double
rows_of(const struct rowset *r, uint32_t place)
{
	const struct series_rows *s = &r->of[r->at[place]];

	return (double)s->n + s->missed;
}

static double
probation(double rows)
{
	return fmin(floor(PROBATION_SHARE * rows), PROBATION_ROWS);
}

/* ---- windows ---- */

static int
find_windows(struct nab *x, struct err *err)
{
	const struct view *v = x->t->view;
	const struct event *e = v->events->v;
	size_t i;

	x->w = malloc(v->events->n * sizeof(*x->w));
	if (x->w == NULL)
		return err_errno(err, "%zu events", v->events->n);
	for (i = 1; i < v->events->n; i++)
		if (v->counts[i])
			x->w[x->n++] = (struct window){
				.place = v->rows->place[e[i].series],
				.a = (double)e[i].first,
				.b = (double)e[i].last,
				.best = NAN,
			};
	windows_sort(x->w, x->n, NULL);
	return 0;
}

/* ---- alarms ---- */

static double
reward(const struct window *w, double row)
{
	double width = w->b - w->a + 1;

	return sigmoid(-(w->b - row + 1) / width) / sigmoid(-1);
}

/* The cost of a false alarm after a window; NULL: before any window. */
static double
cost(const struct window *w, double row)
{
	double y;

	if (w == NULL)
		return -1;
	y = (row - w->b) / (w->b - w->a);
	return y <= 3 ? sigmoid(y) : -1;
}

static const struct window *
later(const struct window *a, const struct window *b, uint32_t place)
{
	if (b->place != place)
		return a;
	return a == NULL || a->place != place || b->b >= a->b ? b : a;
}

static void
take_alarm(struct nab *x, uint32_t place, double row)
{
	const struct window *last;
	struct window *w;
	size_t i;
	int in = 0;

	/* windows that ended before this row stay behind */
	for (; x->next < x->n; x->next++) {
		w = &x->w[x->next];
		if (w->place > place || (w->place == place && w->b >= row))
			break;
		x->last = later(x->last, w, place);
	}
	last = x->last != NULL && x->last->place == place ? x->last : NULL;
	for (i = x->next;
	     i < x->n && x->w[i].place == place && x->w[i].a <= row; i++) {
		w = &x->w[i];
		if (w->b < row) {
			last = later(last, w, place);
			continue;
		}
		in = 1;
		if (!(w->best >= reward(w, row)))
			w->best = reward(w, row);
	}
	x->tp += in;
	x->fp += !in;
	if (!in)
		x->costs += cost(last, row);
}

static void
take_alarms(struct nab *x)
{
	const struct timeline *t = x->t;
	const struct rowset *r = t->view->rows;
	uint32_t place, row;
	size_t i;
	double number;

	for (i = 0; i < t->nalarm; i++) {
		row = timeline_alarm(t, i);
		if (t->view->role[rowset_events(r, row)] < 0)
			continue;
		place = rowset_place(r, row);
		number = (double)rowset_number(r, row);
		if (number >= probation(rows_of(r, place)))
			take_alarm(x, place, number);
	}
}

/* ---- sums ---- */

static void
take_windows(struct nab *x)
{
	const struct rowset *r = x->t->view->rows;
	double end = 0, from, begin;
	size_t i;

	for (i = 0; i < x->n; i++) {
		const struct window *w = &x->w[i];

		begin = probation(rows_of(r, w->place));
		if (i == 0 || x->w[i - 1].place != w->place)
			end = begin;
		from = fmax(w->a, end);
		if (w->b + 1 > from) {
			x->inside += w->b + 1 - from;
			end = w->b + 1;
		}
		if (w->b < begin)
			continue;
		x->found += !isnan(w->best);
		x->missed += isnan(w->best);
		x->rewards += isnan(w->best) ? 0 : w->best;
	}
}

static void
emit(double *out, const struct nab *x)
{
	double windows = x->found + x->missed;

	for (int i = 0; i < 3; i++) {
		const struct profile *p = &profiles[i];
		double *o = out + p->at;

		o[0] = x->rewards + p->fp * x->costs - p->fn * x->missed;
		o[1] = -p->fn * windows;
		o[2] = windows;
		o[3] = windows > 0 ? 100 * (o[0] - o[1]) / (o[2] - o[1]) : NAN;
	}
	out[WINDOWS] = windows;
	out[DETECTED] = x->found;
	out[TP] = x->tp;
	out[FP] = x->fp;
	out[FN] = x->inside - x->tp;
	out[TN] = x->rows - x->inside - x->fp;
}

static int
nab_timeline(double *out, const struct timeline *t, struct err *err)
{
	const struct rowset *r = t->view->rows;
	struct nab x = { .t = t };
	uint32_t p;

	if (find_windows(&x, err) == -1) {
		free(x.w);
		return -1;
	}
	for (p = t->view->place; p < t->view->place_end; p++)
		x.rows += rows_of(r, p) - probation(rows_of(r, p));
	take_alarms(&x);
	take_windows(&x);
	emit(out, &x);
	free(x.w);
	return 0;
}

static const char *const values[] = {
	"standard.raw",
	"standard.null",
	"standard.perfect",
	"standard.normalised",
	"low_fp.raw",
	"low_fp.null",
	"low_fp.perfect",
	"low_fp.normalised",
	"low_fn.raw",
	"low_fn.null",
	"low_fn.perfect",
	"low_fn.normalised",
	"windows",
	"detected",
	"tp",
	"fp",
	"fn",
	"tn",
	NULL,
};

static const char *const floors[] = { "standard.normalised",
	"low_fp.normalised", "low_fn.normalised", NULL };

const struct metric metric_nab = {
	.name = "nab",
	.values = values,
	.floors = floors,
	.summary = "the Numenta benchmark's score, in its three profiles",
	.source = "Lavin and Ahmad 2015, section III",
	.extra = 1,
	.timeline = nab_timeline,
};
