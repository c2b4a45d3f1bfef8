/*
 * json_labels.c - labels of lines without a kind.
 *
 * Such a line may come from another producer that uses our field names.  Its
 * is_anomaly, anomaly_type and anomaly_label, and words in its label, become
 * label and label_type, as in every foreign format.
 */
#include "stream/json_read_impl.h"
#include "stream/label.h"

enum { WORD_MAX = 64 };

static const struct json_token null_value = { JSON_NULL, "null", 4, 0 };
static const struct json_token zero = { JSON_NUMBER, "0", 1, 0 };
static const struct json_token one = { JSON_NUMBER, "1", 1, 0 };

/* The user said with --field what it is. */
static int
is_hinted(const struct json_reader *j, const char *name)
{
	int i;

	for (i = 0; i < j->nhint; i++)
		if (strcmp(j->hint[i].name, name) == 0)
			return 1;
	return 0;
}

/* Where the first of the names is that the line has as a key, or -1. */
static int
find(const struct json_reader *j, const char *const *names)
{
	int i;

	for (; *names != NULL; names++)
		for (i = 0; i < j->npair; i++)
			if (key_is(&j->pair[i].key, *names) &&
			    !is_hinted(j, *names))
				return i;
	return -1;
}

static enum label
label_of(const struct json_token *t)
{
	char word[WORD_MAX];
	int n;

	if (!t->escaped)
		return label_read(t->s, t->len);
	n = json_unescape(word, sizeof(word), t);
	return n < 0 ? LABEL_TYPE : label_read(word, (size_t)n);
}

static int
is_null(const struct json_token *t)
{
	return t->type == JSON_NULL || (t->type == JSON_STRING && t->len == 0);
}

/* What a value says as label: 0, 1 or null. */
static const struct json_token *
truth_of(const struct json_token *t)
{
	return is_null(t)                    ? &null_value
	       : label_of(t) == LABEL_NORMAL ? &zero
					     : &one;
}

/* What a value says as label_type: itself where it is a type, else null. */
static const struct json_token *
type_of(const struct json_token *t)
{
	return !is_null(t) && label_of(t) == LABEL_TYPE ? t : &null_value;
}

static void
set_pair(struct json_reader *j, int i, const char *name,
    const struct json_token *value)
{
	struct json_token said = *value; /* it may be the pair's own */

	j->pair[i].key = (struct json_token){ JSON_KEY, name, strlen(name), 0 };
	j->pair[i].value = said;
	j->reworded = 1;
}

static int
insert_pair(struct json_reader *j, int i, const char *name,
    const struct json_token *value, struct err *err)
{
	if (j->npair == SCHEMA_FIELDS_MAX)
		return err_set(err, "more than %d keys", SCHEMA_FIELDS_MAX);
	memmove(&j->pair[i + 1], &j->pair[i],
	    (size_t)(j->npair - i) * sizeof(j->pair[0]));
	j->npair++;
	set_pair(j, i, name, value);
	return 0;
}

/* Refuse a number other than 0 and 1. */
static int
check_label(const struct pair *p, const char **reason, struct err *err)
{
	if (is_null(&p->value) || label_of(&p->value) != LABEL_NONE)
		return 0;
	*reason = "syntax";
	return err_set(err,
	    "%.*s: not a label (expected 0, 1 or a word): \"%.*s\"",
	    (int)p->key.len, p->key.s,
	    (int)(p->value.len < 60 ? p->value.len : 60), p->value.s);
}

/* Pair i holds the label and, as a word, its type; type < 0: no other pair
 * has the type. */
static int
put_label(struct json_reader *j, int i, int type, const char **reason,
    struct err *err)
{
	const struct json_token said = j->pair[i].value;
	int ours = key_is(&j->pair[i].key, "label");

	if (ours && said.type != JSON_STRING && said.type != JSON_TRUE &&
	    said.type != JSON_FALSE)
		return 0;
	if (ours && !is_null(&said) && label_of(&said) == LABEL_NONE)
		return 0; /* a number in quotes */
	if (check_label(&j->pair[i], reason, err) == -1)
		return -1;
	set_pair(j, i, "label", truth_of(&said));
	if (type < 0 && said.type == JSON_STRING &&
	    label_is_word(said.s, said.len))
		return insert_pair(j, i + 1, "label_type", type_of(&said), err);
	return 0;
}

int
json_pairs_labels(struct json_reader *j, const char **reason, struct err *err)
{
	static const char *const labels[] = { "label", "is_anomaly", NULL };
	static const char *const types[] = { "label_type", "anomaly_type",
		"anomaly_label", NULL };
	int label = find(j, labels), type = find(j, types);
	struct json_token said;

	if (type >= 0 && !key_is(&j->pair[type].key, "label_type")) {
		if (check_label(&j->pair[type], reason, err) == -1)
			return -1;
		said = j->pair[type].value;
		set_pair(j, type, "label_type", type_of(&said));
		if (label < 0)
			return insert_pair(j, type, "label", truth_of(&said),
			    err);
	}
	return label < 0 ? 0 : put_label(j, label, type, reason, err);
}
