/*
 * emit_put.c - records after their header.
 *
 * Records that come as bytes and need no change are copied in one piece.  All
 * others are written one by one: held back while the header is not known, and
 * checked against the header's mapping of their symbol, because a symbol that
 * is not in the output would be lost silently.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "dbn/emit_impl.h"

enum { HOLD_MAX = 4 << 20 };

static int
hold_record(struct dbn_emit *e, const unsigned char *rec, size_t size,
    uint32_t sym, struct err *err)
{
	if (array_grow(&e->hold, &e->room, e->nhold + size, 1) == -1 ||
	    array_grow(&e->hold_sym, &e->sym_room, e->nheld + 1,
		sizeof(*e->hold_sym)) == -1)
		return err_errno(err, "dbn");
	memcpy(e->hold + e->nhold, rec, size);
	e->nhold += size;
	e->hold_sym[e->nheld++] = sym;
	return 0;
}

/* A symbol mapping record: from here on id is the symbol. */
static int
write_mapping(struct dbn_emit *e, const unsigned char *like, uint64_t t,
    uint32_t sym, struct err *err)
{
	unsigned char rec[256] = { 0 };
	int v1 = e->version == 1;
	size_t cstr = v1 ? META_CSTR_V1 : META_CSTR, n;
	size_t size = (v1 ? 80 : 176), at = v1 ? 16 : 17;
	const char *text = symtab_text(e->vocab->syms, sym, &n);

	if (n >= cstr)
		return err_set(err, "symbol \"%s\": expected at most %zu bytes",
		    text, cstr - 1);
	memcpy(rec, like, DBN_HEADER);
	memcpy(rec + 8, &t, sizeof(t));
	memcpy(rec + at, text, n);
	memcpy(rec + at + cstr + !v1, text, n);
	if (!v1)
		rec[16] = rec[88] = STYPE_RAW_SYMBOL;
	memset(rec + size - 16, 0xff, 16 + TS_OUT); /* times, ts_out */
	size += e->ts_out ? TS_OUT : 0;
	rec[0] = (unsigned char)(size / 4);
	rec[1] = RTYPE_MAPPING;
	return out_write(e->out, rec, size, err);
}

/* Apply the mapping in a mapping or definition record; 1 when it is one. */
static int
learn(struct dbn_emit *e, const unsigned char *rec, uint32_t sym,
    struct err *err)
{
	int firm = rec[1] == RTYPE_MAPPING;
	const char *text;
	size_t n;

	if (!firm && rec[1] != RTYPE_DEFINITION)
		return 0;
	/* the row has the record's symbol */
	text = symtab_text(e->vocab->syms, sym, &n);
	return symbols_learn(&e->known, get_u32(rec + 4), text, n, firm, err) ==
		       -1
		   ? -1
		   : firm;
}

/* Index time of a record in the output's form. */
static uint64_t
time_of(struct dbn_emit *e, const unsigned char *rec)
{
	if (e->time_at == 0 || memcmp(e->time_of, rec, 2) != 0) {
		e->time_at = dbn_record_time_at(rec, e->ts_out);
		memcpy(e->time_of, rec, 2);
	}
	return get_u64(rec + e->time_at);
}

/* Make sure that a reader of the output knows the symbol of rec. */
static int
announce(struct dbn_emit *e, const unsigned char *rec, uint32_t sym,
    struct err *err)
{
	uint64_t t = time_of(e, rec);
	uint32_t id = get_u32(rec + 4);
	int r;

	if (sym == 0 || e->o.bare)
		return 0;
	if (e->live && (r = learn(e, rec, sym, err)) != 0)
		return r == -1 ? -1 : 0;
	if (symbols_at(&e->known, id, t) == sym)
		return 0;
	if (!e->live)
		return err_set(err,
		    "symbol \"%s\" of instrument %" PRIu32
		    ": not in the metadata, which comes before all records",
		    symtab_text(e->vocab->syms, sym, NULL), id);
	if (write_mapping(e, rec, t, sym, err) == -1)
		return -1;
	return symbols_learn(&e->known, id,
	    symtab_text(e->vocab->syms, sym, NULL),
	    strlen(symtab_text(e->vocab->syms, sym, NULL)), 1, err);
}

int
emit_put(struct dbn_emit *e, const unsigned char *rec, size_t size,
    uint32_t sym, struct err *err)
{
	if (announce(e, rec, sym, err) == -1)
		return -1;
	return out_write(e->out, rec, size, err);
}

/* The same wherever the header is.  number: the schema of its kind. */
static int
add_record(struct dbn_emit *e, const unsigned char *rec, size_t size,
    int number, uint32_t sym, struct err *err)
{
	if (!e->begun && (e->has_meta || e->o.bare) &&
	    emit_begin(e, 0, err) == -1)
		return -1;
	if (e->begun)
		return emit_put(e, rec, size, sym, err);
	if (gather_add(&e->gather, rec, e->ts_out, number, sym, err) == -1 ||
	    hold_record(e, rec, size, sym, err) == -1)
		return -1;
	if (e->o.live || (e->nhold >= HOLD_MAX && !e->o.apart))
		return emit_begin(e, 0, err);
	return 0;
}

/* ---- records as bytes ---- */

/* Check that the records have or lack ts_out as the output does. */
static int
check_raw(struct dbn_emit *e, struct err *err)
{
	if (!e->shaped && !e->has_meta &&
	    emit_shape(e, e->in_version, e->in_ts_out, err) == -1)
		return -1;
	if ((e->has_meta || e->o.bare) && emit_begin(e, 0, err) == -1)
		return -1;
	if (e->in_ts_out == e->ts_out)
		return 0;
	return err_set(err, "records with and without ts_out: a DBN file holds "
			    "only one of the two");
}

static int
raise_and_add(struct dbn_emit *e, const unsigned char *rec, int number,
    uint32_t sym, struct err *err)
{
	unsigned char to[DBN_RECORD_MAX];
	size_t size = dbn_raise_record(e->raise, to, rec, e->in_version, err);

	return size == 0 ? -1 : add_record(e, to, size, number, sym, err);
}

static int
copies(const struct dbn_emit *e)
{
	/* a fragment is copied unchanged, whatever its version */
	if (e->o.bare && !e->o.upgrade)
		return 1;
	if (e->in_by_size)
		return 0;
	return dbn_raise_needless(e->in_version, e->version);
}

int
dbn_emit_raw(struct dbn_emit *e, const struct dbn_raw *raw, struct err *err)
{
	const unsigned char *p = raw->p, *end = p + raw->size;
	const char *kind;

	if (check_raw(e, err) == -1)
		return -1;
	if (e->begun && copies(e))
		return out_write(e->out, p, raw->size, err);
	for (; p < end; p += p[0] * (size_t)4) {
		kind = dbn_kind(p[1], DBN_SCHEMA_NONE);
		if (raise_and_add(e, p, kind == NULL ? -1 : dbn_schema(kind), 0,
			err) == -1)
			return -1;
	}
	return 0;
}

/* ---- rows ---- */

static int
rows_as_bytes(struct dbn_emit *e, struct dbn *d, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	int number = dbn_schema(s->kind);
	struct rec r = { s, rows };
	const unsigned char *p;
	struct dbn_raw raw;

	dbn_batch_shape(d, &e->in_version, &e->in_ts_out);
	if (check_raw(e, err) == -1)
		return -1;
	dbn_batch_raw(d, &raw, rows, n);
	if (e->begun && copies(e) && (!e->live || e->o.bare))
		return out_write(e->out, raw.p, raw.size, err);
	for (p = raw.p; n > 0; n--, r.v += s->row_size, p += p[0] * (size_t)4)
		if (raise_and_add(e, p, number, rec_symbol(&r), err) == -1)
			return -1;
	return 0;
}

/* 1 when no version of the kind has a field of that name. */
static int
foreign_field(const struct rtype *t, const char *name)
{
	int v, i;

	if (strcmp(name, "symbol") == 0 || strcmp(name, "ts_out") == 0)
		return 0;
	for (v = 0; v < DBN_VERSIONS; v++)
		for (i = 0; i < t->version[v]->n; i++)
			if (strcmp(t->version[v]->field[i].name, name) == 0)
				return 0;
	return 1;
}

/*
 * Prepare for another schema: fields to fill in, fields that records cannot
 * hold.
 */
static int
look_at_schema(struct dbn_emit *e, const struct schema *s, struct err *err)
{
	const struct rtype *t = rtype_of_kind(s->kind);
	const struct layout *l;
	int i;

	if (t == NULL)
		return err_set(err, "%s: DBN has no such kind", s->kind);
	if (!e->shaped && e->has_meta && emit_begin(e, 0, err) == -1)
		return -1;
	if (!e->shaped && emit_shape(e, e->in_version,
			      schema_find(s, "ts_out") >= 0, err) == -1)
		return -1;
	if (!e->ts_out && schema_find(s, "ts_out") >= 0)
		return err_set(err, "%s: rows with ts_out after rows without",
		    s->kind);
	l = t->version[e->version - 1];
	e->schema = s;
	e->number = dbn_schema(s->kind);
	e->recv_at = 0;
	for (i = 0; i < l->n; i++)
		if (strcmp(l->field[i].name, "ts_recv") == 0 &&
		    s->at.ts_recv < 0)
			e->recv_at = l->field[i].off;
	for (i = 0; i < s->nfield && e->note[0] == '\0'; i++)
		if (foreign_field(t, s->field[i].name))
			snprintf(e->note, sizeof(e->note),
			    "%s: %s: DBN has no such field; left out", s->kind,
			    s->field[i].name);
	return 0;
}

/* The number of a symbol that has none. */
static int
give_id(struct dbn_emit *e, unsigned char *rec, uint32_t sym, struct err *err)
{
	uint32_t id = get_u32(rec + 4), *made;
	struct dbn_ids *ids = e->ids;

	if (sym == 0 || (id != 0 && id != UINT32_MAX))
		return 0;
	if ((made = idmap_get(&ids->made, sym, err)) == NULL)
		return -1;
	if (*made == 0)
		*made = ++ids->last;
	memcpy(rec + 4, made, sizeof(id));
	return 0;
}

int
dbn_emit_rows(struct dbn_emit *e, struct dbn *d, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	unsigned char to[DBN_RECORD_MAX];
	struct rec r = { s, rows };
	size_t size;

	if (n == 0)
		return 0;
	if (d != NULL)
		return rows_as_bytes(e, d, s, rows, n, err);
	if (s != e->schema && look_at_schema(e, s, err) == -1)
		return -1;
	for (; n > 0; n--, r.v += s->row_size) {
		size = dbn_record(e->writer, to, &r, err);
		if (size == 0 || give_id(e, to, rec_symbol(&r), err) == -1)
			return -1;
		if (e->recv_at > 0)
			memcpy(to + e->recv_at, to + 8, sizeof(uint64_t));
		if (add_record(e, to, size, e->number, rec_symbol(&r), err) ==
		    -1)
			return -1;
	}
	return 0;
}
