/*
 * engine_save.c - save and load all that the engine remembers.
 *
 * Tables: `feat' (the stream), `symbols' (their times, earlier values and the
 * states of all functions), `pooled', `at' (one row per node), `kept' (names
 * of text columns), and `shapes' and `held' (waiting rows).  Work that
 * functions derive from earlier values is rebuilt when it is needed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "feat/engine.h"

enum { PREFIX_MAX = 96 };

/* ---- values ---- */

static void
walk_stream(struct walk *w, struct feats *f)
{
	struct stream_time *t = &f->time;
	int64_t several = t->several, known = f->def_known;

	walk_scalar(w, "last", TENSOR_U64, &t->last);
	walk_scalar(w, "ahead", TENSOR_U64, &t->ahead);
	walk_scalar(w, "nahead", TENSOR_U32, &t->nahead);
	walk_symbol(w, "symbol", &t->symbol);
	walk_symbol(w, "first", &t->first);
	walk_scalar(w, "several", TENSOR_I64, &several);
	walk_scalar(w, "def_known", TENSOR_I64, &known);
	walk_scalar(w, "def_in", TENSOR_U64, &f->def_in);
	walk_vector(w, "field_seen", TENSOR_U8, f->field_seen,
	    (uint64_t)f->prog.nfield);
	if (walk_loading(w)) {
		t->several = several != 0;
		f->def_expected = known != 0;
	}
}

/* The values of a ring that functions still read. */
static void
walk_ring(struct walk *w, struct ring *r, uint32_t most)
{
	uint64_t n = r->n < most ? r->n : most;
	void *v = n > 0 ? r->v + (r->n - n) : NULL;

	walk_array(w, "past", TENSOR_F64, &v, &n);
	walk_check(w, n <= most, "past: too many values");
	if (w->mode != WALK_LOAD)
		return;
	if (!walk_loading(w)) { /* what it took before it failed */
		free(r->v == v ? NULL : v);
		return;
	}
	r->v = v;
	r->n = r->room = (uint32_t)n;
}

/* BEFORE, "NUMBER." and, unless it is NULL, "NAME.": by hand, because every
 * symbol has some of these for every node. */
static void
put_prefix(char to[PREFIX_MAX], const char *before, uint64_t number,
    const char *name)
{
	size_t n = strlen(before), len = name != NULL ? strlen(name) : 0;

	if (n + NUM_I64_MAX + len + 3 > PREFIX_MAX)
		BUG("a column function with a long name");
	memcpy(to, before, n);
	n += num_put_u64(to + n, number);
	to[n++] = '.';
	if (len > 0) {
		memcpy(to + n, name, len);
		n += len;
		to[n++] = '.';
	}
	to[n] = '\0';
}

static void
walk_node(struct walk *w, const struct node *n, int i, unsigned char *states)
{
	const char *before = w->prefix;
	char prefix[PREFIX_MAX];

	if (n->fn->walk_state == NULL)
		return;
	put_prefix(prefix, before, (uint64_t)i, n->fn->name);
	w->prefix = prefix;
	(void)n->fn->walk_state(w, n->arg, states + n->state);
	w->prefix = before;
}

static void
walk_nodes(struct walk *w, struct feats *f, enum scope scope,
    unsigned char *states)
{
	const struct node *n;
	int i;

	for (i = 0; i < f->prog.nnode; i++) {
		n = &f->prog.node[i];
		if (n->op == OP_CALL && n->fn->scope == scope)
			walk_node(w, n, i, states);
	}
}

static void
walk_symbol_state(struct walk *w, struct feats *f, struct symbol *s)
{
	const char *before = w->prefix;
	char prefix[PREFIX_MAX];
	int i;

	walk_scalar(w, "last", TENSOR_U64, &s->last);
	walk_scalar(w, "newest", TENSOR_U64, &s->newest);
	for (i = 0; i < f->prog.nstore; i++) {
		put_prefix(prefix, before,
		    (uint64_t)f->prog.store[i].node +
			(uint64_t)f->prog.store[i].missing * FEAT_NODES_MAX,
		    NULL);
		w->prefix = prefix;
		walk_ring(w, &symbol_rings(f, s)[i], f->prog.store[i].most);
	}
	w->prefix = before;
	walk_nodes(w, f, SCOPE_SYMBOL, symbol_states(f, s));
}

/* ---- saving ---- */

static int
save_symbols(struct feats *f, struct state *s, struct err *err)
{
	struct symbol **at;
	struct walk w;
	uint32_t id;

	if (state_save(&w, s, "symbols", err) == -1)
		return -1;
	for (id = 0; (at = idmap_find(&f->symbols, id)) != NULL; id++) {
		if (*at == NULL)
			continue;
		state_owner(&w, id, 0);
		walk_symbol_state(&w, f, *at);
	}
	return state_done(&w);
}

static int
save_at(struct feats *f, struct state *s, struct err *err)
{
	struct walk w;
	int i;

	if (state_save(&w, s, "at", err) == -1)
		return -1;
	for (i = 0; i < f->prog.nnode; i++) {
		if (f->prog.node[i].op != OP_AT)
			continue;
		state_owner(&w, 0, (uint64_t)i);
		walk_scalar(&w, "time", TENSOR_U64, &f->at[i].time);
		walk_scalar(&w, "value", TENSOR_F64, &f->at[i].value);
	}
	return state_done(&w);
}

static int
save_kept(struct feats *f, struct state *s, struct err *err)
{
	struct walk w;
	size_t i;

	if (state_save(&w, s, "kept", err) == -1)
		return -1;
	for (i = 0; i < f->nkept; i++) {
		state_owner(&w, 0, i);
		walk_symbol(&w, "name", &f->kept[i]);
	}
	return state_done(&w);
}

int
feats_save(struct feats *f, struct state *s, struct err *err)
{
	struct walk w;

	if (state_save(&w, s, "feat", err) == -1)
		return -1;
	state_owner(&w, 0, 0);
	walk_stream(&w, f);
	walk_nodes(&w, f, SCOPE_POOLED, f->pooled);
	if (state_done(&w) == -1 || save_symbols(f, s, err) == -1 ||
	    save_at(f, s, err) == -1 || save_kept(f, s, err) == -1)
		return -1;
	return held_save(f, s, err);
}

/* ---- loading ---- */

static int
load_stream(struct feats *f, struct state *s, struct err *err)
{
	uint64_t number;
	uint32_t symbol;
	struct walk w;

	if (state_load(&w, s, "feat", err) != 1 || state_owners(&w) != 1) {
		(void)state_done(&w);
		return err_set(err, "no state of columns");
	}
	if (state_owner_at(&w, 0, &symbol, &number) == 0) {
		walk_stream(&w, f);
		walk_nodes(&w, f, SCOPE_POOLED, f->pooled);
	}
	return state_done(&w);
}

static int
load_symbols(struct feats *f, struct state *s, struct err *err)
{
	struct symbol *owner;
	uint64_t i, number;
	uint32_t symbol;
	struct walk w;

	if (state_load(&w, s, "symbols", err) != 1)
		return state_done(&w);
	for (i = 0; i < state_owners(&w); i++) {
		if (state_owner_at(&w, i, &symbol, &number) == -1)
			break;
		walk_check(&w, symbol != 0, "an owner without a symbol");
		if (w.failed)
			break;
		if ((owner = owner_get(f, symbol, err)) == NULL) {
			w.failed = 1;
			break;
		}
		walk_check(&w, owner->last == 0 && owner->newest == 0,
		    "a symbol twice");
		if (w.failed)
			break;
		walk_symbol_state(&w, f, owner);
	}
	return state_done(&w);
}

static int
load_at(struct feats *f, struct state *s, struct err *err)
{
	uint64_t i, number;
	uint32_t symbol;
	struct walk w;

	if (state_load(&w, s, "at", err) != 1)
		return state_done(&w);
	for (i = 0; i < state_owners(&w); i++) {
		if (state_owner_at(&w, i, &symbol, &number) == -1)
			break;
		walk_check(&w,
		    number < (uint64_t)f->prog.nnode &&
			f->prog.node[number].op == OP_AT,
		    "not a node of at()");
		if (w.failed)
			break;
		walk_scalar(&w, "time", TENSOR_U64, &f->at[number].time);
		walk_scalar(&w, "value", TENSOR_F64, &f->at[number].value);
	}
	return state_done(&w);
}

static int
load_kept(struct feats *f, struct state *s, struct err *err)
{
	uint64_t i, number;
	uint32_t symbol, name;
	struct walk w;

	if (state_load(&w, s, "kept", err) != 1)
		return state_done(&w);
	for (i = 0; i < state_owners(&w) && !w.failed; i++) {
		if (state_owner_at(&w, i, &symbol, &number) == -1)
			break;
		walk_symbol(&w, "name", &name);
		walk_check(&w, name != 0, "a column without a name");
		if (!w.failed && kept_add(f, name, err) == -1)
			w.failed = 1;
	}
	return state_done(&w);
}

int
feats_load(struct feats *f, struct state *s, struct err *err)
{
	if (load_stream(f, s, err) == -1 || load_symbols(f, s, err) == -1 ||
	    load_at(f, s, err) == -1 || load_kept(f, s, err) == -1)
		return -1;
	return held_load(f, s, err);
}
