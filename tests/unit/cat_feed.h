/*
 * cat_feed.h - files of rows through tickcat's feed, for its tests.
 *
 * A row is written as its symbol, its time and its value: "A5=17"; a time is in
 * ns after DAY0, and "-" where the row has none.
 */
#ifndef UNIT_CAT_FEED_H
#define UNIT_CAT_FEED_H

#include "cat/feed.h"
#include "stream_rows.h"
#include "tmp.h"

struct row_made {
	const char *symbol;
	uint64_t time; /* after DAY0; TS_NULL: none */
	double value;
};

/* Rows to a path in a format; end may be END_INTERRUPTED. */
static inline void
feed_write(const char *path, const struct encoder *e, enum stream_end end,
    const struct row_made *m, size_t n)
{
	const struct sink_opts o = { .encoder = e };
	struct rows t;
	struct rec r;
	struct sink *k;
	size_t i;

	rows_init(&t);
	if ((k = sink_open(path, &t.vocab, &o, &t.err)) == NULL)
		rows_die(&t);
	for (i = 0; i < n; i++) {
		r = rows_value(&t,
		    m[i].time == TS_NULL ? TS_NULL : DAY0 + m[i].time,
		    m[i].symbol, m[i].value);
		if (sink_write(k, &r, &t.err) == -1)
			rows_die(&t);
	}
	if (sink_close(k, end, &t.err) == -1)
		rows_die(&t);
	rows_fini(&t);
}

/* A file from a text of rows: "A5=17 B-=1". */
static inline const char *
feed_file(const char *name, const char *text)
{
	struct row_made m[64];
	char words[1024], *s = words, *word, *eq;
	const char *path = tmp_path(name);
	size_t n = 0;

	snprintf(words, sizeof(words), "%s", text);
	while ((word = strsep(&s, " ")) != NULL && *word != '\0') {
		eq = strchr(word, '=');
		m[n].value = strtod(eq + 1, NULL);
		*eq = '\0';
		eq = strpbrk(word, "0123456789-");
		m[n].time = *eq == '-' ? TS_NULL : strtoull(eq, NULL, 10);
		*eq = '\0';
		m[n++].symbol = word;
	}
	feed_write(path, &encoder_bin, END_CLEAN, m, n);
	return path;
}

struct feed_run {
	struct rows t;
	struct source_opts from;
	struct feed_opts o;
	struct feed_hooks hooks;
	char text[4096];  /* of the rows */
	int files, done;  /* calls of the hooks */
	char order[1024]; /* of the order hook */
	enum stream_end end;
};

static inline int
feed_run_file(void *arg, struct source *s, struct err *err)
{
	struct feed_run *u = arg;

	(void)s;
	(void)err;
	u->files++;
	return 0;
}

static inline void
feed_run_done(void *arg, struct source *s)
{
	struct feed_run *u = arg;

	(void)s;
	u->done++;
}

static inline void
feed_run_order(void *arg, const char *name, const struct feed_order *o)
{
	struct feed_run *u = arg;
	const char *base = strrchr(name, '/');
	size_t n = strlen(u->order);

	snprintf(u->order + n, sizeof(u->order) - n,
	    "%s:back=%" PRIu64 "@%" PRIu64 ",apart=%" PRIu64 "@%" PRIu64 " ",
	    base != NULL ? base + 1 : name, o->back, o->back_row, o->apart,
	    o->apart_row);
}

static inline void
feed_run_begin(struct feed_run *u)
{
	memset(u, 0, sizeof(*u));
	rows_init(&u->t);
	u->from.from = "auto";
	u->hooks = (struct feed_hooks){ .file = feed_run_file,
		.done = feed_run_done,
		.order = feed_run_order,
		.arg = u };
}

static inline void
feed_run_end(struct feed_run *u)
{
	rows_fini(&u->t);
}

static inline struct feed *
feed_run_open(struct feed_run *u, const char *const *names, int n)
{
	return feed_open((char *const *)names, n, &u->t.vocab, &u->from, &u->o,
	    &u->hooks, NULL, &u->t.err);
}

/* Every row of a batch. */
static inline void
feed_run_say(struct feed_run *u, const struct recs *b)
{
	struct rec r = { b->schema, b->rows };
	size_t i, n = strlen(u->text);
	char at[32] = "-";
	uint64_t t;

	for (i = 0; i < b->n; i++, r.v += b->schema->row_size) {
		t = rec_u64(&r, r.schema->at.ts_event);
		if (t != TS_NULL)
			snprintf(at, sizeof(at), "%" PRIu64, t - DAY0);
		else
			strcpy(at, "-");
		n += (size_t)snprintf(u->text + n, sizeof(u->text) - n,
		    "%s%s%s=%g", n > 0 ? " " : "",
		    symtab_text(u->t.vocab.syms, rec_symbol(&r), NULL), at,
		    rows_get(&r, "value"));
		if (n >= sizeof(u->text))
			n = sizeof(u->text) - 1;
	}
}

/* All rows as text into u->text; 0, or -1 with the error. */
static inline int
feed_run_all(struct feed_run *u, const char *const *names, int n)
{
	struct feed *f = feed_run_open(u, names, n);
	struct recs b;
	int got = -1;

	while (f != NULL && (got = feed_next(f, &b, &u->t.err)) > 0)
		if (got == 1)
			feed_run_say(u, &b);
	if (f != NULL)
		u->end = feed_ended(f);
	feed_close(f);
	return got;
}

#endif
