/*
 * raise.c - records of versions 1 and 2 as those of 2 and 3 (dbn.md 8).
 *
 * Five structs grew.  Their records are converted through a row, whose plans
 * have every default; all others are the same bytes in all versions.
 * Downgrading is not defined: a record of a later version than requested is
 * unchanged.
 */
#include <stdlib.h>
#include <string.h>

#include "dbn/meta.h"
#include "dbn/plan.h"
#include "dbn/read_impl.h"
#include "dbn/upgrade.h"

struct way {
	const struct layout *from;
	const struct schema *schema;
	struct plan read, write;
	unsigned char *row;
};

struct dbn_raise {
	struct schemas *schemas;
	int to;
	size_t extra; /* bytes of ts_out */
	struct way *way[256][DBN_VERSIONS];
};

struct dbn_raise *
dbn_raise_new(struct schemas *s, int to, int ts_out, struct err *err)
{
	struct dbn_raise *r = calloc(1, sizeof(*r));

	if (r == NULL) {
		err_errno(err, "dbn");
		return NULL;
	}
	r->schemas = s;
	r->to = to;
	r->extra = ts_out ? TS_OUT : 0;
	return r;
}

static void
way_free(struct way *w)
{
	if (w == NULL)
		return;
	plan_fini(&w->read);
	plan_fini(&w->write);
	free(w->row);
	free(w);
}

void
dbn_raise_free(struct dbn_raise *r)
{
	int i, v;

	if (r == NULL)
		return;
	for (i = 0; i < 256; i++)
		for (v = 0; v < DBN_VERSIONS; v++)
			way_free(r->way[i][v]);
	free(r);
}

int
dbn_raise_needless(int from, int to)
{
	return from >= to;
}

static struct way *
way_make(struct dbn_raise *r, const struct rtype *t, const struct layout *l,
    struct err *err)
{
	struct way *w = calloc(1, sizeof(*w));
	const struct field *f;
	int n;

	if (w == NULL) {
		err_errno(err, "%s", t->kind);
		return NULL;
	}
	w->from = l;
	f = kind_fields(t->kind, &n);
	w->schema = schema_get(r->schemas, t->kind, f, n, err);
	w->row = w->schema == NULL ? NULL : malloc(w->schema->row_size);
	if (w->row != NULL && plan_read(&w->read, l, w->schema, err) == 0 &&
	    plan_write(&w->write, t->version[r->to - 1], w->schema, err) == 0)
		return w;
	err_set(err, "%s: out of memory", t->kind);
	way_free(w);
	return NULL;
}

/* The conversion from a layout, made when it is first needed. */
static struct way *
way_find(struct dbn_raise *r, const struct rtype *t, const struct layout *l,
    struct err *err)
{
	struct way **w;
	int v = 0;

	while (t->version[v] != l)
		v++;
	w = &r->way[t->rtype][v];
	if (*w == NULL)
		*w = way_make(r, t, l, err);
	return *w;
}

size_t
dbn_raise_record(struct dbn_raise *r, unsigned char *to,
    const unsigned char *rec, int from, struct err *err)
{
	const struct rtype *t = rtype_find(rec[1], DBN_SCHEMA_NONE);
	size_t size = record_size(rec);
	const struct layout *l = NULL, *want;
	struct way *w;

	if (t != NULL && size >= r->extra)
		l = rtype_layout(t, size - r->extra, from);
	want = t == NULL ? NULL : t->version[r->to - 1];
	if (l == NULL || l == want || l->size > want->size) {
		memcpy(to, rec, size);
		return size;
	}
	w = way_find(r, t, l, err);
	if (w == NULL)
		return 0;
	if (plan_to_row(&w->read, w->row, rec) == -1)
		BUG("a struct that grew has no volume");
	upgrade_text(w->row, w->schema, t->rtype);
	if (plan_to_record(&w->write, to, w->row, err) == -1) {
		err_at(err, "%s", t->kind);
		return 0;
	}
	memcpy(to + want->size, rec + l->size, r->extra);
	to[0] = (unsigned char)((want->size + r->extra) / 4);
	to[1] = rec[1];
	return want->size + r->extra;
}

size_t
dbn_record_time_at(const unsigned char *rec, int ts_out)
{
	const struct rtype *t = rtype_find(rec[1], DBN_SCHEMA_NONE);
	size_t size = record_size(rec), extra = ts_out ? TS_OUT : 0;
	const struct layout *l = NULL;

	if (t != NULL && size >= extra)
		l = rtype_layout(t, size - extra, DBN_VERSIONS);
	return l == NULL ? 8 : layout_time(l);
}

uint64_t
dbn_record_time(const unsigned char *rec, int ts_out)
{
	return get_u64(rec + dbn_record_time_at(rec, ts_out));
}
