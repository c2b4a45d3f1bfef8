/*
 * engine_fill.c - bars of windows without records.
 *
 * With --fill null each column of such a bar has the value that its aggregate
 * gives for no records.  With --fill last, a column that names a fill takes
 * the value of the named column in the symbol's previous bar, or 0: open,
 * high, low and close become the last close, and the volume is 0.
 */
#include <string.h>

#include "window/engine.h"

enum { FIELDS_BEFORE = 3 };

/* Room for the last bar of a track, in the present schema. */
static int
make_room(struct windows *w, struct track *t, struct err *err)
{
	struct last_bar *b = t->bar;
	uint32_t size = w->bar->row_size;

	if (b == NULL && (b = slab_get(&w->slab, sizeof(*b))) == NULL)
		return err_errno(err, "bars");
	t->bar = b;
	if (size > b->room) {
		if ((b->row = slab_get(&w->slab, size)) == NULL) {
			b->room = 0;
			return err_errno(err, "bars");
		}
		b->room = size;
	}
	b->schema = w->bar;
	return 0;
}

/* The bars have another schema from now on: those that are kept as well. */
int
bars_widen(struct windows *w, struct err *err)
{
	struct copy_plan plan = { 0 };
	const struct schema *from = NULL;
	const unsigned char *row;
	struct track *t;
	size_t i;

	for (i = 0; i < w->ntrack; i++) {
		t = w->track[i];
		if (t->bar == NULL || t->bar->schema == w->bar)
			continue;
		if (t->bar->schema != from) {
			copy_plan_fini(&plan);
			from = t->bar->schema;
			if (copy_plan_init(&plan, w->bar, from, err) == -1)
				return -1;
		}
		row = t->bar->row;
		t->bar->room = 0; /* both rows are needed */
		if (make_room(w, t, err) == -1)
			break;
		row_clear(t->bar->row, w->bar);
		copy_plan_run(&plan, t->bar->row, row);
	}
	copy_plan_fini(&plan);
	return i == w->ntrack ? 0 : -1;
}

static void
put_zero(struct windows *w, int field)
{
	const struct field *f = &w->bar->field[field];

	memset(w->row + f->off, 0, f->len);
}

/* One column from the bar before, where it says so. */
static void
fill_column(struct windows *w, const struct last_bar *b, const struct column *c,
    int field)
{
	const struct field *to = &w->bar->field[field], *from;
	int i;

	if (c->fill == NULL)
		return;
	if (strcmp(c->fill, "0") == 0) {
		put_zero(w, field);
		return;
	}
	if (b == NULL || (i = schema_find(b->schema, c->fill)) < 0)
		return;
	from = &b->schema->field[i];
	if (from->type == to->type && from->len == to->len)
		memcpy(w->row + to->off, b->row + from->off, to->len);
}

int
fill_bar(struct windows *w, struct track *t, const struct pane *p,
    struct err *err)
{
	int i;

	if (w->o.fill != FILL_LAST)
		return 0;
	for (i = 0; p->fill && i < w->ncolumn; i++)
		fill_column(w, t->bar, &w->column[i], FIELDS_BEFORE + i);
	if (make_room(w, t, err) == -1)
		return -1;
	memcpy(t->bar->row, w->row, w->bar->row_size);
	return 0;
}

/* ---- state ---- */

int
fills_save(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk;
	struct track *t;
	size_t i;

	if (w->o.fill != FILL_LAST)
		return 0;
	if (w->bar == NULL && bar_schema(w, err) == -1)
		return -1;
	if (state_save(&walk, s, "bars", err) == -1)
		return state_done(&walk);
	for (i = 0; i < w->ntrack; i++) {
		t = w->track[i];
		if (t->bar == NULL)
			continue;
		if (state_owner(&walk, t->symbol, 0) == -1 ||
		    row_walk(&walk, w->bar, t->bar->row) == -1)
			break;
	}
	return state_done(&walk);
}

int
fills_load(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk;
	struct track *t;
	uint64_t i, number;
	uint32_t symbol;

	if (w->o.fill != FILL_LAST)
		return 0;
	if (state_load(&walk, s, "bars", err) == -1)
		return state_done(&walk);
	for (i = 0; i < state_owners(&walk); i++) {
		if ((w->bar == NULL && bar_schema(w, err) == -1) ||
		    state_owner_at(&walk, i, &symbol, &number) == -1 ||
		    (t = track_get(w, symbol, err)) == NULL ||
		    make_room(w, t, err) == -1 ||
		    row_walk(&walk, w->bar, t->bar->row) == -1) {
			state_done(&walk);
			return -1;
		}
	}
	return state_done(&walk);
}
