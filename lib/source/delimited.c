/*
 * delimited.c - records of delimited text: header, columns, cells.
 *
 * The first line is a header when no cell of it reads as a number or a time.
 * A line without quotes is split in place; one with quotes is copied first,
 * because its quotes are removed in place.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json.h"
#include "base/num.h"
#include "source/reader.h"
#include "source/reply.h"
#include "source/table.h"

int
delimited_init(struct delimited *d, struct err *err)
{
	d->name = calloc(CELLS_MAX, sizeof(*d->name));
	d->cell = calloc(CELLS_MAX, sizeof(*d->cell));
	if (d->name == NULL || d->cell == NULL)
		return err_errno(err, "columns");
	return (d->fast = fast_csv_new(err)) == NULL ? -1 : 0;
}

void
delimited_fini(struct delimited *d)
{
	record_plan_fini(&d->plan);
	fast_csv_free(d->fast);
	free(d->name);
	free(d->cell);
	free(d->header);
	free(d->scratch);
}

/* Cells of a line that holds no quote: as csv_split, but read only. */
static int
split_plain(struct csv_field *out, const char *s, size_t len, char delim)
{
	const char *end = s + len, *p;
	int n = 0;

	for (;; s = p + 1) {
		if (n == CELLS_MAX)
			return -1;
		p = memchr(s, delim, (size_t)(end - s));
		out[n].s = s;
		out[n].len = (size_t)((p != NULL ? p : end) - s);
		n++;
		if (p == NULL)
			return n;
	}
}

/* Cells of one with quotes, from a copy; more lines may belong to it. */
static int
split_quoted(struct delimited *d, struct line *l, struct lines *lines,
    struct err *err)
{
	if (csv_open_quote(l->s, l->len, d->delim) &&
	    lines_quoted(lines, l, d->delim, err) == -1)
		return -1;
	if (array_grow(&d->scratch, &d->scratch_room, l->len, 1) == -1)
		return err_errno(err, "line");
	memcpy(d->scratch, l->s, l->len);
	return csv_split(d->cell, CELLS_MAX, d->scratch, l->len, d->delim);
}

static int
split(struct delimited *d, struct line *l, struct lines *lines,
    const char **reason, struct err *err)
{
	/* the first record's cells stay where they are while its layout looks
	 * ahead */
	int n = d->planned && memchr(l->s, '"', l->len) == NULL
		    ? split_plain(d->cell, l->s, l->len, d->delim)
		    : split_quoted(d, l, lines, err);

	if (n != -1 || err->set)
		return n;
	*reason = "syntax";
	return err_set(err,
	    "unterminated quote, text after a closing quote, or more than %d "
	    "columns",
	    CELLS_MAX);
}

/* ---- the first line ---- */

/*
 * Decided by the first line; if it has several delimiters, also by the second,
 * which is waited for.  Further lines are not used, because how many are
 * available depends on the pipe.
 */
static char
guess(struct lines *lines, struct line *l)
{
	static const char delims[] = ",;\t|";
	int i, several = 0;
	char delim = 0;
	size_t n;

	for (i = 0; delims[i] != '\0'; i++)
		several += memchr(l->s, delims[i], l->len) != NULL;
	if (several > 1) {
		n = sample_two_lines(lines, l);
		delim = csv_guess(l->s, n);
	}
	return delim != 0 ? delim : csv_guess(l->s, l->len);
}

/* Keep the text of the header twice: as it was, and cut up for the names. */
static int
keep_header(struct delimited *d, const char *s, size_t len, uint64_t number,
    struct err *err)
{
	d->header = malloc(2 * len);
	if (d->header == NULL)
		return err_errno(err, "header");
	memcpy(d->header, s, len);
	memcpy(d->header + len, s, len);
	d->header_len = len;
	d->n = csv_split(d->name, CELLS_MAX, d->header + len, len, d->delim);
	d->has_names = 1;
	d->header_line = number;
	return 0;
}

/* A name that comes twice: the first of its columns is read. */
static void
note_doubles(const struct reader *r)
{
	const struct csv_field *name = r->d.name;
	int i, k;

	for (i = 1; i < r->d.n; i++)
		for (k = 0; k < i; k++)
			if (name[i].len > 0 && name_same(name[i].s, name[i].len,
						   name[k].s, name[k].len, 0)) {
				reader_note(r,
				    "columns %d and %d are both called "
				    "\"%.*s\": the first is used",
				    k + 1, i + 1,
				    (int)(name[i].len < 60 ? name[i].len : 60),
				    name[i].s);
				return;
			}
}

/*
 * Find a table that starts after the current line: 1, and the lines up to its
 * first record will be skipped; 0 there is none; -1.
 */
static int
look_for_table(struct reader *r, struct line *l, struct err *err)
{
	struct delimited *d = &r->d;
	struct table t;
	int got = table_find(&t, &r->lines, l, r->opts, r->file, err);

	if (got != 1)
		return got;
	d->delim = t.delim;
	d->skip_to = l->number + t.lines;
	r->context.count[COUNT_PREAMBLE] += t.before;
	if (t.before > 0)
		reader_note(r, "%" PRIu64 " line%s before the table: \"%.*s\"",
		    t.before, t.before > 1 ? "s" : "",
		    (int)utf8_valid_len(l->s, l->len < 60 ? l->len : 60), l->s);
	if (t.header != NULL)
		got = keep_header(d, t.header, t.header_len,
			  l->number + t.before, err) == 0
			  ? 1
			  : -1;
	free(t.header);
	d->begun = 1;
	return got;
}

/*
 * Check that the first line can be the header, or a record, of the table that
 * follows: 0 when nothing contradicts it.
 */
static int
is_doubtful(struct reader *r, struct line *l)
{
	const struct source_opts *o = r->opts;
	struct delimited *d = &r->d;
	struct sample s = { r->file, o, NULL, d->cell, d->n, TEXT_DELIMITED,
		.lines = NULL };
	struct err ignored = { 0 };

	if (!o->no_header && table_is_header(d->cell, d->n))
		return table_doubtful(&r->lines, l, d->n, d->delim);
	return o->map == NULL && layout_choose(&s, &ignored) == NULL;
}

/* 1: the line is not a record, 0: it is data. */
static int
begin(struct reader *r, struct line *l, const char **reason, struct err *err)
{
	struct delimited *d = &r->d;
	int got = 0;

	d->delim = guess(&r->lines, l);
	if (d->delim != 0) {
		d->n = split(d, l, &r->lines, reason, err);
		if (d->n == -1)
			return -1;
	}
	if (d->delim == 0 || is_doubtful(r, l))
		got = look_for_table(r, l, err);
	if (got != 0)
		return got;
	if (d->delim == 0)
		return reply_refuse(&r->lines, l, err);
	d->begun = 1;
	if (r->opts->no_header || !table_is_header(d->cell, d->n))
		return 0;
	return keep_header(d, l->s, l->len, l->number, err) == -1 ? -1 : 1;
}

/*
 * The layout cannot be chosen from a line without a header.  If bad lines are
 * skipped, it may be one of them, such as the first line of a file whose start
 * was cut off.  If no line gives a layout, the error is that of the first
 * line.
 */
static int
doubt(struct reader *r, const struct line *l, const char **reason,
    struct err *err)
{
	const struct bad_policy *bad = r->opts->stream.bad;
	struct delimited *d = &r->d;

	if (*reason != NULL || bad == NULL || !bad->skip || d->has_names)
		return -1;
	if (d->doubts == 0) {
		d->doubt = *err;
		err_at(&d->doubt, "%s:%" PRIu64, in_name(r->in),
		    reader_line(r, l));
		d->doubt.placed = 1;
	}
	if (d->doubts++ == DOUBTS_MAX) {
		*err = d->doubt;
		return -1;
	}
	reader_forget(r);
	record_plan_fini(&d->plan);
	d->begun = d->planned = 0;
	*reason = "syntax";
	return -1;
}

/* ---- records ---- */

/* Layout and plan need a header and a record. */
static int
plan(struct reader *r, struct line *l, struct err *err)
{
	struct delimited *d = &r->d;
	struct sample s = { in_name(r->in), r->opts,
		d->has_names ? d->name : NULL, d->cell, d->n, TEXT_DELIMITED,
		.lines = &r->lines, .line = l };
	const char *ignored;

	d->planned = 1;
	if (d->has_names)
		note_doubles(r);
	if (reader_choose(r, &s, err) == -1 ||
	    reader_plan(r, &d->plan, &s, &ignored, err) == -1)
		return -1;
	r->context.delim = d->delim;
	context_reform(&r->context);
	look_ahead(r, l);
	reader_note_alike(r, &d->plan, &s);
	return 0;
}

static int
is_comment(const struct source_opts *o, const char *s, size_t len)
{
	size_t n = o->comment != NULL ? strlen(o->comment) : 0;

	return n > 0 && len >= n && memcmp(s, o->comment, n) == 0;
}

static int
header_again(const struct delimited *d, const struct line *l)
{
	return d->header_len == l->len && d->header[0] == l->s[0] &&
	       memcmp(d->header, l->s, l->len) == 0;
}

/*
 * A line that could not be read: 1 when it is a repeated header, with other
 * case or quotes.  If the first file had no header (Binance before 2022) it
 * may be the header of a concatenated file: no value, and names that the
 * layout knows.
 */
static int
is_pasted_header(const struct reader *r, int n)
{
	const struct delimited *d = &r->d;
	const struct sample s = { r->file, r->opts, d->cell, d->cell, n,
		TEXT_DELIMITED, .lines = NULL };
	int i;

	if (n != d->n || r->layout == NULL || r->opts->no_header)
		return 0;
	if (!d->has_names)
		return table_is_header(d->cell, n) && r->layout->fits != NULL &&
		       r->layout->fits(r->layout, &s) > 0;
	for (i = 0; i < n; i++)
		if (d->cell[i].len + d->name[i].len > 0 &&
		    !name_same(d->cell[i].s, d->cell[i].len, d->name[i].s,
			d->name[i].len, 0))
			return 0;
	return 1;
}

/* A line that could not be read: 1, and counted, when it is not a record. */
static int
is_no_record(struct reader *r, int n)
{
	enum source_count count = COUNT_HEADERS;

	if (!is_pasted_header(r, n)) {
		if (!table_is_end(r->d.cell, n))
			return 0;
		count = COUNT_ENDS;
	}
	r->context.count[count]++;
	return 1;
}

int
delimited_end(const struct reader *r, struct err *err)
{
	const struct delimited *d = &r->d;
	char said[REPLY_MAX + 1];

	if (!d->has_names || d->planned ||
	    table_is_clear(d->name, d->name, d->n, r->opts, r->file))
		return 0;
	if (reply_is_page(d->header, d->header_len))
		return reply_refuse_page(d->header, d->header_len, err);
	reply_quote(said, d->header, d->header_len);
	return err_set(err, "no record, and no known column name: \"%s\"",
	    said);
}

/* A line of another number of cells than the table. */
static int
wrong_width(const struct reader *r, const struct line *l, int n,
    struct err *err)
{
	const struct delimited *d = &r->d;

	err_set(err, "%d column%s where %s has %d", n, n == 1 ? "" : "s",
	    d->has_names ? "the header" : "the first line", d->n);
	if (r->opts->comment == NULL && l->len > 0 && *l->s == '#')
		err_more(err, " (--comment '#' skips lines that start so)");
	else if (d->has_names && !d->planned)
		err_more(err,
		    ": is line %" PRIu64 " the header? "
		    "(--skip-lines N skips lines before it)",
		    d->header_line);
	return -1;
}

/* Those behind a good one that need no second look. */
static void
lines_behind(struct reader *r)
{
	struct delimited *d = &r->d;
	struct fast_job job = { &r->lines, &r->rows, &r->rules,
		d->has_names ? d->header : NULL, d->header_len,
		r->opts->comment };
	uint64_t from = r->lines.number;

	if (r->opts->src || r->opts->side_rows || r->where.where != NULL ||
	    !fast_csv_plan(d->fast, &d->plan, d->n, d->delim))
		return;
	fast_csv_rows(d->fast, &job);
	d->records += r->lines.number - from;
}

/* Before the plan, which is made from the first record that is read: 1 when
 * --where leaves this one out, 0, -1. */
static int
leaves_out(struct reader *r, struct err *err)
{
	struct delimited *d = &r->d;

	if (where_input_table(&r->where, d->has_names ? d->name : NULL, d->n,
		err) == -1)
		return -1;
	/* a side may be left out, but not as a part of its quote */
	if (r->opts->side_rows || !where_input_refuses(&r->where))
		return 0;
	r->context.count[COUNT_NOT_SELECTED]++;
	return 1;
}

int
delimited_record(struct reader *r, struct line *l, const char **reason,
    struct err *err)
{
	struct delimited *d = &r->d;
	int n;

	*reason = NULL;
	if (is_comment(r->opts, l->s, l->len)) {
		r->context.count[COUNT_COMMENTS]++;
		return 0;
	}
	if (!d->begun) {
		n = begin(r, l, reason, err);
		if (n == -1)
			return doubt(r, l, reason, err);
		if (n == 1)
			return 0;
		n = d->n;
	} else if (l->number < d->skip_to) {
		return 0;
	} else if (d->has_names && header_again(d, l)) {
		r->context.count[COUNT_HEADERS]++;
		return 0;
	} else {
		n = split(d, l, &r->lines, reason, err);
		if (n == -1)
			return -1;
	}
	if (reader_cut(r, l, reason, err) == -1)
		return -1;
	if (n != d->n) {
		if (is_no_record(r, n))
			return 0;
		*reason = "syntax";
		return wrong_width(r, l, n, err);
	}
	where_input_record(&r->where, NULL, d->cell, n);
	if (!d->planned) {
		n = leaves_out(r, err);
		if (n == 1)
			return 0;
		if (n == -1 || plan(r, l, err) == -1)
			return doubt(r, l, reason, err);
		n = d->n;
	}
	if (reader_put(r, &d->plan, d->has_names ? d->name : NULL, d->cell,
		reason, err) == -1) {
		if (!is_no_record(r, n))
			return -1;
		err->set = 0;
		*reason = NULL;
		return 0;
	}
	d->records++;
	lines_behind(r);
	return 0;
}

/* A column that a layout says it does not read. */
static int
is_skipped(const struct reader *r, const struct csv_field *name)
{
	const struct column *c = r->layout->columns;
	struct sample s = { .name = name, .n = 1, .text = TEXT_DELIMITED };

	for (; c != NULL && c->field != NULL; c++)
		if (c->field[0] == '\0' && sample_find(&s, c->names) == 0)
			return 1;
	return 0;
}

void
delimited_account(const struct reader *r)
{
	const struct delimited *d = &r->d;
	char number[NUM_I64_MAX + 8];
	int i;

	if (r->opts->keys == NULL || d->records == 0 ||
	    (!d->has_names && !r->layout->generic))
		return;
	for (i = 0; i < d->n; i++) {
		if (plan_uses(&d->plan, i) ||
		    (d->has_names && is_skipped(r, &d->name[i])))
			continue;
		snprintf(number, sizeof(number), "column %d", i + 1);
		if (d->has_names && d->name[i].len > 0)
			unread_add(r->opts->keys, d->name[i].s, d->name[i].len,
			    d->records);
		else
			unread_add(r->opts->keys, number, strlen(number),
			    d->records);
	}
}
