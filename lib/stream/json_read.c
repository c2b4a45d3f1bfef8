/*
 * json_read.c - one NDJSON line to one row.
 *
 * A line that has the keys of the schema before it, in its order and without
 * blanks, is read along those keys (what our own tools write).  Any other
 * line is tokenised: its kind is found or inferred, its keys are looked up,
 * and a key that the kind did not have so far starts a new schema.
 *
 * Types: --field first, then the kind's own fields, then the vocabulary;
 * else numbers are f64, texts sym, true and false bool.  A quantity is whole
 * until a fraction is seen; from then on its column counts in 1e-9.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/num.h"
#include "stream/json_value.h"
#include "stream/stream_impl.h"

enum { KINDS_MAX = 256, HINTS_MAX = 256 };

struct pair {
	struct json_token key, value;
	int field; /* in the schema at hand, -1 new */
};

struct json_reader {
	struct house *house;
	struct field hint[HINTS_MAX]; /* --field */
	int nhint;
	struct {
		const struct schema *schema;
	} kind[KINDS_MAX];
	int nkind;
	struct pair pair[SCHEMA_FIELDS_MAX];
	int npair;
	struct field fields[SCHEMA_FIELDS_MAX];
	_Alignas(8) unsigned char row[SCHEMA_ROW_MAX];
	/* predicted: the text of the keys of one schema */
	const struct schema *predicted;
	char *keys;       /* all of them, one after the other */
	uint32_t *key_at; /* [nfield + 1] */
};

static int
add_hint(struct json_reader *j, const char *text, struct err *err)
{
	const char *colon = strchr(text, ':');
	struct field *f = &j->hint[j->nhint];
	char name[FIELD_NAME_MAX + 1];
	size_t n = colon != NULL ? (size_t)(colon - text) : 0;
	uint16_t len;

	if (n == 0 || n > FIELD_NAME_MAX || j->nhint == HINTS_MAX)
		return err_usage(err, "--field: \"%.80s\": wants NAME:TYPE",
		    text);
	memcpy(name, text, n);
	name[n] = '\0';
	*f = field_make(name, F_F64, "");
	if (ftype_parse(&f->type, &len, colon + 1) == -1)
		return err_usage(err,
		    "--field: \"%.80s\": wants one of f64 "
		    "f32 px qty ts id sym i8 .. u64 char bool cN",
		    text);
	f->len = len;
	j->nhint++;
	return 0;
}

struct json_reader *
json_reader_new(struct house *house, const char *const *fields, struct err *err)
{
	struct json_reader *j = calloc(1, sizeof(*j));

	if (j == NULL) {
		err_errno(err, "reader");
		return NULL;
	}
	j->house = house;
	for (; fields != NULL && *fields != NULL; fields++) {
		if (add_hint(j, *fields, err) == -1) {
			json_reader_free(j);
			return NULL;
		}
	}
	return j;
}

void
json_reader_free(struct json_reader *j)
{
	if (j == NULL)
		return;
	free(j->keys);
	free(j->key_at);
	free(j);
}

/* ---- the predicted path ---- */

/* Remember the text of a schema's keys; without memory, predict nothing. */
static void
predict(struct json_reader *j, const struct schema *s)
{
	size_t room = 64 + 6 * KIND_MAX;
	char *p;
	int i;

	j->predicted = NULL;
	free(j->keys);
	free(j->key_at);
	for (i = 0; i < s->nfield; i++)
		room += 6 * strlen(s->field[i].name) + 8;
	j->keys = malloc(room);
	j->key_at = malloc(((size_t)s->nfield + 1) * sizeof(*j->key_at));
	if (j->keys == NULL || j->key_at == NULL)
		return;
	p = j->keys;
	memcpy(p, "{\"kind\":", 8);
	p += 8;
	p += json_put_string(p, s->kind, strlen(s->kind));
	j->key_at[0] = 0;
	for (i = 0; i < s->nfield; i++) {
		if (i > 0)
			j->key_at[i] = (uint32_t)(p - j->keys);
		*p++ = ',';
		p += json_put_string(p, s->field[i].name,
		    strlen(s->field[i].name));
		*p++ = ':';
	}
	j->key_at[s->nfield] = (uint32_t)(p - j->keys);
	j->predicted = s;
}

/*
 * Cut the value that starts at p: its token, and where it ends; NULL when
 * it is none of the simple forms.
 */
static const char *
cut_value(struct json_token *t, const char *p, const char *end)
{
	const char *q;

	memset(t, 0, sizeof(*t));
	if (p < end && *p == '"') {
		for (q = p + 1; q < end && *q != '"'; q++)
			if (*q == '\\' || (unsigned char)*q < 0x20)
				return NULL;
		if (q == end)
			return NULL;
		t->type = JSON_STRING;
		t->s = p + 1;
		t->len = (size_t)(q - p) - 1;
		return q + 1;
	}
	for (q = p; q < end && *q != ',' && *q != '}'; q++)
		;
	t->s = p;
	t->len = (size_t)(q - p);
	if (t->len == 4 && memcmp(p, "null", 4) == 0)
		t->type = JSON_NULL;
	else if (p < q && (*p == '-' || (*p >= '0' && *p <= '9')))
		t->type = JSON_NUMBER;
	else
		return NULL;
	return q;
}

/* 1 when the line followed the keys and all its values were read. */
static int
read_predicted(struct json_reader *j, const char *line, size_t len)
{
	const struct schema *s = j->predicted;
	const char *p = line, *end = line + len, *reason;
	struct json_token t;
	struct err ignored;
	uint32_t n;
	int i;

	memset(j->row, 0, s->row_size);
	for (i = 0; i < s->nfield; i++) {
		n = j->key_at[i + 1] - j->key_at[i];
		if ((size_t)(end - p) < n ||
		    memcmp(p, j->keys + j->key_at[i], n) != 0)
			return 0;
		p += n;
		if ((p = cut_value(&t, p, end)) == NULL)
			return 0;
		ignored.set = 0;
		if (json_value_put(j->row, s, i, &t, j->house->syms, &reason,
			&ignored) == -1)
			return 0;
	}
	return end - p == 1 && *p == '}';
}

/* ---- the general path ---- */

static int
key_is(const struct json_token *t, const char *name)
{
	size_t n = strlen(name);

	return !t->escaped && t->len == n && memcmp(t->s, name, n) == 0;
}

/* A flat object to pairs; a key that comes twice: the last one counts. */
static int
tokenise(struct json_reader *j, const char *line, size_t len, struct err *err)
{
	struct json_token key, value;
	struct json json;
	int i;

	j->npair = 0;
	json_init(&json, line, len);
	if (json_next(&json, &key, err) == -1)
		return -1;
	if (key.type != JSON_OBJECT)
		return err_set(err, "wants one JSON object a line");
	for (;;) {
		if (json_next(&json, &key, err) == -1)
			return -1;
		if (key.type == JSON_CLOSE)
			break;
		if (json_next(&json, &value, err) == -1)
			return -1;
		if (value.type == JSON_OBJECT || value.type == JSON_ARRAY)
			return err_set(err, "%.*s: wants a flat object",
			    (int)(key.len < 60 ? key.len : 60), key.s);
		for (i = 0; i < j->npair; i++)
			if (j->pair[i].key.len == key.len &&
			    memcmp(j->pair[i].key.s, key.s, key.len) == 0)
				break;
		if (i == SCHEMA_FIELDS_MAX)
			return err_set(err, "more than %d keys",
			    SCHEMA_FIELDS_MAX);
		j->pair[i].key = key;
		j->pair[i].value = value;
		j->npair += i == j->npair;
	}
	return json_next(&json, &key, err);
}

static int
has(const struct json_reader *j, const char *name)
{
	int i;

	for (i = 0; i < j->npair; i++)
		if (key_is(&j->pair[i].key, name))
			return 1;
	return 0;
}

/* What the keys say; NULL when they do not. */
static const char *
infer_kind(const struct json_reader *j)
{
	if (!has(j, "ts_event"))
		return NULL;
	if (has(j, "score"))
		return "score";
	if (has(j, "open") && has(j, "high") && has(j, "low") &&
	    has(j, "close"))
		return has(j, "def") && has(j, "ts_end") ? "feat" : "bar";
	if (has(j, "bid_px_00") && has(j, "ask_px_00"))
		return has(j, "action") ? "mbp-1" : "quote";
	if (has(j, "price"))
		return has(j, "order_id") ? "mbo"
		       : has(j, "size")   ? "trades"
					  : "price";
	return has(j, "value") ? "value" : NULL;
}

/* Take the pair "kind" out of the pairs and copy its value. */
static int
find_kind(struct json_reader *j, char *kind, const char **reason,
    struct err *err)
{
	const char *inferred;
	struct json_token *t;
	int i, n;

	for (i = 0; i < j->npair; i++)
		if (key_is(&j->pair[i].key, "kind"))
			break;
	if (i == j->npair) {
		if ((inferred = infer_kind(j)) == NULL) {
			*reason = "unknown-record";
			return err_set(err,
			    "no kind, and the keys do not "
			    "say: wants ts_event and a price, quote, bar or "
			    "value");
		}
		snprintf(kind, KIND_MAX + 1, "%s", inferred);
		return 0;
	}
	t = &j->pair[i].value;
	n = t->type == JSON_STRING ? json_unescape(kind, KIND_MAX, t) : -1;
	if (n < 1) {
		*reason = "unknown-record";
		return err_set(err, "kind: wants a text of 1 to %d bytes",
		    KIND_MAX);
	}
	kind[n] = '\0';
	memmove(&j->pair[i], &j->pair[i + 1],
	    (size_t)(j->npair - i - 1) * sizeof(j->pair[0]));
	j->npair--;
	return 0;
}

/* Name and type of a field that the kind does not have yet. */
static int
new_field(const struct json_reader *j, struct field *f, const char *kind,
    const struct pair *p, struct err *err)
{
	const struct field *own;
	int i, n = 0, got;

	memset(f, 0, sizeof(*f));
	got = json_unescape(f->name, FIELD_NAME_MAX, &p->key);
	if (got < 1 || memchr(f->name, 0, (size_t)got) != NULL)
		return err_set(err, "key \"%.60s\": wants 1 to %d bytes",
		    f->name, FIELD_NAME_MAX);
	f->name[got] = '\0';
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
	f->type = p->value.type == JSON_STRING ? F_SYM
		  : p->value.type == JSON_TRUE || p->value.type == JSON_FALSE
		      ? F_BOOL
		      : F_F64;
	f->len = (uint16_t)ftype_size(f->type);
	return 0;
}

/* The kind's schema so far, or a place for it. */
static int
kind_slot(struct json_reader *j, const char *kind, struct err *err)
{
	int i;

	for (i = 0; i < j->nkind; i++)
		if (strcmp(j->kind[i].schema->kind, kind) == 0)
			return i;
	if (i == KINDS_MAX)
		return err_set(err, "more than %d kinds", KINDS_MAX);
	return i;
}

/* A quantity with a fraction in a column of whole units. */
static int
wants_scale(const struct field *f, const struct json_token *t)
{
	return f->type == F_QTY && f->scale == 0 &&
	       (t->type == JSON_NUMBER || t->type == JSON_STRING) &&
	       num_has_fraction(t->s, t->len) == 1;
}

/* Match the pairs against the kind's schema, growing it where need be. */
static const struct schema *
match(struct json_reader *j, const char *kind, struct err *err)
{
	const struct schema *s = NULL;
	int slot = kind_slot(j, kind, err), n = 0, grown = 0, i;
	struct pair *p;
	char name[FIELD_NAME_MAX + 1];

	if (slot < 0)
		return NULL;
	if (slot < j->nkind) {
		s = j->kind[slot].schema;
		n = s->nfield;
		memcpy(j->fields, s->field, (size_t)n * sizeof(*j->fields));
	}
	for (i = 0; i < j->npair; i++) {
		p = &j->pair[i];
		p->field = -1;
		if (p->key.len <= FIELD_NAME_MAX && s != NULL) {
			memcpy(name, p->key.s, p->key.len);
			name[p->key.len] = '\0';
			p->field = schema_find(s, name);
		}
		if (p->field < 0) {
			if (n == SCHEMA_FIELDS_MAX ||
			    new_field(j, &j->fields[n], kind, p, err) == -1)
				return NULL;
			p->field = n++;
			grown = 1;
		}
		if (wants_scale(&j->fields[p->field], &p->value)) {
			j->fields[p->field].scale = 9;
			grown = 1;
		}
	}
	if (!grown && s != NULL)
		return s;
	s = schema_get(j->house->schemas, kind, j->fields, n, err);
	if (s != NULL) {
		j->kind[slot].schema = s;
		j->nkind += slot == j->nkind;
	}
	return s;
}

int
json_reader_line(struct json_reader *j, struct rec *r, const char *line,
    size_t len, const char **reason, struct err *err)
{
	const struct schema *s;
	char kind[KIND_MAX + 1];
	int i;

	while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == ' '))
		len--;
	r->v = j->row;
	if (j->predicted != NULL && read_predicted(j, line, len)) {
		r->schema = j->predicted;
		return 1;
	}
	*reason = "syntax";
	if (tokenise(j, line, len, err) == -1 ||
	    find_kind(j, kind, reason, err) == -1 ||
	    (s = match(j, kind, err)) == NULL)
		return -1;
	row_clear(j->row, s);
	for (i = 0; i < j->npair; i++)
		if (json_value_put(j->row, s, j->pair[i].field,
			&j->pair[i].value, j->house->syms, reason, err) == -1)
			return err_at(err, "%s",
			    s->field[j->pair[i].field].name);
	if (s != j->predicted)
		predict(j, s);
	r->schema = s;
	return 1;
}
