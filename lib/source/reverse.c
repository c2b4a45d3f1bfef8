/*
 * reverse.c - rows kept until the last one, which was the first, is there.
 */
#include "source/reverse.h"

#include <stdlib.h>
#include <string.h>

#include "stream/rec.h"

enum { REVERSE_MAX = 1 << 26 };

static int
grow(struct reverse *v, size_t more, struct err *err)
{
	size_t room = 2 * (v->used + more), runs = 2 * v->nrun + 16;
	void *p;

	if (v->used + more > REVERSE_MAX)
		return err_set(err,
		    "newest first and longer than %d MiB of rows: sort it, or "
		    "use --from csv to read it unsorted",
		    REVERSE_MAX >> 20);
	if (v->used + more > v->room) {
		if ((p = realloc(v->buf, room)) == NULL)
			return err_errno(err, "rows");
		v->buf = p;
		v->room = room;
	}
	if (v->nrun == v->run_room) {
		if ((p = realloc(v->run, runs * sizeof(*v->run))) == NULL)
			return err_errno(err, "rows");
		v->run = p;
		v->run_room = runs;
	}
	return 0;
}

int
reverse_add(struct reverse *v, const struct batch *b, struct err *err)
{
	size_t len = b->n * b->schema->row_size;

	if (grow(v, len, err) == -1)
		return -1;
	v->run[v->nrun].schema = b->schema;
	v->run[v->nrun].off = v->used;
	v->run[v->nrun].n = b->n;
	v->nrun++;
	memcpy(v->buf + v->used, b->rows, len);
	v->used += len;
	return 0;
}

/* Time of the first or the last row of a run. */
static uint64_t
time_of(const struct reverse *v, size_t run, int last)
{
	struct rec r = { v->run[run].schema, v->buf + v->run[run].off };

	if (last)
		r.v += (v->run[run].n - 1) * r.schema->row_size;
	return r.schema->at.ts_event < 0 ? TS_NULL
					 : rec_u64(&r, r.schema->at.ts_event);
}

static void
swap(unsigned char *a, unsigned char *b, size_t len)
{
	unsigned char c;
	size_t i;

	for (i = 0; i < len; i++) {
		c = a[i];
		a[i] = b[i];
		b[i] = c;
	}
}

static void
turn_run(unsigned char *rows, size_t n, size_t size)
{
	size_t i;

	for (i = 0; i < n / 2; i++)
		swap(rows + i * size, rows + (n - 1 - i) * size, size);
}

void
reverse_ready(struct reverse *v)
{
	size_t i;

	v->ready = 1;
	if (v->nrun == 0 || time_of(v, 0, 0) <= time_of(v, v->nrun - 1, 1))
		return;
	v->turned = 1;
	for (i = 0; i < v->nrun; i++)
		turn_run(v->buf + v->run[i].off, v->run[i].n,
		    v->run[i].schema->row_size);
}

int
reverse_take(struct reverse *v, struct batch *b)
{
	size_t i = v->turned ? v->nrun - 1 - v->out : v->out;

	if (!v->ready || v->out == v->nrun)
		return 0;
	*b = (struct batch){ v->run[i].schema, v->buf + v->run[i].off,
		v->run[i].n };
	v->out++;
	return 1;
}

void
reverse_fini(struct reverse *v)
{
	free(v->buf);
	free(v->run);
	memset(v, 0, sizeof(*v));
}
