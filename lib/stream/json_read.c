/*
 * json_read.c - one NDJSON line to one row.
 *
 * A line with the layout of an earlier one takes the fast path
 * (json_predict.c).  Any other line is tokenised: its kind is found or
 * inferred, its keys are looked up, and its schema has the line's keys in the
 * line's order, so that text output repeats the input's field order.  A kind
 * with more than FORMS_MAX line layouts falls back to one schema of all its
 * fields, with nulls.  A refused line changes no state.
 *
 * Types: --field first, then the kind's own fields, then the vocabulary; else
 * numbers are f64, texts sym, true and false bool; a null gets its type from
 * the first value that is not null.  A quantity is an integer until a fraction
 * is seen; from then on its column's unit is 1e-9.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/num.h"
#include "stream/json_read_impl.h"

static int
add_hint(struct json_reader *j, const char *text, struct err *err)
{
	const char *colon = strchr(text, ':');
	struct field *f = &j->hint[j->nhint];
	char name[FIELD_NAME_MAX + 1];
	size_t n = colon != NULL ? (size_t)(colon - text) : 0;
	uint16_t len;

	if (n == 0 || n > FIELD_NAME_MAX || j->nhint == HINTS_MAX)
		return err_usage(err, "--field: \"%.80s\": expected NAME:TYPE",
		    text);
	memcpy(name, text, n);
	name[n] = '\0';
	*f = field_make(name, F_F64, "");
	if (ftype_parse(&f->type, &len, colon + 1) == -1)
		return err_usage(err,
		    "--field: \"%.80s\": expected one of f64 f32 px qty ts id "
		    "sym i8 .. u64 char bool cN",
		    text);
	f->len = len;
	j->nhint++;
	return 0;
}

struct json_reader *
json_reader_new(struct vocab *vocab, const char *const *fields, struct err *err)
{
	struct json_reader *j = calloc(1, sizeof(*j));

	if (j == NULL) {
		err_errno(err, "reader");
		return NULL;
	}
	j->vocab = vocab;
	for (; fields != NULL && *fields != NULL; fields++) {
		if (add_hint(j, *fields, err) == -1) {
			json_reader_free(j);
			return NULL;
		}
	}
	return j;
}

void
json_reader_slow(struct json_reader *j)
{
	j->slow = 1;
}

void
json_reader_free(struct json_reader *j)
{
	int i;

	if (j == NULL)
		return;
	for (i = 0; i < j->nform; i++)
		predict_fini(&j->form[i].predict);
	for (i = 0; i < j->nkind; i++)
		free(j->kind[i]);
	free(j->form);
	free(j);
}

static void
type_by_value(struct field *f, enum json_type t)
{
	f->type = t == JSON_STRING                    ? F_SYM
		  : t == JSON_TRUE || t == JSON_FALSE ? F_BOOL
						      : F_F64;
	f->len = (uint16_t)ftype_size(f->type);
}

/* Name and type of a field that is new in the kind. */
static int
new_field(const struct json_reader *j, struct field *f, unsigned char *guess,
    const char *kind, const struct pair *p, struct err *err)
{
	const struct field *own;
	int i, n = 0;

	memset(f, 0, sizeof(*f));
	*guess = 0;
	if (p->key.len < 1 || p->key.len > FIELD_NAME_MAX ||
	    memchr(p->key.s, 0, p->key.len) != NULL)
		return err_set(err, "key \"%.*s\": expected 1 to %d bytes",
		    (int)(p->key.len < 60 ? p->key.len : 60), p->key.s,
		    FIELD_NAME_MAX);
	memcpy(f->name, p->key.s, p->key.len);
	for (i = 0; i < j->nhint; i++) {
		if (strcmp(j->hint[i].name, f->name) == 0) {
			*f = j->hint[i];
			return 0;
		}
	}
	own = kind_fields(kind, &n);
	for (i = 0; own != NULL && i < n; i++) {
		if (strcmp(own[i].name, f->name) == 0) {
			*f = own[i];
			return 0;
		}
	}
	if (vocab_type(&f->type, &f->len, f->name) == 0)
		return 0;
	type_by_value(f, p->value.type);
	*guess = p->value.type == JSON_NULL;
	return 0;
}

static struct known *
find_known(struct json_reader *j, const char *kind)
{
	int i;

	for (i = 0; i < j->nkind; i++)
		if (strcmp(j->kind[i]->kind, kind) == 0)
			return j->kind[i];
	return NULL;
}

/* A quantity with a fraction in a column of whole units. */
static int
needs_scale(const struct field *f, const struct json_token *t)
{
	return f->type == F_QTY && f->scale == 0 &&
	       (t->type == JSON_NUMBER || t->type == JSON_STRING) &&
	       num_has_fraction(t->s, t->len) == 1;
}

/* The column is there: must it change for this value? */
static int
adapt(struct field *f, unsigned char *guess, const struct json_token *t)
{
	int changed = 0;

	if (*guess && t->type != JSON_NULL) {
		type_by_value(f, t->type);
		*guess = 0;
		changed = 1;
	}
	if (needs_scale(f, t)) {
		f->scale = 9;
		changed = 1;
	}
	return changed;
}

static int
find_field(const struct field *f, int n, const struct json_token *key)
{
	int i;

	for (i = 0; i < n; i++)
		if (key_is(key, f[i].name))
			return i;
	return -1;
}

/* Find or make the kind's field behind each pair, in fields and guess. */
static int
find_fields(struct json_reader *j, const struct known *known, const char *kind,
    struct err *err)
{
	struct pair *p;
	int i, at;

	j->nfields = known != NULL ? known->n : 0;
	j->changed = 0;
	if (known != NULL) {
		memcpy(j->fields, known->field,
		    (size_t)known->n * sizeof(*j->fields));
		memcpy(j->guess, known->guess, (size_t)known->n);
	}
	for (i = 0; i < j->npair; i++) {
		p = &j->pair[i];
		at = find_field(j->fields, j->nfields, &p->key);
		if (at < 0) {
			at = j->nfields;
			if (at == SCHEMA_FIELDS_MAX)
				return err_set(err, "%s: more than %d fields",
				    kind, SCHEMA_FIELDS_MAX);
			if (new_field(j, &j->fields[at], &j->guess[at], kind, p,
				err) == -1)
				return -1;
			j->nfields++;
		}
		j->changed |= adapt(&j->fields[at], &j->guess[at], &p->value);
		p->field = at;
	}
	return 0;
}

/* A schema of the kind with the line's keys in another order, or NULL. */
static const struct schema *
permuted(const struct json_reader *j, const struct known *known)
{
	const struct schema *s;
	int i, k;

	for (i = 0; i < j->nform; i++) {
		s = j->form[i].schema;
		if (j->form[i].known != known || s->nfield != j->npair)
			continue;
		for (k = 0; k < j->npair; k++)
			if (find_field(s->field, s->nfield, &j->pair[k].key) <
			    0)
				break;
		if (k == j->npair)
			return s;
	}
	return NULL;
}

/*
 * One schema of all fields of the kind.  Each new field makes another schema,
 * and n of them need memory for n^2 / 2 fields: names that differ from line to
 * line are data used as names.
 */
static const struct schema *
match_all(struct json_reader *j, struct known *known, const char *kind,
    struct err *err)
{
	const struct schema *s;

	memcpy(j->own_guess, j->guess, (size_t)j->nfields);
	if (known->nunions >= UNIONS_MAX && j->nfields > known->n) {
		err_set(err,
		    "%s: new fields in more than %d lines: rename or drop "
		    "fields whose names differ from line to line",
		    kind, UNIONS_MAX);
		return NULL;
	}
	s = schema_get(j->vocab->schemas, kind, j->fields, j->nfields, err);
	known->nunions += s != NULL && s != known->all;
	known->all = s;
	return s;
}

/* The schema of the line: its own fields, or all of the kind. */
static const struct schema *
match(struct json_reader *j, struct known *known, const char *kind,
    struct err *err)
{
	const struct schema *s;
	int i, at;

	if (known != NULL && known->nforms >= FORMS_MAX)
		return match_all(j, known, kind, err);
	s = known != NULL && !j->changed ? permuted(j, known) : NULL;
	for (i = 0; s != NULL && i < j->npair; i++) {
		at = find_field(s->field, s->nfield, &j->pair[i].key);
		j->own_guess[at] = j->guess[j->pair[i].field];
		j->pair[i].field = at;
	}
	if (s != NULL)
		return s;
	for (i = 0; i < j->npair; i++) {
		j->own[i] = j->fields[j->pair[i].field];
		j->own_guess[i] = j->guess[j->pair[i].field];
		j->pair[i].field = i;
	}
	return schema_get(j->vocab->schemas, kind, j->own, j->npair, err);
}

/* Discard what was learnt about a kind's columns. */
static void
forget_forms(struct json_reader *j, struct known *known)
{
	int i, n = 0;

	for (i = 0; i < j->nform; i++) {
		if (j->form[i].known == known)
			predict_fini(&j->form[i].predict);
		else
			j->form[n++] = j->form[i];
	}
	j->nform = n;
	known->nforms = 0;
}

/*
 * A place for one more form; that of one that cannot be predicted, where
 * lines of its schema came before; beyond the most, the kind's newest.
 */
static int
new_form(struct json_reader *j, struct known *known, const struct schema *s,
    struct err *err)
{
	int i;

	for (i = 0; i < j->nform; i++)
		if (j->form[i].schema == s &&
		    (j->form[i].predict.schema == NULL || j->slow))
			return i;
	if (known->nforms >= FORMS_MAX) {
		while (j->form[--i].known != known)
			;
		return i;
	}
	if (array_grow(&j->form, &j->form_room, (size_t)i + 1,
		sizeof(*j->form)) == -1)
		return err_errno(err, "%s", known->kind);
	memset(&j->form[i], 0, sizeof(*j->form));
	j->form[i].known = known;
	known->nforms++;
	j->nform++;
	return i;
}

/* The line was good: keep what was learnt from it. */
static int
keep(struct json_reader *j, struct known *known, const struct schema *s,
    const char *line, size_t len, struct err *err)
{
	int i;

	if (known == NULL) {
		if (j->nkind == KINDS_MAX)
			return err_set(err, "more than %d kinds", KINDS_MAX);
		/* its 1024 fields are not touched before they are there */
		if ((known = malloc(sizeof(*known))) == NULL)
			return err_errno(err, "%s", s->kind);
		memcpy(known->kind, s->kind, sizeof(known->kind));
		known->nforms = known->nunions = 0;
		known->all = NULL;
		j->kind[j->nkind++] = known;
	}
	known->n = j->nfields;
	memcpy(known->field, j->fields,
	    (size_t)j->nfields * sizeof(*j->fields));
	memcpy(known->guess, j->guess, (size_t)j->nfields);
	if (j->changed)
		forget_forms(j, known);
	if ((i = new_form(j, known, s, err)) < 0)
		return -1;
	j->form[i].schema = s;
	if (j->reworded)
		predict_fini(&j->form[i].predict);
	else
		predict_learn(&j->form[i].predict, s, line, len, j->pair,
		    j->npair, j->own_guess);
	j->last = i;
	return 0;
}

/* 1 when the label of a row, null aside, is neither 0 nor 1. */
static inline int
has_bad_label(const struct schema *s, const unsigned char *row)
{
	const struct field *f;

	if (s->at.label < 0)
		return 0;
	f = &s->field[s->at.label];
	return f->type == F_U8 && row[f->off] > 1 && row[f->off] != UINT8_MAX;
}

/* The position after the newline that follows the text read, or NULL. */
static const char *
line_end(const char *p, const char *end)
{
	while (p < end && *p != '\n') {
		if (*p != '\r' && *p != ' ')
			return NULL;
		p++;
	}
	return p < end ? p + 1 : NULL;
}

/*
 * Try what was learnt, the form of the line before first; of schema s alone
 * where that is not NULL.  The line ends at end, or, with newline, at the
 * first one before it; *stop is then behind that.
 */
static const struct schema *
try_forms(struct json_reader *j, predict_fn *fn, unsigned char *row,
    const char **stop, const char *line, const char *end, int newline,
    const struct schema *s)
{
	struct predict *p;
	int i, k;

	for (i = 0, k = j->last; i < j->nform && !j->slow; i++, k++) {
		k = k < j->nform ? k : 0;
		p = &j->form[k].predict;
		if (p->schema == NULL || (s != NULL && p->schema != s))
			continue;
		*stop = fn(p, row, line, end, j->vocab->syms);
		if (*stop != NULL && newline)
			*stop = line_end(*stop, end);
		if (*stop == NULL || (!newline && *stop != end))
			continue;
		if (has_bad_label(p->schema, row)) /* it is refused below */
			continue;
		j->last = k;
		return p->schema;
	}
	return NULL;
}

static predict_fn *
reader_of(char delim)
{
	return delim == '\0'  ? predict_read
	       : delim == ',' ? csv_predict_comma
			      : csv_predict_tab;
}

size_t
json_reader_more(struct json_reader *j, struct rec *r, size_t row, size_t *used,
    const char *p, size_t n, char delim, size_t max_line)
{
	const struct schema *s = r->schema;
	struct predict *o = &j->form[j->last].predict;
	predict_fn *fn = reader_of(delim);
	const char *at = p, *end = p + n, *stop;
	unsigned char *v = j->row + row * s->row_size;
	size_t i, room = ROWS_SIZE / s->row_size;

	*used = 0;
	if (o->schema != s || j->slow)
		return 0;
	for (i = row; i < room; i++, v += s->row_size, at = stop) {
		stop = fn(o, v, at, end, j->vocab->syms);
		if (stop == NULL || (stop = line_end(stop, end)) == NULL ||
		    (size_t)(stop - at) > max_line || has_bad_label(s, v))
			break;
	}
	*used = (size_t)(at - p);
	if (i > row)
		r->v = v - s->row_size;
	return i > row ? i - row : 0;
}

size_t
json_reader_next(struct json_reader *j, struct rec *r, size_t row,
    const char *p, size_t n, char delim)
{
	const struct schema *s = row > 0 ? r->schema : NULL, *got;
	const char *stop;
	unsigned char *at = j->row;

	if (row > 0 && (row + 1) * s->row_size > ROWS_SIZE)
		return 0;
	if (row > 0)
		at += row * s->row_size;
	r->v = at;
	got = try_forms(j, reader_of(delim), at, &stop, p, p + n, 1, s);
	if (got == NULL && delim == '\0')
		got = try_forms(j, loose_read, at, &stop, p, p + n, 1, s);
	if (got == NULL)
		return 0;
	r->schema = got;
	return (size_t)(stop - p);
}

int
json_reader_line(struct json_reader *j, struct rec *r, const char *line,
    size_t len, const char **reason, struct err *err)
{
	const struct schema *s;
	struct known *known;
	const char *stop;
	char kind[KIND_MAX + 1];
	int i;

	while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == ' '))
		len--;
	r->v = j->row;
	s = try_forms(j, predict_read, j->row, &stop, line, line + len, 0,
	    NULL);
	if (s == NULL)
		s = try_forms(j, loose_read, j->row, &stop, line, line + len, 0,
		    NULL);
	if ((r->schema = s) != NULL)
		return 1;
	*reason = "syntax";
	if (json_pairs_read(j, line, len, err) == -1) {
		if (!utf8_valid(line, len))
			*reason = "bad-utf8";
		return -1;
	}
	if (json_pairs_kind(j, kind, reason, err) == -1)
		return -1;
	known = find_known(j, kind);
	if (find_fields(j, known, kind, err) == -1)
		return -1;
	if ((s = match(j, known, kind, err)) == NULL)
		return -1;
	row_clear(j->row, s);
	for (i = 0; i < j->npair; i++)
		if (json_value_put(j->row, s, j->pair[i].field,
			&j->pair[i].value, j->vocab->syms, reason, err) == -1)
			return err_at(err, "%s",
			    s->field[j->pair[i].field].name);
	if (has_bad_label(s, j->row)) {
		*reason = "syntax";
		return err_set(err,
		    "label: not a label (expected 0 or 1): \"%d\"",
		    j->row[s->field[s->at.label].off]);
	}
	if (keep(j, known, s, line, len, err) == -1)
		return -1;
	r->schema = s;
	return 1;
}
