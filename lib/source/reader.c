/*
 * reader.c - the loop over records, and what happens to bad ones.
 *
 * A batch ends where the input has no further whole line ready, so that
 * nobody waits for rows that are there; and where the buffer is full.
 */
#include "source/reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

enum { LINE_MAX_DEFAULT = 1 << 20 };

struct reader *
reader_open(struct in *in, struct house *house, const struct source_opts *opts,
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
	r->lines.in = in;
	r->lines.begins = LINES_NONE;
	r->lines.number = opts->stream.lines_before;
	r->j.values.lines = &r->lines;
	r->lines.max = opts->stream.max_line > 0 ? opts->stream.max_line
						 : LINE_MAX_DEFAULT;
	if (rows_init(&r->rows, err) == -1 ||
	    context_init(&r->context, house, opts, err) == -1 ||
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
	delimited_fini(&r->d);
	flat_json_fini(&r->j);
	rows_fini(&r->rows);
	reverse_fini(&r->turned);
	in_close(r->in);
	if (r->state != NULL && r->layout->done != NULL)
		r->layout->done(r->state);
	free(r->state);
	free(r);
}

/* ---- layouts ---- */

/* What the layout knows that the command line does not say. */
static int
take_defaults(struct reader *r, const struct sample *s, struct err *err)
{
	const struct layout *layout = r->layout;
	struct context *c = &r->context;
	char name[SYM_LEN_MAX];
	struct err full = { 0 };
	size_t n;

	if (layout->zone != NULL && r->opts->tz == NULL)
		zone_parse(&c->zone, layout->zone, strlen(layout->zone));
	if (c->bar_ns == 0)
		c->bar_ns = layout->bar_ns;
	if (layout->symbol == NULL || c->as != 0)
		return 0;
	n = layout->symbol(name, sizeof(name), s->file);
	c->as = symtab_add(c->house->syms, name, n, &full);
	return full.set ? err_set(err, "%s", full.msg) : 0;
}

struct sample
reader_sample(const struct reader *r, const struct cells *c)
{
	return (struct sample){ in_name(r->in), r->opts,
		c->nameless ? NULL : c->name, c->value, c->n, TEXT_JSON, NULL,
		NULL };
}

int
reader_choose(struct reader *r, const struct sample *s, struct err *err)
{
	struct sample sample = *s;

	sample.file = r->file;
	if (r->layout == NULL)
		r->layout = layout_choose(&sample, err);
	if (r->layout == NULL)
		return -1;
	r->ready = 1;
	if (r->layout->state_size > 0) {
		r->state = calloc(1, r->layout->state_size);
		if (r->state == NULL)
			return err_errno(err, "%s", r->layout->name);
	}
	return take_defaults(r, &sample, err);
}

void
reader_forget(struct reader *r)
{
	struct err ignored = { 0 }; /* what could fail did not before */

	if (r->state != NULL && r->layout->done != NULL)
		r->layout->done(r->state);
	free(r->state);
	r->state = NULL;
	r->layout = NULL;
	r->ready = 0;
	context_init(&r->context, r->context.house, r->opts, &ignored);
}

int
reader_plan(struct reader *r, struct plan_of_record *p, const struct sample *s,
    const char **reason, struct err *err)
{
	struct sample sample = *s;

	sample.file = r->file;
	s = &sample;
	*reason = NULL;
	p->context = &r->context;
	p->layout = r->layout;
	p->n = p->both = 0;
	if ((r->layout->plan != NULL ? r->layout->plan(p, s, reason, err)
				     : plan_columns(p, s, reason, err)) == -1)
		return -1;
	return r->opts->src ? origin_plan(p, err) : 0;
}

/* ---- rows ---- */

static int
name_cell(struct err *err, const struct csv_field *name, int at)
{
	if (at < 0)
		return -1;
	if (name == NULL || name[at].len == 0)
		return err_at(err, "column %d", at + 1);
	return err_at(err, "%.*s", (int)(name[at].len < 60 ? name[at].len : 60),
	    name[at].s);
}

/* The layout's last word on a row: 1 it is in, 0 dropped, -1. */
static int
fix(struct reader *r, unsigned char *row, const struct schema *s,
    const char **reason, struct err *err)
{
	int got = 1;

	if (r->layout->fix != NULL)
		got = r->layout->fix(r->state, row, s, reason, err);
	if (got != 1)
		rows_undo(&r->rows);
	else if (r->opts->src)
		origin_put(row, s, &r->origin);
	r->control += got == 0;
	return got == FIX_NONE ? 0 : got;
}

/* Of the quote and the trade just added, those that the record has. */
static void
keep_halves(struct reader *r, const struct plan_of_record *p)
{
	const struct schema *trade = p->recipe[1]->schema;
	const unsigned char *t = rows_room(&r->rows) - trade->row_size;
	const unsigned char *q = t - p->recipe[0]->schema->row_size;
	unsigned keep = plan_halves(p, q, t);

	if (keep == 3)
		return;
	rows_undo(&r->rows);
	if (keep == 1)
		return;
	rows_undo(&r->rows);
	memmove(rows_room(&r->rows), t, trade->row_size);
	rows_commit(&r->rows, trade);
}

int
reader_put(struct reader *r, struct plan_of_record *p,
    const struct csv_field *name, const struct csv_field *cell,
    const char **reason, struct err *err)
{
	unsigned char *row;
	int i, in = 0, got;

	for (i = 0; i < p->n; i++) {
		got =
		    recipe_row(p->recipe[i], &r->rows, &row, cell, reason, err);
		if (got == -1)
			name_cell(err, name, p->recipe[i]->at);
		else
			got = fix(r, row, p->recipe[i]->schema, reason, err);
		if (got == -1)
			break;
		in += got;
	}
	if (i == p->n) {
		if (p->both)
			keep_halves(r, p);
		return 0;
	}
	while (in-- > 0) /* all of a record or nothing */
		rows_undo(&r->rows);
	return -1;
}

/* ---- the loop ---- */

/* The format that was asked for, NULL none. */
static const char *
asked(const struct reader *r)
{
	const char *from = r->opts->from;

	return from != NULL && strcmp(from, "auto") != 0 ? from : NULL;
}

/* A bad record: 0 when it was counted and kept, -1 when it ends all. */
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

int
reader_cut(const struct reader *r, const struct line *l, const char **reason,
    struct err *err)
{
	if (l->newline || !r->opts->strict_eof)
		return 0;
	*reason = "truncated";
	return err_set(err, "refused by --strict-eof");
}

uint64_t
reader_line(const struct reader *r, const struct line *l)
{
	const struct stream_opts *o = &r->opts->stream;
	struct bad_row row = { .line = l->number };

	if (l->number > 0 && o->place != NULL)
		o->place(o->place_arg, l->offset, &row);
	return row.line > 0 ? row.line : r->lines.number;
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

/* One line: 1, 0 at the end, LINES_WAIT, -1 when all is over. */
static int
step(struct reader *r, struct err *err)
{
	const char *reason = NULL;
	struct err why = { 0 };
	struct line l = { .s = "" };
	int got;

	got = next_line(r, &l, &reason, &why);
	if (got == 1 && r->opts->src)
		got = origin_of(&r->origin, r->framing, r->context.house,
			  in_name(r->in), l.offset, l.number, &why) == 0
			  ? 1
			  : -1;
	if (got == 1)
		got = record(r, &l, &reason, &why);
	else if (got != -1)
		return got;
	if (got != -1)
		return 1;
	if (reason != NULL && !l.newline) {
		/* cut in the middle, for all that one can tell */
		reason = "truncated";
		err_at(&why, "last line has no newline");
	}
	if (reason != NULL && refuse(r, &l, reason, &why, err) == 0)
		return 1;
	*err = err->set ? *err : why;
	return err_at(err, "%s:%" PRIu64, in_name(r->in), reader_line(r, &l));
}

static void
refill(struct reader *r)
{
	int got = 1;

	while (got == 1 && !rows_full(&r->rows))
		got = step(r, &r->failed);
	if (got == 0)
		r->end = in_interrupted(r->in) ? END_INTERRUPTED : END_CLEAN;
	if (got == 0 && r->end == END_CLEAN && r->d.doubts > 0 && !r->ready)
		err_copy(&r->failed, &r->d.doubt);
	r->done = got == 0 || got == -1;
}

/* The next run as it was read: 1, or 0 when there is none. */
static int
next_run(struct reader *r, struct batch *b)
{
	if (rows_take(&r->rows, b))
		return 1;
	while (!r->done && rows_empty(&r->rows))
		refill(r);
	return rows_take(&r->rows, b);
}

/* All of a document that is newest first, from its first run on. */
static void
turn(struct reader *r, struct batch *b)
{
	int got = 1;

	while (got && reverse_add(&r->turned, b, &r->failed) == 0)
		got = next_run(r, b);
	if (got)
		r->done = 1;
	else
		reverse_ready(&r->turned);
}

int
reader_next(struct reader *r, struct batch *b, struct err *err)
{
	int got = next_run(r, b);

	if (got && !r->layout->newest_first)
		return 1;
	if (got)
		turn(r, b);
	if (reverse_take(&r->turned, b))
		return 1;
	if (!r->failed.set)
		return 0;
	*err = r->failed;
	return -1;
}
