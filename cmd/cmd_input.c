/*
 * cmd_input.c - read the rows of a tool's input files, singly or in batches.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "cmd.h"
#include "dbn/comment.h"
#include "dbn/encode.h"

#define PROGRESS_NS UINT64_C(500000000)

static void
show_progress(struct cmd *c)
{
	uint64_t now = io_now(), done, size;
	double s, mb;

	if (c->progress_in == NULL || now - c->progress_at < PROGRESS_NS)
		return;
	c->progress_at = now;
	s = (double)(now - c->began) / 1e9;
	done = in_raw_offset(c->progress_in);
	size = in_raw_size(c->progress_in);
	mb = (double)done / 1e6;
	fprintf(stderr, "\r%s: %" PRIu64 " rows, %.0f MB/s", c->tool->name,
	    c->rows_in, s > 0 ? mb / s : 0);
	if (size > done && done > 0)
		fprintf(stderr, ", %.0f %%, %.0f s left",
		    100.0 * (double)done / (double)size,
		    s * (double)(size - done) / (double)done);
	fprintf(stderr, "\033[K");
}

int
cmd_tick(void *cmd, int idle, struct err *err)
{
	struct cmd *c = cmd;

	if (c->on_tick != NULL &&
	    c->on_tick(c->on_tick_arg, idle == IO_WAITS, err) == -1)
		return -1;
	if (c->sink != NULL &&
	    (cmd_put_all(c, err) == -1 || sink_tick(c->sink, idle, err) == -1))
		return -1;
	if (c->progress)
		show_progress(c);
	return 0;
}

/* The receiver of the rows: one by one, or in the batches that were read. */
struct taker {
	cmd_row_fn *row; /* or NULL */
	cmd_rows_fn *rows;
	void *arg;
};

/* Pass on the rows that --where selects, in runs of consecutive rows. */
static int
give_rows(struct cmd *c, const struct taker *t, const struct schema *s,
    const unsigned char *rows, size_t n)
{
	struct rec r = { s, rows };
	uint64_t first = c->file_rows;
	size_t i, run = 0;
	int got = 1;

	c->rows_in += n;
	c->file_rows += n;
	c->row_before = first;
	time_order_rows(&c->order, s, rows, n);
	for (i = 0; c->where != NULL && i < n; i++, r.v += s->row_size) {
		got = where_row(c->where, &r, &c->err);
		if (got == -1)
			return -1;
		c->not_selected += !got;
		run += (size_t)got;
		if (got || run == 0)
			continue;
		c->row_before = first + i - run;
		if (t->rows(t->arg, s, r.v - run * s->row_size, run, &c->err) ==
		    -1)
			return -1;
		run = 0;
	}
	if (c->where == NULL)
		return t->rows(t->arg, s, rows, n, &c->err);
	c->row_before = first + n - run;
	return run == 0
		   ? 0
		   : t->rows(t->arg, s, r.v - run * s->row_size, run, &c->err);
}

static int
give_row(struct cmd *c, const struct taker *t, const struct rec *r)
{
	int got = c->where == NULL ? 1 : where_row(c->where, r, &c->err);

	time_order_rows(&c->order, r->schema, r->v, 1);
	c->rows_in += got != -1;
	c->row_before = c->file_rows++;
	c->not_selected += got == 0;
	return got <= 0 ? got : t->row(t->arg, r, &c->err);
}

/* Pass on a row that was read, and all that are ready after it. */
static int
take_rows(struct cmd *c, struct stream *s, const struct rec *r,
    const struct taker *t)
{
	const unsigned char *more;
	size_t n, size = r->schema->row_size;

	cmd_see(c, r->schema);
	if (t->row != NULL)
		return give_row(c, t, r);
	n = stream_more(s, &more);
	if (n > 0 && more == r->v + size)
		return give_rows(c, t, r->schema, r->v, n + 1);
	if (give_rows(c, t, r->schema, r->v, 1) == -1)
		return -1;
	return n == 0 ? 0 : give_rows(c, t, r->schema, more, n);
}

int
cmd_barrier(struct cmd *c, uint32_t number)
{
	if (c->on_barrier != NULL &&
	    c->on_barrier(c->on_barrier_arg, number, &c->err) == -1)
		return -1;
	if (c->sink == NULL)
		return 0;
	return cmd_put_all(c, &c->err) == -1
		   ? -1
		   : sink_barrier(c->sink, number, &c->err);
}

/* ---- Databento binary, for tools that read it ---- */

/* Pass on the metadata of the next records as a comment, which dbn/encode.h
 * keeps. */
static int
say_dbn_meta(struct cmd *c, const struct dbn *d)
{
	const struct dbn_meta *m = dbn_meta(d);
	char *text;
	size_t len;
	int ret;

	if (m == NULL)
		return 0;
	if ((text = dbn_comment(&len, m, NULL, &c->err)) == NULL)
		return -1;
	ret = cmd_comment(c, text, len, &c->err);
	free(text);
	return ret;
}

static int
take_batch(struct cmd *c, const struct recs *b, const struct taker *t)
{
	struct rec r = { b->schema, b->rows };
	size_t i;

	cmd_see(c, b->schema);
	if (t->row == NULL)
		return give_rows(c, t, b->schema, b->rows, b->n);
	for (i = 0; i < b->n; i++, r.v += b->schema->row_size)
		if (give_row(c, t, &r) == -1)
			return -1;
	return 0;
}

static int
each_batch(struct cmd *c, const char *name, struct dbn *d,
    const struct taker *t)
{
	uint64_t headers = 0;
	struct recs b;
	int got;

	do {
		if ((got = dbn_next(d, &b, &c->err)) == -1)
			err_at(&c->err, "%s", name);
		if (dbn_stats(d)->headers != headers &&
		    say_dbn_meta(c, d) == -1)
			return -1;
		headers = dbn_stats(d)->headers;
		if (got != -1 && !c->no_sink && cmd_open_sink(c, 1, "[]") == -1)
			return -1;
		if (got == 1 && take_batch(c, &b, t) == -1)
			return -1;
	} while (got == 1);
	return got;
}

/* Takes ownership of in. */
static int
each_dbn(struct cmd *c, const char *name, struct in *in, const struct taker *t)
{
	static const struct dbn_opts opts;
	struct dbn *d;
	int ret;

	if (c->o.to == TO_AUTO)
		c->o.to = cmd_place(&encoder_dbn);
	if ((d = dbn_open(in, &c->vocab, &opts, &c->err)) == NULL)
		return err_at(&c->err, "%s", name);
	c->progress_in = in;
	ret = each_batch(c, name, d, t);
	c->end = stream_end_of(c->end, dbn_ended(d));
	if (dbn_stats(d)->warning[0] != '\0')
		cmd_note(c, "%s: %s", name, dbn_stats(d)->warning);
	c->unknown_type += dbn_stats(d)->unknown;
	c->unmapped += dbn_stats(d)->unmapped;
	c->progress_in = NULL;
	dbn_close(d);
	return ret;
}

/* 1 when a file that has not been read yet is DBN.  A file that cannot be read
 * is not DBN: the next call reports the reason. */
static int
is_dbn(struct in *in)
{
	struct err later = { 0 };
	const unsigned char *p;
	size_t n;

	if (dbn_take_dbz(in))
		return 1;
	return in_peek(in, 12, &p, &n, &later) != -1 && n >= 4 &&
	       dbn_looks_like(p, n);
}

/* ---- a file ---- */

static int
each_file(struct cmd *c, const char *name, const struct taker *t)
{
	struct in *in = in_open(name, c->stream.raw, &c->err);
	struct stream *s;
	struct rec r;
	int got, ret = -1;

	if (in == NULL)
		return -1;
	c->file_rows = 0;
	in_on_idle(in, cmd_tick, c);
	in_wake_every(in, c->wake_ms);
	if (c->reads_dbn && is_dbn(in))
		return each_dbn(c, name, in, t);
	s = stream_over(in, &c->vocab, &c->stream, &c->err);
	if (s == NULL)
		return -1;
	stream_on_comment(s, cmd_comment, c);
	c->progress_in = stream_in(s);
	got = stream_read(s, &r, &c->err);
	c->provenance_in = stream_provenance(s);
	/* Opened when the first bytes have shown which encoding "auto" is. */
	if (!c->no_sink && (got > 0 || (got == 0 && stream_binary(s))) &&
	    cmd_open_sink(c, stream_binary(s), stream_provenance(s)) == -1)
		got = -1;
	for (; got > 0; got = stream_read(s, &r, &c->err))
		if (got == STREAM_BARRIER
			? cmd_barrier(c, stream_barrier(s)) == -1
			: take_rows(c, s, &r, t) == -1)
			goto out;
	c->end = stream_end_of(c->end, stream_ended(s));
	ret = got;
out:
	c->progress_in = NULL;
	c->provenance_in = NULL;
	stream_close(s);
	return ret;
}

int
cmd_seen_all(struct cmd *c)
{
	if (c->o.time == NULL || c->rows_in == 0 || c->timed)
		return 0;
	return err_set(&c->err, "--time: \"%s\": no row has this field",
	    c->o.time);
}

struct unmet {
	struct cmd *c;
	int failed;
};

static void
say_unmet(void *arg, const char *name, int column, int known)
{
	struct unmet *u = arg;

	if (known)
		cmd_note(u->c, "--where: no row has a field %s", name);
	else if (column)
		u->failed = err_set(&u->c->err,
		    "--where: col(\"%.60s\"): no record has it", name);
	else
		u->failed = err_set(&u->c->err,
		    "--where: %.60s: no row has a field of that name", name);
}

int
cmd_where_met(struct cmd *c, uint64_t rows)
{
	struct unmet u = { .c = c };

	if (c->where != NULL && rows > 0)
		where_unmet(c->where, say_unmet, &u);
	return u.failed;
}

static int
asked_binary(const struct cmd *c)
{
	return c->o.to != TO_AUTO &&
	       (cmd_encoder(c, NULL)->flags & ENCODER_BINARY) != 0;
}

static int
each_file_to(struct cmd *c, const struct taker *t)
{
	int i;

	if (!c->no_sink && (cmd_name_output(c, 1) == -1 ||
			       cmd_check_output(c, cmd_encoder(c, NULL)) == -1))
		return -1;
	for (i = 0; i < c->nfiles && io_signal() == 0; i++) {
		c->file = i;
		if (each_file(c, c->files[i], t) == -1)
			return -1;
	}
	if (i < c->nfiles) /* by a signal between two files */
		c->end = END_INTERRUPTED;
	if (cmd_seen_all(c) == -1 || cmd_where_met(c, c->rows_in) == -1)
		return -1;
	/* A stream was requested explicitly, so an empty input gives an empty
	 * one. */
	if (!c->no_sink && c->sink == NULL &&
	    (asked_binary(c) || c->o.output != NULL) &&
	    cmd_open_sink(c, 0, "[]") == -1)
		return -1;
	return 0;
}

int
cmd_each(struct cmd *c, cmd_row_fn *each, void *arg)
{
	const struct taker t = { .row = each, .arg = arg };

	return each_file_to(c, &t);
}

int
cmd_each_rows(struct cmd *c, cmd_rows_fn *each, void *arg)
{
	const struct taker t = { .rows = each, .arg = arg };

	return each_file_to(c, &t);
}
