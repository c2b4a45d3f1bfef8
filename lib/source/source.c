/*
 * source.c - one interface to all inputs: our streams, DBN, and foreign text.
 */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "source/binary.h"
#include "source/formats.h"
#include "source/framing.h"
#include "source/json_in_csv.h"
#include "source/layout.h"
#include "source/reader.h"

enum { LINE_MAX_DEFAULT = 1 << 20, FRAMINGS = 2 };

struct source {
	struct source_opts opts;
	struct vocab *vocab;
	enum what what;
	struct in *in; /* owned by the reader below, or by us while there is
			* none */
	struct stream *stream;
	struct dbn *dbn;
	struct reader *reader;
	struct binary_input *binary;
	/* rows of our binary stream after the one just returned */
	const struct schema *more_schema;
	const unsigned char *more;
	size_t nmore;
	/* envelopes, the outer ones first: in is what comes out of the last */
	struct framing *framing[FRAMINGS + 1];
	int nframing;
	int quarantine;   /* framing[0] is one: section by section */
	const char *file; /* whose refused records these are; NULL */
	struct source_account before; /* of the sections before this one */
	int asked_src;
	/* src_ for rows that come without: those still to be widened */
	struct origin_rows *widen;
	struct recs narrow;
	uint64_t rows;
};

/* ---- closing ---- */

/* What close_reader closes has counted. */
static void
add_account(const struct source *s, struct source_account *a)
{
	const struct dbn_stats *d;
	int i;

	if (s->dbn != NULL) {
		d = dbn_stats(s->dbn);
		a->count[COUNT_UNKNOWN] += d->unknown; /* control: rows */
		a->count[COUNT_UNMAPPED] += d->unmapped;
		a->warning = d->warning[0] != '\0' ? d->warning : NULL;
	}
	if (s->binary != NULL)
		a->bad += binary_bad(s->binary);
	if (s->reader != NULL) {
		a->bad += s->reader->bad;
		for (i = 0; i < COUNTS; i++)
			a->count[i] += s->reader->context.count[i];
		a->no_final_newline = s->reader->lines.no_final_newline;
	}
	for (i = s->quarantine; i < s->nframing; i++) {
		a->bad += framing_bad(s->framing[i]);
		a->count[COUNT_EMPTY] += framing_skipped(s->framing[i]);
	}
}

/* What reads the input and the envelopes around it, except a quarantine. */
static void
close_reader(struct source *s)
{
	add_account(s, &s->before);
	if (s->stream == NULL && s->dbn == NULL && s->reader == NULL &&
	    s->binary == NULL)
		in_close(s->in);
	stream_close(s->stream);
	dbn_close(s->dbn);
	reader_close(s->reader);
	binary_close(s->binary);
	while (s->nframing > s->quarantine) /* each reads from the one before */
		framing_close(s->framing[--s->nframing]);
	s->in = NULL;
	s->stream = NULL;
	s->dbn = NULL;
	s->reader = NULL;
	s->binary = NULL;
}

/* ---- opening ---- */

/* What lies in the input, in place of the input. */
static int
unwrap(struct source *s, enum framing_kind kind, struct err *err)
{
	const char *name = in_name(s->in);
	struct framing *f =
	    framing_new(s->in, kind, layout_is_binary, s->vocab, &s->opts, err);

	s->in = NULL;
	if (f == NULL)
		return err_at(err, "%s", name);
	s->framing[s->nframing++] = f;
	s->in = framing_in(f);
	return 0;
}

/* By the bytes, those of envelopes that they show first. */
static int
look_inside(struct source *s, struct err *err)
{
	size_t max = s->opts.stream.max_line;
	enum framing_kind kind;
	const char *what;
	int i;

	for (i = 0; i < 2; i++) {
		s->what = detect(s->in, max > 0 ? max : LINE_MAX_DEFAULT,
		    s->opts.map != NULL || s->opts.where != NULL, err);
		if (s->what != WHAT_KEYED && s->what != WHAT_RS)
			return s->what == WHAT_FAILED ? -1 : 0;
		kind = s->what == WHAT_RS ? FRAMING_RS : FRAMING_KEYED;
		if (s->opts.framing != FRAMING_AUTO ||
		    s->nframing == FRAMINGS + s->quarantine)
			break;
		if (unwrap(s, kind, err) == -1)
			return -1;
	}
	what = s->what == WHAT_RS ? "byte 1E before each record"
				  : "a key and a TAB before {";
	if (s->nframing > s->quarantine)
		return err_set(err, "nested envelopes: %s", what);
	return err_set(err, "records in envelopes (%s): use --framing %s", what,
	    s->what == WHAT_RS ? "rs" : "keyed");
}

/* --skip-lines: the lines are skipped before detection. */
static int
skip_lines(struct source *s, struct err *err)
{
	size_t max = s->opts.stream.max_line;
	uint64_t n;

	if (lines_skip(&n, s->in, (uint64_t)s->opts.skip_lines,
		max > 0 ? max : LINE_MAX_DEFAULT, err) == -1)
		return -1;
	s->before.count[COUNT_PREAMBLE] += n;
	s->opts.stream.lines_before += n;
	return 0;
}

/* Detect the format; a byte order mark before text is dropped. */
static int
look(struct source *s, struct err *err)
{
	const char *name = in_name(s->in);
	const unsigned char *p;
	size_t n;

	/* before decoding: its metadata is in a frame that decoders skip */
	if ((s->what == WHAT_EMPTY || s->what == WHAT_DBN) &&
	    s->opts.framing <= FRAMING_LINES && dbn_take_dbz(s->in))
		s->what = WHAT_DBN;
	if (!s->quarantine &&
	    (stream_empty(s->in, &s->opts.stream, err) == -1 ||
		skip_lines(s, err) == -1))
		return err_at(err, "%s", name);
	s->opts.stream.allow_empty = 1; /* said once */
	if (s->opts.framing > FRAMING_LINES &&
	    unwrap(s, (enum framing_kind)s->opts.framing, err) == -1)
		return -1;
	if (s->what == WHAT_EMPTY && look_inside(s, err) == -1)
		return err_at(err, "%s", name);
	if (s->what != WHAT_JSON && s->what != WHAT_TEXT)
		return 0;
	if (detect_known(s->in, err) == -1 ||
	    in_peek(s->in, 3, &p, &n, err) == -1)
		return err_at(err, "%s", name);
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		in_skip(s->in, 3);
	if (s->what == WHAT_TEXT && json_in_csv_check(s->in, err) == -1)
		return err_at(err, "%s", name);
	return 0;
}

static struct framing *
inmost(const struct source *s)
{
	return s->nframing > 0 ? s->framing[s->nframing - 1] : NULL;
}

/* A refused record's own place, when it came out of an envelope. */
static void
place(void *arg, uint64_t offset, struct bad_row *row)
{
	const struct source *s = arg;

	if (s->nframing > 0)
		framing_place(inmost(s), offset, row);
}

/* ---- quarantines ---- */

/* A format that a quarantine names is a mistake of its, not of the command
 * line's. */
static int
take_format(struct source *s, const char *format, struct err *err)
{
	struct err why = { 0 };

	if (s->opts.inner == NULL)
		s->opts.from = *format != '\0' ? format : NULL;
	s->what = format_asked(s->opts.from, &why);
	if (s->what != WHAT_FAILED && s->what != WHAT_QUARANTINE)
		return 0;
	return err_set(err, "format: \"%.40s\": not a format of records",
	    format);
}

/* The next section in place of the input: 1, 0 there is none, -1. */
static int
next_section(struct source *s, struct err *err)
{
	const char *name = in_name(framing_outer(s->framing[0]));
	const struct section *section;
	int got = framing_section(s->framing[0], &section, err);

	if (got == 0)
		return 0;
	if (got == 1) {
		close_reader(s);
		s->in = framing_in(s->framing[0]);
		s->opts.stream.lines_before = section->lines_before;
		s->file = *section->file != '\0' ? section->file : NULL;
		got = take_format(s, section->format, err) == 0 ? 1 : -1;
	}
	return got == 1 ? 1 : err_at(err, "%s", name);
}

/* --src, or an envelope that names its partition: without the partition late
 * rows could not be recognised. */
static int
choose_src(struct source *s, struct err *err)
{
	struct framing *f = inmost(s);
	int said = 0;

	if (f != NULL && !s->asked_src && !s->opts.no_src)
		said = framing_says_part(f, err);
	s->opts.src = s->asked_src || said == 1;
	return said == -1 ? err_at(err, "%s", in_name(s->in)) : 0;
}

/* Open the reader for the detected format; it takes over the input. */
static int
open_reader(struct source *s, struct err *err)
{
	struct in *in = s->in;
	const char *name = in_name(in);
	int ok = 1;

	if (choose_src(s, err) == -1)
		return -1;
	if (s->what == WHAT_TKS || s->what == WHAT_NDJSON)
		ok = (s->stream = stream_over(in, s->vocab, &s->opts.stream,
			  err)) != NULL;
	else if (s->what == WHAT_DBN)
		ok = (s->dbn = dbn_open(in, s->vocab, &s->opts.dbn, err)) !=
		     NULL;
	else if (s->what == WHAT_BINARY)
		ok = (s->binary = binary_open(in, s->opts.from, s->vocab,
			  &s->opts, err)) != NULL;
	else if (s->what != WHAT_EMPTY)
		ok = (s->reader = reader_open(in, s->vocab, &s->opts,
			  s->what == WHAT_JSON ? TEXT_JSON : TEXT_DELIMITED,
			  err)) != NULL;
	if (s->reader != NULL) {
		s->reader->framing = inmost(s);
		if (s->reader->framing != NULL)
			framing_hold(s->reader->framing,
			    &s->reader->lines.begins);
		if (s->file != NULL)
			s->reader->file = s->file;
	}
	if (ok && s->opts.as != NULL && s->opts.note != NULL &&
	    (s->stream != NULL || s->dbn != NULL))
		s->opts.note(s->opts.note_arg,
		    "--as is for foreign formats: symbols here stay");
	if (ok && s->reader == NULL && s->what != WHAT_EMPTY)
		ok =
		    where_input_none(s->opts.where, source_format(s), err) == 0;
	if (ok && s->opts.src && s->reader == NULL && s->widen == NULL)
		return (s->widen = origin_rows_new(s->vocab, err)) == NULL ? -1
									   : 0;
	if (ok)
		return 0;
	s->in = NULL;
	return err->usage ? -1 : err_at(err, "%s", name);
}

/* What the command line alone shows to be wrong, before anything is read. */
static int
check(struct source *s, struct err *err)
{
	s->what = format_asked(s->opts.from, err);
	if (s->what == WHAT_QUARANTINE ||
	    s->opts.framing == FRAMING_QUARANTINE) {
		if (s->what == WHAT_QUARANTINE)
			s->opts.from = s->opts.inner;
		s->opts.inner = s->opts.from;
		if (s->opts.framing > FRAMING_LINES &&
		    s->opts.framing != FRAMING_QUARANTINE)
			return err_usage(err,
			    "--framing: not with --from quarantine");
		s->opts.framing = FRAMING_AUTO;
		s->quarantine = 1;
		s->what = format_asked(s->opts.from, err);
		if (s->what == WHAT_QUARANTINE)
			return err_usage(err,
			    "--inner: \"quarantine\": expected the format of "
			    "the lines");
	}
	if (s->opts.inner != NULL && !s->quarantine)
		return err_usage(err, "--inner: only with --from quarantine");
	return s->what == WHAT_FAILED ? -1 : source_opts_check(&s->opts, err);
}

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
	s->opts.stream.place = place;
	s->opts.stream.place_arg = s;
	s->vocab = vocab;
	return s;
}

/* From the input on. */
static int
open_all(struct source *s, struct err *err)
{
	if (s->in == NULL ||
	    (s->quarantine && (unwrap(s, FRAMING_QUARANTINE, err) == -1 ||
				  next_section(s, err) == -1)))
		return -1;
	return look(s, err) == -1 || open_reader(s, err) == -1 ? -1 : 0;
}

struct source *
source_open(const char *name, struct vocab *vocab,
    const struct source_opts *opts, struct err *err)
{
	struct source *s = source_new(vocab, opts, err);

	if (s == NULL)
		return NULL;
	if (check(s, err) == 0) {
		s->in = in_open(name, opts->stream.raw, err);
		if (open_all(s, err) == 0)
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
	if (check(s, err) == 0 && open_all(s, err) == 0)
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
	close_reader(s);
	origin_rows_free(s->widen);
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
		got = next_section(s, err);
		if (got == 1 &&
		    (look(s, err) == -1 || open_reader(s, err) == -1))
			got = -1;
		if (got != 1)
			return got;
	}
}

/* Text: the line.  Binary: the block's envelope, else the row's number. */
static int
origin_of_row(struct source *s, struct origin *from, struct err *err)
{
	struct framing *f = s->dbn == NULL ? inmost(s) : NULL;
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
	return s->widen != NULL && s->opts.src ? next_widened(s, b, err)
					       : next_batch(s, b, err);
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
source_format(const struct source *s)
{
	if (s->reader != NULL && s->reader->layout != NULL)
		return s->reader->layout->name;
	if (s->binary != NULL)
		return s->opts.from;
	return format_name(s->what);
}

struct in *
source_in(struct source *s)
{
	return s->nframing > 0 ? framing_outer(s->framing[0]) : s->in;
}

const char *
source_provenance(const struct source *s)
{
	return s->stream != NULL ? stream_provenance(s->stream) : "[]";
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
	add_account(s, a);
	if (s->quarantine && s->nframing > 0) {
		a->bad += framing_bad(s->framing[0]);
		a->count[COUNT_EMPTY] += framing_skipped(s->framing[0]);
	}
}
