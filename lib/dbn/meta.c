/*
 * meta.c - DBN metadata decoded (dbn.md 3, checks of 14).
 *
 * Nothing is trusted: each count times its size must fit in the bytes present,
 * so memory stays within a small multiple of the input.  Bytes after the
 * mappings are ignored, as in the reference implementation.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/tstamp.h"
#include "dbn/meta.h"

/* The bytes of the lists, and how far they are read. */
struct cursor {
	const unsigned char *p;
	size_t len, at;
	uint64_t base; /* offset of p in the stream */
	size_t cell;   /* symbol_cstr_len */
	struct err *err;
};

static int
cursor_fail(const struct cursor *c, const char *what)
{
	return err_set(c->err, "offset %" PRIu64 ": metadata: %s",
	    c->base + c->at, what);
}

static int
cursor_u32(struct cursor *c, uint32_t *v, const char *what)
{
	if (c->len - c->at < sizeof(*v)) {
		err_set(c->err, "truncated: expected 4 bytes, got %zu",
		    c->len - c->at);
		err_at(c->err, "%s", what);
		return err_at(c->err, "offset %" PRIu64 ": metadata",
		    c->base + c->at);
	}
	*v = get_u32(c->p + c->at);
	c->at += sizeof(*v);
	return 0;
}

/* A count of things of at least size bytes each. */
static int
cursor_count(struct cursor *c, uint32_t *n, size_t size, const char *what)
{
	uint64_t left;

	if (cursor_u32(c, n, what) == -1)
		return -1;
	left = c->len - c->at;
	if (*n <= left / size)
		return 0;
	return err_set(c->err,
	    "offset %" PRIu64 ": metadata: %s: %" PRIu32
	    " of at least %zu bytes do not fit in the %" PRIu64 " left",
	    c->base + c->at - sizeof(*n), what, *n, size, left);
}

/* The next symbol, copied; without a NUL all bytes of the cell count. */
static const char *
cursor_text(struct cursor *c, struct meta_pool *pool)
{
	char *to = pool->text + pool->used;
	size_t n = strnlen((const char *)c->p + c->at, c->cell);

	memcpy(to, c->p + c->at, n);
	to[n] = '\0';
	pool->used += n + 1;
	c->at += c->cell;
	return to;
}

static int
read_symbols(const char ***list, uint32_t *count, struct cursor *c,
    struct meta_pool *pool, const char *what)
{
	uint32_t i, n;

	if (cursor_count(c, &n, c->cell, what) == -1)
		return -1;
	*list = calloc((size_t)n + 1, sizeof(**list));
	if (*list == NULL)
		return err_errno(c->err, "metadata");
	for (i = 0; i < n; i++)
		(*list)[i] = cursor_text(c, pool);
	*count = n;
	return 0;
}

static int
read_date(struct cursor *c, uint32_t *date, const char *what)
{
	uint32_t d;

	if (cursor_u32(c, &d, what) == -1)
		return -1;
	if (d > 99991231 || !ts_valid_date((int)(d / 10000),
				(int)(d / 100 % 100), (int)(d % 100))) {
		return err_set(c->err,
		    "offset %" PRIu64 ": metadata: %s: not a date: %" PRIu32,
		    c->base + c->at - sizeof(d), what, d);
	}
	*date = d;
	return 0;
}

static int
read_interval(struct dbn_interval *v, struct cursor *c, struct meta_pool *pool)
{
	if (read_date(c, &v->start_date, "start_date") == -1 ||
	    read_date(c, &v->end_date, "end_date") == -1)
		return -1;
	if (v->start_date > v->end_date)
		return cursor_fail(c, "an interval that ends before it starts");
	v->symbol = cursor_text(c, pool);
	return 0;
}

static int
read_mapping(struct dbn_mapping *m, struct dbn_interval *to, struct cursor *c,
    struct meta_pool *pool)
{
	uint32_t i;

	if (c->len - c->at < c->cell)
		return cursor_fail(c, "raw_symbol: truncated");
	m->raw_symbol = cursor_text(c, pool);
	if (cursor_count(c, &m->n, 8 + c->cell, "intervals") == -1)
		return -1;
	m->interval = to;
	for (i = 0; i < m->n; i++)
		if (read_interval(&to[i], c, pool) == -1)
			return -1;
	return 0;
}

static int
read_mappings(struct dbn_meta *m, struct cursor *c, struct meta_pool *pool)
{
	size_t room = (c->len - c->at) / (8 + c->cell), used = 0;
	uint32_t i, n;

	if (cursor_count(c, &n, c->cell + 4, "mappings") == -1)
		return -1;
	m->mapping = calloc((size_t)n + 1, sizeof(*m->mapping));
	pool->interval = calloc(room + 1, sizeof(*pool->interval));
	if (m->mapping == NULL || pool->interval == NULL)
		return err_errno(c->err, "metadata");
	for (i = 0; i < n; i++) {
		if (read_mapping(&m->mapping[i], pool->interval + used, c,
			pool) == -1)
			return -1;
		used += m->mapping[i].n;
	}
	m->nmapping = n;
	return 0;
}

int
meta_decode_lists(struct dbn_meta *m, const unsigned char *p, size_t len,
    uint64_t at, struct err *err)
{
	struct cursor c = { p, len, 0, at, m->symbol_cstr_len, err };
	struct meta_pool *pool;
	uint32_t n;

	if (cursor_u32(&c, &n, "schema_definition_length") == -1)
		return -1;
	if (n != 0)
		return err_set(err,
		    "offset %" PRIu64 ": metadata: schema_definition_length: "
		    "%" PRIu32 ": expected 0",
		    at, n);
	pool = m->pool = calloc(1, sizeof(*pool));
	if (pool == NULL)
		return err_errno(err, "metadata");
	/* each cell gives at most its bytes and a NUL */
	pool->text = malloc(len + len / c.cell + 1);
	if (pool->text == NULL)
		return err_errno(err, "metadata of %zu bytes", len);
	if (read_symbols(&m->symbols, &m->nsymbols, &c, pool, "symbols") ==
		-1 ||
	    read_symbols(&m->partial, &m->npartial, &c, pool, "partial") ==
		-1 ||
	    read_symbols(&m->not_found, &m->nnot_found, &c, pool,
		"not_found") == -1)
		return -1;
	return read_mappings(m, &c, pool);
}

/* The fixed part; field offsets of dbn.md 3.2. */
static int
read_fixed(struct dbn_meta *m, const unsigned char *p, uint64_t at,
    struct err *err)
{
	/* version 1 has record_count before the stypes, and no cstr_len */
	const unsigned char *stype = p + (m->version == 1 ? 50 : 42);

	memcpy(m->dataset, p, META_DATASET);
	m->schema = get_u16(p + 16);
	m->start = get_u64(p + 18);
	m->end = get_u64(p + 26);
	m->limit = get_u64(p + 34);
	m->stype_in = stype[0];
	m->stype_out = stype[1];
	m->ts_out = stype[2] != 0;
	m->symbol_cstr_len = m->version == 1 ? META_CSTR_V1 : get_u16(p + 45);
	if (m->symbol_cstr_len < 2)
		return err_set(err,
		    "offset %" PRIu64
		    ": metadata: symbol_cstr_len: %u: expected at least 2",
		    at + 45, m->symbol_cstr_len);
	return 0;
}

int
meta_decode(struct dbn_meta *m, const unsigned char *p, size_t len, int version,
    uint64_t at, struct err *err)
{
	at += META_PREFIX;
	memset(m, 0, sizeof(*m));
	m->version = version;
	if (len < META_FIXED)
		return err_set(err,
		    "offset %" PRIu64
		    ": metadata length %zu: expected at least %d",
		    at - 4, len, META_FIXED);
	if (read_fixed(m, p, at, err) == 0 &&
	    meta_decode_lists(m, p + META_FIXED, len - META_FIXED,
		at + META_FIXED, err) == 0)
		return 0;
	meta_fini(m);
	return -1;
}

void
meta_fini(struct dbn_meta *m)
{
	struct meta_pool *pool = m->pool;

	struct meta_chunk *c;
	uint32_t i;

	if (pool != NULL) {
		for (i = 0; pool->built && i < m->nmapping; i++)
			free(m->mapping[i].interval);
		while ((c = pool->chunk) != NULL) {
			pool->chunk = c->next;
			free(c);
		}
		free(pool->text);
		free(pool->interval);
	}
	free(pool);
	free(m->symbols);
	free(m->partial);
	free(m->not_found);
	free(m->mapping);
	memset(m, 0, sizeof(*m));
}
