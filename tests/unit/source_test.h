/*
 * source_test.h - one text through a source, its rows as NDJSON.
 */
#ifndef UNIT_SOURCE_TEST_H
#define UNIT_SOURCE_TEST_H

#include "source/source.h"
#include "test.h"

struct got {
	int rc; /* 0 read to the end, -1 refused */
	struct err err;
	char *out; /* rows as text */
	size_t rows, batches;
	struct source_account account;
	char format[32];
};

static inline void
got_fini(struct got *g)
{
	free(g->out);
	g->out = NULL;
}

static inline char *
slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	char *p = NULL;
	size_t n = 0, got;

	if (f == NULL)
		return calloc(1, 1);
	do {
		p = realloc(p, n + 65537);
		got = fread(p + n, 1, 65536, f);
		n += got;
	} while (got > 0);
	fclose(f);
	p[n] = '\0';
	if (len != NULL)
		*len = n;
	return p;
}

static inline void
read_rows_as(struct got *g, struct source *s, struct vocab *h,
    const char *to, int ts_ns)
{
	struct sink_opts so = { .encoder = &encoder_json, .ts_ns = ts_ns };
	struct sink *k = to != NULL ? sink_open(to, h, &so, &g->err) : NULL;
	struct err closing = { 0 };
	struct recs b;
	int got;

	while ((got = source_next(s, &b, &g->err)) == 1) {
		g->rows += b.n;
		g->batches++;
		if (k != NULL &&
		    sink_rows(k, b.schema, b.rows, b.n, &g->err) == -1)
			break;
	}
	g->rc = got;
	snprintf(g->format, sizeof(g->format), "%s", source_format(s));
	source_account(s, &g->account);
	g->account.warning = NULL;
	if (k != NULL && sink_close(k, END_CLEAN, &closing) == -1)
		printf("# %s\n", closing.msg);
}

static inline void
read_rows(struct got *g, struct source *s, struct vocab *h, const char *to)
{
	read_rows_as(g, s, h, to, 0);
}

/* Most of these tests count their times from 1970. */
static int any_time = 1;

/* to: a path for the rows, NULL to count them only; ts_ns: times in them as
 * integers. */
static inline void
read_file_as(struct got *g, const char *path, const struct source_opts *o,
    const char *to, int ts_ns)
{
	struct source_opts opts = *o;
	struct source *s;
	struct vocab h;

	memset(g, 0, sizeof(*g));
	g->rc = -1;
	if (vocab_init(&h, 0, &g->err) == -1)
		return;
	opts.any_time |= any_time;
	s = source_open(path, &h, &opts, &g->err);
	if (s != NULL)
		read_rows_as(g, s, &h, to, ts_ns);
	source_close(s);
	vocab_fini(&h);
}

static inline void
read_file(struct got *g, const char *path, const struct source_opts *o,
    const char *to)
{
	read_file_as(g, path, o, to, 0);
}

static inline void
temp_path(char *path, size_t size, const char *name)
{
	const char *dir = getenv("TMPDIR");

	snprintf(path, size, "%s/tt-%ld-%s", dir != NULL ? dir : "/tmp",
	    (long)getpid(), name);
}

static inline void
temp_write(const char *path, const void *text, size_t len)
{
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL);
	if (f == NULL)
		return;
	CHECK(fwrite(text, 1, len, f) == len);
	CHECK(fclose(f) == 0);
}

/* len bytes as a file called name. */
static inline void
read_bytes(struct got *g, const char *name, const void *text, size_t len,
    const struct source_opts *o)
{
	char path[256], to[256];

	temp_path(path, sizeof(path), name);
	temp_path(to, sizeof(to), "out");
	temp_write(path, text, len);
	read_file(g, path, o, to);
	g->out = slurp(to, NULL);
	unlink(path);
	unlink(to);
}

static inline void
read_text(struct got *g, const char *text, const struct source_opts *o)
{
	static const struct source_opts none;

	read_bytes(g, "in.txt", text, strlen(text), o != NULL ? o : &none);
}

/* The text gives these rows, and no error. */
static inline void
expect(const char *text, const struct source_opts *o, const char *rows)
{
	struct got g;

	read_text(&g, text, o);
	if (g.rc != 0)
		printf("# %s\n", g.err.msg);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.out, rows);
	got_fini(&g);
}

/* The text is refused with a message that holds what. */
static inline void
expect_error(const char *text, const struct source_opts *o, const char *what)
{
	struct got g;

	read_text(&g, text, o);
	CHECK_INT(g.rc, -1);
	if (strstr(g.err.msg, what) == NULL)
		CHECK_STR(g.err.msg, what);
	got_fini(&g);
}

#endif
