/*
 * source_open.c - from the first bytes of an input to its reader: envelopes,
 * quarantines, the format.
 */
#include <stdio.h>
#include <string.h>

#include "source/effect.h"
#include "source/json_in_csv.h"
#include "source/source_impl.h"

enum { LINE_MAX_DEFAULT = 1 << 20 };

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

void
source_add(const struct source *s, struct source_account *a)
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

void
source_end(struct source *s)
{
	source_add(s, &s->before);
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

/* Replace the input by what it contains. */
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

/* Detect the format, and unpack envelopes that the first bytes show. */
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

struct framing *
source_inmost(const struct source *s)
{
	return s->nframing > 0 ? s->framing[s->nframing - 1] : NULL;
}

/* A refused record's own place, when it came out of an envelope. */
void
source_place(void *arg, uint64_t offset, struct bad_row *row)
{
	const struct source *s = arg;

	if (s->nframing > 0)
		framing_place(source_inmost(s), offset, row);
}

/* ---- quarantines ---- */

/* A bad format name in a quarantine is an error of the input, not of the
 * command line. */
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
		source_end(s);
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
	struct framing *f = source_inmost(s);
	int said = 0;

	if (f != NULL && !s->opts.no_src)
		said = framing_says_part(f, err);
	s->offsets = said == 1;
	s->opts.src = s->asked_src || said == 1;
	return said == -1 ? err_at(err, "%s", in_name(s->in)) : 0;
}

/* Report options for foreign text if the input is not foreign text. */
static void
note_effects(struct source *s)
{
	char names[256], text[512];

	if (s->opts.note == NULL || (s->stream == NULL && s->dbn == NULL) ||
	    !effect_none(names, sizeof(names), &s->opts, 0))
		return;
	snprintf(text, sizeof(text),
	    "%.200s: options without effect on format %s: %s",
	    in_name(source_in(s)), source_format(s), names);
	s->opts.note(s->opts.note_arg, text);
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
		s->reader->framing = source_inmost(s);
		if (s->reader->framing != NULL)
			framing_hold(s->reader->framing,
			    &s->reader->lines.begins);
		if (s->file != NULL)
			s->reader->file = s->file;
	}
	if (ok && s->reader == NULL && s->what != WHAT_EMPTY)
		ok =
		    where_input_none(s->opts.where, source_format(s), err) == 0;
	if (ok && s->opts.src && s->reader == NULL && s->widen == NULL)
		return (s->widen = origin_rows_new(s->vocab, err)) == NULL ? -1
									   : 0;
	if (ok) {
		note_effects(s);
		return 0;
	}
	s->in = NULL;
	return err->usage ? -1 : err_at(err, "%s", name);
}

/* What the command line alone shows to be wrong, before anything is read. */
int
source_check(struct source *s, struct err *err)
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
	if (s->what == WHAT_FAILED || source_opts_check(&s->opts, err) == -1)
		return -1;
	return as_symbol(&s->renamed.as, s->vocab, s->opts.as, err);
}

static int
open_section(struct source *s, struct err *err)
{
	return look(s, err) == -1 ? -1 : open_reader(s, err);
}

int
source_section(struct source *s, struct err *err)
{
	int got = next_section(s, err);

	return got == 1 && open_section(s, err) == -1 ? -1 : got;
}

int
source_begin(struct source *s, struct err *err)
{
	if (s->in == NULL ||
	    (s->quarantine && (unwrap(s, FRAMING_QUARANTINE, err) == -1 ||
				  next_section(s, err) == -1)))
		return -1;
	return open_section(s, err);
}
