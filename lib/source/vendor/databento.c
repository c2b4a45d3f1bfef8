/*
 * databento.c - kinds by rtype, and how values are written (dbn.md 11, 12).
 */
#include "source/vendor/databento.h"

#include <string.h>

#include "base/num.h"
#include "dbn/dbn.h"
#include "source/filename.h"

const char *
databento_kind(const struct csv_field *rtype)
{
	const char *kind;
	uint64_t v;
	int n;

	if (num_u64(&v, rtype->s, rtype->len) != 0 || v > 255)
		return NULL;
	kind = dbn_kind((uint8_t)v, DBN_SCHEMA_NONE);
	return kind != NULL && kind_fields(kind, &n) != NULL ? kind : NULL;
}

/* A whole number: a price in 1e-9.  A decimal has a point. */
static int
is_raw(const struct csv_field *f)
{
	int64_t v;

	return num_i64(&v, f->s, f->len) == 0;
}

/* How the prices are written: raw ones are never empty. */
static enum cell_how
find_scale(const struct sample *s, const struct field *f, int n,
    databento_find_fn *find)
{
	int i, at, seen = 0, exp;
	struct err ignored = { 0 }; /* checked with the options */

	if (s->opts->price_scale != NULL &&
	    price_scale(&exp, s->opts->price_scale, &ignored) == 0)
		return exp == -9 ? CELL_NANO : CELL_PLAIN;
	for (i = 0; i < n; i++) {
		at = f[i].type == F_PX ? find(s, f[i].name) : -1;
		if (at < 0)
			continue;
		if (!is_raw(&s->cell[at]))
			return CELL_PLAIN;
		seen = 1;
	}
	return seen ? CELL_NANO : CELL_PLAIN;
}

/* Sizes are u32 there, with the undefined value of u32; volumes are u64. */
static enum cell_how
how(const struct field *f, enum cell_how px)
{
	if (f->type == F_PX)
		return px;
	if (f->type == F_QTY)
		return strcmp(f->name, "volume") == 0 ? CELL_U64 : CELL_U32;
	return f->type == F_CHAR || f->type == F_TEXT ? CELL_RAW : CELL_PLAIN;
}

/*
 * The symbol, from the cells symbol and instrument_id.  Without a symbol, the
 * name in a symbology is used, otherwise the id.
 */
static int
add_symbol(struct recipe *r, int symbol, int id, struct err *err)
{
	int by_id = r->c->symbology != NULL;

	if (symbol >= 0 || r->c->as != 0) {
		r->by_id = by_id ? BY_ID_MISSING : BY_ID_NEVER;
		return 0;
	}
	r->by_id = by_id ? BY_ID_ALWAYS : BY_ID_NEVER;
	return recipe_step(r, "symbol", id, CELL_PLAIN, err);
}

static int
add_fields(struct recipe *r, const struct sample *s, databento_find_fn *find,
    struct err *err)
{
	const struct field *f;
	enum cell_how px;
	int i, n, at;

	f = kind_fields(r->kind, &n);
	px = find_scale(s, f, n, find);
	for (i = 0; i < n; i++) {
		if (recipe_field(r, f[i].name, err) == -1)
			return -1;
		at = find(s, f[i].name);
		if (at >= 0 &&
		    recipe_step(r, f[i].name, at, how(&f[i], px), err) == -1)
			return -1;
	}
	at = find(s, "ts_out");
	if (at >= 0 && recipe_step(r, "ts_out", at, CELL_PLAIN, err) == -1)
		return -1;
	at = find(s, "instrument_id");
	return at < 0 ? 0 : add_symbol(r, find(s, "symbol"), at, err);
}

static int
is_tbbo(const struct sample *s)
{
	return s->opts->tbbo || (s->file != NULL && strstr(file_base(s->file),
							".tbbo.") != NULL);
}

int
databento_kind_plan(struct plan_of_record *p, const struct sample *s,
    const char *kind, databento_find_fn *find, struct err *err)
{
	struct recipe *r;

	if (strcmp(kind, "mbp-1") == 0 && is_tbbo(s))
		kind = "tbbo";
	r = plan_add(p, kind, err);
	if (r == NULL)
		return -1;
	if (r->c->times.unit == TS_AUTO)
		r->c->times.unit = TS_NS;
	r->c->times.any = 1; /* raw times, whatever their size */
	r->needs = 0;        /* undefined times and symbols occur and stay so */
	if (add_fields(r, s, find, err) == -1 || recipe_ready(r, err) == -1)
		return -1;
	if (find(s, "leg_count") < 0) /* a definition of version 1 or 2 */
		dbn_blank_older(r->blank, r->schema);
	return 0;
}
