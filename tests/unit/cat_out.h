/*
 * cat_out.h - inputs through tickcat's output, for its tests.
 */
#ifndef UNIT_CAT_OUT_H
#define UNIT_CAT_OUT_H

#include "cat/out.h"
#include "stream_rows.h"
#include "tmp.h"

struct copy {
	struct rows t;
	struct cat_out_opts o;
	struct source_opts from;
	char notes[512];
};

static inline const char *
copy_provenance(void *arg, const char *before)
{
	(void)arg;
	return strcmp(before, "[]") == 0 ? "[{\"tool\":\"test\"}]" : before;
}

static inline void
copy_note(void *arg, const char *text)
{
	struct copy *c = arg;

	snprintf(c->notes, sizeof(c->notes), "%s", text);
}

static inline int
copy_comment(void *arg, const char *text, size_t len, struct err *err)
{
	return cat_out_comment(arg, text, len, err);
}

/* Rows to path in a format. */
static inline void
copy_begin(struct copy *c, const struct encoder *e, const char *path)
{
	memset(c, 0, sizeof(*c));
	rows_init(&c->t);
	dbn_out_opts_init(&c->o.dbn);
	c->o.sink.encoder = e;
	c->o.path = path;
	c->from.from = "auto";
	c->from.dbn.fragment = 0;
}

static inline int
copy_input(struct copy *c, struct cat_out *k, const char *name)
{
	struct err *err = &c->t.err;
	struct source *s = source_open(name, &c->t.vocab, &c->from, err);
	struct recs b;
	int got = s == NULL ? -1 : 1, opened = 0;

	if (s != NULL)
		source_on_comment(s, copy_comment, k);
	while (got == 1 && (got = source_next(s, &b, err)) != -1) {
		if (!opened && cat_out_input(k, s, err) == -1)
			got = -1;
		opened = 1;
		if (got == 1 &&
		    cat_out_rows(k, b.schema, b.rows, b.n, err) != 0)
			got = -1;
	}
	cat_out_done(k);
	if (s != NULL)
		source_close(s);
	return got;
}

/* All files; rows that were seen, -1 on failure. */
static inline long
copy_run(struct copy *c, const char *const *names, int n)
{
	const struct cat_out_hooks hooks = { copy_provenance, copy_note, c };
	struct cat_out *k;
	int i, ret = 0;
	long seen;

	c->o.files = (char *const *)names;
	c->o.nfiles = n;
	k = cat_out_new(&c->o, &hooks, &c->t.vocab, &c->t.err);
	for (i = 0; i < n && ret == 0; i++)
		ret = copy_input(c, k, names[i]);
	if (cat_out_close(k, ret == -1 ? END_ABANDONED : END_CLEAN,
		&c->t.err) == -1)
		ret = -1;
	seen = (long)cat_out_seen(k);
	cat_out_free(k);
	rows_fini(&c->t);
	return ret == -1 ? -1 : seen;
}

/* The whole of a file is this text. */
static inline int
file_is(const char *path, const char *text)
{
	size_t n;
	char *p = tmp_load(path, &n);
	int same = n == strlen(text) && memcmp(p, text, n) == 0;

	if (!same)
		printf("# %s: %s\n", path, p);
	free(p);
	return same;
}

#endif
