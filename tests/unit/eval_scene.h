/*
 * eval_scene.h - rows for a metric, as an evaluation would hand them over.
 *
 *	scene_begin scene_row* scene_end (scene_value)* scene_free
 *
 * Events of type OTHER are left out (role -1), all others are positive.
 */
#ifndef UNIT_EVAL_SCENE_H
#define UNIT_EVAL_SCENE_H

#include "base/tstamp.h"
#include "eval/eval.h"
#include "eval/sweep.h"
#include "test.h"

enum { WANTED = 1, OTHER = 2 };

static const uint64_t minute = 60 * NS_SECOND;

struct scene {
	struct rowset rows;
	struct events events;
	struct marks marks;
	int8_t *role, *counts;
	uint32_t *labelled, *alarm, *hit, *hit_run;
	struct step *step;
	uint64_t *labelled_end;
	size_t nlabelled;
	struct view view;
	struct ranking ranking;
	struct timeline timeline;
	struct eval_params params;
	struct top top;
	struct err err;
};

static inline void
scene_begin(struct scene *s)
{
	memset(s, 0, sizeof(*s));
	rowset_init(&s->rows, NULL);
	marks_init(&s->marks);
	CHECK(events_init(&s->events, &s->err) == 0);
}

/* A row of a symbol (from 1); event 0: normal; score NaN: not scored. */
static inline void
scene_row(struct scene *s, uint32_t symbol, uint64_t start, uint64_t end,
    double score, uint32_t event, int type, int alarm)
{
	struct series *p = events_series(&s->events, symbol, 0, &s->err);
	int scored = !isnan(score);
	uint32_t set = 0;

	if (p->index > s->rows.nseries)
		CHECK(rowset_series(&s->rows, symbol, 0, &s->err) == 0);
	if (event != 0) {
		uint32_t k =
		    events_label(&s->events, p, (uint32_t)type, event, &s->err);
		struct event *v = &s->events.v[k];

		if (v->rows++ == 0) {
			v->start = start;
			v->first = p->rows;
		}
		v->end = end;
		v->last = p->rows;
		v->scored += scored;
		set = events_set(&s->events, &k, 1, &s->err);
	}
	p->rows++;
	cover_row(&p->cover, start, end, scored);
	if (scored) {
		CHECK(rowset_add(&s->rows, p->index - 1, score, end, set, alarm,
			  &s->err) == 0);
		return;
	}
	CHECK(rowset_miss(&s->rows, p->index - 1, &s->err) == 0);
	s->timeline.unscored += set == 0 || type == WANTED;
}

static inline void
scene_labels(struct scene *s)
{
	size_t n = s->rows.n;

	s->role = calloc(s->events.nset, 1);
	s->counts = calloc(s->events.n, 1);
	for (size_t i = 1; i < s->events.n; i++) {
		s->counts[i] = s->events.v[i].type == WANTED;
		s->role[s->events.v[i].set] = s->counts[i] ? 1 : -1;
	}
	s->role[0] = 0;
	s->labelled = malloc((n + 1) * sizeof(*s->labelled));
	s->labelled_end = malloc((n + 1) * sizeof(*s->labelled_end));
	CHECK(rowset_times(&s->rows, s->labelled_end, &s->err) == 0);
	s->alarm = malloc((n + 1) * sizeof(*s->alarm));
	s->hit = malloc((n + 1) * sizeof(*s->hit));
	s->hit_run = malloc((n + 1) * sizeof(*s->hit_run));
	s->view.neg = n;
	for (size_t i = 0; i < n; i++) {
		uint32_t set = rowset_events(&s->rows, i);

		if (set != 0) {
			s->labelled_end[s->nlabelled] = s->labelled_end[i];
			s->labelled[s->nlabelled++] = (uint32_t)i;
		}
		s->view.neg -= set != 0;
		s->view.pos += s->role[set] == 1;
		if ((s->rows.set[i] & ROW_ALARM) == 0)
			continue;
		s->timeline.nrun += i == 0 || rowset_run(&s->rows, i) ||
				    (s->rows.set[i - 1] & ROW_ALARM) == 0;
		s->alarm[s->timeline.nalarm++] = (uint32_t)i;
		if (set == 0)
			continue;
		s->hit_run[s->timeline.nhit] = (uint32_t)s->timeline.nrun;
		s->hit[s->timeline.nhit++] = (uint32_t)i;
	}
}

/* The steps of the ranking. */
static inline void
scene_steps(struct scene *s)
{
	size_t n = s->marks.n;
	uint32_t *set = malloc((n + 1) * sizeof(*set));

	for (size_t i = 0; i < n; i++)
		set[i] = rowset_events(&s->rows, s->marks.v[i].row);
	s->step = malloc((n + 1) * sizeof(*s->step));
	s->ranking = (struct ranking){ .view = &s->view,
		.step = s->step,
		.nstep =
		    sweep_steps(s->step, &s->view, s->marks.v, set, NULL, n),
		.top = s->marks.top };
	free(set);
}

static inline void
scene_end(struct scene *s)
{
	uint32_t *at = malloc((s->rows.nseries + 1) * sizeof(*at));
	struct cover_sum sum = { 0 };

	for (uint32_t i = 0; i < s->rows.nseries; i++) {
		struct series *p = events_series_at(&s->events, i);

		at[i] = i;
		cover_add(&sum, &p->cover);
	}
	CHECK(rowset_group(&s->rows, at, &s->err) == 0);
	CHECK(rowset_mark(&s->rows, &s->err) == 0);
	scene_labels(s);
	CHECK(marks_count(&s->marks, s->rows.score, 0, s->rows.n, s->labelled,
		  s->nlabelled, &s->err) == 0);
	s->view.rows = &s->rows;
	s->view.end = s->rows.n;
	s->view.place_end = s->rows.nseries;
	s->view.score = s->rows.score;
	s->view.events = &s->events;
	s->view.labelled = s->labelled;
	s->view.labelled_end = s->labelled_end;
	s->view.nlabelled = s->nlabelled;
	s->view.params = &s->params;
	s->view.top = &s->top;
	s->view.role = s->role;
	s->view.counts = s->counts;
	scene_steps(s);
	s->timeline.view = &s->view;
	s->timeline.alarm = s->alarm;
	s->timeline.hit = s->hit;
	s->timeline.hit_run = s->hit_run;
	s->timeline.series_days = cover_days(&sum);
	s->timeline.symbol_days = (double)sum.dates;
}

static inline void
scene_free(struct scene *s)
{
	CHECK(!s->err.set);
	rowset_fini(&s->rows);
	events_fini(&s->events);
	marks_fini(&s->marks);
	free(s->role);
	free(s->counts);
	free(s->labelled);
	free(s->labelled_end);
	free(s->alarm);
	free(s->hit);
	free(s->hit_run);
	free(s->step);
}

/* All values of a metric. */
static inline void
scene_values(struct scene *s, const struct metric *m, double *out)
{
	if (m->rank != NULL)
		m->rank(out, &s->ranking);
	else
		CHECK(m->timeline(out, &s->timeline, &s->err) == 0);
}

/* The place of a value of a metric. */
static inline int
value_place(const struct metric *m, const char *value)
{
	for (int i = 0; m->values[i] != NULL; i++)
		if (strcmp(m->values[i], value) == 0)
			return i;
	BUG("no such value");
}

static inline double
scene_value(struct scene *s, const char *metric, const char *value)
{
	const struct metric *m = metric_find(metric);
	double out[EVAL_VALUES_MAX];

	scene_values(s, m, out);
	return out[value_place(m, value)];
}

/* One series, a row a minute; label 1 in runs, each an event; a score at the
 * threshold or above alarms. */
static inline void
scene_series(struct scene *s, const double *score, const uint8_t *label,
    size_t n, double threshold)
{
	uint32_t event = 0;

	scene_begin(s);
	for (size_t i = 0; i < n; i++) {
		event += label[i] && (i == 0 || !label[i - 1]);
		scene_row(s, 1, i * minute, (i + 1) * minute, score[i],
		    label[i] ? event : 0, WANTED, score[i] >= threshold);
	}
	scene_end(s);
}

#endif
