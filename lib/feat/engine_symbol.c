/*
 * engine_symbol.c - the engine's state of each symbol.
 *
 * One block of memory per symbol, allocated at its first row:
 *
 *	struct symbol, a ring for each store, a pointer for each work,
 *	the states of all functions
 *
 * The memory behind the rings and works grows with the rows seen.
 */
#include <stdlib.h>

#include "feat/engine.h"

static void
states_init(const struct feats *f, unsigned char *states, enum scope scope)
{
	const struct node *n;
	int i;

	for (i = 0; i < f->prog.nnode; i++) {
		n = &f->prog.node[i];
		if (n->op == OP_CALL && n->fn->scope == scope &&
		    n->fn->init != NULL)
			n->fn->init(n->arg, states + n->state);
	}
}

static size_t
align(size_t n)
{
	return (n + 15) & ~(size_t)15;
}

int
owners_init(struct feats *f, struct err *err)
{
	const struct prog *p = &f->prog;
	struct layout *l = &f->layout;

	l->ring = align(sizeof(struct symbol));
	l->work = l->ring + (size_t)p->nstore * sizeof(struct ring);
	l->state = align(l->work + (size_t)p->nwork * sizeof(void *));
	l->size = align(l->state + p->symbol_size);
	idmap_init(&f->symbols, sizeof(struct symbol *), "symbols");
	f->pooled = calloc(1, p->pooled_size + 1);
	if (f->pooled == NULL)
		return err_errno(err, "columns");
	states_init(f, f->pooled, SCOPE_POOLED);
	return 0;
}

/* 1 + the place among the symbols that at() names, or 0. */
static int
at_index(const struct prog *p, uint32_t id)
{
	int i;

	for (i = 0; i < p->nat; i++)
		if (p->at[i] == id)
			return i + 1;
	return 0;
}

struct symbol *
owner_get(struct feats *f, uint32_t id, struct err *err)
{
	struct symbol **at = idmap_get(&f->symbols, id, err);

	if (at == NULL || *at != NULL)
		return at == NULL ? NULL : *at;
	if ((*at = slab_get(&f->slab, f->layout.size)) == NULL) {
		err_errno(err, "columns of %u symbols", id);
		return NULL;
	}
	(*at)->id = id;
	(*at)->at = at_index(&f->prog, id);
	states_init(f, symbol_states(f, *at), SCOPE_SYMBOL);
	return *at;
}

static void
symbol_fini(struct feats *f, struct symbol *s)
{
	int i;

	for (i = 0; i < f->prog.nstore; i++)
		free(symbol_rings(f, s)[i].v);
	for (i = 0; i < f->prog.nwork; i++)
		free(symbol_works(f, s)[i]);
}

/* What the states of a function own. */
static void
states_fini(struct feats *f, const struct node *n)
{
	struct symbol **at;
	uint32_t id;

	if (n->fn->scope == SCOPE_POOLED && f->pooled != NULL)
		n->fn->fini(n->arg, f->pooled + n->state);
	for (id = 0; n->fn->scope == SCOPE_SYMBOL &&
		     (at = idmap_find(&f->symbols, id)) != NULL;
	     id++)
		if (*at != NULL)
			n->fn->fini(n->arg, symbol_states(f, *at) + n->state);
}

void
owners_fini(struct feats *f)
{
	const struct node *n = f->prog.node;
	struct symbol **at;
	uint32_t id;
	int i;

	for (i = 0; i < f->prog.nnode; i++)
		if (n[i].op == OP_CALL && n[i].fn->fini != NULL)
			states_fini(f, &n[i]);
	for (id = 0; (at = idmap_find(&f->symbols, id)) != NULL; id++)
		if (*at != NULL)
			symbol_fini(f, *at);
	idmap_fini(&f->symbols);
	slab_fini(&f->slab);
	free(f->pooled);
}
