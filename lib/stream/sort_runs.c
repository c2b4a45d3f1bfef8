/*
 * sort_runs.c - runs to a file, and merged from it.
 */
#include "stream/sort_runs.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum {
	HEAD_BYTES = 16,                  /* u64 key, u64 schema */
	ENTRY_MOST = SORT_WINDOW_MIN / 2, /* longer than an entry */
	WINDOW_MOST = 1 << 22,
	WRITE_BYTES = 1 << 20
};

void
sort_runs_init(struct sort_runs *r, const struct spill_opts *opts,
    const struct schemas *schemas)
{
	*r = (struct sort_runs){ .opts = opts, .schemas = schemas };
	r->most = (size_t)(opts->memory / SORT_WINDOW_MIN);
}

void
sort_runs_fini(struct sort_runs *r)
{
	spill_close(&r->file);
	free(r->run);
	free(r->windows);
	free(r->heap);
}

/* ---- the heap ---- */

/* Of equal keys the earlier run's comes first. */
static int
before(const struct sort_runs *r, size_t a, size_t b)
{
	if (r->run[a].key != r->run[b].key)
		return r->run[a].key < r->run[b].key;
	return a < b;
}

static void
sift(struct sort_runs *r, size_t i)
{
	size_t top = r->heap[i], child;

	while ((child = 2 * i + 1) < r->nheap) {
		if (child + 1 < r->nheap &&
		    before(r, r->heap[child + 1], r->heap[child]))
			child++;
		if (!before(r, r->heap[child], top))
			break;
		r->heap[i] = r->heap[child];
		i = child;
	}
	r->heap[i] = top;
}

/* ---- windows ---- */

/* The whole entry at next is in the window: 1; 0 the run is over; -1. */
static int
look(struct sort_runs *r, struct sort_run *u, struct err *err)
{
	size_t left = u->have - u->next, more;

	if (left < ENTRY_MOST && u->at < u->end) {
		memmove(u->window, u->window + u->next, left);
		more = r->window - left;
		if (u->end - u->at < more)
			more = (size_t)(u->end - u->at);
		if (spill_read(&r->file, u->window + left, more, u->at, err) ==
		    -1)
			return -1;
		u->at += more;
		u->next = 0;
		u->have = left + more;
	}
	if (u->next == u->have)
		return 0;
	memcpy(&u->key, u->window + u->next, sizeof(u->key));
	return 1;
}

int
sort_runs_begin(struct sort_runs *r, struct err *err)
{
	size_t i;
	int got;

	r->window = (size_t)r->opts->memory / r->n;
	if (r->window < SORT_WINDOW_MIN)
		r->window = SORT_WINDOW_MIN;
	if (r->window > WINDOW_MOST)
		r->window = WINDOW_MOST;
	free(r->windows);
	free(r->heap);
	r->nheap = 0;
	r->windows = malloc(r->window * r->n);
	r->heap = malloc(r->n * sizeof(*r->heap));
	if (r->windows == NULL || r->heap == NULL)
		return err_errno(err, "%zu runs", r->n);
	for (i = 0; i < r->n; i++) {
		r->run[i].window = r->windows + i * r->window;
		if ((got = look(r, &r->run[i], err)) == -1)
			return -1;
		if (got == 1)
			r->heap[r->nheap++] = i;
	}
	for (i = r->nheap / 2; i-- > 0;)
		sift(r, i);
	return 0;
}

/* The entry that comes next, with its row; NULL: none is left. */
static const unsigned char *
top(const struct sort_runs *r, const struct schema **schema)
{
	const struct sort_run *u;
	uint64_t id;

	if (r->nheap == 0)
		return NULL;
	u = &r->run[r->heap[0]];
	memcpy(&id, u->window + u->next + 8, sizeof(id));
	*schema = schema_at(r->schemas, (uint32_t)id);
	return u->window + u->next;
}

static int
drop_top(struct sort_runs *r, size_t row_size, struct err *err)
{
	struct sort_run *u = &r->run[r->heap[0]];
	int got;

	u->next += HEAD_BYTES + row_size;
	if ((got = look(r, u, err)) == -1)
		return -1;
	if (got == 0)
		r->heap[0] = r->heap[--r->nheap];
	if (r->nheap > 0)
		sift(r, 0);
	return 0;
}

int
sort_runs_next(struct sort_runs *r, struct recs *b, unsigned char *out,
    struct err *err)
{
	const struct schema *s;
	const unsigned char *e;
	size_t used = 0;

	b->schema = NULL;
	while (used < SORT_OUT_BYTES && (e = top(r, &s)) != NULL) {
		if (b->schema != NULL && s != b->schema)
			break;
		b->schema = s;
		memcpy(out + used, e + HEAD_BYTES, s->row_size);
		used += s->row_size;
		if (drop_top(r, s->row_size, err) == -1)
			return -1;
	}
	if (b->schema == NULL)
		return 0;
	b->rows = out;
	b->n = used / b->schema->row_size;
	return 1;
}

/* ---- writing ---- */

/* What is gathered for one write. */
struct writing {
	struct spill *file;
	unsigned char *buf;
	size_t used;
};

static int
put_entry(struct writing *w, uint64_t key, uint64_t schema,
    const unsigned char *row, size_t size, struct err *err)
{
	if (w->used + HEAD_BYTES + size > WRITE_BYTES) {
		if (spill_write(w->file, w->buf, w->used, err) == -1)
			return -1;
		w->used = 0;
	}
	memcpy(w->buf + w->used, &key, 8);
	memcpy(w->buf + w->used + 8, &schema, 8);
	memcpy(w->buf + w->used + HEAD_BYTES, row, size);
	w->used += HEAD_BYTES + size;
	return 0;
}

static int
add_run(struct sort_runs *r, uint64_t at, struct err *err)
{
	if (array_grow(&r->run, &r->room, r->n + 1, sizeof(*r->run)) == -1)
		return err_errno(err, "%zu runs", r->n);
	r->run[r->n++] = (struct sort_run){ .at = at, .end = r->file.size };
	return 0;
}

int
sort_runs_merge(struct sort_runs *r, struct err *err)
{
	struct spill to = { 0 };
	struct writing w = { .file = &to, .buf = malloc(WRITE_BYTES) };
	const struct schema *s;
	const unsigned char *e;
	uint64_t key;
	int ret = -1;

	if (w.buf == NULL) {
		err_errno(err, "runs");
		goto out;
	}
	if (sort_runs_begin(r, err) == -1 ||
	    spill_open(&to, r->opts, err) == -1)
		goto out;
	while ((e = top(r, &s)) != NULL) {
		memcpy(&key, e, 8);
		if (put_entry(&w, key, s->id, e + HEAD_BYTES, s->row_size,
			err) == -1 ||
		    drop_top(r, s->row_size, err) == -1)
			goto out;
	}
	if (spill_write(&to, w.buf, w.used, err) == -1)
		goto out;
	spill_close(&r->file);
	r->file = to;
	to.dir = NULL;
	r->written += r->file.size;
	r->n = 0;
	ret = add_run(r, 0, err);
	free(r->windows);
	r->windows = NULL;
out:
	spill_close(&to);
	free(w.buf);
	return ret;
}

int
sort_runs_add(struct sort_runs *r, const struct sort_item *item, size_t n,
    const unsigned char *rows, struct err *err)
{
	struct writing w = { .file = &r->file, .buf = malloc(WRITE_BYTES) };
	uint64_t begin = r->file.size;
	const struct schema *s;
	size_t i;
	int ret = -1;

	if (w.buf == NULL)
		return err_errno(err, "runs");
	if (r->file.dir == NULL && spill_open(&r->file, r->opts, err) == -1)
		goto out;
	for (i = 0; i < n; i++) {
		s = schema_at(r->schemas, item[i].schema);
		if (put_entry(&w, item[i].key, s->id,
			rows + 8 * (size_t)item[i].at, s->row_size, err) == -1)
			goto out;
	}
	if (spill_write(&r->file, w.buf, w.used, err) == -1)
		goto out;
	r->written += r->file.size - begin;
	ret = add_run(r, begin, err);
out:
	free(w.buf);
	return ret;
}
