/*
 * meta_put.c - DBN metadata encoded (dbn.md 3 and 15).
 */
#include <inttypes.h>
#include <string.h>

#include "dbn/meta.h"

static const unsigned char zeros[128];

static size_t
cstr_len(const struct dbn_meta *m)
{
	return m->version == 1 ? META_CSTR_V1 : META_CSTR;
}

/* All bytes behind the prefix, without the padding of version 3. */
static uint64_t
meta_size(const struct dbn_meta *m)
{
	uint64_t L = cstr_len(m), size;
	uint32_t i;

	size = META_FIXED + 5 * sizeof(uint32_t) +
	       L * ((uint64_t)m->nsymbols + m->npartial + m->nnot_found);
	for (i = 0; i < m->nmapping; i++)
		size += L + 4 + (uint64_t)m->mapping[i].n * (8 + L);
	return size;
}

static int
put_u32(struct out *o, uint32_t v, struct err *err)
{
	return out_write(o, &v, sizeof(v), err);
}

/* A text in len bytes, the last of them NUL. */
static int
put_text(struct out *o, const char *s, size_t len, const char *what,
    struct err *err)
{
	size_t n = strlen(s), i;

	if (n >= len)
		return err_set(err,
		    "%s: \"%s\": expected at most %zu bytes in this version of "
		    "DBN",
		    what, s, len - 1);
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return err_set(err, "%s: \"%s\": expected ASCII", what,
			    s);
	if (out_write(o, s, n, err) == -1)
		return -1;
	return out_write(o, zeros, len - n, err);
}

static int
put_fixed(struct out *o, const struct dbn_meta *m, struct err *err)
{
	unsigned char b[META_FIXED] = { 0 };
	unsigned char *stype = b + (m->version == 1 ? 50 : 42);
	uint16_t L = (uint16_t)cstr_len(m);

	memcpy(b + 16, &m->schema, 2);
	memcpy(b + 18, &m->start, 8);
	memcpy(b + 26, &m->end, 8);
	memcpy(b + 34, &m->limit, 8);
	if (m->version == 1)
		memset(b + 42, 0xff, 8); /* record_count: deprecated */
	else
		memcpy(b + 45, &L, 2);
	stype[0] = m->stype_in;
	stype[1] = m->stype_out;
	stype[2] = m->ts_out != 0;
	if (put_text(o, m->dataset, META_DATASET, "dataset", err) == -1)
		return -1;
	return out_write(o, b + META_DATASET, META_FIXED - META_DATASET, err);
}

static int
put_symbols(struct out *o, const char *const *s, uint32_t n, size_t L,
    const char *what, struct err *err)
{
	uint32_t i;

	if (put_u32(o, n, err) == -1)
		return -1;
	for (i = 0; i < n; i++)
		if (put_text(o, s[i], L, what, err) == -1)
			return -1;
	return 0;
}

static int
put_mapping(struct out *o, const struct dbn_mapping *m, size_t L,
    struct err *err)
{
	const struct dbn_interval *v;
	uint32_t i;

	if (put_text(o, m->raw_symbol, L, "symbol", err) == -1 ||
	    put_u32(o, m->n, err) == -1)
		return -1;
	for (i = 0; i < m->n; i++) {
		v = &m->interval[i];
		if (put_u32(o, v->start_date, err) == -1 ||
		    put_u32(o, v->end_date, err) == -1 ||
		    put_text(o, v->symbol, L, "symbol", err) == -1)
			return -1;
	}
	return 0;
}

static int
put_lists(struct out *o, const struct dbn_meta *m, struct err *err)
{
	size_t L = cstr_len(m);
	uint32_t i;

	if (put_u32(o, 0, err) == -1 ||
	    put_symbols(o, m->symbols, m->nsymbols, L, "symbol", err) == -1 ||
	    put_symbols(o, m->partial, m->npartial, L, "partial", err) == -1 ||
	    put_symbols(o, m->not_found, m->nnot_found, L, "not_found", err) ==
		-1 ||
	    put_u32(o, m->nmapping, err) == -1)
		return -1;
	for (i = 0; i < m->nmapping; i++)
		if (put_mapping(o, &m->mapping[i], L, err) == -1)
			return -1;
	return 0;
}

int
meta_encode(struct out *o, const struct dbn_meta *m, struct err *err)
{
	unsigned char prefix[META_PREFIX] = "DBN";
	uint64_t size = meta_size(m);
	size_t pad = m->version == 3 ? (size_t)(-size & 7) : 0;
	uint32_t length;

	if (size + pad > UINT32_MAX)
		return err_set(err,
		    "metadata of %" PRIu64 " bytes: expected at most %" PRIu32,
		    size, UINT32_MAX);
	length = (uint32_t)(size + pad);
	prefix[3] = (unsigned char)m->version;
	memcpy(prefix + 4, &length, sizeof(length));
	if (out_write(o, prefix, sizeof(prefix), err) == -1 ||
	    put_fixed(o, m, err) == -1 || put_lists(o, m, err) == -1)
		return -1;
	return out_write(o, zeros, pad, err);
}
