/*
 * resample_sum.c - intervals of figures that are ratios of sums over days.
 *
 * Precision, recall and F of the alarms, event recall, false alarms per
 * symbol-day.  A row counts on its day, an event on the day of its first
 * scored row, an alarm on the day of its first row.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/judge.h"

/* Sums of one day, or of the days of a draw. */
struct sums {
	double tp, fp, pos, neg;
	double events, detected, false_alarms, symbol_days;
};

static const struct {
	const char *metric, *value;
	double beta2; /* of an F; 0: not one */
} kept[] = {
	{ "point", "precision", 0 },
	{ "point", "recall", 0 },
	{ "point", "f05", 0.25 },
	{ "point", "f1", 1 },
	{ "point", "f2", 4 },
	{ "point", "f4", 16 },
	{ "events", "event_recall", 0 },
	{ "events", "false_alarms_per_symbol_day", 0 },
};
enum { KEPT = sizeof(kept) / sizeof(*kept) };

static int
kept_at(const struct figure *f)
{
	for (int i = 0; i < KEPT; i++)
		if (strcmp(f->metric->name, kept[i].metric) == 0 &&
		    strcmp(f->value, kept[i].value) == 0)
			return i;
	return -1;
}

/* Ranking metrics except for their thresholds, and those of this file. */
int
resample_has(const struct figure *f)
{
	if (f->metric->rank != NULL)
		return strcmp(f->value, "threshold") != 0;
	return kept_at(f) >= 0;
}

static double
value_of(const struct sums *s, int i)
{
	double fn = s->pos - s->tp, b = kept[i].beta2;

	if (b > 0)
		return ratio((1 + b) * s->tp, (1 + b) * s->tp + b * fn + s->fp);
	switch (i) {
	case 0:
		return ratio(s->tp, s->tp + s->fp);
	case 1:
		return ratio(s->tp, s->pos);
	case 6:
		return ratio(s->detected, s->events);
	default:
		return s->symbol_days > 0 ? s->false_alarms / s->symbol_days
					  : NAN;
	}
}

/* ---- sums of each day ---- */

/* The day of a row; rows must be requested in ascending order. */
static uint32_t
day_of(const struct days *d, size_t *stretch, size_t row)
{
	while (d->v[*stretch].end <= row)
		++*stretch;
	return d->v[*stretch].series;
}

static void
sum_rows(struct sums *day, const struct judge *j)
{
	const struct days *d = &j->e->days;
	const struct view *v = &j->view;
	size_t s = resample_stretch(d, v->first), from = v->first;

	for (; from < v->end; from = d->v[s++].end) {
		day[d->v[s].series].symbol_days++;
		day[d->v[s].series].neg += (double)(d->v[s].end - from);
	}
	s = resample_stretch(d, v->first);
	for (size_t i = 0; i < v->nlabelled; i++) {
		uint32_t row = v->labelled[i], at = day_of(d, &s, row);

		day[at].neg--;
		day[at].pos += v->role[rowset_events(v->rows, row)] == 1;
	}
}

/* Runs of alarms that touch no event count on the day they begin. */
static void
sum_alarms(struct sums *day, const struct judge *j)
{
	const struct days *d = &j->e->days;
	const struct timeline *t = &j->timeline;
	const struct view *v = t->view;
	size_t s = resample_stretch(d, v->first), i, hit = 0;
	uint32_t row, last = 0, begun = 0;
	int touched = 1;

	for (i = 0; i < t->nalarm; i++, last = row) {
		uint32_t at;
		int labelled;

		row = timeline_alarm(t, i);
		at = day_of(d, &s, row);
		labelled = hit < t->nhit && t->hit[hit] == row;
		hit += (size_t)labelled;
		if (i == 0 || row != last + 1 || rowset_run(v->rows, row)) {
			day[begun].false_alarms += !touched;
			begun = at;
			touched = 0;
		}
		touched |= labelled;
		if (!labelled)
			day[at].fp++;
		else
			day[at].tp += v->role[rowset_events(v->rows, row)] == 1;
	}
	day[begun].false_alarms += !touched;
}

/* An event counts on the day of its first scored row. */
static int
sum_events(struct sums *day, const struct judge *j, struct err *err)
{
	const struct days *d = &j->e->days;
	const struct view *v = &j->view;
	unsigned char *met = calloc(v->events->n, 1);
	uint32_t *at = calloc(v->events->n, sizeof(*at));
	size_t s = resample_stretch(d, v->first), i;
	const uint32_t *event;
	uint32_t n, k;

	if (met == NULL || at == NULL) {
		free(met);
		free(at);
		return err_errno(err, "%zu events", v->events->n);
	}
	for (i = 0; i < v->nlabelled; i++) {
		uint32_t row = v->labelled[i];

		n = events_of_set(v->events, rowset_events(v->rows, row),
		    &event);
		for (k = 0; k < n; k++) {
			if (met[event[k]] || !v->counts[event[k]])
				continue;
			met[event[k]] = 1;
			at[event[k]] = day_of(d, &s, row);
			day[at[event[k]]].events++;
		}
	}
	for (i = 0; i < j->timeline.nhit; i++) {
		n = events_of_set(v->events,
		    rowset_events(v->rows, j->timeline.hit[i]), &event);
		for (k = 0; k < n; k++) {
			if (met[event[k]] != 1)
				continue;
			day[at[event[k]]].detected++;
			met[event[k]] = 2; /* once */
		}
	}
	free(met);
	free(at);
	return 0;
}

/* ---- draws ---- */

static void
add(struct sums *to, const struct sums *day, double weight)
{
	to->tp += weight * day->tp;
	to->fp += weight * day->fp;
	to->pos += weight * day->pos;
	to->neg += weight * day->neg;
	to->events += weight * day->events;
	to->detected += weight * day->detected;
	to->false_alarms += weight * day->false_alarms;
	to->symbol_days += weight * day->symbol_days;
}

int
resample_sums(const struct judge *j, double *value, struct err *err)
{
	const struct evaluation *e = j->e;
	size_t draws = (size_t)e->o.resamples, days = e->days.count;
	struct sums *day = calloc(days, sizeof(*day)), all;

	if (day == NULL)
		return err_errno(err, "%zu days", days);
	sum_rows(day, j);
	sum_alarms(day, j);
	if (sum_events(day, j, err) == -1) {
		free(day);
		return -1;
	}
	for (size_t b = 0; b < draws; b++) {
		memset(&all, 0, sizeof(all));
		for (size_t d = 0; d < days; d++)
			add(&all, &day[d],
			    (double)j->resample.weight[b * days + d]);
		for (int i = 0; i < e->nfigure; i++) {
			int k = kept_at(&e->figure[i]);

			if (k >= 0)
				value[(size_t)i * draws + b] =
				    value_of(&all, k);
		}
	}
	free(day);
	return 0;
}
