/*
 * json_read.c - one NDJSON line to one row.
 *
 * A line that is built like the one of its kind before it is read along that
 * (json_predict.c).  Any other line is tokenised: its kind is found or
 * inferred, its keys are looked up, and a key that the kind did not have so
 * far starts a new schema.  A line that is refused leaves no trace.
 *
 * Types: --field first, then the kind's own fields, then the vocabulary;
 * else numbers are f64, texts sym, true and false bool; a null waits for the
 * first value that is none.  A quantity is whole until a fraction is seen;
 * from then on its column counts in 1e-9.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/num.h"
#include "stream/json_predict.h"
#include "stream/stream_impl.h"

enum { KINDS_MAX = 256, HINTS_MAX = 256 };

/* What is known of a kind. */
struct known {
	const struct schema *schema;
	struct predict predict;
	/* by field: seen as null only, its f64 is a guess */
	unsigned char guess[SCHEMA_FIELDS_MAX];
};

struct json_reader {
	struct house *house;
	struct field hint[HINTS_MAX]; /* --field */
	int nhint;
	struct known *kind[KINDS_MAX];
	int nkind, last; /* last: of the line before */
	/* the line at hand; the kind is a pair too until it is found */
	struct pair pair[SCHEMA_FIELDS_MAX + 1];
	char name[SCHEMA_FIELDS_MAX + 1][FIELD_NAME_MAX]; /* had escapes */
	int npair;
	struct field fields[SCHEMA_FIELDS_MAX];
	unsigned char guess[SCHEMA_FIELDS_MAX];
	_Alignas(8) unsigned char row[SCHEMA_ROW_MAX];
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
	int i;

	if (j == NULL)
		return;
	for (i = 0; i < j->nkind; i++) {
		predict_fini(&j->kind[i]->predict);
		free(j->kind[i]);
	}
	free(j);
}

static int
key_is(const struct json_token *t, const char *name)
{
	size_t n = strlen(name);

	return t->len == n && memcmp(t->s, name, n) == 0;
}

/* Keys are compared as they are meant; few have escapes. */
static int
undo_key(struct json_reader *j, struct json_token *key, struct err *err)
{
	char *name = j->name[j->npair];
	int n;

	if (!key->escaped)
		return 0;
	n = json_unescape(name, FIELD_NAME_MAX, key);
	if (n < 0)
		return err_set(err, "key \"%.*s\": wants 1 to %d bytes",
		    (int)(key->len < 60 ? key->len : 60), key->s,
		    FIELD_NAME_MAX);
	key->s = name;
	key->len = (size_t)n;
	key->escaped = 0;
	return 0;
}

/* Keep a pair; a key that comes twice: the last one counts. */
static int
keep_pair(struct json_reader *j, struct json_token *key,
    const struct json_token *value, struct err *err)
{
	int i;

	if (j->npair == SCHEMA_FIELDS_MAX + 1)
		return err_set(err, "more than %d keys", SCHEMA_FIELDS_MAX);
	if (undo_key(j, key, err) == -1)
		return -1;
	for (i = 0; i < j->npair; i++) {
		if (j->pair[i].key.len == key->len &&
		    memcmp(j->pair[i].key.s, key->s, key->len) == 0) {
			j->pair[i].value = *value;
			return 0;
		}
	}
	j->pair[i].key = *key;
	j->pair[i].value = *value;
	j->npair++;
	return 0;
}

/* A flat object to pairs. */
static int
tokenise(struct json_reader *j, const char *line, size_t len, struct err *err)
{
	struct json_token key, value;
	struct json json;

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
		if (keep_pair(j, &key, &value, err) == -1)
			return -1;
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
	if (n < 1 || memchr(kind, 0, (size_t)n) != NULL) {
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

static void
type_by_value(struct field *f, enum json_type t)
{
	f->type = t == JSON_STRING                    ? F_SYM
		  : t == JSON_TRUE || t == JSON_FALSE ? F_BOOL
						      : F_F64;
	f->len = (uint16_t)ftype_size(f->type);
}

/* Name and type of a field that the kind does not have yet. */
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
		return err_set(err, "key \"%.*s\": wants 1 to %d bytes",
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

	for (i = 0; i < j->nkind; i++) {
		if (strcmp(j->kind[i]->schema->kind, kind) == 0) {
			j->last = i;
			return j->kind[i];
		}
	}
	return NULL;
}

/* A quantity with a fraction in a column of whole units. */
static int
wants_scale(const struct field *f, const struct json_token *t)
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
	if (wants_scale(f, t)) {
		f->scale = 9;
		changed = 1;
	}
	return changed;
}

static int
find_field(const struct schema *s, const struct json_token *key)
{
	int i;

	for (i = 0; i < s->nfield; i++)
		if (key_is(key, s->field[i].name))
			return i;
	return -1;
}

/* Match the pairs against what is known of the kind, growing it (in fields
 * and guess) where need be. */
static const struct schema *
match(struct json_reader *j, const struct known *known, const char *kind,
    struct err *err)
{
	const struct schema *s = known != NULL ? known->schema : NULL;
	int n = s != NULL ? s->nfield : 0, grown = 0, i, at;
	struct pair *p;

	if (s != NULL) {
		memcpy(j->fields, s->field, (size_t)n * sizeof(*j->fields));
		memcpy(j->guess, known->guess, (size_t)n);
	}
	for (i = 0; i < j->npair; i++) {
		p = &j->pair[i];
		at = s != NULL ? find_field(s, &p->key) : -1;
		if (at < 0) {
			at = n;
			if (n == SCHEMA_FIELDS_MAX) {
				err_set(err, "%s: more than %d fields", kind,
				    SCHEMA_FIELDS_MAX);
				return NULL;
			}
			if (new_field(j, &j->fields[at], &j->guess[at], kind, p,
				err) == -1)
				return NULL;
			n++;
			grown = 1;
		}
		grown |= adapt(&j->fields[at], &j->guess[at], &p->value);
		p->field = at;
	}
	if (!grown && s != NULL)
		return s;
	return schema_get(j->house->schemas, kind, j->fields, n, err);
}

/* The line was good: what it taught holds for the next. */
static int
keep(struct json_reader *j, struct known *known, const struct schema *s,
    const char *line, size_t len, struct err *err)
{
	if (known == NULL) {
		if (j->nkind == KINDS_MAX)
			return err_set(err, "more than %d kinds", KINDS_MAX);
		if ((known = calloc(1, sizeof(*known))) == NULL)
			return err_errno(err, "%s", s->kind);
		j->last = j->nkind;
		j->kind[j->nkind++] = known;
	}
	known->schema = s;
	memcpy(known->guess, j->guess, (size_t)s->nfield);
	predict_learn(&known->predict, s, line, len, j->pair, j->npair,
	    known->guess);
	return 0;
}

/* Try what was learnt, the kind of the line before first. */
static const struct schema *
read_predicted(struct json_reader *j, const char *line, size_t len)
{
	struct predict *p;
	int i, k;

	for (i = 0, k = j->last; i < j->nkind; i++, k++) {
		k = k < j->nkind ? k : 0;
		p = &j->kind[k]->predict;
		if (p->schema != NULL &&
		    predict_read(p, j->row, line, len, j->house->syms)) {
			j->last = k;
			return p->schema;
		}
	}
	return NULL;
}

int
json_reader_line(struct json_reader *j, struct rec *r, const char *line,
    size_t len, const char **reason, struct err *err)
{
	const struct schema *s;
	struct known *known;
	char kind[KIND_MAX + 1];
	int i;

	while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == ' '))
		len--;
	r->v = j->row;
	if ((r->schema = read_predicted(j, line, len)) != NULL)
		return 1;
	*reason = "syntax";
	if (tokenise(j, line, len, err) == -1) {
		if (!utf8_valid(line, len))
			*reason = "bad-utf8";
		return -1;
	}
	if (find_kind(j, kind, reason, err) == -1)
		return -1;
	known = find_known(j, kind);
	if ((s = match(j, known, kind, err)) == NULL)
		return -1;
	row_clear(j->row, s);
	for (i = 0; i < j->npair; i++)
		if (json_value_put(j->row, s, j->pair[i].field,
			&j->pair[i].value, j->house->syms, reason, err) == -1)
			return err_at(err, "%s",
			    s->field[j->pair[i].field].name);
	if (keep(j, known, s, line, len, err) == -1)
		return -1;
	r->schema = s;
	return 1;
}
