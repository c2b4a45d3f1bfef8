/*
 * rows.c - a buffer of rows and the runs of one schema in it.
 */
#include "source/rows.h"

#include <stdlib.h>

/* One record fills at most two rows. */
enum { ROWS_BYTES = 1 << 18, ROWS_SPARE = 2 * SCHEMA_ROW_MAX };

int
rows_init(struct rows *q, struct err *err)
{
	q->used = 0;
	q->nrun = q->out_run = 0;
	q->buf = malloc(ROWS_BYTES);
	return q->buf == NULL ? err_errno(err, "rows") : 0;
}

void
rows_fini(struct rows *q)
{
	free(q->buf);
	q->buf = NULL;
}

int
rows_full(const struct rows *q)
{
	return q->used > ROWS_BYTES - ROWS_SPARE || q->nrun > ROWS_RUNS - 2;
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
	if (q->nrun == 0 || q->run[q->nrun - 1].schema != s) {
		q->run[q->nrun].schema = s;
		q->run[q->nrun].off = q->used;
		q->run[q->nrun].n = 0;
		q->nrun++;
	}
	q->run[q->nrun - 1].n++;
	q->used += s->row_size;
}

void
rows_undo(struct rows *q)
{
	q->used -= q->run[q->nrun - 1].schema->row_size;
	if (--q->run[q->nrun - 1].n == 0)
		q->nrun--;
}

int
rows_take(struct rows *q, struct batch *b)
{
	if (q->out_run == q->nrun) {
		q->used = 0;
		q->nrun = q->out_run = 0;
		return 0;
	}
	b->schema = q->run[q->out_run].schema;
	b->rows = q->buf + q->run[q->out_run].off;
	b->n = q->run[q->out_run].n;
	q->out_run++;
	return 1;
}
