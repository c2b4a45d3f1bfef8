/*
 * emit.c - metadata before records: that of the inputs, or made from the
 * records themselves.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dbn/comment.h"
#include "dbn/emit_impl.h"

enum {
	APART_ENTRY = 3 * META_CSTR + 12, /* of metadata, for an interval */
	APART_UNSAID = 2 * (176 + TS_OUT) /* mapping records there and back */
};

struct dbn_emit *
dbn_emit_open(struct out *out, const struct dbn_emit_opts *opts,
    struct vocab *vocab, struct err *err)
{
	struct dbn_emit *e = calloc(1, sizeof(*e));

	if (e == NULL) {
		err_errno(err, "dbn");
		return NULL;
	}
	e->out = out;
	e->vocab = vocab;
	e->o = *opts;
	dbn_ids_init(&e->own);
	e->ids = opts->ids != NULL ? opts->ids : &e->own;
	if (opts->dataset != NULL && strlen(opts->dataset) >= META_DATASET)
		err_usage(err, "--dataset: \"%s\": expected at most %d bytes",
		    opts->dataset, META_DATASET - 1);
	else if (gather_init(&e->gather, vocab->syms, err) == 0 &&
		 symbols_init(&e->known, vocab->syms, err) == 0 &&
		 dbn_emit_meta(e, NULL, err) == 0)
		return e;
	dbn_emit_close(e, 0, err);
	return NULL;
}

const char *
dbn_emit_note(const struct dbn_emit *e)
{
	return e->note;
}

int
emit_shape(struct dbn_emit *e, int version, int ts_out, struct err *err)
{
	if (e->o.upgrade)
		version = DBN_VERSIONS;
	if (e->shaped && e->version == version && e->ts_out == ts_out)
		return 0;
	dbn_writer_close(e->writer);
	dbn_raise_free(e->raise);
	e->shaped = 1;
	e->time_at = 0;
	e->version = version;
	e->ts_out = ts_out;
	e->writer = dbn_writer_bare(version, ts_out, err);
	e->raise = dbn_raise_new(e->vocab->schemas, version, ts_out, err);
	return e->writer == NULL || e->raise == NULL ? -1 : 0;
}

/* ---- the header ---- */

static int
write_header(struct dbn_emit *e, struct err *err)
{
	struct dbn_meta *m = &e->meta;

	if (dbn_narrows(&e->o.narrow)) {
		dbn_meta_free(&e->head);
		if (dbn_meta_copy(&e->head, &e->meta, err) == -1 ||
		    dbn_meta_narrow(&e->head, &e->o.narrow, err) == -1)
			return -1;
		m = &e->head;
	}
	if (e->o.upgrade) {
		m->version = DBN_VERSIONS;
		m->symbol_cstr_len = META_CSTR;
	}
	e->begun = 1;
	e->live = m->nmapping == 0;
	if (e->o.bare)
		return 0;
	if (dbn_meta_write(e->out, m, err) == -1)
		return -1;
	return symbols_load(&e->known, m, err);
}

/* The header of inputs that had one. */
static int
begin_known(struct dbn_emit *e, struct err *err)
{
	if (emit_shape(e, e->meta.version, e->meta.ts_out, err) == -1)
		return -1;
	return write_header(e, err);
}

/* A live stream's header (dbn.md 2).  tbbo and mbp-1 share a number, so that
 * a stream of nothing else keeps its schema. */
static void
make_live(struct dbn_meta *m)
{
	uint16_t schema = m->schema;

	if (schema != (uint16_t)dbn_schema("tbbo"))
		schema = DBN_SCHEMA_NONE;
	m->schema = schema;
	m->nsymbols = 0;
	while (m->nmapping > 0)
		free(m->mapping[--m->nmapping].interval);
	m->end = TS_NULL;
}

/* The header of the records that are held, and they after it. */
static int
begin_made(struct dbn_emit *e, int whole, struct err *err)
{
	size_t at = 0, i, size;

	if ((!e->shaped && emit_shape(e, e->in_version, 0, err) == -1) ||
	    gather_meta(&e->meta, &e->gather, e->version, e->ts_out,
		e->apart.dataset[0] != '\0' ? e->apart.dataset : e->o.dataset,
		err) == -1)
		return -1;
	if (e->apart.stype_in == STYPE_CONTINUOUS)
		e->meta.stype_in = STYPE_CONTINUOUS;
	if (!whole || e->gather.unsaid)
		make_live(&e->meta);
	e->has_meta = 1;
	if (write_header(e, err) == -1)
		return -1;
	for (i = 0; i < e->nheld; i++, at += size) {
		size = e->hold[at] * (size_t)4;
		if (emit_put(e, e->hold + at, size, e->hold_sym[i], err) == -1)
			return -1;
	}
	free(e->hold);
	free(e->hold_sym);
	e->hold = NULL;
	e->hold_sym = NULL;
	e->nhold = e->nheld = 0;
	return 0;
}

int
emit_begin(struct dbn_emit *e, int whole, struct err *err)
{
	if (e->begun)
		return 0;
	if (e->has_meta)
		return begin_known(e, err);
	return begin_made(e, whole, err);
}

/* Metadata before the first record: all of it is one header. */
static int
add_meta(struct dbn_emit *e, const struct dbn_meta *m, struct err *err)
{
	if (e->has_meta)
		return dbn_meta_covers(&e->meta, m)
			   ? 0
			   : dbn_meta_unite(&e->meta, m, err);
	if (dbn_meta_copy(&e->meta, m, err) == -1)
		return -1;
	e->has_meta = 1;
	return 0;
}

/* Metadata after records: nothing new, or another header. */
static int
change_meta(struct dbn_emit *e, const struct dbn_meta *m, struct err *err)
{
	struct dbn_meta next;

	if (emit_begin(e, 0, err) == -1)
		return -1;
	if (dbn_meta_covers(&e->meta, m))
		return 0;
	if (dbn_meta_copy(&next, m, err) == -1)
		return -1;
	dbn_meta_free(&e->meta);
	e->meta = next;
	snprintf(e->note, sizeof(e->note),
	    "later metadata extends the header: the output is several DBN "
	    "files in sequence");
	return begin_known(e, err);
}

/* --dataset fills in what is missing; ids mean nothing under another name. */
static int
name_dataset(const struct dbn_emit *e, struct dbn_meta *m, struct err *err)
{
	if (e->o.dataset == NULL || strcmp(e->o.dataset, m->dataset) == 0)
		return 0;
	if (m->dataset[0] == '\0') {
		snprintf(m->dataset, sizeof(m->dataset), "%s", e->o.dataset);
		return 0;
	}
	return err_set(err,
	    "--dataset: \"%s\": the metadata of the input says "
	    "\"%s\"",
	    e->o.dataset, m->dataset);
}

/*
 * Take from the metadata what records do not contain: 1 when the held records
 * have other values.  m NULL: none.  The names are those of the records, so
 * they are raw symbols, or continuous ones.
 */
static int
take_apart(struct dbn_emit *e, const struct dbn_meta *m)
{
	struct apart a = { 0 };

	if (m != NULL) {
		a = (struct apart){ .version = m->version,
			.ts_out = m->ts_out,
			.stype_in = m->stype_in };
		memcpy(a.dataset, m->dataset, sizeof(a.dataset));
	}
	if (e->nheld > 0)
		return e->apart.version != a.version ||
		       e->apart.ts_out != a.ts_out ||
		       e->apart.stype_in != a.stype_in ||
		       strcmp(e->apart.dataset, a.dataset) != 0;
	e->apart = a;
	return 0;
}

static void
take_shape(struct dbn_emit *e, const struct dbn_meta *m)
{
	e->in_version = m != NULL                   ? m->version
			: e->o.fragment_version > 0 ? e->o.fragment_version
						    : DBN_VERSIONS;
	e->in_by_size = m == NULL && e->o.fragment_version == 0;
	e->in_ts_out = m != NULL ? m->ts_out : e->o.fragment_ts_out;
}

int
dbn_emit_meta(struct dbn_emit *e, const struct dbn_meta *m, struct err *err)
{
	struct dbn_meta named;

	if (m != NULL && !e->o.bare) {
		named = *m; /* its lists are borrowed */
		if (name_dataset(e, &named, err) == -1)
			return -1;
		m = &named;
	}
	if (e->o.apart && take_apart(e, m) == 1)
		return 1;
	take_shape(e, m);
	if (m == NULL || e->o.bare || e->o.apart)
		return 0;
	return e->begun || e->nheld > 0 ? change_meta(e, m, err)
					: add_meta(e, m, err);
}

int
dbn_emit_comment(struct dbn_emit *e, const char *text, size_t len,
    struct err *err)
{
	struct dbn_meta m;
	int r;

	if (!dbn_comment_is(text, len))
		return 0;
	if (dbn_comment_parse(&m, text, len, err) == -1)
		return -1;
	r = dbn_emit_meta(e, &m, err);
	dbn_meta_free(&m);
	return r;
}

uint64_t
dbn_emit_bytes(const struct dbn_emit *e)
{
	/* the lists' counts and the padding; an interval as a mapping and a
	 * symbol of its own; what a live header needs in records in place */
	return META_PREFIX + META_FIXED + 5 * sizeof(uint32_t) + 7 +
	       (uint64_t)e->gather.n * APART_ENTRY +
	       e->gather.unsaid * APART_UNSAID + e->nhold;
}

uint64_t
dbn_emit_room(const struct dbn_emit *e, const struct schema *s)
{
	const struct rtype *t = rtype_of_kind(s->kind);
	int v = e->shaped ? e->version : DBN_VERSIONS;

	return (t == NULL ? 0 : t->version[v - 1]->size) + TS_OUT +
	       APART_ENTRY + APART_UNSAID;
}

void
dbn_ids_init(struct dbn_ids *ids)
{
	idmap_init(&ids->made, sizeof(uint32_t), "symbols");
	ids->last = 0;
}

void
dbn_ids_fini(struct dbn_ids *ids)
{
	idmap_fini(&ids->made);
	ids->last = 0;
}

int
dbn_emit_close(struct dbn_emit *e, int ok, struct err *err)
{
	int ret = 0;

	if (ok && e->o.bare == 0)
		ret = emit_begin(e, 1, err);
	dbn_writer_close(e->writer);
	dbn_raise_free(e->raise);
	symbols_fini(&e->known);
	gather_fini(&e->gather);
	dbn_meta_free(&e->meta);
	dbn_meta_free(&e->head);
	free(e->hold);
	free(e->hold_sym);
	dbn_ids_fini(&e->own);
	free(e);
	return ret;
}
