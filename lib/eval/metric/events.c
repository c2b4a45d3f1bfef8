/*
 * events.c - the operator's view: events found, false alarms, delay.
 *
 * An alarm is a run of alarmed rows of one series.  It is true if it touches a
 * positive event, false if it touches none.  A row that does not alarm ends it,
 * even a row without a score; rows of other series do not.  An event counts if
 * one of its rows has a score, and is detected if one of its rows alarms.
 *
 * Left-out rows (role -1) are not events, and a run that touches one but no
 * positive event is not an alarm: in the table of all types it belongs to that
 * event.  So the false alarms are the same in every table.  A run that touches
 * a decoy (role -2) and nothing labelled is counted apart from them.
 *
 * With join_false, what lies outside events is counted by rows: alarmed rows
 * without a label that are at most that many rows of their series apart are
 * one false alarm, even beside an alarm that touches an event.
 *
 *	event_precision	true alarms / alarms
 *	event_f1	harmonic mean of event recall and event precision
 *	composite_f1	the same of event recall and point precision
 *
 * (Garg et al. 2021 for the composite.)  Delay runs from the start of an
 * event's first row, scored or not, to the end of its first alarmed row,
 * because a row exists once it is over; in rows it is the difference of
 * their numbers in their series.  Over detected events, NaN without any;
 * quantiles are of type 7.
 *
 * False alarms are divided in two ways: by the time that the scored rows cover
 * (series_days) and by calendar days, whatever the hours of the session
 * (symbol_days).  NaN if rows have no times.
 *
 * Cost: proportional to labelled rows that alarm and to events.  Memory: 12
 * bytes per event.
 */
#include <math.h>
#include <stdlib.h>

#include "base/tstamp.h"
#include "eval/eval.h"
#include "math/stats.h"

#define NOT_DETECTED UINT32_MAX

/* What a run has touched so far; the larger value wins. */
enum run { RUN_NONE, RUN_FALSE, RUN_DECOY, RUN_OUT, RUN_TRUE, RUN_KINDS };

struct found {
	uint32_t *first;          /* by event: its first alarmed row */
	double *delay;            /* by event: scratch */
	uint64_t runs[RUN_KINDS]; /* by what they touched */
	uint64_t tp, fp;          /* rows */
	double events, detected;
};

enum {
	EVENTS,
	DETECTED,
	EVENT_RECALL,
	ALARMS,
	TRUE_ALARMS,
	FALSE_ALARMS,
	EVENT_PRECISION,
	EVENT_F1,
	COMPOSITE_F1,
	DELAY_MEAN_ROWS,
	DELAY_MEDIAN_ROWS,
	DELAY_MEAN_SECONDS,
	DELAY_MEDIAN_SECONDS,
	DELAY_P90_SECONDS,
	DELAY_P95_SECONDS,
	FALSE_ALARMS_PER_DAY,
	SERIES_DAYS,
	FALSE_ALARMS_PER_SYMBOL_DAY,
	SYMBOL_DAYS,
	DECOYS,
	DECOY_ALARMS
};

/* A positive row alarms: the first row of its events that does? */
static void
detect(struct found *f, const struct view *v, uint32_t row)
{
	const uint32_t *event;
	uint32_t n =
	    events_of_set(v->events, rowset_events(v->rows, row), &event);

	for (uint32_t i = 0; i < n; i++)
		if (v->counts[event[i]] && f->first[event[i]] == NOT_DETECTED)
			f->first[event[i]] = row;
}

/* A run is counted by what it has touched until now. */
static enum run
run_push(struct found *f, enum run run, int role)
{
	enum run kind = role > 0 ? RUN_TRUE : role == -2 ? RUN_DECOY : RUN_OUT;

	if (kind <= run)
		return run;
	f->runs[run]--;
	f->runs[kind]++;
	return kind;
}

/* A labelled row alarms, the next one of a run. */
static enum run
take_hit(struct found *f, const struct view *v, enum run run, uint32_t row)
{
	int role = v->role[rowset_events(v->rows, row)];

	f->tp += role > 0;
	if (role > 0)
		detect(f, v, row);
	return run_push(f, run, role);
}

/* Only runs with labelled rows need a look: all others are false. */
static void
take_alarms(struct found *f, const struct timeline *t)
{
	enum run run = RUN_NONE;
	size_t touched = 0;

	for (size_t i = 0; i < t->nhit; i++) {
		if (i == 0 || t->hit_run[i] != t->hit_run[i - 1]) {
			run = RUN_NONE;
			touched++;
		}
		run = take_hit(f, t->view, run, t->hit[i]);
	}
	f->fp = t->nalarm - t->nhit;
	f->runs[RUN_FALSE] = t->nrun - touched;
}

/* Count again, now by rows near each other. */
static void
join_false(struct found *f, const struct timeline *t)
{
	const struct rowset *r = t->view->rows;
	uint64_t most = (uint64_t)t->view->params->join_false;
	uint32_t row, last = 0;
	int any = 0;

	f->runs[RUN_FALSE] = 0;
	for (size_t i = 0; i < t->nalarm; i++) {
		row = timeline_alarm(t, i);
		if (rowset_events(r, row) != 0)
			continue;
		f->runs[RUN_FALSE] += !any || !rowset_near(r, last, row, most);
		last = row;
		any = 1;
	}
}

static void
count_events(struct found *f, const struct view *v)
{
	for (size_t i = 1; i < v->events->n; i++) {
		if (!v->counts[i] || v->events->v[i].scored == 0)
			continue;
		f->events++;
		f->detected += f->first[i] != NOT_DETECTED;
	}
}

static double
delay_rows(const struct view *v, const struct event *e, uint32_t row)
{
	return (double)(rowset_number(v->rows, row) - e->first);
}

static double
delay_seconds(const struct view *v, const struct event *e, uint32_t row)
{
	uint64_t end = view_end(v, row);

	if (e->start == TS_NULL || end == TS_NULL)
		return NAN;
	return end > e->start ? (double)(end - e->start) / NS_SECOND : 0;
}

/* The delays of the detected events, sorted; returns how many are known. */
static size_t
delays(struct found *f, const struct view *v,
    double (*delay)(const struct view *, const struct event *, uint32_t))
{
	size_t n = 0;

	for (size_t i = 1; i < v->events->n; i++) {
		if (f->first[i] == NOT_DETECTED)
			continue;
		f->delay[n] = delay(v, &v->events->v[i], f->first[i]);
		n += !isnan(f->delay[n]);
	}
	if (n > 0)
		stats_sort(f->delay, n);
	return n;
}

static double
mean(const double *x, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += x[i];
	return n > 0 ? sum / (double)n : NAN;
}

static double
quantile(const double *sorted, size_t n, double q)
{
	return n > 0 ? stats_quantile(sorted, n, q) : NAN;
}

static void
emit_delays(double *out, struct found *f, const struct view *v)
{
	size_t n = delays(f, v, delay_rows);

	out[DELAY_MEAN_ROWS] = mean(f->delay, n);
	out[DELAY_MEDIAN_ROWS] = quantile(f->delay, n, 0.5);
	n = delays(f, v, delay_seconds);
	out[DELAY_MEAN_SECONDS] = mean(f->delay, n);
	out[DELAY_MEDIAN_SECONDS] = quantile(f->delay, n, 0.5);
	out[DELAY_P90_SECONDS] = quantile(f->delay, n, 0.9);
	out[DELAY_P95_SECONDS] = quantile(f->delay, n, 0.95);
}

static void
emit_counts(double *out, const struct found *f)
{
	double hits = (double)f->runs[RUN_TRUE];
	double misses = (double)f->runs[RUN_FALSE];
	double recall = ratio(f->detected, f->events);
	double precision = ratio(hits, hits + misses);
	double point = ratio((double)f->tp, (double)(f->tp + f->fp));

	out[EVENTS] = f->events;
	out[DETECTED] = f->detected;
	out[EVENT_RECALL] = recall;
	out[ALARMS] = hits + misses;
	out[TRUE_ALARMS] = hits;
	out[FALSE_ALARMS] = misses;
	out[EVENT_PRECISION] = precision;
	out[EVENT_F1] = ratio(2 * recall * precision, recall + precision);
	out[COMPOSITE_F1] = ratio(2 * recall * point, recall + point);
}

/* Decoys with a scored row, and the alarms that touch them and no event. */
static void
emit_decoys(double *out, const struct found *f, const struct view *v)
{
	double n = 0, all = 0;

	for (size_t i = 1; i < v->events->n; i++) {
		const struct event *e = &v->events->v[i];
		uint32_t place;

		if (!e->decoy)
			continue;
		all++;
		place = v->rows->place[e->series];
		n += e->scored > 0 && place >= v->place && place < v->place_end;
	}
	out[DECOYS] = all > 0 ? n : NAN;
	out[DECOY_ALARMS] = all > 0 ? (double)f->runs[RUN_DECOY] : NAN;
}

static int
events_timeline(double *out, const struct timeline *t, struct err *err)
{
	const struct view *v = t->view;
	struct found f = { 0 };
	int ret = -1;

	f.first = malloc(v->events->n * sizeof(*f.first));
	f.delay = malloc(v->events->n * sizeof(*f.delay));
	if (f.first == NULL || f.delay == NULL) {
		err_errno(err, "%zu events", v->events->n);
		goto out;
	}
	for (size_t i = 0; i < v->events->n; i++)
		f.first[i] = NOT_DETECTED;
	take_alarms(&f, t);
	if (v->params->join_false > 0)
		join_false(&f, t);
	count_events(&f, v);
	emit_counts(out, &f);
	emit_delays(out, &f, v);
	emit_decoys(out, &f, v);
	out[SERIES_DAYS] = t->series_days;
	out[SYMBOL_DAYS] = t->symbol_days;
	out[FALSE_ALARMS_PER_DAY] =
	    t->series_days > 0 ? out[FALSE_ALARMS] / t->series_days : NAN;
	out[FALSE_ALARMS_PER_SYMBOL_DAY] =
	    t->symbol_days > 0 ? out[FALSE_ALARMS] / t->symbol_days : NAN;
	ret = 0;
out:
	free(f.first);
	free(f.delay);
	return ret;
}

static const char *const values[] = {
	[EVENTS] = "events",
	[DETECTED] = "detected",
	[EVENT_RECALL] = "event_recall",
	[ALARMS] = "alarms",
	[TRUE_ALARMS] = "true_alarms",
	[FALSE_ALARMS] = "false_alarms",
	[EVENT_PRECISION] = "event_precision",
	[EVENT_F1] = "event_f1",
	[COMPOSITE_F1] = "composite_f1",
	[DELAY_MEAN_ROWS] = "delay_mean_rows",
	[DELAY_MEDIAN_ROWS] = "delay_median_rows",
	[DELAY_MEAN_SECONDS] = "delay_mean_seconds",
	[DELAY_MEDIAN_SECONDS] = "delay_median_seconds",
	[DELAY_P90_SECONDS] = "delay_p90_seconds",
	[DELAY_P95_SECONDS] = "delay_p95_seconds",
	[FALSE_ALARMS_PER_DAY] = "false_alarms_per_day",
	[SERIES_DAYS] = "series_days",
	[FALSE_ALARMS_PER_SYMBOL_DAY] = "false_alarms_per_symbol_day",
	[SYMBOL_DAYS] = "symbol_days",
	[DECOYS] = "decoys",
	[DECOY_ALARMS] = "decoy_alarms",
	NULL,
};

static const char *const floors[] = { "event_recall", NULL };

const struct metric metric_events = {
	.name = "events",
	.values = values,
	.floors = floors,
	.summary = "events found, their delay, and false alarms per day",
	.source = "runs of rows; Garg et al. 2021 for composite_f1",
	.timeline = events_timeline,
};
