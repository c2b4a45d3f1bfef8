/*
 * databento.c - kinds by rtype, and how values are written (dbn.md 11, 12).
 */
#include "source/databento.h"

#include <string.h>

#include "base/num.h"
#include "dbn/dbn.h"

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

int
databento_raw_px(const struct csv_field *f)
{
	int64_t v;

	return num_i64(&v, f->s, f->len) == 0;
}

/* Sizes are u32 there and undefined as such; volumes are u64. */
enum cell_how
databento_how(const struct field *f, enum cell_how px)
{
	if (f->type == F_PX)
		return px;
	if (f->type == F_QTY)
		return strcmp(f->name, "volume") == 0 ? CELL_U64 : CELL_U32;
	return f->type == F_CHAR || f->type == F_TEXT ? CELL_RAW : CELL_PLAIN;
}

int
databento_symbol(struct recipe *r, int symbol, int id, struct err *err)
{
	int by_id = r->c->symbology != NULL;

	if (symbol >= 0 || r->c->as != 0) {
		r->by_id = by_id ? BY_ID_MISSING : BY_ID_NEVER;
		return 0;
	}
	r->by_id = by_id ? BY_ID_ALWAYS : BY_ID_NEVER;
	return recipe_step(r, "symbol", id, CELL_PLAIN, err);
}
