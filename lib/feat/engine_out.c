/*
 * engine_out.c - write the rows of a block, with their columns.
 *
 * Rows are written in stream order, in runs of equal schema and def.
 */
#include <stdlib.h>
#include <string.h>

#include "feat/engine.h"
#include "stream/def.h"

static uint64_t
def_of(struct feats *f, const struct shape *sh, const struct rec *r)
{
	const char *text = sh->text != NULL ? sh->text : f->text;
	uint64_t before = row_def(r);

	if (f->def_expected && before != f->def_in)
		f->def_differs = 1;
	f->def_expected = 0;
	if (!f->def_known || before != f->def_in || text != f->def_text) {
		f->def_known = 1;
		f->def_in = before;
		f->def_text = text;
		f->def = def_step(before, text);
	}
	return f->def;
}

/* Room for n rows out. */
static int
make_room(struct shape *sh, size_t n, struct err *err)
{
	size_t size = sh->out->row_size, k;
	unsigned char *rows;

	if (n <= sh->room)
		return 0;
	if ((rows = realloc(sh->rows, n * size)) == NULL)
		return err_errno(err, "columns");
	for (k = sh->room; k < n; k++)
		row_clear(rows + k * size, sh->out);
	sh->rows = rows;
	sh->room = n;
	return 0;
}

/* The values of a node at rows from.. to field i of n rows out. */
static void
put_column(const struct feats *f, const struct shape *sh, int node, int i,
    size_t from, size_t n)
{
	const uint32_t *place = f->block.place + from;
	const double *y = f->block.value[node];
	unsigned char *at = sh->rows + sh->out->field[i].off;
	size_t j, size = sh->out->row_size;

	for (j = 0; j < n; j++, at += size)
		memcpy(at, &y[place[j]], sizeof(*y));
}

static void
put_columns(const struct feats *f, const struct shape *sh, size_t from,
    size_t n)
{
	int i, out = sh->first;

	for (i = 0; i < f->prog.ncolumn; i++)
		if (column_is_out(&f->prog.column[i]))
			put_column(f, sh, f->prog.column[i].node, out++, from,
			    n);
}

/* How many rows of the block from `from' on have the shape and def of that
 * one, whose def of the output is *def. */
static size_t
run_of_rows(struct feats *f, size_t from, uint64_t *def)
{
	const struct row_in *in = f->block.row + from;
	const struct shape *sh = in->shape;
	struct rec r = { sh->in, in->v };
	size_t j, n = f->block.n - from;
	int has_def = sh->in->at.def >= 0;

	*def = def_of(f, sh, &r);
	if (f->block.shape != NULL && !has_def)
		return n;
	for (j = 1; j < n && in[j].shape == sh; j++) {
		r.v = in[j].v;
		if (has_def && def_of(f, sh, &r) != *def)
			break;
	}
	return j;
}

/* n rows of the block, all but their computed columns. */
static void
put_rows(const struct shape *sh, const struct row_in *in, size_t n,
    uint64_t def)
{
	const struct copy_plan copy = sh->copy;
	const size_t size = sh->out->row_size;
	const uint32_t at_end = sh->out->field[sh->ts_end].off,
		       at_def = sh->out->field[sh->def].off;
	unsigned char *row = sh->rows;
	size_t j;

	for (j = 0; j < n; j++, row += size) {
		copy_plan_run(&copy, row, in[j].v);
		memcpy(row + at_end, &in[j].span.end, sizeof(uint64_t));
		memcpy(row + at_def, &def, sizeof(def));
	}
}

int
rows_out(struct feats *f, feat_out_fn *out, void *arg, struct err *err)
{
	struct shape *sh;
	size_t from, n;
	uint64_t def;

	for (from = 0; from < f->block.n; from += n) {
		sh = f->block.row[from].shape;
		if (make_room(sh, f->block.n - from, err) == -1)
			return -1;
		n = run_of_rows(f, from, &def);
		if (f->def_differs)
			return err_set(err,
			    "--state: saved from rows with another def (other "
			    "windows or columns)");
		put_rows(sh, f->block.row + from, n, def);
		put_columns(f, sh, from, n);
		if (out(arg, sh->out, sh->rows, n, err) == -1)
			return -1;
		f->acc.out += n;
	}
	return 0;
}
