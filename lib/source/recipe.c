/*
 * recipe.c - recipes: made from fields and steps, applied to each record.
 *
 * A row starts as a copy of the blank row, all nulls.  When a fraction appears
 * in a column of whole quantities, a new schema is made with that column in
 * units of 1e-9, and the record is read again.
 */
#include "source/recipe.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "dbn/symbology.h"
#include "source/renamed.h"
#include "stream/rec.h"

int
price_scale(int *exp, const char *text, struct err *err)
{
	int64_t v, power = 1000000000;
	int e = 0;

	if (num_fixed(&v, text, strlen(text), 9, NULL) != 0)
		v = 0;
	for (; power > 1 && v != power; e--)
		power /= 10;
	if (v != power)
		return err_usage(err,
		    "--price-scale: \"%.40s\": expected a power of ten, 1e-9 "
		    "to 1",
		    text);
	*exp = e;
	return 0;
}

int
context_init(struct context *c, struct vocab *vocab,
    const struct source_opts *opts, struct err *err)
{
	memset(c, 0, sizeof(*c));
	c->vocab = vocab;
	c->bar_ns = opts->bar_ns;
	c->bar_end = opts->bar_end;
	c->zeros = opts->zero_price;
	c->loose = opts->numbers == NUMBERS_LOOSE;
	c->decimal = opts->decimal == DECIMAL_COMMA   ? ','
		     : opts->decimal == DECIMAL_POINT ? '.'
						      : 0;
	c->normalize = opts->normalize;
	c->symbology = opts->symbology;
	if (times_init(&c->times, opts, c->count, err) == -1)
		return -1;
	if (opts->price_scale != NULL &&
	    price_scale(&c->px_exp, opts->price_scale, err) == -1)
		return -1;
	if (side_map_parse(&c->sides, opts->side_map, err) == -1)
		return -1;
	c->sides.maker = opts->side_of == SIDE_OF_MAKER;
	c->as_wins = opts->as != NULL;
	return as_symbol(&c->as, vocab, opts->as, err);
}

void
context_fini(struct context *c)
{
	times_fini(&c->times);
}

struct recipe *
recipe_new(struct context *c, const char *kind, struct err *err)
{
	struct recipe *r = calloc(1, sizeof(*r));

	if (r == NULL) {
		err_errno(err, "columns");
		return NULL;
	}
	r->c = c;
	memcpy(r->kind, kind, strnlen(kind, KIND_MAX));
	r->date = r->time = r->correction = r->at = -1;
	r->needs = 1;
	return r;
}

void
recipe_free(struct recipe *r)
{
	if (r == NULL)
		return;
	free(r->blank);
	free(r);
}

static int
find_field(const struct recipe *r, const char *name)
{
	int i;

	for (i = 0; i < r->nfield; i++)
		if (strcmp(r->field[i].name, name) == 0)
			return i;
	return -1;
}

int
recipe_field(struct recipe *r, const char *name, struct err *err)
{
	const struct field *own;
	struct field *f;
	int i = find_field(r, name), n = 0;

	if (i >= 0)
		return i;
	if (r->nfield == RECIPE_FIELDS_MAX)
		return err_set(err, "more than %d fields", RECIPE_FIELDS_MAX);
	f = &r->field[r->nfield];
	own = kind_fields(r->kind, &n);
	for (i = 0; i < n; i++) {
		if (strcmp(own[i].name, name) == 0) {
			*f = own[i];
			return r->nfield++;
		}
	}
	*f = field_make(name, F_F64, "");
	if (vocab_type(&f->type, &f->len, name) == -1)
		return err_set(err, "%.60s: not a field of the vocabulary",
		    name);
	return r->nfield++;
}

int
recipe_own_field(struct recipe *r, const struct field *f)
{
	if (r->nfield == RECIPE_FIELDS_MAX)
		return -1;
	r->field[r->nfield] = *f;
	return r->nfield++;
}

int
recipe_step(struct recipe *r, const char *field, int cell, enum cell_how how,
    struct err *err)
{
	struct step *s = &r->step[r->nstep];
	int i = recipe_field(r, field, err);

	if (i == -1)
		return -1;
	if (r->nstep == RECIPE_FIELDS_MAX)
		return err_set(err, "more than %d columns", RECIPE_FIELDS_MAX);
	memset(s, 0, sizeof(*s));
	s->cell = cell;
	s->field = i;
	s->how = how;
	r->nstep++;
	return 0;
}

/* Columns of this kind that were seen with a fraction count in 1e-9. */
static void
set_scales(struct recipe *r)
{
	const struct context *c = r->c;
	int i, f;

	for (i = 0; i < c->nfraction; i++) {
		if (strcmp(c->fraction[i].kind, r->kind) != 0)
			continue;
		f = find_field(r, c->fraction[i].name);
		if (f >= 0)
			r->field[f].scale = 9;
	}
	r->fractions = c->nfraction;
}

/* The columns of its times, once. */
static int
find_times(struct recipe *r, struct err *err)
{
	struct times *t = &r->c->times;
	const struct csv_field *name = r->name;
	struct step *s;

	for (s = r->step; s < r->step + r->nstep; s++) {
		if (s->type != F_TS || s->time != NULL)
			continue;
		s->time = times_column(t, r->field[s->field].name,
		    name != NULL ? &name[s->cell] : NULL);
		if (s->time == NULL)
			goto many;
	}
	if (r->date >= 0 && r->halves == NULL &&
	    (r->halves = times_column(t, "ts_event", NULL)) == NULL)
		goto many;
	r->name = NULL;
	return 0;
many:
	return err_set(err, "times under more than %d names", TIME_COLUMNS_MAX);
}

int
recipe_ready(struct recipe *r, struct err *err)
{
	struct step *s;
	int i;

	set_scales(r);
	r->schema =
	    schema_get(r->c->vocab->schemas, r->kind, r->field, r->nfield, err);
	if (r->schema == NULL)
		return -1;
	free(r->blank);
	r->blank = calloc(1, r->schema->row_size + RECIPE_BLANK_SPARE);
	if (r->blank == NULL)
		return err_errno(err, "columns");
	row_clear(r->blank, r->schema);
	if (r->schema->at.symbol >= 0)
		row_put_u32(r->blank, r->schema, r->schema->at.symbol,
		    r->c->as);
	for (i = 0; i < r->nstep; i++) {
		s = &r->step[i];
		s->type = r->schema->field[s->field].type;
		s->len = r->schema->field[s->field].len;
		s->scale = r->schema->field[s->field].scale;
		s->off = r->schema->field[s->field].off;
		s->side = strcmp(r->field[s->field].name, "side") == 0;
		s->symbol = strcmp(r->field[s->field].name, "symbol") == 0;
	}
	return find_times(r, err);
}

int
recipe_fraction(struct context *c, const char *kind, const char *field,
    struct err *err)
{
	int i;

	for (i = 0; i < c->nfraction; i++)
		if (strcmp(c->fraction[i].kind, kind) == 0 &&
		    strcmp(c->fraction[i].name, field) == 0)
			return 0;
	if (c->nfraction == FRACTIONS_MAX)
		return err_set(err, "more than %d quantities", FRACTIONS_MAX);
	memcpy(c->fraction[i].kind, kind, strlen(kind) + 1);
	memcpy(c->fraction[i].name, field, strlen(field) + 1);
	c->nfraction++;
	return 0;
}

static int
add_fraction(struct recipe *r, const struct step *s, struct err *err)
{
	return recipe_fraction(r->c, r->kind, r->field[s->field].name, err) ==
		       -1
		   ? -1
		   : recipe_ready(r, err);
}

int
recipe_halves(struct recipe *r, unsigned char *row, const struct csv_field *d,
    const struct csv_field *t, const char **reason, struct err *err)
{
	struct csv_field date = cell_trim(*d), time = cell_trim(*t);
	uint64_t ns;

	r->at = r->date;
	if (times_read_halves(&r->c->times, r->halves, &ns, &date, &time,
		reason, err) == -1)
		return -1;
	row_put_u64(row, r->schema, r->schema->at.ts_event, ns);
	return 0;
}

/* All cells: 0, -1, CELL_FRACTION with r->at the step. */
static int
put_cells(struct recipe *r, unsigned char *row, const struct csv_field *cell,
    int *step, const char **reason, struct err *err)
{
	const struct step *s;
	int i, got;

	if (r->date >= 0 && recipe_halves(r, row, &cell[r->date],
				&cell[r->time], reason, err) == -1)
		return -1;
	for (i = 0; i < r->nstep; i++) {
		s = &r->step[i];
		got = cell_put(r->c, row, s, cell[s->cell].s, cell[s->cell].len,
		    reason, err);
		if (got != 0) {
			r->at = s->cell;
			*step = i;
			return got;
		}
	}
	return 0;
}

/* The symbol of the row's instrument at its time, where there is one. */
static int
name_by_id(const struct recipe *r, unsigned char *row, const char **reason,
    struct err *err)
{
	struct rec rec = { r->schema, row };
	const struct places *at = &r->schema->at;
	uint64_t t = TS_NULL;
	uint32_t sym;

	if (at->instrument_id < 0 || at->symbol < 0 || r->c->as_wins ||
	    (r->by_id == BY_ID_MISSING && rec_symbol(&rec) != 0))
		return 0;
	if (at->ts_recv >= 0)
		t = rec_u64(&rec, at->ts_recv);
	if (t == TS_NULL && at->ts_event >= 0)
		t = rec_u64(&rec, at->ts_event);
	sym =
	    symbology_at(r->c->symbology, rec_u32(&rec, at->instrument_id), t);
	if (sym == UINT32_MAX) {
		*reason = "too-long";
		return err_set(err,
		    "symbol of instrument %u: more symbols "
		    "than --max-symbols allows",
		    rec_u32(&rec, at->instrument_id));
	}
	if (sym != 0)
		row_put_u32(row, r->schema, at->symbol, sym);
	return 0;
}

/* Does recipe_check change rows, or look for more than a row's needs? */
static int
has_more(const struct recipe *r)
{
	return r->by_id != BY_ID_NEVER ||
	       (r->schema->at.ts_end >= 0 &&
		   (r->c->bar_ns > 0 || r->c->bar_end));
}

/* From when to when a bar is, by its time. */
static void
put_span(const struct recipe *r, unsigned char *row, uint64_t t)
{
	const struct schema *s = r->schema;
	uint64_t width = r->c->bar_ns;

	if (r->c->bar_end)
		row_put_u64(row, s, s->at.ts_event, t - width);
	row_put_u64(row, s, s->at.ts_end, r->c->bar_end ? t : t + width);
}

int
recipe_check(struct recipe *r, unsigned char *row, const char **reason,
    struct err *err)
{
	struct rec rec = { r->schema, row };
	const struct places *at = &r->schema->at;
	uint64_t t = at->ts_event < 0 ? TS_NULL : rec_u64(&rec, at->ts_event);

	r->at = -1;
	if (at->ts_end >= 0 && r->c->bar_ns > 0 && t != TS_NULL) {
		if (r->c->bar_end ? t < r->c->bar_ns
				  : t > TS_NULL - 1 - r->c->bar_ns) {
			*reason = "bad-time";
			return err_set(err, "ts_end: out of range");
		}
		put_span(r, row, t);
	} else if (at->ts_end >= 0 && r->c->bar_end && t != TS_NULL) {
		row_put_u64(row, r->schema, at->ts_end, t);
	}
	if (r->by_id != BY_ID_NEVER && name_by_id(r, row, reason, err) == -1)
		return -1;
	if (!r->needs)
		return 0;
	if (t == TS_NULL && at->ts_recv >= 0) /* the index time */
		t = rec_u64(&rec, at->ts_recv);
	if (t == TS_NULL || (at->symbol >= 0 && rec_symbol(&rec) == 0)) {
		*reason = "missing-field";
		return err_set(err, "no %s", t == TS_NULL ? "time" : "symbol");
	}
	return 0;
}

/* Have all of n rows a time of the event and a symbol?  No branch per row. */
static int
have_both(const struct schema *s, const unsigned char *rows, uint32_t n)
{
	const unsigned char *time, *symbol;
	int lack = 0;
	uint64_t t;
	uint32_t sym, i;

	if (s->at.ts_event < 0 || s->at.symbol < 0)
		return 0;
	time = rows + s->field[s->at.ts_event].off;
	symbol = rows + s->field[s->at.symbol].off;
	for (i = 0; i < n; i++, time += s->row_size, symbol += s->row_size) {
		memcpy(&t, time, sizeof(t));
		memcpy(&sym, symbol, sizeof(sym));
		lack |= (t == TS_NULL) | (sym == 0);
	}
	return !lack;
}

uint32_t
recipe_check_many(struct recipe *r, unsigned char *rows, uint32_t n,
    const char **reason, struct err *err)
{
	uint32_t i;

	if (!has_more(r) && (!r->needs || have_both(r->schema, rows, n)))
		return n;
	for (i = 0; i < n; i++, rows += r->schema->row_size)
		if (recipe_check(r, rows, reason, err) == -1)
			break;
	return i;
}

int
recipe_row(struct recipe *r, unsigned char *row, const struct csv_field *cell,
    const char **reason, struct err *err)
{
	struct cell_counts before = cell_counts(r->c);
	int step = 0, got;

	r->at = -1;
	*reason = "syntax";
	if (r->fractions != r->c->nfraction && recipe_ready(r, err) == -1)
		return -1;
	for (;;) {
		memcpy(row, r->blank, r->schema->row_size);
		got = put_cells(r, row, cell, &step, reason, err);
		if (got != CELL_FRACTION)
			break;
		if (add_fraction(r, &r->step[step], err) == -1)
			return -1;
		cell_counts_undo(r->c, &before);
	}
	if (got == -1 || recipe_check(r, row, reason, err) == -1) {
		cell_counts_undo(r->c, &before);
		return -1;
	}
	return 0;
}
