/*
 * runner.c - run a detector: rows in stream order in, scores out.
 */
#include "detect/runner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/jobs.h"

/* Maximum of numbers in a batch: wide windows make it shorter. */
enum { BATCH_NUMBERS = 1 << 19 };
/* Maximum bytes of all states in a batch.  They are accessed twice, to score
 * and to learn, and should still be in the nearest cache. */
enum { BATCH_STATES = 16384 };

static int
has_state(const struct runner *r)
{
	return (r->det->flags & DETECT_STATE) != 0;
}

static size_t
row_size(const struct runner *r)
{
	return r->window * r->d;
}

/* Maximum rows of a batch, at least 1. */
static size_t
batch_rows(const struct runner *r)
{
	size_t n = BATCH_NUMBERS / row_size(r), states;

	if (n > RUNNER_ROWS)
		n = RUNNER_ROWS;
	if (r->learns) {
		states = BATCH_STATES / (r->det->state_size(r->model) + 1);
		n = n < states ? n : states;
	}
	if ((r->det->flags & DETECT_POOLED) != 0)
		n = 1;
	return n > 0 ? n : 1;
}

int
runner_init(struct runner *r, const struct detector *det, const void *model,
    int d, struct err *err)
{
	memset(r, 0, sizeof(*r));
	r->det = det;
	r->model = model;
	r->d = (size_t)d;
	r->window = detector_window(det, model);
	r->why_from = INFINITY;
	r->batch = 1;
	r->learns = has_state(r) && (det->learns == NULL || det->learns(model));
	if (has_state(r))
		states_init(&r->states, det, model);
	if (r->window > 1)
		recent_init(&r->recent, r->d, r->window);
	r->room = batch_rows(r);
	r->x = malloc(r->room * row_size(r) * sizeof(*r->x));
	return r->x != NULL ? 0 : err_errno(err, "rows of %s", det->name);
}

void
runner_pool(struct runner *r)
{
	if ((r->det->flags & DETECT_POOLS) == 0)
		BUG("a state that cannot be pooled");
	if (!has_state(r))
		return;
	r->states.pooled = 1;
	r->room = 1; /* the second row depends on the first */
}

/* Contributions are computed before the row is learned, because they also
 * depend on the state. */
static void
explain(struct runner *r, size_t i)
{
	const void *state = r->state[i];
	double again;

	r->det->score(&again, r->out[i].why, r->model,
	    has_state(r) ? &state : NULL, r->x + i * row_size(r), 1);
}

/* Minimum windows of a batch per thread. */
enum { JOB_WINDOWS = 16 };

static size_t
jobs_of(const struct runner *r)
{
	size_t most = r->n / JOB_WINDOWS;
	size_t jobs = r->jobs > 0 ? (size_t)r->jobs : 1;

	/* Single rows are scored faster than a thread is woken, and a forest
	 * larger than the cache is fetched for each part of a batch. */
	if (has_state(r) || r->window == 1 || most < 2)
		return 1;
	return jobs < most ? jobs : most;
}

static void
score_part(void *arg, int job)
{
	struct runner *r = arg;
	size_t jobs = jobs_of(r), from = r->n * (size_t)job / jobs;
	size_t to = r->n * (size_t)(job + 1) / jobs;

	r->det->score(r->score + from, NULL, r->model,
	    has_state(r) ? (const void *const *)r->state : NULL,
	    r->x + from * row_size(r), to - from);
}

void
runner_flush(struct runner *r)
{
	size_t n = r->n, i;

	if (n == 0)
		return;
	if (jobs_of(r) > 1 && r->threads == NULL)
		r->threads = jobs_new(r->jobs);
	jobs_run(r->threads, (int)jobs_of(r), score_part, r);
	for (i = 0; i < n; i++) {
		*r->out[i].score = r->score[i];
		if (r->out[i].why != NULL && r->score[i] >= r->why_from)
			explain(r, i);
	}
	for (i = 0; r->learns && i < n; i++)
		r->det->learn(r->state[i], r->model, r->x + i * row_size(r));
	r->n = 0;
	r->batch++;
}

/* The symbol's state for the next row; where states change, a batch ends before
 * the symbol's second row. */
static int
take_state(struct runner *r, uint32_t symbol, struct err *err)
{
	struct state_slot *slot = states_slot(&r->states, symbol, err);

	if (slot == NULL)
		return -1;
	if (r->learns && slot->batch == r->batch)
		runner_flush(r);
	slot->batch = r->batch;
	r->state[r->n] = slot->state;
	return 0;
}

int
runner_push(struct runner *r, const double *x, uint32_t symbol, int fresh,
    struct runner_out out, struct err *err)
{
	const double *window = x;
	int full = 1;

	*out.score = NAN;
	if (out.why != NULL) /* may hold the reasons of an earlier row */
		contrib_top(out.why, NULL, 0);
	if (r->window > 1)
		full = recent_push(&r->recent, symbol, x, fresh, &window, err);
	if (full != 1)
		return full;
	if (has_state(r) && take_state(r, symbol, err) == -1)
		return -1;
	memcpy(r->x + r->n * row_size(r), window, row_size(r) * sizeof(*x));
	r->out[r->n++] = out;
	if (r->n == r->room)
		runner_flush(r);
	return 0;
}

void
runner_break(struct runner *r)
{
	if (r->window > 1)
		recent_clear(&r->recent);
}

/* The name of one of the runner's tables. */
static const char *
table_name(char out[64], const char *name, const char *part)
{
	snprintf(out, 64, "%s.%s", name, part);
	return out;
}

int
runner_save(struct runner *r, struct state *file, const char *name,
    struct err *err)
{
	char table[64];

	if (has_state(r) && states_save(&r->states, file,
				table_name(table, name, "state"), err) == -1)
		return -1;
	if (r->window == 1)
		return 0;
	return recent_save(&r->recent, file, table_name(table, name, "window"),
	    err);
}

int
runner_load(struct runner *r, struct state *file, const char *name,
    struct err *err)
{
	char table[64];

	if (has_state(r) && states_load(&r->states, file,
				table_name(table, name, "state"), err) == -1)
		return -1;
	if (r->window == 1)
		return 0;
	return recent_load(&r->recent, file, table_name(table, name, "window"),
	    err);
}

void
runner_fini(struct runner *r)
{
	if (r->det != NULL && has_state(r))
		states_fini(&r->states);
	if (r->window > 1)
		recent_fini(&r->recent);
	jobs_free(r->threads);
	free(r->x);
	memset(r, 0, sizeof(*r));
}
