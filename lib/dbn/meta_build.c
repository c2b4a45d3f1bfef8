/*
 * meta_build.c - build, copy and merge metadata (dbn.md 10).
 *
 * Arrays grow by doubling where their length is a power of two, so they need
 * no room of their own; texts lie in chunks that never move.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/symtab.h"
#include "dbn/meta.h"

enum { CHUNK = 1 << 16 };

static struct meta_pool *
pool_of(struct dbn_meta *m, struct err *err)
{
	struct meta_pool *pool = m->pool;

	if (pool == NULL) {
		pool = m->pool = calloc(1, sizeof(*pool));
		if (pool == NULL)
			err_errno(err, "metadata");
		else
			pool->built = 1;
	} else if (!pool->built)
		BUG("out of memory for decoded metadata");
	return pool;
}

static const char *
keep_text(struct dbn_meta *m, const char *s, size_t len, struct err *err)
{
	struct meta_pool *pool = pool_of(m, err);
	struct meta_chunk *c;
	char *to;

	if (pool == NULL)
		return NULL;
	if (len >= CHUNK - 1) {
		err_set(err, "metadata: a symbol of %zu bytes", len);
		return NULL;
	}
	c = pool->chunk;
	if (c == NULL || c->size - c->used <= len) {
		c = malloc(sizeof(*c) + CHUNK);
		if (c == NULL) {
			err_errno(err, "metadata");
			return NULL;
		}
		*c = (struct meta_chunk){ pool->chunk, 0, CHUNK };
		pool->chunk = c;
	}
	to = c->text + c->used;
	memcpy(to, s, len);
	to[len] = '\0';
	c->used += len + 1;
	return to;
}

/* Room for one more of n things of a size. */
static int
grow(void *array, uint32_t n, size_t size, struct err *err)
{
	void *p, *old;

	memcpy(&old, array, sizeof(old));
	if (old != NULL && (n & (n - 1)) != 0)
		return 0;
	if (n >= UINT32_MAX / 2)
		return err_set(err, "metadata: too many symbols");
	p = realloc(old, (n == 0 ? 1 : 2 * (size_t)n) * size);
	if (p == NULL)
		return err_errno(err, "metadata");
	memcpy(array, &p, sizeof(p));
	return 0;
}

int
meta_add_text(struct dbn_meta *m, const char ***list, uint32_t *n,
    const char *s, size_t len, struct err *err)
{
	const char *text = keep_text(m, s, len, err);

	if (text == NULL || grow(list, *n, sizeof(**list), err) == -1)
		return -1;
	(*list)[(*n)++] = text;
	return 0;
}

struct dbn_mapping *
meta_add_mapping(struct dbn_meta *m, const char *s, size_t len, struct err *err)
{
	const char *text = keep_text(m, s, len, err);

	if (text == NULL ||
	    grow(&m->mapping, m->nmapping, sizeof(*m->mapping), err) == -1)
		return NULL;
	m->mapping[m->nmapping] = (struct dbn_mapping){ text, NULL, 0 };
	return &m->mapping[m->nmapping++];
}

int
meta_add_interval(struct dbn_meta *m, struct dbn_mapping *map,
    uint32_t start_date, uint32_t end_date, const char *s, size_t len,
    struct err *err)
{
	const char *text = keep_text(m, s, len, err);

	if (text == NULL ||
	    grow(&map->interval, map->n, sizeof(*map->interval), err) == -1)
		return -1;
	map->interval[map->n++] =
	    (struct dbn_interval){ start_date, end_date, text };
	return 0;
}

/* ---- copies ---- */

static int
copy_list(struct dbn_meta *m, const char ***list, uint32_t *n,
    const char *const *from, uint32_t nfrom, struct err *err)
{
	uint32_t i;

	for (i = 0; i < nfrom; i++)
		if (meta_add_text(m, list, n, from[i], strlen(from[i]), err) ==
		    -1)
			return -1;
	return 0;
}

static int
copy_mapping(struct dbn_meta *m, const struct dbn_mapping *from,
    struct err *err)
{
	struct dbn_mapping *to = meta_add_mapping(m, from->raw_symbol,
	    strlen(from->raw_symbol), err);
	const struct dbn_interval *v = from->interval;
	uint32_t i;

	for (i = 0; to != NULL && i < from->n; i++, v++)
		if (meta_add_interval(m, to, v->start_date, v->end_date,
			v->symbol, strlen(v->symbol), err) == -1)
			return -1;
	return to == NULL ? -1 : 0;
}

int
dbn_meta_copy(struct dbn_meta *to, const struct dbn_meta *from, struct err *err)
{
	uint32_t i;
	int r;

	*to = *from;
	to->pool = NULL;
	to->symbols = to->partial = to->not_found = NULL;
	to->mapping = NULL;
	to->nsymbols = to->npartial = to->nnot_found = to->nmapping = 0;
	r = pool_of(to, err) == NULL ||
	    copy_list(to, &to->symbols, &to->nsymbols, from->symbols,
		from->nsymbols, err) == -1 ||
	    copy_list(to, &to->partial, &to->npartial, from->partial,
		from->npartial, err) == -1 ||
	    copy_list(to, &to->not_found, &to->nnot_found, from->not_found,
		from->nnot_found, err) == -1;
	for (i = 0; !r && i < from->nmapping; i++)
		r = copy_mapping(to, &from->mapping[i], err) == -1;
	if (r)
		meta_fini(to);
	return r ? -1 : 0;
}

void
dbn_meta_free(struct dbn_meta *m)
{
	meta_fini(m);
}

int
dbn_meta_write(struct out *o, const struct dbn_meta *m, struct err *err)
{
	return meta_encode(o, m, err);
}

/* ---- two as one ---- */

/* Texts of a list that are not in it yet. */
static int
unite_list(struct dbn_meta *m, const char ***list, uint32_t *n,
    const char *const *from, uint32_t nfrom, struct err *err)
{
	struct symtab *seen = symtab_new(UINT32_MAX / 4);
	uint32_t i, had;
	size_t len;
	int r = seen == NULL ? err_errno(err, "metadata") : 0;

	for (i = 0; r == 0 && i < *n; i++)
		(void)symtab_add(seen, (*list)[i], strlen((*list)[i]), err);
	for (i = 0; r == 0 && !err->set && i < nfrom; i++) {
		len = strlen(from[i]);
		had = symtab_count(seen);
		(void)symtab_add(seen, from[i], len, err);
		if (symtab_count(seen) > had)
			r = meta_add_text(m, list, n, from[i], len, err);
	}
	symtab_free(seen);
	return err->set ? -1 : r;
}

/* Put an interval to those of a mapping: joined where they meet. */
static int
unite_interval(struct dbn_meta *m, struct dbn_mapping *map,
    const struct dbn_interval *v, struct err *err)
{
	struct dbn_interval *w;
	uint32_t i;

	for (i = 0; i < map->n; i++) {
		w = &map->interval[i];
		if (v->start_date > w->end_date || w->start_date > v->end_date)
			continue;
		if (strcmp(v->symbol, w->symbol) == 0) {
			if (v->start_date < w->start_date)
				w->start_date = v->start_date;
			if (v->end_date > w->end_date)
				w->end_date = v->end_date;
			return 0;
		}
		if (v->start_date < w->end_date && w->start_date < v->end_date)
			return err_set(err,
			    "metadata: \"%s\" is \"%s\" in one file and "
			    "\"%s\" in another from %" PRIu32 " on",
			    map->raw_symbol, w->symbol, v->symbol,
			    v->start_date > w->start_date ? v->start_date
							  : w->start_date);
	}
	return meta_add_interval(m, map, v->start_date, v->end_date, v->symbol,
	    strlen(v->symbol), err);
}

/* Index + 1 of the mapping of each text, the first where there are more. */
static struct symtab *
index_mappings(uint32_t **at, const struct dbn_meta *m, uint32_t more,
    struct err *err)
{
	struct symtab *names = symtab_new(UINT32_MAX / 4);
	const char *s;
	uint32_t i, id;

	*at = calloc((size_t)m->nmapping + more + 2, sizeof(**at));
	if (names == NULL || *at == NULL)
		err_errno(err, "metadata");
	for (i = 0; !err->set && i < m->nmapping; i++) {
		s = m->mapping[i].raw_symbol;
		id = symtab_add(names, s, strlen(s), err);
		if (!err->set && (*at)[id] == 0)
			(*at)[id] = i + 1;
	}
	return names;
}

static int
unite_mappings(struct dbn_meta *to, const struct dbn_meta *from,
    struct err *err)
{
	uint32_t *at, i, j, id;
	struct symtab *names = index_mappings(&at, to, from->nmapping, err);
	const struct dbn_mapping *map;

	for (i = 0; !err->set && i < from->nmapping; i++) {
		map = &from->mapping[i];
		id = symtab_add(names, map->raw_symbol, strlen(map->raw_symbol),
		    err);
		if (!err->set && at[id] == 0 &&
		    meta_add_mapping(to, map->raw_symbol,
			strlen(map->raw_symbol), err) != NULL)
			at[id] = to->nmapping;
		for (j = 0; !err->set && j < map->n; j++)
			(void)unite_interval(to, &to->mapping[at[id] - 1],
			    &map->interval[j], err);
	}
	symtab_free(names);
	free(at);
	return err->set ? -1 : 0;
}

static int
differ(const char *what, const char *a, const char *b, struct err *err)
{
	return err_set(err,
	    "metadata: %s differs: \"%s\" in one file and \"%s\" in another",
	    what, a, b);
}

static int
unite_symbols(struct dbn_meta *to, const struct dbn_meta *from, struct err *err)
{
	struct dbn_meta was;
	int r;

	if (dbn_meta_copy(&was, to, err) == -1)
		return -1;
	r = unite_list(to, &to->symbols, &to->nsymbols, from->symbols,
		from->nsymbols, err) == -1 ||
	    unite_list(to, &to->partial, &to->npartial, from->partial,
		from->npartial, err) == -1 ||
	    unite_list(to, &to->not_found, &to->nnot_found, from->not_found,
		from->nnot_found, err) == -1 ||
	    unite_mappings(to, from, err) == -1 ||
	    meta_clash(&was, to, err) == -1 || meta_clash(from, to, err) == -1;
	meta_fini(&was);
	return r ? -1 : 0;
}

/* A missing end counts as the greatest, so that nothing open is closed. */
static uint64_t
later_end(uint64_t a, uint64_t b)
{
	if (a == 0 || b == 0)
		return UINT64_MAX;
	return a > b ? a : b;
}

int
dbn_meta_unite(struct dbn_meta *to, const struct dbn_meta *from,
    struct err *err)
{
	if (strcmp(to->dataset, from->dataset) != 0)
		return differ("dataset", to->dataset, from->dataset, err);
	if (to->stype_in != from->stype_in || to->stype_out != from->stype_out)
		return err_set(err,
		    "metadata: symbol types differ: %u to %u in one file and "
		    "%u to %u in another",
		    to->stype_in, to->stype_out, from->stype_in,
		    from->stype_out);
	if (to->ts_out != from->ts_out)
		return err_set(err,
		    "metadata: records have ts_out in one file and not in "
		    "another");
	if (to->version < from->version) {
		to->version = from->version;
		to->symbol_cstr_len = from->symbol_cstr_len;
	}
	if (to->schema != from->schema)
		to->schema = DBN_SCHEMA_NONE;
	to->start = to->start < from->start ? to->start : from->start;
	to->end = later_end(to->end, from->end);
	to->limit = 0;
	return unite_symbols(to, from, err);
}

/* Nothing of b is news: uniting changes no list. */
static int
same_lists(const struct dbn_meta *a, const struct dbn_meta *b)
{
	struct err err = { 0 };
	struct dbn_meta u;
	char *was = NULL, *is = NULL;
	int same = 0;

	if (dbn_meta_copy(&u, a, &err) == -1)
		return 0;
	if (dbn_meta_unite(&u, b, &err) == 0) {
		u.schema = a->schema;
		u.start = a->start;
		u.end = a->end;
		u.limit = a->limit;
		was = dbn_meta_json(a, 0, &err);
		is = dbn_meta_json(&u, 0, &err);
		same = was != NULL && is != NULL && strcmp(was, is) == 0;
	}
	free(was);
	free(is);
	meta_fini(&u);
	return same;
}

int
dbn_meta_covers(const struct dbn_meta *a, const struct dbn_meta *b)
{
	int open = a->end == 0 || a->end == UINT64_MAX;

	return a->version >= b->version && a->limit == 0 &&
	       (a->schema == b->schema || a->schema == DBN_SCHEMA_NONE) &&
	       a->start <= b->start &&
	       (open || (b->end != 0 && b->end <= a->end)) && same_lists(a, b);
}
