/*
 * reader_rows.c - a reader's plans, and rows from the cells of a record.
 */
#include <string.h>

#include "source/reader.h"
#include "stream/rec.h"

struct sample
reader_sample(const struct reader *r, const struct cells *c)
{
	return (struct sample){ in_name(r->in), r->opts,
		c->nameless ? NULL : c->name, c->value, c->n, TEXT_JSON, NULL,
		NULL };
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
