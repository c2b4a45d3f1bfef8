/*
 * reader.c - the loop over records, and what happens to bad ones.
 *
 * A batch ends when the input has no further complete line available, so that
 * finished rows never wait, and when the buffer is full.
 */
#include "source/reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "source/effect.h"

enum { LINE_MAX_DEFAULT = 1 << 20 };

struct reader *
reader_open(struct in *in, struct vocab *vocab, const struct source_opts *opts,
    enum text_form text, struct err *err)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r == NULL) {
		err_errno(err, "reader");
		in_close(in);
		return NULL;
	}
	r->in = in;
	r->opts = opts;
	r->text = text;
	r->file = in_name(in);
	where_input_init(&r->where, opts->where);
	r->lines.in = in;
	r->lines.begins = LINES_NONE;
	r->lines.number = opts->stream.lines_before;
	r->j.values.lines = &r->lines;
	r->lines.max = opts->stream.max_line > 0 ? opts->stream.max_line
						 : LINE_MAX_DEFAULT;
	if (rows_init(&r->rows, err) == -1 ||
	    context_init(&r->context, vocab, opts, err) == -1 ||
	    cumulative_init(&r->cumulative, opts->cumulative, err) == -1 ||
	    (text == TEXT_JSON ? flat_json_init(&r->j, err)
			       : delimited_init(&r->d, err)) == -1) {
		reader_close(r);
		return NULL;
	}
	return r;
}

void
reader_close(struct reader *r)
{
	if (r == NULL)
		return;
	key_sets_account(r);
	delimited_account(r);
	delimited_fini(&r->d);
	flat_json_fini(&r->j);
	rows_fini(&r->rows);
	context_fini(&r->context);
	reverse_fini(&r->turned);
	side_rows_fini(&r->sides);
	cumulative_fini(&r->cumulative);
	in_close(r->in);
	if (r->state != NULL && r->layout->done != NULL)
		r->layout->done(r->state);
	free(r->state);
	free(r);
}

/* ---- the loop ---- */

/* The format that was asked for, NULL none. */
static const char *
asked(const struct reader *r)
{
	const char *from = r->opts->from;

	return from != NULL && strcmp(from, "auto") != 0 ? from : NULL;
}

/* A bad record: 0 when it was counted and kept, -1 when it ends the input. */
static int
refuse(struct reader *r, const struct line *l, const char *reason,
    struct err *why, struct err *err)
{
	const struct delimited *d = &r->d;
	int utf8 = strcmp(reason, "syntax") != 0 || utf8_valid(l->s, l->len);
	struct bad_row row = { .file = in_name(r->in),
		.line = l->number,
		.offset = l->offset,
		.reason = utf8 ? reason : "bad-utf8",
		.detail = why->msg,
		.raw = l->s,
		.len = l->len,
		.format = r->layout != NULL ? r->layout->name : asked(r),
		.header = d->header,
		.header_len = d->has_names ? d->header_len : 0,
		.array = r->text == TEXT_JSON && r->j.values.array };

	if (r->opts->stream.place != NULL)
		r->opts->stream.place(r->opts->stream.place_arg, l->offset,
		    &row);
	if (bad_refuse(r->opts->stream.bad, &row, err) == -1)
		return -1;
	r->bad++;
	return 0;
}

static int
record(struct reader *r, struct line *l, const char **reason, struct err *err)
{
	if (r->text != TEXT_JSON)
		return delimited_record(r, l, reason, err);
	return reader_cut(r, l, reason, err) == -1
		   ? -1
		   : json_record(r, l, reason, err);
}

static int
next_line(struct reader *r, struct line *l, const char **reason,
    struct err *err)
{
	int wait = rows_empty(&r->rows);

	return r->text == TEXT_JSON
		   ? json_values_next(&r->j.values, l, wait, reason, err)
		   : lines_next(&r->lines, l, wait, reason, err);
}

/*
 * 1 when a last line without a newline may have been cut in the middle.  A
 * JSON value that parsed was not cut.
 */
static int
may_be_cut(const struct reader *r, const char *reason)
{
	return strcmp(reason, "truncated") != 0 &&
	       (r->text == TEXT_DELIMITED || strcmp(reason, "syntax") == 0);
}

/* One line: 1, 0 at the end, LINES_WAIT, -1 when all is over. */
static int
step(struct reader *r, struct err *err)
{
	const char *reason = NULL;
	struct line l = { .s = "" };
	struct err why;
	int got;

	err_clear(&why);
	got = next_line(r, &l, &reason, &why);
	if (got == 1 && r->opts->src)
		got = origin_of(&r->origin, r->framing, r->context.vocab,
			  in_name(r->in), l.offset, l.number, &why) == 0
			  ? 1
			  : -1;
	if (got == 1)
		got = record(r, &l, &reason, &why);
	else if (got != -1)
		return got;
	if (got != -1)
		return 1;
	if (reason == times_before_1970) { /* no instant, and not bad */
		r->context.count[COUNT_BEFORE_1970]++;
		return 1;
	}
	if (reason != NULL && !l.newline && may_be_cut(r, reason)) {
		reason = "truncated";
		err_more(&why,
		    " (the last line has no newline: it may be truncated)");
	}
	if (reason != NULL && refuse(r, &l, reason, &why, err) == 0)
		return 1;
	*err = err->set ? *err : why;
	return err_at(err, "%s:%" PRIu64, in_name(r->in), reader_line(r, &l));
}

/* Report options that had no effect on any record. */
static void
note_effects(const struct reader *r)
{
	char names[256];

	if (r->end == END_CLEAN && !r->failed.set && r->met != 0 &&
	    effect_none(names, sizeof(names), r->opts, r->met))
		reader_note(r, "options without effect on these records: %s",
		    names);
}

static void
refill(struct reader *r)
{
	struct err why = { 0 };
	const char *ignored;
	int got = 1;

	while (got == 1 && !rows_full(&r->rows))
		got = step(r, &r->failed);
	if (got == 0)
		r->end = in_interrupted(r->in) ? END_INTERRUPTED : END_CLEAN;
	if (got == 0 && r->end == END_CLEAN && r->d.doubts > 0 && !r->ready)
		err_copy(&r->failed, &r->d.doubt);
	else if (got == 0 && r->end == END_CLEAN && r->text == TEXT_DELIMITED &&
		 delimited_end(r, &r->failed) == -1)
		err_at(&r->failed, "%s", in_name(r->in));
	if (got == 0)
		note_effects(r);
	r->done = got == 0 || got == -1;
	if (r->done && side_rows_flush(r, &ignored, &why) == -1 &&
	    !r->failed.set) {
		err_copy(&r->failed, &why);
		err_at(&r->failed, "%s", in_name(r->in));
	}
}

/* The next run as it was read: 1, or 0 when there is none. */
static int
next_run(struct reader *r, struct recs *b)
{
	if (rows_take(&r->rows, b))
		return 1;
	while (!r->done && rows_empty(&r->rows))
		refill(r);
	return rows_take(&r->rows, b);
}

/* All of a document that is newest first, from its first run on. */
static void
turn(struct reader *r, struct recs *b)
{
	int got = 1;

	while (got && reverse_add(&r->turned, b, &r->opts->spill,
			  r->context.vocab->schemas, &r->failed) == 0)
		got = next_run(r, b);
	if (got)
		r->done = 1;
	else
		reverse_ready(&r->turned);
}

int
reader_next(struct reader *r, struct recs *b, struct err *err)
{
	int got = next_run(r, b);

	if (got && !r->layout->newest_first)
		return 1;
	if (got)
		turn(r, b);
	if ((got = reverse_take(&r->turned, b, err)) != 0)
		return got;
	if (!r->failed.set)
		return 0;
	*err = r->failed;
	return -1;
}
