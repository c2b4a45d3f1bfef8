/*
 * text_fill.c - complete rows that lack fields of their kind.
 *
 * Missing fields get the undefined values of dbn.md 7, which the writer of
 * records implements: so the row is converted to a record and back to a row.
 * Text output is then the same with and without a detour through DBN.  As in
 * DBN, a missing ts_recv is ts_event, because it is the index time.
 */
#include "dbn/text_fill.h"

#include <stdlib.h>
#include <string.h>

#include "dbn/plan.h"

enum { RECORD_MAX = 1020 };

struct filling {
	const struct schema *to;
	struct plan write, read;
	int symbol, ts_out; /* of from: offsets; -1 none */
	int recv_at; /* of the record: where from has no ts_recv; else 0 */
	unsigned char rec[RECORD_MAX];
	unsigned char *row;
};

int
fill_wanted(const struct schema *s)
{
	int i, n;
	const struct field *f = kind_fields(s->kind, &n);

	if (rtype_of_kind(s->kind) == NULL)
		return 0;
	for (i = 0; i < n; i++)
		if (strcmp(f[i].name, "symbol") != 0 &&
		    schema_find(s, f[i].name) < 0)
			return 1;
	return 0;
}

static int
offset_of(const struct schema *s, const char *name)
{
	int i = schema_find(s, name);

	return i < 0 ? -1 : (int)s->field[i].off;
}

/* Where a record has the ts_recv that rows of s have not; 0: nowhere. */
static int
recv_missing(const struct layout *l, const struct schema *s)
{
	int i;

	for (i = 0; s->at.ts_recv < 0 && i < l->n; i++)
		if (strcmp(l->field[i].name, "ts_recv") == 0)
			return l->field[i].off;
	return 0;
}

static int
filling_init(struct filling *h, struct schemas *set, const struct schema *s,
    struct err *err)
{
	struct field ts_out = field_make("ts_out", F_TS, "");
	const struct layout *l =
	    rtype_of_kind(s->kind)->version[DBN_VERSIONS - 1];
	int n;
	const struct field *f = kind_fields(s->kind, &n);

	h->symbol = offset_of(s, "symbol");
	h->ts_out = offset_of(s, "ts_out");
	h->recv_at = recv_missing(l, s);
	h->to = schema_get(set, s->kind, f, n, err);
	if (h->to != NULL && h->ts_out >= 0)
		h->to = schema_extend(set, h->to, s->kind, &ts_out, 1, err);
	if (h->to == NULL || plan_write(&h->write, l, s, err) == -1 ||
	    plan_read(&h->read, l, h->to, err) == -1)
		return -1;
	h->row = malloc(h->to->row_size);
	return h->row == NULL ? err_errno(err, "%s", s->kind) : 0;
}

struct fill *
fill_new(struct schemas *set, const struct schema *s, struct err *err)
{
	struct fill *f = calloc(1, sizeof(*f));

	if (f != NULL)
		f->how = calloc(1, sizeof(*f->how));
	if (f == NULL || f->how == NULL)
		err_errno(err, "%s", s->kind);
	else if (filling_init(f->how, set, s, err) == 0) {
		f->from = s;
		return f;
	}
	fill_free(f);
	return NULL;
}

int
fill_row(struct fill *f, struct rec *to, const struct rec *r, struct err *err)
{
	struct filling *h = f->how;

	if (plan_to_record(&h->write, h->rec, r->v, err) == -1)
		return err_at(err, "%s", f->from->kind);
	if (h->recv_at > 0)
		memcpy(h->rec + h->recv_at, h->rec + 8, sizeof(uint64_t));
	if (plan_to_row(&h->read, h->row, h->rec) == -1)
		return err_set(err, "%s: volume: does not fit 63 bits",
		    f->from->kind);
	if (h->symbol >= 0 && h->read.symbol >= 0)
		memcpy(h->row + h->read.symbol, r->v + h->symbol, 4);
	if (h->ts_out >= 0)
		memcpy(h->row + h->read.ts_out, r->v + h->ts_out, 8);
	*to = *r;
	to->schema = h->to;
	to->v = h->row;
	return 0;
}

void
fill_free(struct fill *f)
{
	if (f == NULL)
		return;
	if (f->how != NULL) {
		plan_fini(&f->how->write);
		plan_fini(&f->how->read);
		free(f->how->row);
		free(f->how);
	}
	free(f);
}
