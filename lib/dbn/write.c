/*
 * write.c - rows of DBN kinds to DBN records (dbn.md 15).
 *
 * A plan is made for each schema when its first row comes.  Fields that the
 * schema lacks are undefined in the record; fields that DBN lacks are not
 * written (the symbol travels in the metadata).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dbn/comment.h"
#include "dbn/meta.h"
#include "dbn/plan.h"

enum { TS_OUT = 8, STYPE_RAW_SYMBOL = 1, ID_TEXT = 12 };

struct target {
	const struct schema *schema;
	uint8_t head[2]; /* length and rtype */
	struct plan plan;
	struct target *next;
};

struct dbn_writer {
	struct out *out;
	int version, ts_out;
	const struct rtype *only; /* NULL: mixed */
	struct target *targets;   /* the newest first */
};

/* The lists of the metadata, one interval a symbol; m's arrays have room. */
static void
map_symbols(struct dbn_meta *m, struct dbn_interval *v, char *text,
    const struct dbn_writer_opts *opts)
{
	uint32_t i;

	for (i = 0; i < opts->nsymbols; i++, v++, text += ID_TEXT) {
		snprintf(text, ID_TEXT, "%" PRIu32, opts->instrument_ids[i]);
		v->start_date = opts->start_date;
		v->end_date = opts->end_date;
		v->symbol = text;
		m->symbols[i] = opts->symbols[i];
		m->mapping[i].raw_symbol = opts->symbols[i];
		m->mapping[i].interval = v;
		m->mapping[i].n = 1;
	}
	m->nsymbols = m->nmapping = opts->nsymbols;
}

/* Metadata as the options have it, for fn. */
static int
with_meta(const struct dbn_writer_opts *opts,
    int (*fn)(void *arg, const struct dbn_meta *m, struct err *err), void *arg,
    struct err *err)
{
	const struct rtype *t =
	    opts->kind == NULL ? NULL : rtype_of_kind(opts->kind);
	size_t n = (size_t)opts->nsymbols + 1;
	struct dbn_interval *v = calloc(n, sizeof(*v));
	char *text = calloc(n, ID_TEXT);
	struct dbn_meta m = { 0 };
	int r = -1;

	m.symbols = calloc(n, sizeof(*m.symbols));
	m.mapping = calloc(n, sizeof(*m.mapping));
	if (v != NULL && text != NULL && m.symbols != NULL &&
	    m.mapping != NULL) {
		m.version = opts->version;
		snprintf(m.dataset, sizeof(m.dataset), "%s", opts->dataset);
		m.schema = t == NULL ? DBN_SCHEMA_NONE : (uint16_t)t->schema;
		m.start = opts->start;
		m.end = opts->end;
		m.stype_in = STYPE_RAW_SYMBOL;
		m.ts_out = opts->ts_out;
		map_symbols(&m, v, text, opts);
		r = fn(arg, &m, err);
	} else {
		err_errno(err, "metadata");
	}
	free(v);
	free(text);
	free(m.symbols);
	free(m.mapping);
	return r;
}

static int
check_opts(const struct dbn_writer_opts *opts, struct err *err)
{
	if (opts->version < 1 || opts->version > DBN_VERSIONS)
		return err_set(err, "DBN version %d: must be 1 to %d",
		    opts->version, DBN_VERSIONS);
	if (strlen(opts->dataset) >= META_DATASET)
		return err_set(err, "dataset: \"%s\": at most %d bytes",
		    opts->dataset, META_DATASET - 1);
	if (opts->kind != NULL && rtype_of_kind(opts->kind) == NULL)
		return err_set(err, "%s: DBN has no such kind", opts->kind);
	return 0;
}

static int
encode_meta(void *out, const struct dbn_meta *m, struct err *err)
{
	return meta_encode(out, m, err);
}

struct comment {
	char *text;
	size_t len;
};

static int
make_comment(void *arg, const struct dbn_meta *m, struct err *err)
{
	struct comment *c = arg;

	c->text = dbn_comment(&c->len, m, NULL, err);
	return c->text == NULL ? -1 : 0;
}

char *
dbn_writer_comment(size_t *len, const struct dbn_writer_opts *opts,
    struct err *err)
{
	struct comment c = { NULL, 0 };

	if (check_opts(opts, err) == -1 ||
	    with_meta(opts, make_comment, &c, err) == -1)
		return NULL;
	*len = c.len;
	return c.text;
}

struct dbn_writer *
dbn_writer_open(struct out *o, const struct dbn_writer_opts *opts,
    struct err *err)
{
	struct dbn_writer *w;

	if (check_opts(opts, err) == -1)
		return NULL;
	if ((w = calloc(1, sizeof(*w))) == NULL) {
		err_errno(err, "dbn writer");
		return NULL;
	}
	w->out = o;
	w->version = opts->version;
	w->ts_out = opts->ts_out;
	w->only = opts->kind == NULL ? NULL : rtype_of_kind(opts->kind);
	if (with_meta(opts, encode_meta, o, err) == 0)
		return w;
	free(w);
	return NULL;
}

static struct target *
target_new(struct dbn_writer *w, const struct schema *s, struct err *err)
{
	const struct rtype *type = rtype_of_kind(s->kind);
	const struct layout *l;
	struct target *t;

	if (type == NULL || (w->only != NULL && type != w->only)) {
		err_set(err, "%s: %s has no such kind", s->kind,
		    type == NULL ? "DBN" : "this file");
		return NULL;
	}
	if (w->out != NULL && schema_find(s, "instrument_id") < 0) {
		err_set(err, "%s: rows have no instrument_id", s->kind);
		return NULL;
	}
	t = calloc(1, sizeof(*t));
	if (t == NULL) {
		err_errno(err, "%s", s->kind);
		return NULL;
	}
	l = type->version[w->version - 1];
	if (plan_write(&t->plan, l, s, err) == -1) {
		free(t);
		return NULL;
	}
	t->schema = s;
	t->head[0] = (uint8_t)((l->size + (w->ts_out ? TS_OUT : 0)) / 4);
	t->head[1] = (uint8_t)type->rtype;
	t->next = w->targets;
	w->targets = t;
	return t;
}

struct dbn_writer *
dbn_writer_bare(int version, int ts_out, struct err *err)
{
	struct dbn_writer *w = calloc(1, sizeof(*w));

	if (w == NULL) {
		err_errno(err, "dbn writer");
		return NULL;
	}
	w->version = version;
	w->ts_out = ts_out;
	return w;
}

size_t
dbn_record(struct dbn_writer *w, unsigned char *to, const struct rec *r,
    struct err *err)
{
	unsigned char undefined[TS_OUT];
	const struct plan *p;
	struct target *t = w->targets;

	while (t != NULL && t->schema != r->schema)
		t = t->next;
	if (t == NULL)
		t = target_new(w, r->schema, err);
	if (t == NULL)
		return 0;
	p = &t->plan;
	if (plan_to_record(p, to, r->v, err) == -1) {
		err_at(err, "%s", r->schema->kind);
		return 0;
	}
	memcpy(to, t->head, sizeof(t->head));
	memset(undefined, 0xff, sizeof(undefined));
	if (w->ts_out)
		memcpy(to + p->layout->size,
		    p->ts_out < 0 ? undefined : r->v + p->ts_out, TS_OUT);
	return t->head[0] * (size_t)4;
}

int
dbn_write(struct dbn_writer *w, const struct rec *r, struct err *err)
{
	unsigned char *to = out_reserve(w->out, DBN_RECORD_MAX, err);
	size_t size = to == NULL ? 0 : dbn_record(w, to, r, err);

	if (size == 0)
		return -1;
	out_commit(w->out, size);
	return 0;
}

void
dbn_writer_close(struct dbn_writer *w)
{
	struct target *t, *next;

	if (w == NULL)
		return;
	for (t = w->targets; t != NULL; t = next) {
		next = t->next;
		plan_fini(&t->plan);
		free(t);
	}
	free(w);
}
