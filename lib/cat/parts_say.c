/*
 * parts_say.c - comments and metadata in the files of --split.
 *
 * DBN metadata is narrowed to the file's symbol and period, and names its
 * kind.  A file gets the metadata of all inputs that were examined in advance
 * and of all read so far, as far as they have part in its period, so that its
 * header covers all of its rows.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "cat/parts_impl.h"
#include "dbn/comment.h"
#include "dbn/encode.h"

#define NOTHING SIZE_MAX /* the rows that follow come without metadata */

static struct part_comment *
add(struct parts *p, struct err *err)
{
	if (array_grow(&p->comment, &p->comment_room, p->ncomment + 1,
		sizeof(*p->comment)) == -1) {
		err_errno(err, "comment");
		return NULL;
	}
	p->comment[p->ncomment] = (struct part_comment){ .text = NULL };
	return &p->comment[p->ncomment];
}

int
parts_comment(struct parts *p, const char *text, size_t len, struct err *err)
{
	struct part_comment *c;

	if ((p->o.sink.encoder->flags & ENCODER_META) == 0)
		return 0;
	if ((c = add(p, err)) == NULL)
		return -1;
	if ((c->text = malloc(len + 1)) == NULL)
		return err_errno(err, "comment");
	memcpy(c->text, text, len);
	c->len = len;
	p->ncomment++;
	return 0;
}

/* The same request, of which one copy is enough. */
static int
same(const struct dbn_meta *a, const struct dbn_meta *b)
{
	return a->version == b->version && a->ts_out == b->ts_out &&
	       a->schema == b->schema && a->start == b->start &&
	       a->end == b->end && a->nsymbols == b->nsymbols &&
	       strcmp(a->dataset, b->dataset) == 0 && dbn_meta_covers(a, b) &&
	       dbn_meta_covers(b, a);
}

/* A copy of metadata, and what finds a symbol in it. */
static struct dbn_meta *
keep_meta(const struct parts *p, struct dbn_by_symbol **by,
    const struct dbn_meta *m, struct err *err)
{
	struct dbn_meta *copy = malloc(sizeof(*copy));

	if (copy == NULL) {
		err_errno(err, "metadata");
		return NULL;
	}
	if (dbn_meta_copy(copy, m, err) == -1) {
		free(copy);
		return NULL;
	}
	if (p->o.spec->by_symbol &&
	    (*by = dbn_by_symbol_new(copy, err)) == NULL) {
		dbn_meta_free(copy);
		free(copy);
		return NULL;
	}
	return copy;
}

int
parts_meta(struct parts *p, const struct dbn_meta *m, int now, struct err *err)
{
	struct part_comment *c;
	size_t i;

	p->none |= now && m == NULL;
	if (m == NULL) {
		p->now = 0;
		return 0;
	}
	for (i = 0; i < p->ncomment; i++)
		if (p->comment[i].text == NULL && same(p->comment[i].meta, m))
			break;
	if (i == p->ncomment) {
		if ((c = add(p, err)) == NULL)
			return -1;
		c->meta = keep_meta(p, &c->by_symbol, m, err);
		if (c->meta == NULL)
			return -1;
		p->ncomment++;
	}
	if (now)
		p->now = i + 1;
	return 0;
}

void
parts_say_fini(struct parts *p)
{
	size_t i;

	for (i = 0; i < p->ncomment; i++) {
		free(p->comment[i].text);
		dbn_by_symbol_free(p->comment[i].by_symbol);
		if (p->comment[i].meta != NULL)
			dbn_meta_free(p->comment[i].meta);
		free(p->comment[i].meta);
	}
	free(p->comment);
}

/* ---- one file ---- */

struct keep {
	const struct dbn_narrow *all;
	const char *symbol; /* NULL: any */
};

static int
keeps(void *arg, const char *symbol, uint32_t id)
{
	const struct keep *k = arg;

	return (k->symbol == NULL || strcmp(symbol, k->symbol) == 0) &&
	       (k->all->keep == NULL || k->all->keep(k->all->arg, symbol, id));
}

static int
say_meta(struct parts *p, struct part *t, const struct part_comment *c,
    struct err *err)
{
	const struct dbn_narrow *all = p->o.narrow;
	struct keep keep = { all, NULL };
	struct dbn_narrow n = *all;
	struct dbn_meta m = *c->meta; /* its lists are borrowed */
	int schema, ret;
	size_t len;
	char *text;

	n.start = t->span.start > n.start ? t->span.start : n.start;
	n.end = t->span.end < n.end ? t->span.end : n.end;
	if (p->o.spec->by_symbol) {
		keep.symbol = symtab_text(p->vocab->syms, t->symbol, &len);
		dbn_by_symbol_get(c->by_symbol, &m, keep.symbol);
	}
	n.arg = &keep;
	n.keep = keep.symbol != NULL || all->keep != NULL ? keeps : NULL;
	if (p->o.spec->by_kind) {
		schema = dbn_schema(symtab_text(p->kinds, t->kind, &len));
		m.schema = schema < 0 ? DBN_SCHEMA_NONE : (uint16_t)schema;
	}
	text = dbn_is_text(p->o.sink.encoder) ? dbn_comment_short(&len, &m, err)
					      : dbn_comment(&len, &m, &n, err);
	if (text == NULL)
		return -1;
	ret = sink_comment(t->sink, text, len, err);
	free(text);
	return ret;
}

/* May rows of this metadata lie in the file's period? */
static int
overlaps(const struct part *t, const struct dbn_meta *m)
{
	return m->start < t->span.end &&
	       (m->end == 0 || m->end > t->span.start);
}

static int
say(struct parts *p, struct part *t, size_t i, struct err *err)
{
	const struct part_comment *c = &p->comment[i];

	if (c->text != NULL)
		return sink_comment(t->sink, c->text, c->len, err);
	t->last = i + 1;
	return say_meta(p, t, c, err);
}

int
parts_say(struct parts *p, struct part *t, struct err *err)
{
	for (; t->told < p->ncomment; t->told++)
		if ((p->comment[t->told].text != NULL ||
			overlaps(t, p->comment[t->told].meta)) &&
		    say(p, t, t->told, err) == -1)
			return -1;
	if (p->now > 0)
		return p->now != t->last ? say(p, t, p->now - 1, err) : 0;
	if (!p->none || t->last == NOTHING)
		return 0;
	t->last = NOTHING;
	return sink_comment(t->sink, NULL, 0, err);
}
