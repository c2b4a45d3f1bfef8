/*
 * cmd_input.c - the rows of a tool's input files, one by one or as they come.
 */
#include <inttypes.h>

#include "cmd.h"

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

	if (c->on_tick != NULL && c->on_tick(c->on_tick_arg, idle, err) == -1)
		return -1;
	if (c->sink != NULL && sink_tick(c->sink, idle, err) == -1)
		return -1;
	if (c->progress)
		show_progress(c);
	return 0;
}

/* Who takes the rows: one by one, or as they come. */
struct taker {
	cmd_row_fn *row; /* or NULL */
	cmd_rows_fn *rows;
	void *arg;
};

/* A row that was read, and all that lie ready behind it. */
static int
take_rows(struct cmd *c, struct stream *s, const struct rec *r,
    const struct taker *t)
{
	const unsigned char *more;
	size_t n, size = r->schema->row_size;

	cmd_see(c, r->schema);
	if (t->row != NULL) {
		if (t->row(t->arg, r, &c->err) == -1)
			return -1;
		c->rows_in++;
		return 0;
	}
	n = stream_more(s, &more);
	if (n > 0 && more == r->v + size) {
		more = r->v;
		n++;
	} else {
		if (t->rows(t->arg, r->schema, r->v, 1, &c->err) == -1)
			return -1;
		c->rows_in++;
	}
	if (n > 0 && t->rows(t->arg, r->schema, more, n, &c->err) == -1)
		return -1;
	c->rows_in += n;
	return 0;
}

int
cmd_barrier(struct cmd *c, uint32_t number)
{
	if (c->on_barrier != NULL &&
	    c->on_barrier(c->on_barrier_arg, number, &c->err) == -1)
		return -1;
	return c->sink == NULL ? 0 : sink_barrier(c->sink, number, &c->err);
}

static int
each_file(struct cmd *c, const char *name, const struct taker *t)
{
	struct stream *s;
	struct rec r;
	int got, ret = -1;

	s = stream_open(name, &c->house, &c->stream, &c->err);
	if (s == NULL)
		return -1;
	in_on_idle(stream_in(s), cmd_tick, c);
	in_wake_every(stream_in(s), c->wake_ms);
	stream_on_comment(s, cmd_comment, c);
	c->progress_in = stream_in(s);
	got = stream_read(s, &r, &c->err);
	/* Opened once the first bytes say which encoding "auto" is. */
	if (!c->no_sink && (got > 0 || (got == 0 && stream_binary(s))) &&
	    cmd_open_sink(c, stream_binary(s), stream_provenance(s)) == -1)
		got = -1;
	for (; got > 0; got = stream_read(s, &r, &c->err))
		if (got == STREAM_BARRIER
			? cmd_barrier(c, stream_barrier(s)) == -1
			: take_rows(c, s, &r, t) == -1)
			goto out;
	c->end = stream_ended(s);
	ret = got;
out:
	c->progress_in = NULL;
	stream_close(s);
	return ret;
}

int
cmd_seen_all(struct cmd *c)
{
	if (c->o.time == NULL || c->rows_in == 0 || c->timed)
		return 0;
	return err_set(&c->err,
	    "--time: \"%s\": no row has a field of that name", c->o.time);
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

	if (!c->no_sink && cmd_name_output(c, 1) == -1)
		return -1;
	for (i = 0; i < c->nfiles && io_signal() == 0; i++) {
		c->file = i;
		if (each_file(c, c->files[i], t) == -1)
			return -1;
	}
	if (i < c->nfiles) /* by a signal between two files */
		c->end = END_INTERRUPTED;
	if (cmd_seen_all(c) == -1)
		return -1;
	/* A stream was asked for by name: an empty input makes an empty one. */
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
