/*
 * meta_symbol.c - metadata of one symbol after the other out of those of many,
 * each in time that does not grow with their number.
 *
 * The lists of a symbol are its mappings, its own name in each list, and the
 * names that are no records' (parent symbols), which all symbols share.
 */
#include <stdlib.h>
#include <string.h>

#include "base/symtab.h"
#include "dbn/meta.h"

enum { STYPE_ID = 0, STYPE_PARENT = 4, NAMED = 3 /* lists of names */ };

struct dbn_by_symbol {
	const struct dbn_meta *m;
	struct symtab *names;
	uint32_t *first;             /* by name: index + 1 of its mapping */
	uint32_t *more;              /* by mapping: the next of that name */
	struct dbn_mapping *mapping; /* room for those of one name */
	struct {
		const char **shared, **with; /* with: and a symbol's own */
		uint32_t n;
		uint32_t *at; /* by name: its place among them + 1, or 0 */
	} list[NAMED];
};

static void
list_of(const struct dbn_meta *m, int i, const char ***text, uint32_t *n)
{
	*text = i == 0 ? m->symbols : i == 1 ? m->partial : m->not_found;
	*n = i == 0 ? m->nsymbols : i == 1 ? m->npartial : m->nnot_found;
}

/* A name that a record may have: it is not shared. */
static uint32_t
own_name(const struct dbn_by_symbol *x, const char *s)
{
	return symtab_find(x->names, s, strlen(s));
}

static int
name_mappings(struct dbn_by_symbol *x, struct err *err)
{
	const struct dbn_meta *m = x->m;
	uint32_t i, id;
	const char *s;

	for (i = m->nmapping; i-- > 0;) {
		s = m->mapping[i].raw_symbol;
		id = symtab_add(x->names, s, strlen(s), err);
		if (err->set)
			return -1;
		x->more[i] = x->first[id];
		x->first[id] = i + 1;
	}
	for (i = 0; m->stype_in != STYPE_PARENT && i < m->nnot_found; i++) {
		s = m->not_found[i];
		(void)symtab_add(x->names, s, strlen(s), err);
	}
	return err->set ? -1 : 0;
}

static int
split_list(struct dbn_by_symbol *x, int l, struct err *err)
{
	const char **text, **shared;
	uint32_t n, i, id, *at;

	list_of(x->m, l, &text, &n);
	shared = malloc(((size_t)n + 1) * sizeof(*text));
	at = calloc(symtab_count(x->names), sizeof(*at));
	x->list[l].with = malloc(((size_t)n + 1) * sizeof(*text));
	x->list[l].shared = shared;
	x->list[l].at = at;
	if (shared == NULL || at == NULL || x->list[l].with == NULL)
		return err_errno(err, "metadata");
	for (i = 0; i < n; i++)
		if ((id = own_name(x, text[i])) != 0)
			at[id] = x->list[l].n + 1;
		else
			shared[x->list[l].n++] = text[i];
	return 0;
}

struct dbn_by_symbol *
dbn_by_symbol_new(const struct dbn_meta *m, struct err *err)
{
	struct dbn_by_symbol *x = calloc(1, sizeof(*x));
	size_t n = (size_t)m->nmapping + m->nnot_found + 1;
	int i, ret;

	if (x != NULL) {
		x->m = m;
		x->names = symtab_new(UINT32_MAX / 4);
		x->first = calloc(n, sizeof(*x->first));
		x->more = calloc(n, sizeof(*x->more));
		x->mapping = calloc(n, sizeof(*x->mapping));
	}
	if (x == NULL || x->names == NULL || x->first == NULL ||
	    x->more == NULL || x->mapping == NULL)
		ret = err_errno(err, "metadata");
	else
		ret = name_mappings(x, err);
	for (i = 0; i < NAMED && ret == 0; i++)
		ret = split_list(x, i, err);
	if (ret == 0)
		return x;
	dbn_by_symbol_free(x);
	return NULL;
}

/* The shared names of a list, with the symbol where the list has it. */
static const char **
names_of(struct dbn_by_symbol *x, uint32_t *n, int l, uint32_t id)
{
	const char **shared = x->list[l].shared, **with = x->list[l].with;
	uint32_t at = id == 0 ? 0 : x->list[l].at[id];
	size_t len;

	*n = x->list[l].n;
	if (at == 0)
		return shared;
	memcpy(with, shared, (at - 1) * sizeof(*with));
	with[at - 1] = symtab_text(x->names, id, &len);
	memcpy(with + at, shared + at - 1, (*n - at + 1) * sizeof(*with));
	++*n;
	return with;
}

void
dbn_by_symbol_get(struct dbn_by_symbol *x, struct dbn_meta *to,
    const char *symbol)
{
	uint32_t id, i;

	*to = *x->m;
	if (to->nmapping + to->nnot_found == 0 || to->stype_out != STYPE_ID)
		return;
	id = own_name(x, symbol);
	to->symbols = names_of(x, &to->nsymbols, 0, id);
	to->partial = names_of(x, &to->npartial, 1, id);
	to->not_found = names_of(x, &to->nnot_found, 2, id);
	to->mapping = x->mapping;
	to->nmapping = 0;
	for (i = id == 0 ? 0 : x->first[id]; i != 0; i = x->more[i - 1])
		x->mapping[to->nmapping++] = x->m->mapping[i - 1];
}

void
dbn_by_symbol_free(struct dbn_by_symbol *x)
{
	int i;

	if (x == NULL)
		return;
	for (i = 0; i < NAMED; i++) {
		free(x->list[i].shared);
		free(x->list[i].with);
		free(x->list[i].at);
	}
	symtab_free(x->names);
	free(x->first);
	free(x->more);
	free(x->mapping);
	free(x);
}
