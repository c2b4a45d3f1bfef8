/*
 * jsonlines.c - records of foreign JSON: a line or document to cells.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "source/json_mend.h"
#include "source/reader.h"
#include "source/record.h"

int
flat_json_init(struct flat_json *j, struct err *err)
{
	j->cells = calloc(1, sizeof(*j->cells));
	j->made = calloc(1, sizeof(*j->made));
	return j->cells == NULL || j->made == NULL ? err_errno(err, "keys") : 0;
}

void
flat_json_fini(struct flat_json *j)
{
	key_sets_fini(&j->keys);
	if (j->cells != NULL)
		cells_fini(j->cells);
	free(j->cells);
	free(j->made);
	free(j->mended);
	free(j->walk);
}

/* Expanding comes before planning, so the layout is chosen here. */
static int
choose(struct reader *r, const struct cells *c, struct err *err)
{
	struct sample s;

	if (r->ready)
		return 0;
	s = reader_sample(r, c);
	return reader_choose(r, &s, err);
}

/* "1723161255030314667 {...}": a capture's time of arrival, in ns.  Its
 * length with the blank after it; 0 none. */
static size_t
take_stamp(struct reader *r, const struct line *l)
{
	size_t n = 0;

	r->j.stamp.len = 0;
	while (n < l->len && l->s[n] >= '0' && l->s[n] <= '9')
		n++;
	if (n == 0 || l->len - n < 2 || (l->s[n] != ' ' && l->s[n] != '\t'))
		return 0;
	r->j.stamp.len = n;
	return n + 1;
}

/* Databento's escapes, in a record of theirs. */
static int
mend(struct reader *r, const struct line *l, struct err *err)
{
	struct flat_json *j = &r->j;
	size_t room = l->len + l->len / 2 + 6, n;
	struct err ignored = { 0 };

	if (memmem(l->s, l->len, "\"hd\"", 4) == NULL)
		return -1;
	if (array_grow(&j->mended, &j->mended_room, room, 1) == -1)
		return -1;
	n = json_mend_escapes(j->mended, l->s, l->len);
	if (n == 0 || flat_value(j->cells, j->mended, n, &ignored) == -1)
		return -1;
	err->set = 0;
	return 0;
}

/* The cells of the value behind the stamp, or of the document that it
 * starts; l is the whole of it then. */
static int
parse(struct reader *r, struct line *l, size_t stamp, struct err *err)
{
	struct cells *c = r->j.cells;
	struct line value = *l;
	struct err more = { 0 };
	int got, whole;

	value.s += stamp;
	value.len -= stamp;
	if (flat_value(c, value.s, value.len, err) == 0)
		return 0;
	got = c->cut ? json_values_join(&r->j.values, &value, &more) : 0;
	if (got == 1)
		err->set = 0;
	whole = got == 1 && flat_value(c, value.s, value.len, err) == 0;
	whole = whole || mend(r, &value, err) == 0;
	if (!whole && got == 0)
		(void)json_values_broken(&r->j.values, &value, &more);
	/* the window may have moved */
	l->s = value.s - stamp;
	l->len = value.len + stamp;
	l->newline = value.newline;
	return whole ? 0 : -1;
}

/* All of a line's rows or none. */
int
json_record(struct reader *r, struct line *l, const char **reason,
    struct err *err)
{
	struct record_sink out = { r, l->offset };
	struct cells *c = r->j.cells;
	size_t rows = r->rows.n;
	int got;

	*reason = "syntax";
	if (parse(r, l, take_stamp(r, l), err) == -1)
		return -1;
	*reason = NULL;
	r->j.stamp.s = l->s;
	if (r->j.stamp.len > 0 && !c->nameless &&
	    cells_get(c, "ts_recv") == NULL)
		record_add(c, "ts_recv", &r->j.stamp);
	if (choose(r, c, err) == -1)
		return -1;
	if (r->opts->keys != NULL && r->layout->known != NULL && !c->nameless &&
	    key_sets_note(r, c, err) == -1)
		return -1;
	if (!c->nameless)
		where_input_outer(&r->where, c->name, c->value, c->n);
	r->asked = 0;
	got = r->layout->expand == NULL
		  ? record_put(&out, c, reason, err)
		  : r->layout->expand(&out, c, reason, err);
	while (got == -1 && r->rows.n > rows)
		rows_undo(&r->rows);
	return got == -1 ? reader_left_out_whole(r, reason, err) : got;
}
