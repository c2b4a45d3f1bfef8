/*
 * engine_bar.c - what a bar looks like: columns, schema, row and def.
 *
 *	ts_event (start), ts_end, symbol, the columns of the aggregates in the
 *	order asked, those that the engine added (labels, kept text, source),
 *	def
 *
 * Columns and the scale of sizes follow the inputs.  When an input adds
 * something new, later bars have a new schema; bars already emitted are not
 * changed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "stream/def.h"
#include "window/engine.h"

enum { FIELDS_BEFORE = 3, FIELDS_BEHIND = 1, NANO = 1000000000 };

static int
column_add(struct windows *w, const struct column *c, const struct inst *i,
    struct err *err)
{
	int k;

	for (k = 0; k < w->ncolumn; k++)
		if (strcmp(w->column[k].name, c->name) == 0)
			return err_usage(err,
			    "aggregate %s: there is a column %s already",
			    i->agg->name, c->name);
	if (w->ncolumn == WINDOW_COLS_MAX)
		return err_usage(err, "more than %d columns", WINDOW_COLS_MAX);
	w->column[w->ncolumn++] = *c;
	return 0;
}

/* The columns of an instance: how many. */
static int
columns_of(const struct inst *i, const struct schema *s, struct column *out)
{
	const struct aggregate *a = i->agg;
	int n = 0;

	if (a->columns != NULL)
		return a->columns(i->arg, s, out);
	if (a->table == NULL) {
		*out = (struct column){ .name = a->name,
			.type = F_F64,
			.unit = a->unit,
			.fill = a->fill };
		return 1;
	}
	for (; a->table[n].name != NULL; n++)
		out[n] = a->table[n];
	return n;
}

int
columns_make(struct windows *w, const struct schema *s, struct err *err)
{
	struct column out[AGG_COLS_MAX];
	struct inst *i;
	int n, k;

	w->ncolumn = 0;
	for (i = w->inst; i < w->inst + w->ninst; i++) {
		n = columns_of(i, s, out);
		for (k = 0; k < n; k++)
			if (column_add(w, &out[k], i, err) == -1)
				return -1;
		i->ncolumn = n;
	}
	w->bar = NULL;
	return 0;
}

static size_t
put(char *text, size_t size, size_t n, const char *s)
{
	size_t len = strlen(s);

	if (n + len < size)
		memcpy(text + n, s, len + 1);
	return n + len;
}

/* "window time(1m,slide=1m,origin=0) price=trade agg=ohlc,last(field=x)";
 * returns the length it needs. */
static size_t
text_put(const struct windows *w, int mid, char *text, size_t size)
{
	const struct clock *c = w->o.clock;
	char buf[CALL_VALUE_MAX + 512];
	size_t n = put(text, size, 0, "window ");
	int i;

	if (c->text != NULL)
		c->text(w->clock_arg, buf, sizeof(buf));
	else
		call_put(buf, sizeof(buf), c->name, &w->o.clock_call);
	n = put(text, size, n, buf);
	n = put(text, size, n, mid ? " price=mid agg=" : " price=trade agg=");
	for (i = 0; i < w->nasked; i++) {
		call_put(buf, sizeof(buf), w->inst[i].agg->name,
		    &w->inst[i].call);
		if (i > 0)
			n = put(text, size, n, ",");
		n = put(text, size, n, buf);
	}
	if (w->o.calendar_text != NULL)
		n = put(text, size, n, w->o.calendar_text);
	if (w->o.fill != FILL_NONE)
		n = put(text, size, n,
		    w->o.fill == FILL_NULL ? " fill=null" : " fill=last");
	return n;
}

/* The options that a state must match: def's text and others. */
static int
options_make(struct windows *w, struct err *err)
{
	static const char *const by[] = { "stream", "source", "symbol",
		"auto" };
	const struct window_marks *m = &w->o.marks;
	size_t n = strlen(w->text[0]) + 160;
	char lateness[NUM_DURATION_MAX + 1], jump[NUM_DURATION_MAX + 1];
	char parts[48] = "";

	if ((w->options = malloc(n)) == NULL)
		return err_errno(err, "windows");
	lateness[num_put_duration(lateness, w->o.lateness)] = '\0';
	jump[num_put_duration(jump, w->o.max_jump)] = '\0';
	if (m->partitions > 0)
		snprintf(parts, sizeof(parts), " partitions=%d-%" PRIu64,
		    m->first_partition,
		    (uint64_t)m->first_partition + m->partitions - 1);
	snprintf(w->options, n, "%s%s lateness=%s watermark=%s%s%s%s",
	    w->text[0], w->o.price == -1 ? " price=auto" : "", lateness,
	    by[m->by], parts, w->o.max_jump > 0 ? " max-jump=" : "",
	    w->o.max_jump > 0 ? jump : "");
	return 0;
}

int
text_make(struct windows *w, struct err *err)
{
	size_t n;
	int mid;

	for (mid = 0; mid < 2; mid++) {
		n = text_put(w, mid, NULL, 0) + 1;
		if ((w->text[mid] = malloc(n)) == NULL)
			return err_errno(err, "windows");
		text_put(w, mid, w->text[mid], n);
	}
	return options_make(w, err);
}

static uint8_t
scale_of(const struct windows *w, const struct column *c)
{
	if (c->scale == SCALE_OF_SIZES)
		return w->scale;
	return c->scale == SCALE_NANO ? 9 : 0;
}

int
bar_schema(struct windows *w, struct err *err)
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
		if (c->type == F_TEXT)
			f[n].len = c->len;
		f[n++].scale = c->type == F_QTY ? scale_of(w, c) : 0;
	}
	f[n++] = field_make("def", F_ID, "");
	w->bar = schema_get(w->vocab->schemas, "bar", f, n, err);
	if (w->bar == NULL)
		return -1;
	if ((row = realloc(w->row, w->bar->row_size)) == NULL) {
		w->bar = NULL;
		return err_errno(err, "a bar");
	}
	w->row = row;
	row_clear(row, w->bar);
	return w->o.fill == FILL_LAST ? bars_widen(w, err) : 0;
}

/* ---- def ---- */

/* Defs are few: a walk over those known will do. */
int
def_index(struct windows *w, uint32_t *index, const struct entry *e,
    struct err *err)
{
	uint64_t before = row_def(e->r);
	int mid = e->kind->mid;
	struct known_def *d;
	uint32_t i;

	for (i = w->ndef; i-- > 0;) {
		if (w->defs[i].before == before && w->defs[i].mid == mid) {
			*index = i;
			return 0;
		}
	}
	if (w->ndef == DEFS_MAX)
		return err_set(err,
		    "more than %d different definitions (def) in one stream",
		    DEFS_MAX);
	d = &w->defs[ *index = w->ndef++];
	d->before = before;
	d->mid = mid;
	d->def = def_step(before, w->text[mid]);
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

/* ---- a row ---- */

/* A sum in the scale of its column. */
static int
qty_put(const struct windows *w, int field, const struct qty_sum *q,
    struct err *err)
{
	int nano = w->bar->field[field].scale == 9;
	int64_t v = q->whole;
	int over = q->over;

	if (q->n == 0) {
		row_put_i64(w->row, w->bar, field, QTY_NULL);
		return 0;
	}
	if (nano)
		over |= __builtin_mul_overflow(v, (int64_t)NANO, &v) ||
			__builtin_add_overflow(v, (int64_t)q->nano, &v);
	else if (q->nano != 0)
		BUG("a fraction in a column of whole units");
	if (over || v == QTY_NULL)
		return err_set(err,
		    "%s: the sum of a window does not fit: at most %s units",
		    w->bar->field[field].name, nano ? "9.2e9" : "9.2e18");
	row_put_i64(w->row, w->bar, field, v);
	return 0;
}

static int
cell_put(struct windows *w, int field, const union cell *c, struct err *err)
{
	const struct field *f = &w->bar->field[field];

	switch (f->type) {
	case F_QTY:
		return qty_put(w, field, &c->q, err);
	case F_F64:
		row_put_f64(w->row, w->bar, field, c->d);
		break;
	case F_TEXT:
		if (c->text == NULL)
			row_put_null(w->row, w->bar, field);
		else
			memcpy(w->row + f->off, c->text, f->len);
		break;
	default: /* the low bytes: rows are little-endian */
		memcpy(w->row + f->off, &c->u, f->len);
	}
	return 0;
}

static int
cells_put(struct windows *w, const struct pane *p, struct err *err)
{
	const struct inst *i;
	int field = FIELDS_BEFORE, k;

	for (i = w->inst; i < w->inst + w->ninst; i++) {
		if (i->ncolumn == 0)
			continue;
		i->agg->emit(i->arg, p->state + i->state, w->cell);
		for (k = 0; k < i->ncolumn; k++)
			if (cell_put(w, field++, &w->cell[k], err) == -1)
				return -1;
	}
	return 0;
}

int
bar_emit(struct windows *w, struct track *t, const struct pane *p,
    struct err *err)
{
	struct rec bar;
	size_t len;

	if (w->bar == NULL && bar_schema(w, err) == -1)
		return -1;
	row_put_u64(w->row, w->bar, 0, p->start);
	row_put_u64(w->row, w->bar, 1, p->end);
	row_put_u32(w->row, w->bar, 2, t->symbol);
	if (cells_put(w, p, err) == -1)
		return err_at(err, "%.60s",
		    symtab_text(w->vocab->syms, t->symbol, &len));
	row_put_u64(w->row, w->bar, w->bar->nfield - 1, w->defs[p->def].def);
	if (w->o.fill != FILL_NONE && fill_bar(w, t, p, err) == -1)
		return -1;
	bar.schema = w->bar;
	bar.v = w->row;
	if (w->emit(w->arg, &bar, err) == -1)
		return -1;
	w->acc.out++;
	return 0;
}

void
bar_fini(struct windows *w)
{
	free(w->row);
	free(w->text[0]);
	free(w->text[1]);
	free(w->options);
}
