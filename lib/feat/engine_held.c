/*
 * engine_held.c - save and load the waiting rows.
 *
 * A row is saved as the fields of its kind (in a separate table) and its bytes,
 * together with its symbols.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feat/engine.h"
#include "stream/row_state.h"

/* ---- shapes ---- */

static int
save_shapes(struct feats *f, struct state *s, struct err *err)
{
	struct walk w;
	uint32_t i;

	if (state_save(&w, s, "shapes", err) == -1)
		return -1;
	for (i = 0; i < f->nshape; i++) {
		if (!f->shapes[i]->is_row || f->waiting.begin == f->waiting.end)
			continue; /* nobody asks for it */
		state_owner(&w, 0, i);
		schema_save(&w, f->shapes[i]->in, err);
	}
	return state_done(&w);
}

/* shape[i] by number in the file. */
static int
load_shapes(struct feats *f, struct state *s, struct idmap *shapes,
    struct err *err)
{
	const struct schema *schema;
	struct shape **at;
	uint64_t i, number;
	uint32_t symbol;
	struct walk w;

	if (state_load(&w, s, "shapes", err) != 1)
		return state_done(&w);
	for (i = 0; i < state_owners(&w) && !w.failed; i++) {
		(void)state_owner_at(&w, i, &symbol, &number);
		walk_check(&w, number < 1 << 20, "number of a kind");
		schema = schema_load(&w, f->vocab->schemas, err);
		if (schema != NULL &&
		    ((at = idmap_get(shapes, (uint32_t)number, err)) == NULL ||
			(*at = shape_get(f, schema, err)) == NULL))
			w.failed = 1;
	}
	return state_done(&w);
}

/* ---- rows ---- */

static uint32_t
shape_number(const struct feats *f, const struct shape *sh)
{
	uint32_t i;

	for (i = 0; i < f->nshape; i++)
		if (f->shapes[i] == sh)
			return i;
	BUG("a row of a shape that is not known");
}

int
held_save(struct feats *f, struct state *s, struct err *err)
{
	const struct waiting *q = &f->waiting;
	const struct held *held;
	struct walk w;
	uint32_t number;
	size_t i;

	if (save_shapes(f, s, err) == -1 ||
	    state_save(&w, s, "held", err) == -1)
		return -1;
	for (i = q->begin; i < q->end && !w.failed; i++) {
		held = &q->row[i];
		number = shape_number(f, held->row.shape);
		state_owner(&w, held->row.symbol->id, i - q->begin);
		walk_scalar(&w, "shape", TENSOR_U32, &number);
		row_save(&w, held->row.shape->in,
		    q->bytes + held->slot * q->slot_size);
	}
	return state_done(&w);
}

/* One row, whose values have been read. */
static int
load_row(struct feats *f, const struct idmap *shapes, uint32_t number,
    unsigned char *row, uint64_t size, const uint32_t *sym, uint64_t n,
    struct err *err)
{
	struct shape **at = idmap_find(shapes, number);
	struct row_in in = { .v = row };
	struct rec r;

	if (at == NULL || *at == NULL || !(*at)->is_row ||
	    size != (*at)->in->row_size)
		return err_set(err, "held rows: a row whose kind is unknown");
	in.shape = *at;
	r = (struct rec){ in.shape->in, row };
	if (row_put_symbols(row, r.schema, sym, n, err) == -1)
		return -1;
	if (row_span(&in.span, &r) == -1 || rec_symbol(&r) == 0)
		return err_set(err, "rows that wait: no time or symbol");
	if ((in.symbol = owner_get(f, rec_symbol(&r), err)) == NULL)
		return -1;
	f->acc.resumed++;
	return wait_row(f, &in, err);
}

static int
load_rows(struct feats *f, struct state *s, const struct idmap *shapes,
    struct err *err)
{
	uint64_t i, number, size, n;
	uint32_t symbol, shape, *sym;
	unsigned char *row;
	struct walk w;

	if (state_load(&w, s, "held", err) != 1)
		return state_done(&w);
	for (i = 0; i < state_owners(&w) && !w.failed; i++) {
		(void)state_owner_at(&w, i, &symbol, &number);
		walk_scalar(&w, "shape", TENSOR_U32, &shape);
		if (row_load(&w, &row, &size, &sym, &n) == 0 &&
		    load_row(f, shapes, shape, row, size, sym, n, err) == -1)
			w.failed = 1;
		free(row);
		free(sym);
	}
	return state_done(&w);
}

int
held_load(struct feats *f, struct state *s, struct err *err)
{
	struct idmap shapes;
	int ret;

	idmap_init(&shapes, sizeof(struct shape *), "kinds");
	ret = load_shapes(f, s, &shapes, err);
	if (ret == 0)
		ret = load_rows(f, s, &shapes, err);
	idmap_fini(&shapes);
	return ret;
}
