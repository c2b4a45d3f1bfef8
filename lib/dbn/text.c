/*
 * text.c - lines of Databento's CSV and JSON from rows (dbn.md 11 and 12).
 *
 * The order is that of the kind's built-in fields with the four of the
 * record's header together, those that the record's version has
 * (text_version.h), ts_out where the rows have it, the symbol last.  The text
 * between the values never changes, so it is made once for each schema and
 * version.
 */
#include "dbn/text.h"

#include <stdlib.h>
#include <string.h>

#include "dbn/layout.h"
#include "dbn/text_fill.h"
#include "dbn/text_version.h"

enum {
	PRE_MAX = 160, /* fixed text before one value */
	NAME_LEVEL = 9 /* "bid_px_00" */
};

struct line {
	const struct schema *schema;
	int version;
	struct cell *cell;
	int ncell, ts_out;
	char *pool; /* fixed texts */
	size_t used, room;
	char *header; /* of CSV */
	size_t header_len;
	size_t max; /* bytes of a line at most, its end too */
	const char *end;
	struct line *next;
};

struct dbn_text {
	const struct vocab *vocab;
	struct dbn_text_opts opts;
	struct line *lines; /* the newest first */
	struct fill *fills; /* of schemas that have no line themselves */
};

/* State of a line under construction. */
struct maker {
	struct line *line;
	const struct rtype *type;
	int json;
	char delim;            /* of CSV */
	int in_levels;         /* inside "levels":[ */
	char pre[PRE_MAX + 1]; /* fixed text before the next value */
};

static void
add(struct maker *m, const char *text)
{
	if (strlen(m->pre) + strlen(text) > PRE_MAX)
		BUG("fixed text longer than any name");
	strcat(m->pre, text);
}

/* Level names are one side, two letters and two digits: -1 if not. */
static int
level_of(const char *name)
{
	static const char *const sides[] = { "bid_", "ask_" };
	int i;

	for (i = 0; i < 2; i++)
		if (strlen(name) == NAME_LEVEL &&
		    strncmp(name, sides[i], 4) == 0 && name[6] == '_')
			return (name[7] - '0') * 10 + name[8] - '0';
	return -1;
}

/* The key of a field, with what opens and closes around it. */
static void
add_key(struct maker *m, const char *name)
{
	int level = level_of(name), first;
	char key[FIELD_NAME_MAX + 1];

	if (level < 0 && m->in_levels)
		add(m, "}]");
	first = level >= 0 && strncmp(name, "bid_px", 6) == 0;
	if (first)
		add(m, level == 0 ? ",\"levels\":[{" : "},{");
	else if (strcmp(name, "ts_event") == 0)
		add(m, m->line->ncell > 0 ? ",\"hd\":{" : "{\"hd\":{");
	else
		add(m, m->line->ncell > 0 ? "," : "{");
	m->in_levels = level >= 0;
	strcpy(key, name);
	if (level >= 0)
		key[NAME_LEVEL - 3] = '\0';
	add(m, "\"");
	add(m, key);
	add(m, "\":");
}

static void
header_add(const struct maker *m, const char *name)
{
	struct line *l = m->line;
	size_t n = strlen(name);

	if (l->header_len > 0)
		l->header[l->header_len++] = m->delim;
	memcpy(l->header + l->header_len, name, n);
	l->header_len += n;
}

/* A value as the record of that version has it. */
static void
narrow_cell(struct cell *c, const struct layout_field *d)
{
	if (d == NULL)
		return;
	if (d->type == D_TEXT)
		c->len = d->len;
	else if (c->type == CELL_I64 && d->type == D_I32)
		c->type = CELL_I64_OF32;
	else if (c->type == CELL_ID && d->type == D_U32)
		c->type = CELL_ID_OF32;
}

/* The next column: a field of the schema. */
static int
add_cell(struct maker *m, const char *name, struct err *err)
{
	struct line *l = m->line;
	const struct schema *s = l->schema;
	int i = schema_find(s, name);
	struct cell *c = &l->cell[l->ncell];
	const struct field *f;
	size_t n;

	if (i < 0) /* only the symbol may be missing here */
		return err_set(err, "%s: rows have no %s", s->kind, name);
	f = &s->field[i];
	if (m->json)
		add_key(m, name);
	else if (l->ncell > 0)
		add(m, (char[]){ m->delim, '\0' });
	header_add(m, name);
	n = strlen(m->pre);
	*c = (struct cell){ (uint32_t)l->used, (uint32_t)n, f->off, f->len,
		f->scale, cell_type(f->type, strcmp(name, "volume") == 0) };
	narrow_cell(c, version_field(m->type, l->version, name));
	memcpy(l->pool + l->used, m->pre, n);
	l->used += n;
	l->max += n + cell_max(c);
	l->ncell++;
	m->pre[0] = '\0';
	return 0;
}

/* ts_event, rtype, publisher_id, instrument_id: JSON's "hd". */
static int
add_header(struct maker *m, struct err *err)
{
	char rtype[32];

	if (add_cell(m, "ts_event", err) == -1)
		return -1;
	if (m->json)
		snprintf(rtype, sizeof(rtype), ",\"rtype\":%d", m->type->rtype);
	else
		snprintf(rtype, sizeof(rtype), "%c%d", m->delim,
		    m->type->rtype);
	add(m, rtype);
	header_add(m, "rtype");
	if (add_cell(m, "publisher_id", err) == -1 ||
	    add_cell(m, "instrument_id", err) == -1)
		return -1;
	if (m->json)
		add(m, "}");
	return 0;
}

/* In the header, or at another place. */
static int
is_elsewhere(const char *name)
{
	static const char *const names[] = { "ts_event", "ts_recv", "symbol",
		"publisher_id", "instrument_id" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return 1;
	return 0;
}

/* A field of the rows has the type of its kind, or a qty's other scale. */
static int
check_types(const struct schema *s, const struct field *f, int n,
    struct err *err)
{
	int i, at;

	for (i = 0; i < n; i++) {
		at = schema_find(s, f[i].name);
		if (at >= 0 && s->field[at].type != f[i].type)
			return err_set(err,
			    "%s: the type of %s differs from DBN's", s->kind,
			    f[i].name);
	}
	return 0;
}

/* A field where the version has it, and those that came after it. */
static int
add_field(struct maker *m, const char *name, const struct field *f, int n,
    struct err *err)
{
	const char *behind;
	int i;

	if (version_field(m->type, m->line->version, name) == NULL)
		return 0;
	if (add_cell(m, name, err) == -1)
		return -1;
	for (i = 0; i < n; i++) {
		behind = version_behind(f[i].name);
		if (behind != NULL && strcmp(behind, name) == 0 &&
		    add_field(m, f[i].name, f, n, err) == -1)
			return -1;
	}
	return 0;
}

static int
add_columns(struct maker *m, const struct dbn_text_opts *o, struct err *err)
{
	const struct schema *s = m->line->schema;
	int i, n;
	const struct field *f = kind_fields(s->kind, &n);

	if (check_types(s, f, n, err) == -1)
		return -1;
	if (strcmp(f[1].name, "ts_recv") == 0 &&
	    add_cell(m, "ts_recv", err) == -1)
		return -1;
	if (add_header(m, err) == -1)
		return -1;
	for (i = 0; i < n; i++)
		if (!is_elsewhere(f[i].name) &&
		    version_behind(f[i].name) == NULL &&
		    add_field(m, f[i].name, f, n, err) == -1)
			return -1;
	m->line->ts_out = schema_find(s, "ts_out") >= 0;
	if (m->line->ts_out && add_cell(m, "ts_out", err) == -1)
		return -1;
	if (o->symbol && add_cell(m, "symbol", err) == -1)
		return -1;
	return 0;
}

static void
line_free(struct line *l)
{
	if (l == NULL)
		return;
	free(l->cell);
	free(l->pool);
	free(l->header);
	free(l);
}

static struct line *
line_new(const struct schema *s, int version, const struct dbn_text_opts *o,
    struct err *err)
{
	const struct rtype *t = rtype_of_kind(s->kind);
	struct line *l;
	struct maker m = { 0 };
	size_t n = (size_t)s->nfield + 4;

	if (t == NULL) {
		err_set(err, "%s: DBN has no such kind", s->kind);
		return NULL;
	}
	l = calloc(1, sizeof(*l));
	if (l == NULL) {
		err_errno(err, "%s", s->kind);
		return NULL;
	}
	l->schema = s;
	l->version = version;
	l->cell = calloc(n, sizeof(*l->cell));
	l->pool = malloc(n * PRE_MAX);
	l->header = malloc(n * (FIELD_NAME_MAX + 1));
	m = (struct maker){ .line = l,
		.type = t,
		.json = o->json,
		.delim = o->tsv ? '\t' : ',' };
	if (l->cell == NULL || l->pool == NULL || l->header == NULL)
		err_errno(err, "%s", s->kind);
	else if (add_columns(&m, o, err) == 0) {
		l->end = !o->json ? "\n" : m.in_levels ? "}]}\n" : "}\n";
		l->max += strlen(l->end);
		l->header[l->header_len++] = '\n';
		return l;
	}
	line_free(l);
	return NULL;
}

struct dbn_text *
dbn_text_new(const struct vocab *vocab, const struct dbn_text_opts *opts,
    struct err *err)
{
	struct dbn_text *t = calloc(1, sizeof(*t));

	if (t == NULL) {
		err_errno(err, "dbn text");
		return NULL;
	}
	t->vocab = vocab;
	t->opts = *opts;
	return t;
}

static struct line *
line_find(const struct dbn_text *t, const struct schema *s, int version)
{
	struct line *l = t->lines;

	while (l != NULL && (l->schema != s || l->version != version))
		l = l->next;
	return l;
}

/* The line of a new schema: CSV has one kind, with the same columns. */
static struct line *
line_add(struct dbn_text *t, struct out *out, const struct schema *s,
    int version, struct err *err)
{
	struct line *first = t->lines, *l;

	if (!t->opts.json && first != NULL &&
	    strcmp(first->schema->kind, s->kind) != 0) {
		err_set(err, "%s: CSV has one kind, and %s came first", s->kind,
		    first->schema->kind);
		return NULL;
	}
	l = line_new(s, version, &t->opts, err);
	if (l == NULL)
		return NULL;
	if (!t->opts.json && first != NULL && first->ts_out != l->ts_out)
		err_set(err,
		    "%s: rows with and without ts_out do not go in "
		    "one CSV",
		    s->kind);
	else if (!t->opts.json && first != NULL &&
		 (first->header_len != l->header_len ||
		     memcmp(first->header, l->header, l->header_len) != 0))
		err_set(err,
		    "%s: records of versions %d and %d have other columns and "
		    "do not go in one CSV (--upgrade makes all version %d)",
		    s->kind, first->version, version, DBN_VERSIONS);
	else if (t->opts.json || first != NULL || t->opts.no_header ||
		 out_write(out, l->header, l->header_len, err) == 0) {
		l->next = first;
		t->lines = l;
		return l;
	}
	line_free(l);
	return NULL;
}

static struct fill *
fill_find(const struct dbn_text *t, const struct schema *s)
{
	struct fill *f = t->fills;

	while (f != NULL && f->from != s)
		f = f->next;
	return f;
}

/*
 * How rows of a new schema get all fields.  Without an instrument_id the
 * symbol identifies the instrument.
 */
static struct fill *
fill_add(struct dbn_text *t, const struct schema *s, struct err *err)
{
	struct fill *f;

	if (!t->opts.symbol && schema_find(s, "instrument_id") < 0) {
		err_set(err,
		    "%s: rows have no instrument_id (--map-symbols gives "
		    "their symbols)",
		    s->kind);
		return NULL;
	}
	f = fill_new(t->vocab->schemas, s, err);
	if (f != NULL) {
		f->next = t->fills;
		t->fills = f;
	}
	return f;
}

static int
line_put(const struct dbn_text *t, const struct line *l, struct out *out,
    const struct rec *r, struct err *err)
{
	unsigned char *start;
	const struct cell *c, *end;
	char *p;
	int n;

	start = out_reserve(out, l->max, err);
	if (start == NULL)
		return -1;
	p = (char *)start;
	for (c = l->cell, end = c + l->ncell; c < end; c++) {
		memcpy(p, l->pool + c->pre, c->pre_len);
		p += c->pre_len;
		n = dbn_cell_put(p, c, r->v, t->vocab->syms, &t->opts, err);
		if (n == -1)
			return err_at(err, "%s", l->schema->kind);
		p += n;
	}
	memcpy(p, l->end, strlen(l->end));
	p += strlen(l->end);
	out_commit(out, (size_t)(p - (char *)start));
	return 0;
}

void
dbn_text_wide(struct dbn_text *t, int wide)
{
	t->opts.wide = wide;
}

int
dbn_text_header(struct dbn_text *t, struct out *out, const struct schema *s,
    int version, struct err *err)
{
	if (t->opts.json || t->lines != NULL)
		return 0;
	return line_add(t, out, s, version, err) == NULL ? -1 : 0;
}

int
dbn_text_put(struct dbn_text *t, struct out *out, const struct rec *r,
    int version, struct err *err)
{
	struct line *l = line_find(t, r->schema, version);
	struct fill *f = l == NULL ? fill_find(t, r->schema) : NULL;
	struct rec full;

	if (l == NULL && f == NULL && fill_wanted(r->schema) &&
	    (f = fill_add(t, r->schema, err)) == NULL)
		return -1;
	if (f != NULL) {
		if (fill_row(f, &full, r, err) == -1)
			return -1;
		r = &full;
		l = line_find(t, r->schema, version);
	}
	if (l == NULL &&
	    (l = line_add(t, out, r->schema, version, err)) == NULL)
		return -1;
	return line_put(t, l, out, r, err);
}

void
dbn_text_free(struct dbn_text *t)
{
	struct line *l, *next;
	struct fill *f;

	if (t == NULL)
		return;
	while ((f = t->fills) != NULL) {
		t->fills = f->next;
		fill_free(f);
	}
	for (l = t->lines; l != NULL; l = next) {
		next = l->next;
		line_free(l);
	}
	free(t);
}
