/*
 * json_pairs.c - one line to keys and values, and what kind they are.
 */
#include <stdio.h>

#include "stream/json_read_impl.h"

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
		return err_set(err, "key \"%.*s\": expected 1 to %d bytes",
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
int
json_pairs_read(struct json_reader *j, const char *line, size_t len,
    struct err *err)
{
	struct json_token key, value;
	struct json json;

	j->npair = 0;
	json_init(&json, line, len);
	if (json_next(&json, &key, err) == -1)
		return -1;
	if (key.type != JSON_OBJECT)
		return err_set(err, "expected one JSON object per line");
	for (;;) {
		if (json_next(&json, &key, err) == -1)
			return -1;
		if (key.type == JSON_CLOSE)
			break;
		if (json_next(&json, &value, err) == -1)
			return -1;
		if (value.type == JSON_OBJECT || value.type == JSON_ARRAY)
			return err_set(err, "%.*s: expected a flat object",
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
int
json_pairs_kind(struct json_reader *j, char *kind, const char **reason,
    struct err *err)
{
	const char *inferred;
	struct json_token *t;
	int i, n;

	j->reworded = 0;
	for (i = 0; i < j->npair; i++)
		if (key_is(&j->pair[i].key, "kind"))
			break;
	if (i == j->npair) {
		if ((inferred = infer_kind(j)) == NULL) {
			*reason = "unknown-record";
			return err_set(err,
			    "no kind, and the keys do not show it: expected "
			    "ts_event and a price, quote, bar or value");
		}
		snprintf(kind, KIND_MAX + 1, "%s", inferred);
		return json_pairs_labels(j, reason, err);
	}
	t = &j->pair[i].value;
	n = t->type == JSON_STRING ? json_unescape(kind, KIND_MAX, t) : -1;
	if (n < 1 || memchr(kind, 0, (size_t)n) != NULL) {
		*reason = "unknown-record";
		return err_set(err, "kind: expected a string of 1 to %d bytes",
		    KIND_MAX);
	}
	kind[n] = '\0';
	memmove(&j->pair[i], &j->pair[i + 1],
	    (size_t)(j->npair - i - 1) * sizeof(j->pair[0]));
	j->npair--;
	return 0;
}
