/*
 * feat_every.h - any column function, called by hand: a call with small
 * windows, random series, the earlier values that the engine would give it.
 */
#ifndef UNIT_FEAT_EVERY_H
#define UNIT_FEAT_EVERY_H

#include "base/rng.h"
#include "base/state.h"
#include "feat/column_fn.h"

#include "test.h"
#include "tmp.h"

enum { EVERY_ROWS = 1200, EVERY_SYMBOLS = 3 };

/* Rows of each symbol are those k with k % EVERY_SYMBOLS == its number. */
enum every_kind { EVERY_RANDOM, EVERY_GAPS, EVERY_CONSTANT, EVERY_ZERO };

struct every {
	const struct column_fn *fn;
	struct call call;
	void *bound;
	const void *arg;
	int nin;
	char text[512];
	size_t state_size;
	double in[CALL_ARGS_MAX][EVERY_ROWS];
	uint64_t start[EVERY_ROWS], end[EVERY_ROWS];
	/* earlier values by series and symbol, and those before each row */
	double past[CALL_ARGS_MAX][EVERY_SYMBOLS][EVERY_ROWS];
	struct past before[CALL_ARGS_MAX][EVERY_ROWS];
	double want[EVERY_ROWS]; /* by step, row by row */
};

/* What stands for an argument that is not a series: windows and warm-ups
 * short enough to be over within the rows of a test. */
static inline size_t
every_put_arg(char *out, size_t size, const struct arg *a, struct rng *g)
{
	double v;

	if (a->kind == ARG_INT) {
		v = (a->min > 2 ? a->min : 2) + (double)rng_below(g, 12);
		v = v > a->max ? a->max : v;
		return (size_t)snprintf(out, size, "%s=%.0f", a->name, v);
	}
	if (a->def == NULL)
		return (size_t)snprintf(out, size, "%s=X", a->name);
	return (size_t)snprintf(out, size, "%s=%s", a->name, a->def);
}

static inline int
every_read_series(void *arg, struct scan *q)
{
	int *n = arg;

	scan_accept(q, 's');
	return (*n)++;
}

static inline void
every_bind(struct every *e, const struct column_fn *fn, struct rng *g)
{
	const struct call_series series = { every_read_series, &e->nin };
	const struct arg *a;
	struct err err = { 0 };
	struct scan scan;
	size_t n = 0;

	e->fn = fn;
	e->nin = 0;
	for (a = fn->args; a != NULL && a->name != NULL; a++) {
		if (a != fn->args)
			e->text[n++] = ',';
		if (a->kind == ARG_IN)
			n += (size_t)snprintf(e->text + n, 64, "%s=s", a->name);
		else
			n += every_put_arg(e->text + n, 64, a, g);
	}
	e->text[n++] = ')';
	e->text[n] = '\0';
	scan_init(&scan, e->text, fn->name, &err);
	if (call_read(&e->call, &scan, fn->name, fn->args, &series) == -1)
		CHECK_STR(err.msg, "");
	e->arg = &e->call;
	e->bound = NULL;
	if (fn->bind != NULL) {
		e->arg = e->bound = calloc(1, fn->arg_size);
		if (fn->bind(e->bound, &e->call, &err) == -1)
			CHECK_STR(err.msg, "");
	}
	e->state_size = fn->state_size != NULL ? fn->state_size(e->arg) : 0;
}

static inline void
every_unbind(struct every *e)
{
	if (e->bound != NULL && e->fn->unbind != NULL)
		e->fn->unbind(e->bound);
	free(e->bound);
}

static inline double
every_value(enum every_kind kind, struct rng *g)
{
	switch (kind) {
	case EVERY_CONSTANT:
		return 0.1;
	case EVERY_ZERO:
		return rng_below(g, 20) == 0 ? NAN : 0;
	case EVERY_GAPS:
		if (rng_below(g, 8) == 0)
			return NAN;
		break;
	case EVERY_RANDOM:
		break;
	}
	/* Few different values: windows hold equal ones. */
	return rng_below(g, 3) == 0 ? (double)rng_below(g, 5)
				    : exp(rng_normal(g));
}

/* A row a minute and symbol; now and then a night, and equal times. */
static inline void
every_times(struct every *e, struct rng *g)
{
	uint64_t t = UINT64_C(1704067200) * NS_SECOND, minute = 60 * NS_SECOND;
	int k;

	for (k = 0; k < EVERY_ROWS; k++) {
		if (k % EVERY_SYMBOLS == 0)
			t += rng_below(g, 60) == 0 ? 900 * minute : minute;
		e->end[k] = t;
		e->start[k] = t - minute;
	}
}

static inline void
every_past(struct every *e, int i)
{
	uint32_t n[EVERY_SYMBOLS] = { 0 };
	int k, s;

	for (k = 0; k < EVERY_ROWS; k++) {
		s = k % EVERY_SYMBOLS;
		e->before[i][k].end = e->past[i][s] + n[s];
		e->before[i][k].n = n[s];
		if (e->fn->past_missing || !isnan(e->in[i][k]))
			e->past[i][s][n[s]++] = e->in[i][k];
	}
}

static inline void
every_series(struct every *e, enum every_kind kind, struct rng *g)
{
	int i, k;

	every_times(e, g);
	for (i = 0; i < e->nin; i++) {
		for (k = 0; k < EVERY_ROWS; k++)
			e->in[i][k] = every_value(kind, g);
		if (e->fn->past != NULL && e->fn->past(e->arg, i) > 0)
			every_past(e, i);
	}
}

/* A fresh state for each symbol. */
static inline void
every_states(const struct every *e, void *state[EVERY_SYMBOLS])
{
	int s;

	for (s = 0; s < EVERY_SYMBOLS; s++) {
		state[s] = calloc(1, e->state_size + 16);
		if (e->fn->init != NULL)
			e->fn->init(e->arg, state[s]);
	}
}

static inline void
every_free(void *p[EVERY_SYMBOLS])
{
	int s;

	for (s = 0; s < EVERY_SYMBOLS; s++) {
		free(p[s]);
		p[s] = NULL;
	}
}

static inline void
every_free_states(const struct every *e, void *state[EVERY_SYMBOLS])
{
	int s;

	for (s = 0; s < EVERY_SYMBOLS; s++)
		if (state[s] != NULL && e->fn->fini != NULL)
			e->fn->fini(e->arg, state[s]);
	every_free(state);
}

/* The work of a symbol, made once its earlier values are there; NULL. */
static inline void *
every_work(const struct every *e, void **work, const struct past *past)
{
	if (*work == NULL && e->fn->work_size != NULL &&
	    past->n >= e->fn->past(e->arg, 0)) {
		*work = malloc(e->fn->work_size(e->arg));
		e->fn->work_init(e->arg, *work, past);
	}
	return *work;
}

/* The value of row k by step; anew: what can be made anew from the past is. */
static inline double
every_step(const struct every *e, void **state, void **work, int k, int anew)
{
	static struct fn_counts counts;
	double in[CALL_ARGS_MAX];
	struct past past[CALL_ARGS_MAX] = { 0 };
	struct fn_row row = { .in = in,
		.past = past,
		.start = e->start[k],
		.end = e->end[k],
		.counts = &counts };
	int i, s = k % EVERY_SYMBOLS;

	for (i = 0; i < e->nin; i++) {
		in[i] = e->in[i][k];
		past[i] = e->before[i][k];
	}
	if (anew) {
		free(work[s]);
		work[s] = NULL;
	}
	row.work = every_work(e, &work[s], &past[0]);
	return e->fn->step(e->arg, state[s], &row);
}

#endif
