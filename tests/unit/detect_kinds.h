/*
 * detect_kinds.h - detectors of the kinds that the list need not have.
 *
 * windowed: fitted, looks at 4 rows, pure.  learner: fitted, learns, looks at
 * 3 rows, its state holds memory of its own.  pooled: learns, one state for
 * all symbols.
 */
#ifndef UNIT_DETECT_KINDS_H
#define UNIT_DETECT_KINDS_H

#include <math.h>
#include <stdlib.h>

#include "detect/detect.h"

enum { KIND_WINDOW = 4, KIND_LEARNER = 3 };

struct kind {
	int64_t d;
	double *mean; /* [d] of the rows fitted on */
};

static int
kind_walk(struct walk *w, void *model)
{
	struct kind *m = model;
	uint64_t d;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d >= 1 && m->d <= DETECT_COLUMNS_MAX, "d");
	d = (uint64_t)m->d;
	walk_shaped(w, "mean", TENSOR_F64, (void **)&m->mean, 1, &d);
	return walk_done(w);
}

static int
kind_fit(void *model, const struct fit *f, struct err *err)
{
	const struct rows *r = &f->train;
	struct kind *m = model;
	size_t i, d = (size_t)f->d;

	m->d = f->d;
	m->mean = calloc(d, sizeof(*m->mean));
	if (r->n == 0 || r->runs == 0 || r->run[r->runs] != r->n)
		return err_set(err, "no rows");
	for (i = 0; i < r->n * d; i++)
		m->mean[i % d] += r->x[i] / (double)r->n;
	if (f->hooks.progress != NULL &&
	    f->hooks.progress(f->hooks.arg, 1, 1, m->mean[0]) != 0)
		return err_set(err, "stopped");
	return 0;
}

/* Weighted distance of W rows from the mean; parts by column. */
static double
kind_distance(const struct kind *m, double *part, const double *x, size_t w)
{
	size_t d = (size_t)m->d, i;
	double sum = 0;

	for (i = 0; i < d; i++)
		part[i] = 0;
	for (i = 0; i < w * d; i++) {
		double off = (x[i] - m->mean[i % d]) * (double)(i / d + 1);

		part[i % d] += off;
		sum += fabs(off);
	}
	return isnan(sum) ? NAN : score_finite(sum);
}

static size_t
windowed_window(const void *model)
{
	(void)model;
	return KIND_WINDOW;
}

static void
windowed_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct kind *m = model;
	double part[DETECT_COLUMNS_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < n; i++, x += KIND_WINDOW * m->d) {
		score[i] = kind_distance(m, part, x, KIND_WINDOW);
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, part,
			    isnan(score[i]) ? 0 : (int)m->d);
	}
}

static const struct detector detector_windowed = {
	.name = "windowed",
	.summary = "distance of 4 rows from the fitted mean",
	.flags = DETECT_FIT | DETECT_VALID,
	.model_size = sizeof(struct kind),
	.fit = kind_fit,
	.walk = kind_walk,
	.window = windowed_window,
	.score = windowed_score,
};

/* ---- a fitted learner ---- */

struct learner {
	double *seen; /* [n] distances, on the heap */
	uint64_t n, room;
};

static size_t
learner_window(const void *model)
{
	(void)model;
	return KIND_LEARNER;
}

static size_t
learner_size(const void *model)
{
	(void)model;
	return sizeof(struct learner);
}

static void
learner_init(void *state, const void *model)
{
	(void)state;
	(void)model;
}

static int
learner_walk(struct walk *w, const void *model, void *state)
{
	struct learner *s = state;

	(void)model;
	walk_array(w, "seen", TENSOR_F64, (void **)&s->seen, &s->n);
	if (walk_loading(w))
		s->room = s->n;
	return walk_done(w);
}

static void
learner_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct kind *m = model;
	const struct learner *s;
	double part[DETECT_COLUMNS_MAX], far, largest;
	size_t i, k;

	for (i = 0; i < n; i++, x += KIND_LEARNER * m->d) {
		s = state[i];
		far = kind_distance(m, part, x, KIND_LEARNER);
		largest = 1;
		for (k = 0; k < s->n; k++)
			largest = fmax(largest, s->seen[k]);
		score[i] = s->n < 8 ? NAN : far / largest;
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, part,
			    isnan(score[i]) ? 0 : (int)m->d);
	}
}

static void
learner_learn(void *state, const void *model, const double *x)
{
	const struct kind *m = model;
	struct learner *s = state;
	double part[DETECT_COLUMNS_MAX];
	double far = kind_distance(m, part, x, KIND_LEARNER);

	if (!isfinite(far))
		return;
	if (s->n == s->room) {
		s->room = s->room > 0 ? 2 * s->room : 4;
		s->seen = realloc(s->seen, s->room * sizeof(*s->seen));
	}
	s->seen[s->n++] = far;
	if (s->n > 100) /* forget the first half */
		for (s->n = 0; s->n < 50; s->n++)
			s->seen[s->n] = s->seen[s->n + 50];
}

static const struct detector detector_learner = {
	.name = "learner",
	.summary = "distance of 3 rows over the largest so far",
	.flags = DETECT_FIT | DETECT_STATE,
	.model_size = sizeof(struct kind),
	.fit = kind_fit,
	.walk = kind_walk,
	.window = learner_window,
	.state_size = learner_size,
	.state_init = learner_init,
	.walk_state = learner_walk,
	.score = learner_score,
	.learn = learner_learn,
};

/* ---- one state for all symbols ---- */

static int
pooled_fit(void *model, const struct fit *f, struct err *err)
{
	struct kind *m = model;

	(void)err;
	m->d = f->d;
	m->mean = calloc((size_t)f->d, sizeof(*m->mean));
	return 0;
}

static size_t
pooled_size(const void *model)
{
	const struct kind *m = model;

	return (size_t)m->d * sizeof(double);
}

static int
pooled_walk(struct walk *w, const void *model, void *state)
{
	const struct kind *m = model;

	walk_vector(w, "level", TENSOR_F64, state, (uint64_t)m->d);
	return walk_done(w);
}

static void
pooled_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct kind *m = model;
	double part[DETECT_COLUMNS_MAX];
	const double *level;
	size_t i;
	int j;

	for (i = 0; i < n; i++, x += m->d) {
		level = state[i];
		score[i] = NAN;
		for (j = 0; j < m->d; j++) {
			part[j] = isfinite(x[j]) ? score_finite(x[j] - level[j])
						 : NAN;
			score[i] = score_max(score[i], fabs(part[j]));
		}
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, part, (int)m->d);
	}
}

static void
pooled_learn(void *state, const void *model, const double *x)
{
	const struct kind *m = model;
	double *level = state, next;
	int j;

	for (j = 0; j < m->d; j++) {
		next = level[j] + (x[j] - level[j]) / 16;
		if (isfinite(next))
			level[j] = next;
	}
}

static const struct detector detector_pooled = {
	.name = "pooled",
	.summary = "distance from one level of all symbols",
	.flags = DETECT_STATE | DETECT_POOLED,
	.model_size = sizeof(struct kind),
	.fit = pooled_fit,
	.walk = kind_walk,
	.state_size = pooled_size,
	.state_init = learner_init,
	.walk_state = pooled_walk,
	.score = pooled_score,
	.learn = pooled_learn,
};

#endif
