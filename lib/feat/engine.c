/*
 * engine.c - rows in, rows with computed columns out.
 *
 *	feats_new (feats_push | feats_step)* feats_free
 *
 * Memory is bounded by symbols times what the functions keep of one.
 */
#include <stdio.h>
#include <stdlib.h>

#include "feat/engine.h"
#include "stream/def.h"

/* "preset bars" or "-F": where a text that is wrong comes from. */
static int
parse(struct feats *f, const struct feat_opts *o, struct err *err)
{
	const char *text = o->columns;
	char what[64] = "-F";

	if (text == NULL) {
		f->preset = o->preset;
		text = o->preset->columns;
		snprintf(what, sizeof(what), "preset %s", o->preset->name);
	}
	if (prog_parse(&f->prog, text, what, err) == -1)
		return -1;
	f->text = prog_text(&f->prog, err);
	return f->text == NULL ? -1 : 0;
}

struct feats *
feats_new(const struct feat_opts *o, struct house *house, struct err *err)
{
	struct feats *f = calloc(1, sizeof(*f));

	if (f == NULL) {
		err_errno(err, "columns");
		return NULL;
	}
	f->house = house;
	if (parse(f, o, err) == -1 || block_init(f, err) == -1 ||
	    owners_init(f, err) == -1) {
		feats_free(f);
		return NULL;
	}
	return f;
}

/* A row to the block, or 0 and the reason is counted. */
static int
admit(struct feats *f, const struct rec *r, struct err *err)
{
	struct row_in *row = &f->block.row[f->block.n];
	uint32_t symbol = rec_symbol(r);

	row->v = r->v;
	(void)row_span(&row->span, r);
	if (row_is_snapshot(r))
		f->acc.snapshot++;
	else if (symbol == 0)
		f->acc.no_symbol++;
	else if (row->span.end == TS_NULL)
		f->acc.no_time++;
	else if ((row->symbol = owner_get(f, symbol, err)) == NULL)
		return -1;
	else
		f->block.n++;
	return 0;
}

static uint64_t
def_of(struct feats *f, const struct rec *r)
{
	uint64_t before = row_def(r);

	if (!f->def_known || before != f->def_in) {
		f->def_known = 1;
		f->def_in = before;
		f->def = def_step(before, f->text);
	}
	return f->def;
}

/* The values of a node to field i of the rows out. */
static void
put_column(const struct feats *f, int node, int i)
{
	const struct shape *sh = f->shape;
	const struct block *b = &f->block;
	const double *y = b->value[node];
	size_t k;

	for (k = 0; k < b->n; k++)
		row_put_f64(sh->rows + b->order[k] * sh->out->row_size, sh->out,
		    i, y[k]);
}

/* The rows out of the block. */
static void
put_rows(struct feats *f)
{
	const struct shape *sh = f->shape;
	const struct block *b = &f->block;
	struct rec r = { .schema = sh->in };
	unsigned char *row = sh->rows;
	int i, out = sh->first;
	size_t j;

	for (j = 0; j < b->n; j++, row += sh->out->row_size) {
		r.v = b->row[j].v;
		copy_plan_run(&sh->copy, row, r.v);
		row_put_u64(row, sh->out, sh->ts_end, b->row[j].span.end);
		row_put_u64(row, sh->out, sh->def, def_of(f, &r));
	}
	for (i = 0; i < f->prog.ncolumn; i++)
		if (column_is_out(&f->prog.column[i]))
			put_column(f, f->prog.column[i].node, out++);
}

/* Rows with one def at a time. */
static int
hand_out(struct feats *f, feat_out_fn *out, void *arg, struct err *err)
{
	const struct schema *s = f->shape->out;
	struct rec r = { .schema = s };
	uint64_t def = 0, next = 0;
	size_t from = 0, j;

	for (j = 0; j <= f->block.n; j++) {
		r.v = f->shape->rows + j * s->row_size;
		if (j < f->block.n)
			next = rec_u64(&r, f->shape->def);
		if (j > from && (j == f->block.n || next != def)) {
			r.v = f->shape->rows + from * s->row_size;
			if (out(arg, s, r.v, j - from, err) == -1)
				return -1;
			f->acc.out += j - from;
			from = j;
		}
		def = next;
	}
	return 0;
}

/* At most a block of rows. */
static int
push_block(struct feats *f, const unsigned char *rows, size_t n,
    feat_out_fn *out, void *arg, struct err *err)
{
	struct rec r = { .schema = f->shape->in };
	size_t j;

	f->block.n = 0;
	for (j = 0; j < n; j++) {
		r.v = rows + j * r.schema->row_size;
		if (admit(f, &r, err) == -1)
			return -1;
	}
	if (f->block.n == 0)
		return 0;
	if (block_run(f, err) == -1)
		return -1;
	put_rows(f);
	return hand_out(f, out, arg, err);
}

int
feats_push(struct feats *f, const struct schema *s, const unsigned char *rows,
    size_t n, feat_out_fn *out, void *arg, struct err *err)
{
	size_t m;

	if (f->shape == NULL || f->shape->in != s)
		if ((f->shape = shape_get(f, s, err)) == NULL)
			return -1;
	f->acc.in += n;
	if (!f->shape->is_row) {
		f->acc.not_row += n;
		return 0;
	}
	for (; n > 0; n -= m, rows += m * s->row_size) {
		m = n < f->block.room ? n : f->block.room;
		if (push_block(f, rows, m, out, arg, err) == -1)
			return -1;
	}
	return 0;
}

static int
keep_row(void *arg, const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err)
{
	struct rec *out = arg;

	(void)err;
	out->schema = s;
	out->v = n > 0 ? rows : NULL;
	return 0;
}

int
feats_step(struct feats *f, struct rec *out, const struct rec *in,
    struct err *err)
{
	out->v = NULL;
	if (feats_push(f, in->schema, in->v, 1, keep_row, out, err) == -1)
		return -1;
	return out->v != NULL;
}

const struct feat_account *
feats_account(const struct feats *f)
{
	return &f->acc;
}

const char *
feats_text(const struct feats *f)
{
	return f->text;
}

int
feats_pooled(const struct feats *f)
{
	return f->prog.pooled;
}

void
feats_free(struct feats *f)
{
	if (f == NULL)
		return;
	owners_fini(f);
	shapes_fini(f);
	block_fini(&f->block);
	prog_fini(&f->prog);
	free(f->text);
	free(f);
}
