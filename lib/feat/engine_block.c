/*
 * engine_block.c - run the program on a block of rows.
 *
 * Values do not depend on how rows are cut into blocks: within a symbol rows
 * keep their order, and a function's `steps' equals its `step' row by row.
 */
#include <stdlib.h>
#include <string.h>

#include "feat/engine.h"

/* A block's values should stay in the cache of one core. */
enum { BLOCK_BYTES = 1 << 18, ROOM_LEAST = 64, ROOM_MOST = 512 };
enum { STRIDE = 8 };

/* ---- memory ---- */

static size_t
block_room(const struct prog *p)
{
	size_t width = sizeof(double) * (size_t)p->nnode +
		       sizeof(struct past) * (size_t)p->nstore;
	size_t room = BLOCK_BYTES / width;

	return room < ROOM_LEAST  ? ROOM_LEAST
	       : room > ROOM_MOST ? ROOM_MOST
				  : room;
}

/* The next piece of a block's memory, or the size so far. */
static void *
piece(unsigned char *memory, size_t *at, size_t size)
{
	void *p = memory == NULL ? NULL : memory + *at;

	*at += (size + 15) & ~(size_t)15;
	return p;
}

/* Lay the arrays out in memory; returns their size. */
static size_t
block_lay(struct block *b, const struct prog *p, unsigned char *memory)
{
	size_t room = b->room, at = 0,
	       nstream = p->pooled ? CALL_ARGS_MAX + 1 : 0;
	size_t i, nnode = (size_t)p->nnode, nstore = (size_t)p->nstore;
	double *value, *stream;
	struct past *past;

	b->row = piece(memory, &at, room * sizeof(*b->row));
	b->order = piece(memory, &at, room * sizeof(*b->order));
	b->place = piece(memory, &at, room * sizeof(*b->place));
	b->group = piece(memory, &at, (room + 1) * sizeof(*b->group));
	b->symbol = piece(memory, &at, room * sizeof(*b->symbol));
	b->state = piece(memory, &at, room * sizeof(*b->state));
	b->start = piece(memory, &at, room * sizeof(*b->start));
	b->end = piece(memory, &at, room * sizeof(*b->end));
	b->value = piece(memory, &at, nnode * sizeof(*b->value));
	b->past = piece(memory, &at, nstore * sizeof(*b->past));
	b->stream = piece(memory, &at, nstream * sizeof(*b->stream));
	value = piece(memory, &at, nnode * room * sizeof(*value));
	past = piece(memory, &at, nstore * room * sizeof(*past));
	stream = piece(memory, &at, nstream * room * sizeof(*stream));
	if (memory == NULL)
		return at;
	for (i = 0; i < nnode; i++)
		b->value[i] = value + i * room;
	for (i = 0; i < nstore; i++)
		b->past[i] = past + i * room;
	for (i = 0; i < nstream; i++)
		b->stream[i] = stream + i * room;
	return at;
}

int
block_grow(struct feats *f, size_t room, struct err *err)
{
	const struct prog *p = &f->prog;
	struct block *b = &f->block, old = *b;
	size_t k;
	int i;

	b->room = room;
	b->memory = calloc(1, block_lay(b, p, NULL));
	if (b->memory == NULL) {
		*b = old;
		return err_errno(err, "columns");
	}
	block_lay(b, p, b->memory);
	if (old.n > 0)
		memcpy(b->row, old.row, old.n * sizeof(*b->row));
	free(old.memory);
	for (i = 0; i < p->nnode; i++)
		for (k = 0; p->node[i].op == OP_NUM && k < b->room; k++)
			b->value[i][k] = p->node[i].num;
	return 0;
}

int
block_init(struct feats *f, struct err *err)
{
	f->at = calloc((size_t)f->prog.nnode, sizeof(*f->at));
	if (f->at == NULL)
		return err_errno(err, "columns");
	return block_grow(f, block_room(&f->prog), err);
}

void
block_fini(struct block *b)
{
	free(b->memory);
}

/* ---- places ---- */

void
block_begin(struct block *b)
{
	b->n = b->ngroup = 0;
	b->number++;
}

/* Put the rows of each symbol side by side. */
static void
place_rows(struct block *b)
{
	uint32_t k, n, at = 0;
	size_t j, g;

	for (g = 0; g < b->ngroup; g++) {
		n = b->group[g];
		b->group[g] = at;
		at += n;
	}
	for (j = 0; j < b->n; j++) {
		k = b->group[b->place[j]]++;
		b->order[k] = (uint32_t)j;
		b->place[j] = k;
		b->start[k] = b->row[j].span.start;
		b->end[k] = b->row[j].span.end;
	}
	/* Each group's begin has moved on to the next one's. */
	memmove(b->group + 1, b->group, b->ngroup * sizeof(*b->group));
	b->group[0] = 0;
}

/* ---- nodes ---- */

/* Prices of one kind's rows: the usual case, without a call a row.  By row,
 * which lie side by side, then by place. */
static void
price_values(const struct block *b, double *y, uint32_t off)
{
	int64_t v;
	size_t j;

	for (j = 0; j < b->n; j++) {
		memcpy(&v, b->row[j].v + off, sizeof(v));
		y[b->place[j]] = v == PX_NULL ? NAN : (double)v / 1e9;
	}
}

static void
field_values(const struct feats *f, double *y, int field)
{
	const struct block *b = &f->block;
	const struct row_in *row;
	struct rec r;
	size_t k;
	int i;

	if (b->shape != NULL && (i = b->shape->field[field]) >= 0 &&
	    b->shape->in->field[i].type == F_PX) {
		price_values(b, y, b->shape->in->field[i].off);
		return;
	}
	for (k = 0; k < b->n; k++) {
		row = &b->row[b->order[k]];
		r = (struct rec){ row->shape->in, row->v };
		y[k] = shape_value(&r, row->shape->field[field]);
	}
}

/* A bare name, by what it is in rows of each shape. */
static void
either_values(const struct feats *f, double *y, int i)
{
	const int *in = f->prog.node[i].in;
	const struct block *b = &f->block;
	const unsigned char *is_field;
	size_t k;

	for (k = 0; k < b->n; k++) {
		is_field = b->row[b->order[k]].shape->is_field;
		y[k] = b->value[in[is_field != NULL && is_field[i]]][k];
	}
}

static void
operation(double *y, enum op op, const double *a, const double *b, size_t n)
{
	size_t k;

	switch (op) {
	case OP_NEG:
		for (k = 0; k < n; k++)
			y[k] = -a[k];
		return;
	case OP_ADD:
		for (k = 0; k < n; k++)
			y[k] = a[k] + b[k];
		return;
	case OP_SUB:
		for (k = 0; k < n; k++)
			y[k] = a[k] - b[k];
		return;
	case OP_MUL:
		for (k = 0; k < n; k++)
			y[k] = a[k] * b[k];
		return;
	case OP_DIV:
		for (k = 0; k < n; k++)
			y[k] = a[k] / b[k];
		return;
	default:
		BUG("an operation of an unknown kind");
	}
}

static int
work_make(const struct node *n, void **work, const struct past *past,
    struct err *err)
{
	if ((*work = malloc(n->fn->work_size(n->arg))) == NULL)
		return err_errno(err, "columns");
	n->fn->work_init(n->arg, *work, past);
	return 0;
}

/* The work of a function for a symbol, made once it has its past; -1. */
static int
work_of(struct feats *f, const struct node *n, size_t g,
    const struct past *past, void **out, struct err *err)
{
	void **work = &symbol_works(f, f->block.symbol[g])[n->work];

	if (*work == NULL && past->n >= n->past[0] &&
	    work_make(n, work, past, err) == -1)
		return -1;
	*out = *work;
	return 0;
}

/* A function without `steps', row by row. */
static int
each_step(struct feats *f, const struct node *n, double *y,
    const struct fn_rows *r, struct err *err)
{
	double in[CALL_ARGS_MAX];
	struct past past[CALL_ARGS_MAX] = { 0 };
	struct fn_row row = { .in = in, .past = past, .counts = r->counts };
	double (*step)(const void *, void *, const struct fn_row *) =
	    n->fn->step;
	size_t g, k;
	int i;

	for (g = 0; g < r->ngroup; g++) {
		row.work = NULL;
		for (k = r->group[g]; k < r->group[g + 1]; k++) {
			for (i = 0; i < n->nin; i++) {
				in[i] = r->in[i][k];
				if (r->past[i] != NULL)
					past[i] = r->past[i][k];
			}
			row.start = r->start[k];
			row.end = r->end[k];
			if (n->work >= 0 && row.work == NULL &&
			    work_of(f, n, g, past, &row.work, err) == -1)
				return -1;
			y[k] = step(n->arg, r->state[g], &row);
		}
	}
	return 0;
}

/* The same with `steps' and with work, symbol by symbol. */
static int
work_steps(struct feats *f, const struct node *n, double *y,
    const struct fn_rows *r, struct err *err)
{
	struct fn_rows rows = *r;
	uint32_t group[2];
	void *work;
	size_t g;

	rows.ngroup = 1;
	rows.group = group;
	rows.work = &work;
	for (g = 0; g < r->ngroup; g++) {
		group[0] = r->group[g];
		group[1] = r->group[g + 1];
		for (work = NULL; group[0] < group[1]; group[0]++) {
			if (work_of(f, n, g, &r->past[0][group[0]], &work,
				err) == -1)
				return -1;
			if (work != NULL)
				break;
			y[group[0]] = NAN;
		}
		rows.state = r->state + g;
		if (work != NULL)
			n->fn->steps(n->arg, y, &rows);
	}
	return 0;
}

static int
run_rows(struct feats *f, const struct node *n, double *y,
    const struct fn_rows *r, struct err *err)
{
	if (n->fn->steps == NULL)
		return each_step(f, n, y, r, err);
	if (n->work >= 0)
		return work_steps(f, n, y, r, err);
	n->fn->steps(n->arg, y, r);
	return 0;
}

/* One state for all: its rows in stream order. */
static int
call_pooled(struct feats *f, const struct node *n, double *y, struct err *err)
{
	const uint32_t group[2] = { 0, (uint32_t)f->block.n };
	const struct past *past[CALL_ARGS_MAX] = { NULL };
	const double *in[CALL_ARGS_MAX];
	struct block *b = &f->block;
	void *state = f->pooled + n->state;
	double *out = b->stream[CALL_ARGS_MAX];
	struct fn_rows r = { .n = b->n,
		.ngroup = 1,
		.group = group,
		.state = &state,
		.in = in,
		.past = past,
		.start = b->start,
		.end = b->end,
		.counts = &f->acc.counts };
	size_t k;
	int i;

	for (i = 0; i < n->nin; i++) {
		in[i] = b->stream[i];
		for (k = 0; k < b->n; k++)
			b->stream[i][b->order[k]] = b->value[n->in[i]][k];
	}
	/* Times by place are computed anew for the next node that asks. */
	for (k = 0; k < b->n; k++) {
		b->start[k] = b->row[k].span.start;
		b->end[k] = b->row[k].span.end;
	}
	if (run_rows(f, n, out, &r, err) == -1)
		return -1;
	for (k = 0; k < b->n; k++) {
		y[k] = out[b->order[k]];
		b->start[k] = b->row[b->order[k]].span.start;
		b->end[k] = b->row[b->order[k]].span.end;
	}
	return 0;
}

static int
call_symbols(struct feats *f, const struct node *n, double *y, struct err *err)
{
	const struct past *past[CALL_ARGS_MAX];
	const double *in[CALL_ARGS_MAX];
	struct block *b = &f->block;
	struct fn_rows r = { .n = b->n,
		.ngroup = b->ngroup,
		.group = b->group,
		.state = b->state,
		.in = in,
		.past = past,
		.start = b->start,
		.end = b->end,
		.counts = &f->acc.counts };
	size_t g;
	int i;

	for (i = 0; i < n->nin; i++) {
		in[i] = b->value[n->in[i]];
		past[i] = n->store[i] < 0 ? NULL : b->past[n->store[i]];
	}
	for (g = 0; g < b->ngroup; g++)
		b->state[g] = symbol_states(f, b->symbol[g]) + n->state;
	return run_rows(f, n, y, &r, err);
}

/* n is known where it is called: compilers then use vectors. */
static inline void
drop_some(double *y, size_t n)
{
	size_t k;

	for (k = 0; k < n; k++) /* x - x is 0 for a finite x */
		y[k] = y[k] - y[k] == 0 ? y[k] : NAN;
}

static void
drop_infinite(double *y, size_t n)
{
	size_t k = 0;

	for (; n - k >= STRIDE; k += STRIDE)
		drop_some(y + k, STRIDE);
	for (; k < n; k++)
		drop_some(y + k, 1);
}

static int
run_node(struct feats *f, int i, struct err *err)
{
	const struct node *n = &f->prog.node[i];
	struct block *b = &f->block;
	double *y = b->value[i];
	int ret = 0;

	switch (n->op) {
	case OP_NUM:
		return 0; /* always the same */
	case OP_EITHER:
		either_values(f, y, i);
		return 0;
	case OP_FIELD:
		field_values(f, y, n->field);
		break;
	case OP_AT:
		at_run(f, i);
		break;
	case OP_CALL:
		ret = n->fn->scope == SCOPE_POOLED ? call_pooled(f, n, y, err)
						   : call_symbols(f, n, y, err);
		if (f->acc.counts.no_memory > 0)
			return err_set(err, "columns: out of memory");
		break;
	default:
		operation(y, n->op, b->value[n->in[0]],
		    b->value[n->in[n->nin - 1]], b->n);
	}
	drop_infinite(y, b->n);
	return ret;
}

int
block_run(struct feats *f, struct err *err)
{
	int i, s;

	place_rows(&f->block);
	for (i = 0; i < f->prog.nnode; i++) {
		if (run_node(f, i, err) == -1)
			return -1;
		for (s = 0; s < f->prog.nstore; s++)
			if (f->prog.store[s].node == i &&
			    rings_take(f, s, err) == -1)
				return -1;
	}
	return 0;
}
