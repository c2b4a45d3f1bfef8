/*
 * engine.c - rows in, rows with computed columns out.
 *
 *	feats_new (feats_step)* feats_free
 *
 * Each symbol has one flat block with the states of all functions, made at
 * its first row; memory is bounded by symbols times the size of the block.
 * A row costs one walk over the program.
 */
#include <stdlib.h>
#include <string.h>

#include "feat/engine.h"
#include "stream/def.h"
#include "stream/row.h"

enum { HIDDEN_MAX = 3 };

static void
states_init(const struct feats *f, unsigned char *block, enum scope scope)
{
	const struct node *n;
	int i;

	for (i = 0; i < f->prog.nnode; i++) {
		n = &f->prog.node[i];
		if (n->op == OP_CALL && n->fn->scope == scope &&
		    n->fn->init != NULL)
			n->fn->init(block + n->state, &n->argv);
	}
}

static unsigned char *
state_of(struct feats *f, uint32_t symbol, struct err *err)
{
	unsigned char **at = idmap_get(&f->state, symbol, err);

	if (at == NULL || *at != NULL)
		return at == NULL ? NULL : *at;
	/* a block also where there is nothing to keep: it says "seen" */
	*at = slab_get(&f->slab, f->prog.symbol_size);
	if (*at == NULL)
		err_errno(err, "columns of %u symbols", symbol);
	else
		states_init(f, *at, SCOPE_SYMBOL);
	return *at;
}

struct feats *
feats_new(const char *columns, struct house *house, struct err *err)
{
	struct feats *f = calloc(1, sizeof(*f));

	if (f == NULL) {
		err_errno(err, "columns");
		return NULL;
	}
	f->house = house;
	idmap_init(&f->state, sizeof(unsigned char *), "symbols");
	if (prog_parse(&f->prog, columns, house->syms, err) == -1 ||
	    (f->text = prog_text(&f->prog, house->syms, err)) == NULL)
		goto fail;
	f->value = calloc((size_t)f->prog.nnode, sizeof(*f->value));
	f->pooled = calloc(1, f->prog.pooled_size + 1);
	if (f->value == NULL || f->pooled == NULL) {
		err_errno(err, "columns");
		goto fail;
	}
	states_init(f, f->pooled, SCOPE_POOLED);
	return f;
fail:
	feats_free(f);
	return NULL;
}

/* The instants and names that functions may ask for. */
struct context {
	struct row_span span;
	uint32_t symbol;
	unsigned char *state;
};

static double
seconds(uint64_t ns)
{
	return ns == TS_NULL ? NAN : (double)ns / 1e9;
}

static double
call(const struct feats *f, const struct node *n, const struct context *c)
{
	double in[FEAT_ARGS_MAX + HIDDEN_MAX];
	unsigned char *block;
	int i;

	for (i = 0; i < n->nin; i++)
		in[i] = f->value[n->in[i]];
	if (n->fn->hidden & IN_TIME)
		in[i++] = seconds(c->span.end);
	if (n->fn->hidden & IN_SYMBOL)
		in[i++] = c->symbol;
	if (n->fn->hidden & IN_START)
		in[i++] = seconds(c->span.start);
	block = n->fn->scope == SCOPE_POOLED ? f->pooled : c->state;
	return n->fn->step(block + n->state, &n->argv, in);
}

static double
compute(const struct feats *f, const struct node *n, const struct context *c,
    const struct rec *r)
{
	const double *v = f->value;

	switch (n->op) {
	case OP_NUM:
		return n->num;
	case OP_FIELD:
		return rec_double(r, f->shape->field[n->field]);
	case OP_NEG:
		return -v[n->in[0]];
	case OP_ADD:
		return v[n->in[0]] + v[n->in[1]];
	case OP_SUB:
		return v[n->in[0]] - v[n->in[1]];
	case OP_MUL:
		return v[n->in[0]] * v[n->in[1]];
	case OP_DIV:
		return v[n->in[0]] / v[n->in[1]];
	case OP_CALL:
		return call(f, n, c);
	}
	BUG("an operation that is none");
}

static void
run(struct feats *f, const struct context *c, const struct rec *r)
{
	double y;
	int i;

	for (i = 0; i < f->prog.nnode; i++) {
		y = compute(f, &f->prog.node[i], c, r);
		f->value[i] = isfinite(y) ? y : NAN;
	}
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

static void
put_row(struct feats *f, const struct context *c, const struct rec *r)
{
	const struct shape *sh = f->shape;
	int i;

	copy_plan_run(&sh->copy, sh->row, r->v);
	row_put_u64(sh->row, sh->out, sh->ts_end, c->span.end);
	for (i = 0; i < f->prog.ncolumn; i++)
		row_put_f64(sh->row, sh->out, sh->first + i,
		    f->value[f->prog.column[i].node]);
	row_put_u64(sh->row, sh->out, sh->def, def_of(f, r));
}

/* 1 when the row is used; else the reason is counted. */
static int
admit(struct feats *f, const struct context *c, const struct rec *r)
{
	if (row_is_snapshot(r))
		f->acc.snapshot++;
	else if (c->symbol == 0)
		f->acc.no_symbol++;
	else if (c->span.end == TS_NULL)
		f->acc.no_time++;
	else
		return 1;
	return 0;
}

int
feats_step(struct feats *f, struct rec *out, const struct rec *in,
    struct err *err)
{
	struct context c;

	if (f->shape == NULL || f->shape->in != in->schema)
		if ((f->shape = shape_get(f, in->schema, err)) == NULL)
			return -1;
	f->acc.in++;
	if (!f->shape->is_row) {
		f->acc.not_row++;
		return 0;
	}
	c.symbol = rec_symbol(in);
	(void)row_span(&c.span, in);
	if (!admit(f, &c, in))
		return 0;
	if ((c.state = state_of(f, c.symbol, err)) == NULL)
		return -1;
	run(f, &c, in);
	put_row(f, &c, in);
	out->schema = f->shape->out;
	out->v = f->shape->row;
	f->acc.out++;
	return 1;
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
	slab_fini(&f->slab);
	shapes_fini(f);
	prog_fini(&f->prog);
	free(f->text);
	free(f->value);
	idmap_fini(&f->state);
	free(f->pooled);
	free(f);
}
