/*
 * engine_row.c - what a bar looks like: columns, schema, row and def.
 *
 *	ts_event (start), ts_end, symbol, the aggregates' columns in the
 *	order asked, label columns where the input has them, def
 *
 * The label columns and the scale of sizes follow the inputs.  When an input
 * brings what was not there before, the bars emitted from then on have a new
 * schema; those before are not touched.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/def.h"
#include "window/engine.h"

enum { FIELDS_BEFORE = 3, FIELDS_BEHIND = 4, NANO = 1000000000 };

static int
column_add(struct windows *w, const struct column *c, const char *agg,
    struct err *err)
{
	int i;

	for (i = 0; i < w->ncolumn; i++)
		if (strcmp(w->column[i].name, c->name) == 0)
			return err_usage(err,
			    "aggregate %s: there is a column %s already", agg,
			    c->name);
	if (w->ncolumn == WINDOW_COLS_MAX)
		return err_usage(err, "more than %d columns", WINDOW_COLS_MAX);
	switch (c->type) {
	case F_F64:
	case F_PX:
	case F_QTY:
	case F_TS:
	case F_I64:
	case F_U64:
		break;
	default:
		BUG("an aggregate's column of a type that cells do not have");
	}
	w->column[w->ncolumn++] = *c;
	return 0;
}

static int
columns_init(struct windows *w, struct err *err)
{
	const struct aggregate *a;
	const struct column *c;
	struct column one;
	int i;

	for (i = 0; i < w->o.nagg; i++) {
		a = w->o.agg[i];
		one = (struct column){ a->name, F_F64, a->unit };
		if (a->columns == NULL &&
		    column_add(w, &one, a->name, err) == -1)
			return -1;
		for (c = a->columns; c != NULL && c->name != NULL; c++)
			if (column_add(w, c, a->name, err) == -1)
				return -1;
	}
	return 0;
}

/* The canonical text of this step, for trades and for mids. */
static void
text_init(struct windows *w)
{
	static const char *const price[] = { "trade", "mid" };
	char clock[256], *text;
	size_t n, size = sizeof(w->text[0]);
	int mid, i;

	w->o.clock->text(&w->o.args, clock, sizeof(clock));
	for (mid = 0; mid < 2; mid++) {
		text = w->text[mid];
		n = (size_t)snprintf(text, size,
		    "window %s price=%s agg=", clock, price[mid]);
		for (i = 0; i < w->o.nagg && n < size; i++)
			n += (size_t)snprintf(text + n, size - n, "%s%s",
			    i > 0 ? "," : "", w->o.agg[i]->name);
		if (n >= size)
			BUG("no room for the text of the windows");
	}
}

int
row_init(struct windows *w, struct err *err)
{
	if (columns_init(w, err) == -1)
		return -1;
	text_init(w);
	return 0;
}

static int
schema_make(struct windows *w, struct err *err)
{
	struct field f[WINDOW_COLS_MAX + FIELDS_BEFORE + FIELDS_BEHIND];
	const struct column *c;
	unsigned char *row;
	int n = 0;

	f[n++] = field_make("ts_event", F_TS, "");
	f[n++] = field_make("ts_end", F_TS, "");
	f[n++] = field_make("symbol", F_SYM, "");
	for (c = w->column; c < w->column + w->ncolumn; c++) {
		f[n] = field_make(c->name, c->type, c->unit ? c->unit : "");
		f[n++].scale = c->type == F_QTY ? w->scale : 0;
	}
	if (w->labels & HAS_LABEL)
		f[n++] = field_make("label", F_U8, "");
	if (w->labels & HAS_TYPE)
		f[n++] = field_make("label_type", F_SYM, "");
	if (w->labels & HAS_ID)
		f[n++] = field_make("label_id", F_U32, "");
	f[n++] = field_make("def", F_ID, "");
	w->bar = schema_get(w->house->schemas, "bar", f, n, err);
	if (w->bar == NULL)
		return -1;
	if ((row = realloc(w->row, w->bar->row_size)) == NULL) {
		w->bar = NULL;
		return err_errno(err, "a bar");
	}
	w->row = row;
	row_clear(row, w->bar);
	return 0;
}

/* The def of a bar; defs are few, so a walk over those known will do. */
static int
def_of(struct windows *w, uint64_t *def, const struct win *win, struct err *err)
{
	struct known_def *d = w->defs;
	uint32_t i;

	for (i = w->ndef; i-- > 0;) {
		if (d[i].before == win->before && d[i].mid == win->mid) {
			*def = d[i].def;
			return 0;
		}
	}
	if (w->ndef == DEFS_MAX)
		return err_set(err,
		    "the input is made in more than %d ways "
		    "(def)",
		    DEFS_MAX);
	if (d == NULL) {
		d = calloc(DEFS_MAX, sizeof(*d));
		if ((w->defs = d) == NULL)
			return err_errno(err, "windows");
	}
	d += w->ndef++;
	d->before = win->before;
	d->mid = win->mid;
	*def = d->def = def_step(win->before, w->text[win->mid]);
	return 0;
}

const char *
windows_def_text(const struct windows *w, uint64_t def)
{
	uint32_t i;

	for (i = 0; i < w->ndef; i++)
		if (w->defs[i].def == def)
			return w->text[w->defs[i].mid];
	return NULL;
}

/* A sum in the scale of its column. */
static int
qty_put(const struct windows *w, int field, const struct qty_sum *q,
    struct err *err)
{
	int64_t v = q->whole;
	int over = q->over;

	if (q->n == 0) {
		row_put_i64(w->row, w->bar, field, QTY_NULL);
		return 0;
	}
	if (w->scale == 9)
		over |= __builtin_mul_overflow(v, (int64_t)NANO, &v) ||
			__builtin_add_overflow(v, (int64_t)q->nano, &v);
	else if (q->nano != 0)
		BUG("a fraction in a column of whole units");
	if (over || v == QTY_NULL)
		return err_set(err,
		    "%s: the sum of a window does not fit: "
		    "more than %s units",
		    w->bar->field[field].name,
		    w->scale == 9 ? "9.2e9" : "9.2e18");
	row_put_i64(w->row, w->bar, field, v);
	return 0;
}

static int
cells_put(struct windows *w, struct err *err)
{
	int i, f;

	for (i = 0; i < w->ncolumn; i++) {
		f = FIELDS_BEFORE + i;
		if (w->column[i].type == F_F64)
			row_put_f64(w->row, w->bar, f, w->cell[i].d);
		else if (w->column[i].type != F_QTY)
			row_put_i64(w->row, w->bar, f, w->cell[i].i);
		else if (qty_put(w, f, &w->cell[i].q, err) == -1)
			return -1;
	}
	return 0;
}

static void
cells_get(struct windows *w, struct win *win)
{
	const struct aggregate *a;
	const struct column *c;
	union cell *cell = w->cell;
	int i;

	for (i = 0; i < w->o.nagg; i++) {
		a = w->o.agg[i];
		if (a->close != NULL)
			a->close(win->state + w->off[i], win->start, win->end);
		if (a->columns == NULL) {
			(cell++)->d = a->emit(win->state + w->off[i]);
			continue;
		}
		a->emit_cells(win->state + w->off[i], cell);
		for (c = a->columns; c->name != NULL; c++)
			cell++;
	}
}

static void
labels_put(struct windows *w, const struct win *win)
{
	const struct places *at = &w->bar->at;

	if (at->label >= 0)
		w->row[w->bar->field[at->label].off] = win->label;
	if (at->label_type >= 0)
		row_put_u32(w->row, w->bar, at->label_type, win->label_type);
	if (at->label_id >= 0)
		row_put_u32(w->row, w->bar, at->label_id, win->label_id);
}

int
row_emit(struct windows *w, struct win *win, struct err *err)
{
	struct rec bar;
	uint64_t def = 0;
	size_t len;

	if (w->bar == NULL && schema_make(w, err) == -1)
		return -1;
	if (def_of(w, &def, win, err) == -1)
		return -1;
	row_put_u64(w->row, w->bar, 0, win->start);
	row_put_u64(w->row, w->bar, 1, win->end);
	row_put_u32(w->row, w->bar, 2, win->symbol);
	cells_get(w, win);
	if (cells_put(w, err) == -1)
		return err_at(err, "%.60s",
		    symtab_text(w->house->syms, win->symbol, &len));
	labels_put(w, win);
	row_put_u64(w->row, w->bar, w->bar->nfield - 1, def);
	bar.schema = w->bar;
	bar.v = w->row;
	if (w->emit(w->arg, &bar, err) == -1)
		return -1;
	w->acc.out++;
	return 0;
}

void
row_fini(struct windows *w)
{
	free(w->row);
	free(w->defs);
}
