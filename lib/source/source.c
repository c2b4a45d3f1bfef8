/*
 * source.c - one interface to all inputs: our streams, DBN, and foreign text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "source/source_impl.h"

/* ---- opening ---- */

static struct source *
source_new(struct vocab *vocab, const struct source_opts *opts, struct err *err)
{
	struct source *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		err_errno(err, "source");
		return NULL;
	}
	s->opts = *opts;
	s->asked_src = opts->src;
	s->opts.stream.place = source_place;
	s->opts.stream.place_arg = s;
	s->vocab = vocab;
	return s;
}

struct source *
source_open(const char *name, struct vocab *vocab,
    const struct source_opts *opts, struct err *err)
{
	struct source *s = source_new(vocab, opts, err);

	if (s == NULL)
		return NULL;
	if (source_check(s, err) == 0) {
		s->in = in_open(name, opts->stream.raw, err);
		if (source_begin(s, err) == 0)
			return s;
	}
	source_close(s);
	return NULL;
}

struct source *
source_over(struct in *in, struct vocab *vocab, const struct source_opts *opts,
    struct err *err)
{
	struct source *s = source_new(vocab, opts, err);

	if (s == NULL) {
		in_close(in);
		return NULL;
	}
	s->in = in;
	if (source_check(s, err) == 0 && source_begin(s, err) == 0)
		return s;
	source_close(s);
	return NULL;
}

void
source_close(struct source *s)
{
	if (s == NULL)
		return;
	s->quarantine = 0;
	source_end(s);
	origin_rows_free(s->widen);
	renamed_fini(&s->renamed);
	free(s);
}

/* ---- reading ---- */

/* One row, and those that lie after it in the block. */
static int
next_of_stream(struct source *s, struct recs *b, struct err *err)
{
	const unsigned char *more;
	struct rec r;
	size_t n;
	int got;

	if (s->nmore > 0) {
		*b = (struct recs){ s->more_schema, s->more, s->nmore };
		s->nmore = 0;
		return 1;
	}
	got = stream_read(s->stream, &r, err);
	if (got != 1)
		return got;
	*b = (struct recs){ r.schema, r.v, 1 };
	/* where a line came from is asked before the next is read */
	if (s->widen != NULL && !stream_binary(s->stream))
		return 1;
	n = stream_more(s->stream, &more);
	if (n > 0 && more == r.v + r.schema->row_size) {
		b->n += n;
	} else if (n > 0) {
		s->more_schema = r.schema;
		s->more = more;
		s->nmore = n;
	}
	return 1;
}

static int
next_of_reader(struct source *s, struct recs *b, struct err *err)
{
	int got;

	if (s->stream != NULL)
		return next_of_stream(s, b, err);
	if (s->reader != NULL)
		return reader_next(s->reader, b, err);
	if (s->dbn == NULL && s->binary == NULL)
		return 0;
	got = s->dbn != NULL ? dbn_next(s->dbn, b, err)
			     : binary_next(s->binary, b, err);
	if (got == -1)
		err_at(err, "%s", in_name(s->in));
	return got;
}

static int
next_batch(struct source *s, struct recs *b, struct err *err)
{
	int got;

	for (;;) {
		got = next_of_reader(s, b, err);
		if (got != 0 || !s->quarantine)
			return got;
		got = source_section(s, err);
		if (got != 1)
			return got;
	}
}

/* Text: the line.  Binary: the block's envelope, else the row's number. */
static int
origin_of_row(struct source *s, struct origin *from, struct err *err)
{
	struct framing *f = s->dbn == NULL ? source_inmost(s) : NULL;
	int text = s->stream != NULL && !stream_binary(s->stream);
	uint64_t number = ++s->rows;
	char where[64];

	if (text) {
		stream_where(s->stream, where, sizeof(where));
		(void)num_u64(&number, where, strlen(where));
	}
	return origin_of(from, f, s->vocab, in_name(s->in),
	    in_offset(s->in) - (uint64_t)text, number, err);
}

/* The next row, with the fields that say where it came from. */
static int
next_widened(struct source *s, struct recs *b, struct err *err)
{
	struct origin from;
	struct rec r;
	int got;

	if (s->narrow.n == 0) {
		got = next_batch(s, &s->narrow, err);
		if (got == 1 && s->reader != NULL) { /* it has them in */
			*b = s->narrow;
			s->narrow.n = 0;
		}
		if (got != 1 || s->narrow.n == 0)
			return got;
	}
	r = (struct rec){ s->narrow.schema, s->narrow.rows };
	s->narrow.rows += r.schema->row_size;
	s->narrow.n--;
	if (origin_of_row(s, &from, err) == -1 ||
	    origin_rows_put(s->widen, &r, &from, err) == -1)
		return -1;
	*b = (struct recs){ r.schema, r.v, 1 };
	return 1;
}

int
source_next(struct source *s, struct recs *b, struct err *err)
{
	int got = s->widen != NULL && s->opts.src ? next_widened(s, b, err)
						  : next_batch(s, b, err);

	return got == 1 && (s->stream != NULL || s->dbn != NULL) &&
		       renamed_rows(&s->renamed, b, err) == -1
		   ? -1
		   : got;
}

uint32_t
source_barrier(const struct source *s)
{
	return s->stream != NULL ? stream_barrier(s->stream) : 0;
}

void
source_on_comment(struct source *s,
    int (*fn)(void *arg, const char *text, size_t len, struct err *err),
    void *arg)
{
	if (s->stream != NULL)
		stream_on_comment(s->stream, fn, arg);
}

enum stream_end
source_ended(const struct source *s)
{
	if (s->stream != NULL)
		return stream_ended(s->stream);
	if (s->dbn != NULL)
		return dbn_ended(s->dbn);
	if (s->reader != NULL)
		return s->reader->end;
	if (s->binary != NULL)
		return binary_ended(s->binary);
	return in_interrupted(s->in) ? END_INTERRUPTED : END_CLEAN;
}

const char *
source_provenance(const struct source *s)
{
	return s->stream != NULL ? stream_provenance(s->stream) : "[]";
}

int
source_has_offsets(const struct source *s)
{
	return s->offsets;
}

struct dbn *
source_dbn(struct source *s)
{
	return s->dbn;
}

const struct dbn_meta *
source_dbn_meta(const struct source *s)
{
	return s->dbn != NULL ? dbn_meta(s->dbn) : NULL;
}

void
source_account(const struct source *s, struct source_account *a)
{
	*a = s->before;
	source_add(s, a);
	a->count[COUNT_AS] += s->renamed.others;
	if (s->quarantine && s->nframing > 0) {
		a->bad += framing_bad(s->framing[0]);
		a->count[COUNT_EMPTY] += framing_skipped(s->framing[0]);
	}
}
