/*
 * engine_kind.c - input schemas: each is bound once to clock and aggregates.
 *
 * A schema may bring columns that bars carry in addition to the requested
 * ones: labels, text columns without a fixed meaning, and the source of the
 * records.  The engine adds an aggregate for each and binds it to all schemas
 * so far.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "window/engine.h"

static size_t
aligned(size_t n)
{
	return (n + STATE_ALIGN - 1) / STATE_ALIGN * STATE_ALIGN;
}

static unsigned
agg_sees(const struct aggregate *a)
{
	return a->sees != 0 ? a->sees : SEES_TRADE;
}

/* Takes trades as they come, or mids in their place. */
static int
is_priced(const struct aggregate *a)
{
	return (agg_sees(a) & (SEES_TRADE | SEES_QUOTE)) == SEES_TRADE;
}

/* Bind an instance to a schema, or to none. */
static void *
bind(struct windows *w, struct inst *i, const struct schema *s, struct err *err)
{
	void *arg = slab_get(&w->slab, i->agg->arg_size);

	if (arg == NULL) {
		err_errno(err, "aggregate %s", i->agg->name);
		return NULL;
	}
	if (i->arg != NULL)
		memcpy(arg, i->arg, i->agg->arg_size);
	if (i->agg->bind != NULL && i->agg->bind(arg, &i->call, s, err) == -1) {
		err_at(err, "aggregate %s", i->agg->name);
		return NULL;
	}
	if (i->agg->symbols != NULL)
		i->agg->symbols(arg, w->vocab->syms);
	i->arg = arg;
	return arg;
}

static int
kind_bind(struct windows *w, struct kind *k, int from, struct err *err)
{
	void **arg = realloc(k->arg, (size_t)w->ninst * sizeof(void *));
	int i;

	if (arg == NULL)
		return err_errno(err, "windows");
	k->arg = arg;
	for (i = from; i < w->ninst; i++) {
		arg[i] = bind(w, &w->inst[i], k->schema, err);
		if (arg[i] == NULL)
			return -1;
	}
	return 0;
}

/* ---- instances ---- */

static struct inst *
inst_add(struct windows *w, const struct aggregate *a, const struct call *call,
    struct err *err)
{
	struct inst *i;

	i = realloc(w->inst, ((size_t)w->ninst + 1) * sizeof(*i));
	if (i == NULL) {
		err_errno(err, "aggregates");
		return NULL;
	}
	w->inst = i;
	i += w->ninst++;
	memset(i, 0, sizeof(*i));
	i->agg = a;
	i->call = *call;
	if (bind(w, i, NULL, err) == NULL)
		return NULL;
	i->carry_size =
	    a->carry_need != NULL ? a->carry_need(i->arg) : a->carry_size;
	i->carry = w->carry_size;
	w->carry_size += aligned(i->carry_size);
	return i;
}

/* Where each state lies; panes move when that has changed. */
static int
layout(struct windows *w, struct err *err)
{
	size_t *from = calloc(2 * (size_t)w->ninst, sizeof(*from));
	size_t *size = from + w->ninst, off = 0, n;
	struct inst *i;
	int changed = w->scratch == NULL, k, ret = 0;

	if (from == NULL)
		return err_errno(err, "aggregates");
	for (k = 0; k < w->ninst; k++) {
		i = &w->inst[k];
		from[k] = i->state;
		size[k] = i->state_size;
		n = i->agg->state_need != NULL ? i->agg->state_need(i->arg)
					       : i->agg->state_size;
		changed |= i->state != off || i->state_size != n;
		i->state = off;
		i->state_size = n;
		off += aligned(n);
	}
	w->state_size = off;
	if (changed)
		ret = panes_move(w, from, size, w->ninst, err);
	free(from);
	return ret;
}

int
insts_init(struct windows *w, struct err *err)
{
	const struct window_agg *a;

	for (a = w->o.agg; a < w->o.agg + w->o.nagg; a++) {
		if (inst_add(w, a->agg, &a->call, err) == NULL)
			return -1;
		w->priced |= is_priced(a->agg);
		w->every_pane |= a->agg->every_pane;
	}
	w->every_pane |= w->o.fill != FILL_NONE;
	w->nasked = w->ninst;
	w->ordered |= w->carry_size > 0;
	return layout(w, err);
}

/* Add an aggregate that was not requested. */
static int
inst_extra(struct windows *w, const struct aggregate *a, const char *field,
    struct err *err)
{
	struct call call = { 0 };
	struct scan q;
	struct kind *k;
	char text[FIELD_NAME_MAX + 4];

	snprintf(text, sizeof(text), "\"%s\")", field);
	scan_init(&q, text, a->name, err);
	if (a->args != NULL &&
	    call_read(&call, &q, a->name, a->args, NULL) == -1)
		return -1;
	if (inst_add(w, a, &call, err) == NULL)
		return -1;
	for (k = w->first_kind; k != NULL; k = k->next)
		if (kind_bind(w, k, w->ninst - 1, err) == -1)
			return -1;
	return 0;
}

static int
has_extra(const struct windows *w, const struct aggregate *a, const char *field)
{
	const struct inst *i;

	for (i = w->inst + w->nasked; i < w->inst + w->ninst; i++)
		if (i->agg == a &&
		    (a->args == NULL ||
			strcmp(call_text(&i->call, 0), field) == 0))
			return 1;
	return 0;
}

static int
add_extras(struct windows *w, const struct schema *s, struct err *err)
{
	const struct field *f;

	if (s->at.label >= 0 && !has_extra(w, &aggregate_labels, "") &&
	    inst_extra(w, &aggregate_labels, "", err) == -1)
		return -1;
	if (schema_find(s, "src_part") >= 0 &&
	    !has_extra(w, &aggregate_src, "") &&
	    inst_extra(w, &aggregate_src, "", err) == -1)
		return -1;
	for (f = s->field; f < s->field + s->nfield; f++)
		if (field_is_kept(f) &&
		    !has_extra(w, &aggregate_kept, f->name) &&
		    inst_extra(w, &aggregate_kept, f->name, err) == -1)
			return -1;
	return 0;
}

/* ---- schemas ---- */

/* The scale that a schema's sizes or volumes need in the bars. */
static uint8_t
size_scale(const struct schema *s)
{
	int i = s->sees & SEES_BAR ? s->at.volume : s->at.size;

	return i >= 0 ? s->field[i].scale : 0;
}

static int
clock_bind(struct windows *w, struct kind *k, struct err *err)
{
	const struct clock *c = w->o.clock;

	k->clock_arg = slab_get(&w->slab, c->arg_size);
	if (k->clock_arg == NULL)
		return err_errno(err, "clock %s", c->name);
	memcpy(k->clock_arg, w->clock_arg, c->arg_size);
	if (c->bind != NULL &&
	    c->bind(k->clock_arg, &w->o.clock_call, k->schema, err) == -1)
		return err_at(err, "clock %s", c->name);
	w->clock_arg = k->clock_arg;
	return 0;
}

static int
kind_init(struct windows *w, struct kind *k, const struct schema *s,
    struct err *err)
{
	k->schema = s;
	k->mid = (s->sees & SEES_QUOTE) != 0 && w->priced &&
		 (w->o.price == 1 ||
		     (w->o.price == -1 && (s->sees & SEES_TRADE) == 0));
	k->mask = w->o.price == 1 ? ~(unsigned)SEES_TRADE : ~0u;
	if (s == w->price.schema)
		k->mask = ~0u;
	else
		mark_choose(w, s);
	if (s != w->price.schema && add_extras(w, s, err) == -1)
		return -1;
	if (clock_bind(w, k, err) == -1 || kind_bind(w, k, 0, err) == -1 ||
	    layout(w, err) == -1)
		return -1;
	if (size_scale(s) > w->scale) {
		w->scale = size_scale(s);
		w->bar = NULL;
	}
	k->src_topic = schema_find(s, "src_topic");
	k->src_part = schema_find(s, "src_part");
	fast_init(w, k);
	return columns_make(w, s, err);
}

static void
calls_drop(struct kind *k)
{
	int m;

	for (m = 0; m < MASKS; m++)
		k->calls[m].made = 0;
}

static struct kind *
kind_add(struct windows *w, const struct schema *s, struct err *err)
{
	struct kind *k = calloc(1, sizeof(*k)), *i;

	if (k == NULL) {
		err_errno(err, "windows");
		return NULL;
	}
	if (kind_init(w, k, s, err) == -1) {
		free(k->arg);
		free(k);
		return NULL;
	}
	if (w->last_kind != NULL)
		w->last_kind->next = k;
	else
		w->first_kind = k;
	w->last_kind = k;
	/* Args and offsets may have changed. */
	for (i = w->first_kind; i != NULL; i = i->next)
		calls_drop(i);
	return k;
}

struct kind *
kind_get(struct windows *w, const struct schema *s, struct err *err)
{
	struct kind **at;

	if (w->kind != NULL && w->kind->schema == s)
		return w->kind;
	if ((at = idmap_get(&w->kinds, s->id, err)) == NULL)
		return NULL;
	if (*at == NULL)
		*at = kind_add(w, s, err);
	return w->kind = *at;
}

/* The engine's own schema of mids is of another registry. */
struct kind *
kind_price(struct windows *w, struct err *err)
{
	if (w->price_kind == NULL)
		w->price_kind = kind_add(w, w->price.schema, err);
	return w->price_kind;
}

/* ---- calls per record ---- */

static void
calls_fill(struct windows *w, const struct kind *k, struct calls *c,
    unsigned sees)
{
	const struct inst *i;
	int n, takes = k->mid && (sees & SEES_QUOTE) != 0;
	/* A mid comes beside its quote, which some have got. */
	int mid = k->schema == w->price.schema;
	int ninst = mid ? w->nasked : w->ninst;

	c->npush = c->nwatch = c->nasked = 0;
	for (n = 0; n < ninst; n++) {
		i = &w->inst[n];
		if (i->agg->watch != NULL && (sees & SEES_QUOTE) != 0)
			c->watch[c->nwatch++] =
			    (struct call_watch){ i->agg->watch, k->arg[n],
				    (uint32_t)i->carry };
		if (n < w->nasked ? (agg_sees(i->agg) & sees) == 0
				  : c->nasked == 0 && !takes)
			continue;
		if (mid && !is_priced(i->agg))
			continue;
		if (i->agg->takes != NULL && !i->agg->takes(k->arg[n]))
			continue;
		c->push[c->npush++] =
		    (struct call_push){ i->agg->push, i->agg->push_rows,
			    k->arg[n], (uint32_t)i->state, (uint32_t)i->carry };
		c->nasked += n < w->nasked;
	}
	c->made = 1;
}

const struct calls *
kind_calls(struct windows *w, struct kind *k, unsigned sees, struct err *err)
{
	struct calls *c = &k->calls[sees % MASKS];
	size_t n = (size_t)w->ninst;

	if (c->made)
		return c;
	free(c->push);
	free(c->watch);
	c->push = calloc(n, sizeof(*c->push));
	c->watch = calloc(n, sizeof(*c->watch));
	if (c->push == NULL || c->watch == NULL) {
		err_errno(err, "aggregates");
		return NULL;
	}
	calls_fill(w, k, c, sees);
	return c;
}

static void
kind_free(struct kind *k)
{
	int m;

	for (m = 0; m < MASKS; m++) {
		free(k->calls[m].push);
		free(k->calls[m].watch);
	}
	free(k->arg);
	free(k);
}

void
kinds_fini(struct windows *w)
{
	struct kind *k;

	while ((k = w->first_kind) != NULL) {
		w->first_kind = k->next;
		kind_free(k);
	}
	idmap_fini(&w->kinds);
	free(w->inst);
}
