/*
 * dbn_emit.h - copies of DBN files by way of dbn_emit, for its tests.
 */
#ifndef UNIT_DBN_EMIT_H
#define UNIT_DBN_EMIT_H

#include "dbn/emit.h"
#include "dbn/layout.h"
#include "dbn_made.h"

static const char NO_SHARED[] = "no ../shared beside the checkout";

enum way { RAW, ROWS, AS_BYTES }; /* how records travel */

struct copy {
	enum way way;
	struct dbn_emit_opts o;
	uint64_t first;   /* hand on that many records only */
	const char *kind; /* and only this kind */
	int forget;       /* say no metadata */
};

static inline int
add_meta(void *e, const struct dbn_meta *m, struct err *err)
{
	return dbn_emit_meta(e, m, err);
}

static inline int
pass_batch(struct dbn_emit *e, struct dbn *d, const struct recs *b,
    const struct copy *c, uint64_t *left, struct err *err)
{
	size_t n = b->n < *left ? b->n : (size_t)*left;

	if (c->kind != NULL && strcmp(b->schema->kind, c->kind) != 0)
		return 0;
	*left -= n;
	return dbn_emit_rows(e, c->way == AS_BYTES ? d : NULL, b->schema,
	    b->rows, n, err);
}

static inline int
pass_all(struct dbn_emit *e, struct dbn *d, const struct copy *c,
    struct err *err)
{
	uint64_t headers = 0, left = c->first > 0 ? c->first : UINT64_MAX;
	struct dbn_raw raw;
	struct recs b;
	int got = 1, r = 0;

	while (got == 1 && r == 0 && left > 0) {
		if (c->way == RAW)
			got = dbn_raw_next(d, &raw, err);
		else
			got = dbn_next(d, &b, err);
		if (headers != dbn_stats(d)->headers && !c->forget)
			r = dbn_emit_meta(e, dbn_meta(d), err);
		headers = dbn_stats(d)->headers;
		if (got != 1 || r != 0)
			break;
		r = c->way == RAW ? dbn_emit_raw(e, &raw, err)
				  : pass_batch(e, d, &b, c, &left, err);
	}
	return got == -1 ? -1 : r;
}

/* Copy files to one; its path, err what went wrong. */
static inline char *
copy_files(const char *const *from, int n, const struct copy *c,
    struct err *err)
{
	char *to = tmp_path("emit.dbn");
	struct out *out = out_open(to, 0, err);
	struct dbn_emit *e = dbn_emit_open(out, &c->o, &vocab, err);
	struct dbn *d;
	int i, r = 0;

	if (e == NULL)
		exit(1);
	r = n < 2 ? 0
		  : dbn_scan((char *const *)from, n, &vocab, add_meta, e,
			err);
	for (i = 0; i < n && r == 0; i++) {
		d = open_sample(from[i], err);
		r = d == NULL ? -1 : pass_all(e, d, c, err);
		dbn_close(d);
	}
	if (dbn_emit_close(e, r == 0, err) == -1)
		r = -1;
	CHECK(r == 0 || err->set);
	CHECK(out_close(out, 0, err) == 0);
	return to;
}

static inline char *
copy_file(const char *from, const struct copy *c, struct err *err)
{
	return copy_files(&from, 1, c, err);
}

static const struct copy plain = { .o = { .narrow = { .end = TS_NULL } } };

static struct copy
copy_by(enum way way)
{
	struct copy c = plain;

	c.way = way;
	return c;
}

static inline char *
sample(const char *name)
{
	static char path[2][512];
	static int which;
	char *p = path[which++ % 2];

	snprintf(p, sizeof(path[0]), "%s/dbn-samples/%s", test_shared(), name);
	return p;
}

/* A sum over all of a file's rows. */
static inline void
sum_row(void *arg, const struct rec *r)
{
	uint64_t *sum = arg;
	uint32_t i;

	for (i = 0; i < r->schema->row_size; i++)
		*sum = *sum * 31 + r->v[i];
	*sum = *sum * 31 + r->schema->id;
}

static inline void
for_shared(const char *name, void (*fn)(void))
{
	test_begin(name);
	if (test_shared() == NULL)
		test_skip(NO_SHARED);
	else
		fn();
}

#endif
