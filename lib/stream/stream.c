/*
 * stream.c - an input stream: its format, its position, its end.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "stream/csv_read.h"
#include "stream/json_predict.h"
#include "stream/stream_impl.h"

enum { LINE_MAX_DEFAULT = 1 << 20 };

struct stream *
stream_over(struct in *in, struct vocab *vocab, const struct stream_opts *opts,
    struct err *err)
{
	struct stream *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		err_errno(err, "%s", in_name(in));
		in_close(in);
		return NULL;
	}
	s->in = in;
	s->vocab = vocab;
	if (opts != NULL)
		s->opts = *opts;
	if (s->opts.max_line == 0)
		s->opts.max_line = LINE_MAX_DEFAULT;
	s->line = s->opts.lines_before;
	s->json = json_reader_new(vocab, s->opts.fields, err);
	if (s->json == NULL) {
		stream_close(s);
		return NULL;
	}
	return s;
}

struct stream *
stream_open(const char *name, struct vocab *vocab,
    const struct stream_opts *opts, struct err *err)
{
	struct in *in = in_open(name, opts != NULL && opts->raw, err);

	return in == NULL ? NULL : stream_over(in, vocab, opts, err);
}

/* Binary or text, by the first byte: no text starts with 0x89. */
static int
look(struct stream *s, struct err *err)
{
	static const unsigned char bom[] = { 0xef, 0xbb, 0xbf };
	const unsigned char *p;
	size_t n;

	if (stream_empty(s->in, &s->opts, err) == -1 ||
	    in_peek(s->in, 4, &p, &n, err) == -1)
		return -1;
	s->opened = 1;
	if (n > 0 && p[0] == 0x89) {
		s->binary = 1;
	} else if (n >= 2 && ((p[0] == 0xff && p[1] == 0xfe) ||
				 (p[0] == 0xfe && p[1] == 0xff))) {
		return err_set(err, "UTF-16 text: convert it with iconv -f "
				    "utf-16 -t utf-8");
	} else if (n >= 3 && memcmp(p, "DBN", 3) == 0) {
		return err_set(err, "this is DBN: read it with tickcat first");
	} else if (n >= 3 && memcmp(p, bom, 3) == 0) {
		in_skip(s->in, 3);
	}
	return 0;
}

/* A refused line: to the end with -1, or counted and kept with 0. */
static int
refuse(struct stream *s, const char *reason, const char *line, size_t len,
    struct err *why, struct err *err)
{
	struct bad_row row = { .file = in_name(s->in),
		.line = s->line,
		.offset = in_offset(s->in),
		.reason = reason,
		.detail = why->msg,
		.raw = line,
		.len = len,
		.format = "ndjson" };

	if (s->opts.place != NULL)
		s->opts.place(s->opts.place_arg, row.offset, &row);
	return bad_refuse(s->opts.bad, &row, err);
}

static int
blank(const char *line, size_t len)
{
	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t' ||
			      line[len - 1] == '\r'))
		len--;
	return len == 0;
}

/* The same as read_ready for a line of CSV near the window's end, as live ones
 * are: 1, 0, -1. */
static int
read_cells(struct stream *s, struct rec *r, const char *line, size_t len,
    struct err *err)
{
	const char *copy;

	if (csv_reader_copy(s->csv, &copy, line, len, CSV_PREDICT_SLACK, err) ==
	    -1)
		return -1;
	return json_reader_next(s->json, r, 0, copy,
		   len + 1 + CSV_PREDICT_SLACK, s->delim) > 0;
}

/* A line of text to a row, as json_reader_line; *line and *len become the JSON
 * that it was read from.  0: it is the header of our CSV. */
static int
take_line(struct stream *s, struct rec *r, const char **line, size_t *len,
    int newline, const char **reason, struct err *err)
{
	int got = 0;

	if (s->delim != '\0' && newline)
		got = read_cells(s, r, *line, *len, err);
	if (got != 0)
		return got;
	if (s->csv == NULL && s->line == s->opts.lines_before + 1 &&
	    csv_is_ours(*line, *len)) {
		if ((s->csv = csv_reader_new(err)) == NULL ||
		    csv_reader_header(s->csv, *line, *len, err) == -1)
			return -1;
		s->delim = s->slow ? '\0' : csv_reader_delim(s->csv);
		return 0;
	}
	if (s->csv != NULL &&
	    csv_reader_line(s->csv, line, len, *line, *len, reason, err) == -1)
		return -1;
	return json_reader_line(s->json, r, *line, *len, reason, err);
}

/* One line: 1 a record, 0 go on, -1; *more is 0 at the end. */
static int
read_line(struct stream *s, struct rec *r, int *more, struct err *err)
{
	struct err why = { 0 };
	const char *line, *reason = "syntax";
	size_t len, whole;
	int newline, got;

	*more = 1;
	got = in_line(s->in, s->opts.max_line, &line, &len, &newline, &why);
	if (got == 0) {
		*more = 0;
		s->end = in_interrupted(s->in) ? END_INTERRUPTED : END_CLEAN;
		return in_end(s->in, err);
	}
	s->line++;
	if (got == -1) {
		if (in_end(s->in, err) == -1)
			return -1;
		if (refuse(s, "too-long", "", 0, &why, err) == -1)
			return -1;
		return in_skip_line(s->in, err) == -1 ? -1 : 0;
	}
	if (blank(line, len)) {
		in_skip(s->in, len + (size_t)newline);
		return 0;
	}
	whole = len + (size_t)newline;
	got = take_line(s, r, &line, &len, newline, &reason, &why);
	if (got == -1 && !newline) {
		/* possibly cut in the middle */
		reason = "truncated";
		err_more(&why,
		    " (the last line has no newline: it may be truncated)");
	}
	if (got == -1)
		got = refuse(s, reason, line, len, &why, err);
	in_skip(s->in, whole);
	return got;
}

/* The next line where it lies in the window, whole and like one before. */
static int
read_ready(struct stream *s, struct rec *r, size_t row)
{
	const unsigned char *p;
	size_t n = in_ready(s->in, &p), used;

	used = json_reader_next(s->json, r, row, (const char *)p, n, s->delim);
	if (used == 0)
		return 0;
	if (used > s->opts.max_line)
		return 0;
	in_skip(s->in, used);
	s->line++;
	s->rows++;
	return 1;
}

/* 1 unless each line of CSV goes by way of JSON. */
static int
reads_ahead(const struct stream *s)
{
	return s->csv == NULL || s->delim != '\0';
}

static int
read_text(struct stream *s, struct rec *r, struct err *err)
{
	int got, more;

	s->ready = 1;
	if (reads_ahead(s) && read_ready(s, &s->last, 0)) {
		*r = s->last;
		return 1;
	}
	do
		got = read_line(s, r, &more, err);
	while (got == 0 && more);
	s->rows += got == 1;
	s->ready = got == 1;
	s->last = *r;
	return got;
}

/* Those of the same layout, all at once. */
static size_t
read_alike(struct stream *s, struct rec *r, size_t row)
{
	const unsigned char *p;
	size_t n = in_ready(s->in, &p), used, got;

	got = json_reader_more(s->json, r, row, &used, (const char *)p, n,
	    s->delim, s->opts.max_line);
	in_skip(s->in, used);
	s->line += got;
	s->rows += got;
	return got;
}

static size_t
more_text(struct stream *s, const unsigned char **rows)
{
	size_t n = 0;

	if (!s->ready || !reads_ahead(s))
		return 0;
	s->ready = 0;
	*rows = s->last.v + s->last.schema->row_size;
	do
		n += read_alike(s, &s->last, n + 1);
	while (read_ready(s, &s->last, n + 1) && ++n > 0);
	return n;
}

size_t
stream_more(struct stream *s, const unsigned char **rows)
{
	return s->binary ? tks_more(s, rows) : more_text(s, rows);
}

int
stream_read(struct stream *s, struct rec *r, struct err *err)
{
	char where[64];
	int got;

	if (s->done)
		return 0;
	got = !s->opened && look(s, err) == -1 ? -1
	      : s->binary                      ? tks_read(s, r, err)
					       : read_text(s, r, err);
	if (got == -1) {
		stream_where(s, where, sizeof(where));
		err_at(err, "%s:%s%s", in_name(s->in), s->binary ? " " : "",
		    where);
	}
	s->done = got <= 0;
	return got;
}

void
stream_where(const struct stream *s, char *buf, size_t size)
{
	if (s->binary || s->line == 0)
		snprintf(buf, size, "%soffset %" PRIu64, s->binary ? "" : " ",
		    in_offset(s->in));
	else
		snprintf(buf, size, "%" PRIu64, s->line);
}

enum stream_end
stream_ended(const struct stream *s)
{
	return s->end;
}

uint32_t
stream_barrier(const struct stream *s)
{
	return s->barrier;
}

int
stream_binary(const struct stream *s)
{
	return s->binary;
}

uint64_t
stream_rows(const struct stream *s)
{
	return s->rows;
}

struct in *
stream_in(struct stream *s)
{
	return s->in;
}

const char *
stream_provenance(const struct stream *s)
{
	return s->provenance != NULL ? s->provenance : "[]";
}

void
stream_on_comment(struct stream *s,
    int (*fn)(void *, const char *, size_t, struct err *), void *arg)
{
	s->on_comment = fn;
	s->comment_arg = arg;
}

void
stream_close(struct stream *s)
{
	if (s == NULL)
		return;
	in_close(s->in);
	json_reader_free(s->json);
	csv_reader_free(s->csv);
	tks_reader_fini(s);
	free(s->provenance);
	free(s);
}
