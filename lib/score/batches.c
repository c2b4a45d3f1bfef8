/*
 * batches.c - batches of rows on their way through the scorers.
 */
#include "score/batches.h"

#include <stdlib.h>

#include "base/array.h"

void
batches_init(struct batches *b, const struct judge *j)
{
	*b = (struct batches){ .judge = j };
}

static struct scored *
make_results(const struct judge *j)
{
	struct scored *got = calloc((size_t)j->n, sizeof(*got));
	int i, at;

	for (i = 0; got != NULL && i < j->n; i++)
		for (at = 0; at < SCORE_BATCH; at++)
			got[i].fresh[at] = 1;
	return got;
}

/* The models are known, so their columns are. */
static int
make_features(struct scored *got, const struct judge *j)
{
	const struct scorer *k;
	int i;

	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (got[i].x != NULL || !scorer_is_pure(k))
			continue;
		got[i].x = malloc(
		    (size_t)k->model->d * SCORE_BATCH * sizeof(*got[i].x));
		if (got[i].x == NULL)
			return -1;
	}
	return 0;
}

static int
make_room(struct batches *b, struct batch *p, struct err *err)
{
	if (p->got == NULL)
		p->got = make_results(b->judge);
	if (p->got == NULL || make_features(p->got, b->judge) == -1 ||
	    array_grow(&p->rows, &p->rows_room,
		(size_t)b->in->row_size * SCORE_BATCH, 1) == -1)
		return err_errno(err, "rows");
	return 0;
}

/* Have n batches. */
static int
make_batches(struct batches *b, int n, struct err *err)
{
	int i;

	if (b->n < n) {
		if (array_resize(&b->v, (size_t)n, sizeof(*b->v)) == -1)
			return err_errno(err, "rows");
		for (i = b->n; i < n; i++)
			b->v[i] = (struct batch){ 0 };
		b->n = n;
	}
	for (i = 0; i < b->n; i++)
		if (make_room(b, &b->v[i], err) == -1)
			return -1;
	return 0;
}

int
batches_schema(struct batches *b, const struct schema *in, struct err *err)
{
	b->in = in;
	return make_batches(b, 1, err);
}

struct batch *
batches_filling(const struct batches *b)
{
	return &b->v[b->line != NULL ? line_next(b->line) : 0];
}

/* In any thread. */
static void
score(void *arg, int place)
{
	const struct batches *b = arg;
	const struct batch *p = &b->v[place];
	int i;

	for (i = 0; i < b->judge->n; i++)
		scorer_batch(b->judge->scorer[i], &p->got[i], p->n);
}

/* A line pays if there is something to score in it. */
static int
make_line(struct batches *b, struct err *err)
{
	const struct judge *j = b->judge;
	int i, pure = 0;

	if (b->line != NULL || b->jobs <= 1)
		return 0;
	for (i = 0; i < j->n; i++)
		pure |= !scorer_is_rule(j->scorer[i]) &&
			scorer_is_pure(j->scorer[i]);
	if (!pure)
		return 0;
	if (make_batches(b, line_places(b->jobs), err) == -1)
		return -1;
	b->line = line_new(b->jobs, score, b);
	return b->line != NULL ? 0 : err_errno(err, "threads");
}

int
batches_put(struct batches *b, int ahead, struct err *err)
{
	if (ahead && make_line(b, err) == -1)
		return -1;
	if (b->line != NULL && (ahead || !line_empty(b->line))) {
		line_put(b->line);
		return 0;
	}
	b->scored = batches_filling(b);
	score(b, (int)(b->scored - b->v));
	return 0;
}

int
batches_full(const struct batches *b)
{
	return b->line != NULL ? line_next(b->line) == -1 : b->scored != NULL;
}

struct batch *
batches_take(struct batches *b, int wait)
{
	int place;

	if (b->scored != NULL || b->line == NULL)
		return b->scored;
	place = line_take(b->line, wait);
	return place >= 0 ? &b->v[place] : NULL;
}

void
batches_give(struct batches *b, struct batch *taken)
{
	taken->n = 0;
	if (taken == b->scored)
		b->scored = NULL;
	else
		line_give(b->line);
}

void
batches_fini(struct batches *b)
{
	int i, k;

	line_free(b->line);
	for (i = 0; i < b->n; i++) {
		for (k = 0; b->v[i].got != NULL && k < b->judge->n; k++)
			free(b->v[i].got[k].x);
		free(b->v[i].got);
		free(b->v[i].rows);
	}
	free(b->v);
}
