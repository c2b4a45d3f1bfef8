/*
 * reader_rows.c - a reader's plans, and rows from the cells of a record.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "source/correction.h"
#include "source/effect.h"
#include "source/look_alike.h"
#include "source/reader.h"
#include "source/type_column.h"
#include "stream/rec.h"

struct sample
reader_sample(const struct reader *r, const struct cells *c)
{
	return (struct sample){ in_name(r->in), r->opts,
		c->nameless ? NULL : c->name, c->value, c->n, TEXT_JSON, NULL,
		NULL, r->j.cells->json, r->j.cells->json_len, c->shared };
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
	p->side_cell = p->type_cell = -1;
	if ((r->layout->plan != NULL ? r->layout->plan(p, s, reason, err)
				     : plan_columns(p, s, reason, err)) == -1)
		return -1;
	r->met |= effect_met(p, r->opts);
	return r->opts->src ? origin_plan(p, err) : 0;
}

int
reader_cut(const struct reader *r, const struct line *l, const char **reason,
    struct err *err)
{
	if (l->newline || !r->opts->strict_eof)
		return 0;
	*reason = "truncated";
	return err_set(err,
	    "the last line has no newline: refused by --strict-eof");
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

void
reader_note(const struct reader *r, const char *fmt, ...)
{
	char text[512];
	size_t n;
	va_list ap;

	if (r->opts->note == NULL)
		return;
	n = (size_t)snprintf(text, sizeof(text), "%.200s: ", in_name(r->in));
	va_start(ap, fmt);
	vsnprintf(text + n, sizeof(text) - n, fmt, ap);
	va_end(ap);
	r->opts->note(r->opts->note_arg, text);
}

void
reader_note_alike(struct reader *r, const struct plan_of_record *p,
    const struct sample *s)
{
	const char *field;
	int cell, len, clock;

	if (r->alike || !r->layout->generic)
		return;
	clock = look_alike_clock(&cell, p, s);
	if (!clock && !look_alike(&field, &cell, p, s))
		return;
	r->alike = 1;
	len = (int)(s->name[cell].len < 60 ? s->name[cell].len : 60);
	if (clock)
		reader_note(r,
		    "the times are dates alone, but \"%.*s\" looks like a "
		    "time of day (--map 'time=%.*s')",
		    len, s->name[cell].s, len, s->name[cell].s);
	else
		reader_note(r,
		    "no %s is read, but \"%.*s\" looks like one "
		    "(--map '%s=%.*s'%s)",
		    field, len, s->name[cell].s, field, len, s->name[cell].s,
		    strcmp(field, "size") == 0 &&
			    look_alike_total(&s->name[cell])
			? " --cumulative size"
			: "");
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

static int
is_taken_back(const struct recipe *r, const struct csv_field *cell)
{
	return r->correction >= 0 &&
	       is_cancelled(cell[r->correction].s, cell[r->correction].len);
}

static int
leave_out(struct reader *r, const char **reason, struct err *err)
{
	r->context.count[COUNT_NOT_SELECTED]++;
	err->set = 0;
	*reason = NULL;
	return 0;
}

int
reader_left_out(struct reader *r, const char **reason, struct err *err)
{
	r->asked = 1;
	return *reason != NULL && where_input_refuses(&r->where)
		   ? leave_out(r, reason, err)
		   : -1;
}

int
reader_left_out_whole(struct reader *r, const char **reason, struct err *err)
{
	int empty = !r->asked && *reason != NULL &&
		    strcmp(*reason, "unknown-record") == 0;

	return *reason != NULL && where_input_refuses_outer(&r->where, empty)
		   ? leave_out(r, reason, err)
		   : -1;
}

/* What a column of types says: 0 it is a record of its kind, 1 it is left out
 * and counted, -1 it is another. */
static int
check_type(struct reader *r, const struct csv_field *type, int letters,
    const char **reason, struct err *err)
{
	switch (type_read(type->s, type->len)) {
	case TYPE_LETTER:
		return letters ? type_refuse(type->s, type->len, reason, err)
			       : 0;
	case TYPE_BID:
	case TYPE_ASK:
		return type_refuse(type->s, type->len, reason, err);
	case TYPE_ORDER:
		return type_refuse_order(type->s, type->len, reason, err);
	case TYPE_CANCELLED:
		r->context.count[COUNT_CANCELLED]++;
		return 1;
	default:
		return 0;
	}
}

/* All rows of a record or none. */
int
reader_put(struct reader *r, struct plan_of_record *p,
    const struct csv_field *name, const struct csv_field *cell,
    const char **reason, struct err *err)
{
	struct cell_counts before = cell_counts(&r->context);
	unsigned char *row = rows_room(&r->rows);
	const struct schema *s;
	uint64_t cancelled = 0;
	int i;

	if (p->side_cell >= 0 &&
	    side_rows_put(r, p, cell, &i, reason, err) == 0)
		return 0;
	if (p->side_cell >= 0) {
		cell_counts_undo(&r->context, &before);
		name_cell(err, name, i);
		return reader_left_out(r, reason, err);
	}
	if (p->type_cell >= 0) {
		i = check_type(r, &cell[p->type_cell], p->type_letters, reason,
		    err);
		if (i == -1) {
			name_cell(err, name, p->type_cell);
			return reader_left_out(r, reason, err);
		}
		if (i == 1)
			return 0;
	}
	for (i = 0; i < p->n; i++) {
		if (is_taken_back(p->recipe[i], cell) && ++cancelled &&
		    p->n == 1) {
			r->context.count[COUNT_CANCELLED]++;
			return 0;
		}
		if (recipe_row(p->recipe[i], row, cell, reason, err) == -1) {
			name_cell(err, name, p->recipe[i]->at);
			break;
		}
		s = p->recipe[i]->schema;
		if (r->opts->src)
			origin_put(row, s, &r->origin);
		/* of a quote and a trade the quote stands */
		if (is_taken_back(p->recipe[i], cell))
			row_put_i64(row, s, s->at.price, PX_NULL);
		row += s->row_size;
	}
	if (i == p->n &&
	    row_rules_keep(&r->rules, p, &r->rows, reason, err) == 0) {
		r->context.count[COUNT_CANCELLED] += cancelled;
		return 0;
	}
	cell_counts_undo(&r->context, &before);
	return reader_left_out(r, reason, err);
}
