/*
 * events.c - what an operator sees: events found, alarms in vain, delay.
 *
 * An alarm is a run of alarmed rows of one series.  It is true when it
 * touches a positive event, in vain when it touches none.  Rows in between
 * end it, also those left out or without a score; rows of other series do
 * not.  An event counts once one of its rows has a score, and is detected
 * when one of its rows alarms.
 *
 * Left-out rows (role -1) are no events, and a run that touches one but no
 * positive event is no alarm: in the table of all types it belongs to that
 * event.  So the false alarms are the same in every table.
 *
 *	event_precision	true alarms / alarms
 *	event_f1	harmonic mean of event recall and event precision
 *	composite_f1	the same of event recall and point precision
 *
 * (Garg et al. 2021 for the composite.)  Delay runs from the start of an
 * event's first row, scored or not, to the end of its first alarmed row,
 * because a row exists once it is over; in rows it is the difference of
 * their numbers in the series where the event began.  Over detected events,
 * NaN without any; quantiles are of type 7.
 *
 * False alarms are divided in two ways: by the time that the scored rows
 * cover, in days of 24 hours of one series (series_days: the union of
 * [start, end); a row without duration covers the gap to the next row of its
 * series, up to an hour), and by the calendar: pairs of a series and a UTC
 * date of a start (symbol_days), whatever the hours of the session.  NaN for
 * rows without times.  The rows of a series come in order of time; a step
 * back covers nothing twice.
 *
 * Memory: 48 bytes an event and 40 a series (twice that while the arrays
 * have room to grow), nothing a row.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/tstamp.h"
#include "eval/sweep.h"
#include "math/stats.h"

#define NS_HOUR (UINT64_C(3600) * NS_SECOND)

/* What the run that is open in a series has touched so far; the larger one
 * prevails. */
enum run { RUN_NONE, RUN_FALSE, RUN_OUT, RUN_TRUE, RUN_KINDS };

struct event {
	uint64_t start;       /* of the first row; TS_NULL unknown */
	uint64_t row;         /* its number in its series */
	double delay_rows;    /* while detected */
	double delay_seconds; /* NaN where a time is unknown */
	uint32_t series;      /* where the event began */
	uint8_t seen, scored, detected;
};

struct series {
	uint64_t rows;    /* so far */
	uint64_t covered; /* ns */
	uint64_t until;   /* covered to here */
	uint64_t day;     /* last date that counted, +1; 0: none */
	enum run run;
	int open; /* the last row has no duration and covers to the next */
};

struct events {
	struct event *event;   /* [nevents] by event number */
	double *sorted;        /* [nevents] scratch of emit */
	struct series *series; /* [nseries] */
	size_t nevents, nseries;
	uint64_t runs[RUN_KINDS]; /* by what they touched */
	uint64_t tp, fp;          /* rows */
	uint64_t symbol_days;
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
	DELAY_P95_SECONDS,
	FALSE_ALARMS_PER_DAY,
	SERIES_DAYS,
	FALSE_ALARMS_PER_SYMBOL_DAY,
	SYMBOL_DAYS
};

static void *
events_new(struct err *err)
{
	struct events *t = calloc(1, sizeof(*t));

	if (t == NULL)
		err_errno(err, "event metrics");
	return t;
}

static void
events_free(void *tally)
{
	struct events *t = tally;

	if (t == NULL)
		return;
	free(t->event);
	free(t->sorted);
	free(t->series);
	free(t);
}

/* Grow the array at p from n to want elements, the new ones zero. */
static void *
grow(void *p, size_t n, size_t want, size_t size, struct err *err)
{
	char *q = want > SIZE_MAX / size ? NULL : realloc(p, want * size);

	if (q == NULL) {
		err_set(err, "event metrics: out of memory for %zu", want);
		return NULL;
	}
	memset(q + n * size, 0, (want - n) * size);
	return q;
}

/* At least index + 1, doubling. */
static size_t
grown(size_t n, size_t index)
{
	return index < 2 * n ? 2 * n : index + 16;
}

static struct series *
series_get(struct events *t, uint32_t id, struct err *err)
{
	size_t want = grown(t->nseries, id);
	struct series *s;

	if (id < t->nseries)
		return &t->series[id];
	s = grow(t->series, t->nseries, want, sizeof(*s), err);
	if (s == NULL)
		return NULL;
	t->series = s;
	t->nseries = want;
	return &s[id];
}

static struct event *
event_get(struct events *t, uint32_t id, struct err *err)
{
	size_t want = grown(t->nevents, id);
	struct event *e;
	double *sorted;

	if (id < t->nevents)
		return &t->event[id];
	e = grow(t->event, t->nevents, want, sizeof(*e), err);
	if (e == NULL)
		return NULL;
	t->event = e;
	sorted = grow(t->sorted, t->nevents, want, sizeof(*sorted), err);
	if (sorted == NULL)
		return NULL;
	t->sorted = sorted;
	t->nevents = want;
	return &e[id];
}

static void
series_cover(struct events *t, struct series *s, const struct tally_row *row,
    int counted)
{
	uint64_t from = row->start > s->until ? row->start : s->until;
	uint64_t day = row->start / NS_DAY + 1;

	if (row->start == TS_NULL)
		return;
	if (s->open && from - s->until < NS_HOUR)
		s->covered += from - s->until;
	else if (s->open)
		s->covered += NS_HOUR;
	s->open = counted && row->end <= row->start;
	if (s->open)
		s->until = from;
	if (!counted)
		return;
	if (row->end > from && row->end != TS_NULL) {
		s->covered += row->end - from;
		s->until = row->end;
	}
	t->symbol_days += day > s->day;
	if (day > s->day)
		s->day = day;
}

/* A run is counted by what it has touched until now. */
static void
run_push(struct events *t, struct series *s, const struct tally_row *row,
    int alarm)
{
	enum run kind = row->role > 0   ? RUN_TRUE
			: row->role < 0 ? RUN_OUT
					: RUN_FALSE;

	if (!alarm) {
		s->run = RUN_NONE;
		return;
	}
	if (kind <= s->run)
		return;
	t->runs[s->run]--;
	t->runs[kind]++;
	s->run = kind;
}

static double
delay_seconds(uint64_t start, uint64_t end)
{
	if (start == TS_NULL || end == TS_NULL)
		return NAN;
	return end > start ? (double)(end - start) / NS_SECOND : 0;
}

static void
event_push(struct events *t, struct event *e, const struct tally_row *row)
{
	uint64_t now = t->series[row->series].rows;

	if (!e->seen) {
		e->seen = 1;
		e->start = row->start;
		e->series = row->series;
		e->row = now;
	}
	if (!row->scored)
		return;
	e->scored = 1;
	if (!row->alarm || e->detected)
		return;
	e->detected = 1;
	e->delay_seconds = delay_seconds(e->start, row->end);
	if (e->series != row->series) /* its last row is the one before */
		now = t->series[e->series].rows - 1;
	e->delay_rows = (double)(now - e->row);
}

static int
events_push(void *tally, const struct tally_row *row, struct err *err)
{
	struct events *t = tally;
	struct series *s = series_get(t, row->series, err);
	int counted = row->scored && row->role >= 0;
	int alarm = row->scored && row->alarm;
	struct event *e;

	if (s == NULL)
		return -1;
	if (row->role > 0) {
		e = event_get(t, row->event, err);
		if (e == NULL)
			return -1;
		event_push(t, e, row);
	}
	run_push(t, s, row, alarm);
	series_cover(t, s, row, counted);
	s->rows++;
	t->tp += alarm && row->role > 0;
	t->fp += alarm && row->role == 0;
	return 0;
}

/* The delays of the detected events, sorted; returns how many are known. */
static size_t
delays(const struct events *t, int in_rows)
{
	size_t n = 0;

	for (size_t i = 0; i < t->nevents; i++) {
		const struct event *e = &t->event[i];
		double d = in_rows ? e->delay_rows : e->delay_seconds;

		if (e->detected && !isnan(d))
			t->sorted[n++] = d;
	}
	if (n > 0)
		stats_sort(t->sorted, n);
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

/* Days and the rest apart: the sum in ns of many symbols does not fit. */
static double
series_days(const struct events *t)
{
	uint64_t days = 0, ns = 0;

	for (size_t i = 0; i < t->nseries; i++) {
		ns += t->series[i].covered % NS_DAY;
		days += t->series[i].covered / NS_DAY + ns / NS_DAY;
		ns %= NS_DAY;
	}
	return (double)days + (double)ns / NS_DAY;
}

static void
emit_delays(double *out, const struct events *t)
{
	size_t n = delays(t, 1);

	out[DELAY_MEAN_ROWS] = mean(t->sorted, n);
	out[DELAY_MEDIAN_ROWS] = quantile(t->sorted, n, 0.5);
	n = delays(t, 0);
	out[DELAY_MEAN_SECONDS] = mean(t->sorted, n);
	out[DELAY_MEDIAN_SECONDS] = quantile(t->sorted, n, 0.5);
	out[DELAY_P95_SECONDS] = quantile(t->sorted, n, 0.95);
}

static void
events_emit(double *out, const void *tally)
{
	const struct events *t = tally;
	double found = 0, events = 0, in_vain = (double)t->runs[RUN_FALSE];
	double hits = (double)t->runs[RUN_TRUE], recall, precision, point;
	double days = series_days(t), dates = (double)t->symbol_days;

	for (size_t i = 0; i < t->nevents; i++) {
		events += t->event[i].scored;
		found += t->event[i].detected;
	}
	recall = ratio(found, events);
	precision = ratio(hits, hits + in_vain);
	point = ratio((double)t->tp, (double)(t->tp + t->fp));
	out[EVENTS] = events;
	out[DETECTED] = found;
	out[EVENT_RECALL] = recall;
	out[ALARMS] = hits + in_vain;
	out[TRUE_ALARMS] = hits;
	out[FALSE_ALARMS] = in_vain;
	out[EVENT_PRECISION] = precision;
	out[EVENT_F1] = ratio(2 * recall * precision, recall + precision);
	out[COMPOSITE_F1] = ratio(2 * recall * point, recall + point);
	emit_delays(out, t);
	out[FALSE_ALARMS_PER_DAY] = days > 0 ? in_vain / days : NAN;
	out[SERIES_DAYS] = days;
	out[FALSE_ALARMS_PER_SYMBOL_DAY] = dates > 0 ? in_vain / dates : NAN;
	out[SYMBOL_DAYS] = dates;
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
	[DELAY_P95_SECONDS] = "delay_p95_seconds",
	[FALSE_ALARMS_PER_DAY] = "false_alarms_per_day",
	[SERIES_DAYS] = "series_days",
	[FALSE_ALARMS_PER_SYMBOL_DAY] = "false_alarms_per_symbol_day",
	[SYMBOL_DAYS] = "symbol_days",
	NULL,
};

const struct metric metric_events = {
	.name = "events",
	.values = values,
	.summary = "events found, their delay, and alarms in vain a day",
	.source = "runs of rows; Garg et al. 2021 for composite_f1",
	.tally_new = events_new,
	.tally_push = events_push,
	.tally_emit = events_emit,
	.tally_free = events_free,
};
