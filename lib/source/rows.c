/*
 * rows.c - a buffer of rows and the runs of one schema in it.
 */
#include "source/rows.h"

#include <stdlib.h>

/* One record fills at most two rows, except for a document of many. */
enum {
	ROWS_BYTES = 1 << 18,
	ROWS_SPARE = 2 * SCHEMA_ROW_MAX,
	ROWS_RUNS = 1024,
	ROWS_MAX = 1 << 27
};

int
rows_init(struct rows *q, struct err *err)
{
	q->used = q->n = 0;
	q->nrun = q->out_run = 0;
	q->room = ROWS_BYTES;
	q->run_room = ROWS_RUNS;
	q->buf = malloc(q->room);
	q->run = malloc((size_t)q->run_room * sizeof(*q->run));
	return q->buf == NULL || q->run == NULL ? err_errno(err, "rows") : 0;
}

void
rows_fini(struct rows *q)
{
	free(q->buf);
	free(q->run);
	q->buf = NULL;
	q->run = NULL;
}

int
rows_full(const struct rows *q)
{
	return q->used > ROWS_BYTES - ROWS_SPARE || q->nrun > ROWS_RUNS - 2;
}

size_t
rows_left(const struct rows *q, const struct schema *s)
{
	size_t limit = ROWS_BYTES - ROWS_SPARE;

	return rows_full(q) ? 0 : (limit - q->used) / s->row_size + 1;
}

int
rows_more(struct rows *q, struct err *err)
{
	size_t runs = 2 * (size_t)q->run_room;
	void *p;

	if (q->room - q->used < ROWS_SPARE) {
		if (q->room >= ROWS_MAX)
			return err_set(err,
			    "a document of more than %d MiB of rows",
			    ROWS_MAX >> 20);
		if ((p = realloc(q->buf, 2 * q->room)) == NULL)
			return err_errno(err, "rows");
		q->buf = p;
		q->room *= 2;
	}
	if (q->run_room - q->nrun < 2) {
		if ((p = realloc(q->run, runs * sizeof(*q->run))) == NULL)
			return err_errno(err, "rows");
		q->run = p;
		q->run_room = (int)runs;
	}
	return 0;
}

int
rows_empty(const struct rows *q)
{
	return q->nrun == 0;
}

unsigned char *
rows_room(struct rows *q)
{
	return q->buf + q->used;
}

void
rows_commit(struct rows *q, const struct schema *s)
{
	rows_commit_many(q, s, 1);
}

void
rows_commit_many(struct rows *q, const struct schema *s, size_t n)
{
	if (n == 0)
		return;
	if (q->nrun == 0 || q->run[q->nrun - 1].schema != s) {
		q->run[q->nrun].schema = s;
		q->run[q->nrun].off = q->used;
		q->run[q->nrun].n = 0;
		q->nrun++;
	}
	q->run[q->nrun - 1].n += n;
	q->n += n;
	q->used += n * s->row_size;
}

void
rows_undo(struct rows *q)
{
	q->used -= q->run[q->nrun - 1].schema->row_size;
	q->n--;
	if (--q->run[q->nrun - 1].n == 0)
		q->nrun--;
}

int
rows_take(struct rows *q, struct recs *b)
{
	if (q->out_run == q->nrun) {
		q->used = q->n = 0;
		q->nrun = q->out_run = 0;
		return 0;
	}
	b->schema = q->run[q->out_run].schema;
	b->rows = q->buf + q->run[q->out_run].off;
	b->n = q->run[q->out_run].n;
	q->out_run++;
	return 1;
}
