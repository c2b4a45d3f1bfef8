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

/* Columns of the widest scorer. */
static size_t
columns(const struct judge *j)
{
	size_t d = 1;
	int i;

	for (i = 0; i < j->n; i++)
		if ((size_t)j->scorer[i]->f.d > d)
			d = (size_t)j->scorer[i]->f.d;
	return d;
}

static struct scored *
make_results(int scorers)
{
	struct scored *got = calloc((size_t)scorers, sizeof(*got));
	int i, at;

	for (i = 0; got != NULL && i < scorers; i++)
		for (at = 0; at < SCORE_BATCH; at++)
			got[i].fresh[at] = 1;
	return got;
}

static int
make_room(struct batches *b, struct batch *p, struct err *err)
{
	if (p->got == NULL)
		p->got = make_results(b->judge->n);
	if (p->got == NULL ||
	    array_grow(&p->rows, &p->rows_room,
		(size_t)b->in->row_size * SCORE_BATCH, 1) == -1)
		return err_errno(err, "rows");
	return 0;
}

/* Have n batches, for this many threads. */
static int
make_batches(struct batches *b, int n, int threads, struct err *err)
{
	int i;

	b->d = columns(b->judge);
	if (array_grow(&b->x, &b->x_room, b->d * SCORE_BATCH * (size_t)threads,
		sizeof(*b->x)) == -1)
		return err_errno(err, "rows");

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
	return make_batches(b, 1, b->line != NULL ? b->jobs : 1, err);
}

struct batch *
batches_filling(const struct batches *b)
{
	return &b->v[b->line != NULL ? line_next(b->line) : 0];
}

/* In any thread. */
static void
score(void *arg, int place, int thread)
{
	const struct batches *b = arg;
	const struct batch *p = &b->v[place];
	int i;

	for (i = 0; i < b->judge->n; i++)
		scorer_batch(b->judge->scorer[i], b->in, p->rows, p->n,
		    &p->got[i], b->x + (size_t)thread * b->d * SCORE_BATCH);
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
	if (make_batches(b, line_places(b->jobs), b->jobs, err) == -1)
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
	score(b, (int)(b->scored - b->v), 0);
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
	int i;

	line_free(b->line);
	for (i = 0; i < b->n; i++) {
		free(b->v[i].rows);
		free(b->v[i].got);
	}
	free(b->v);
	free(b->x);
}
