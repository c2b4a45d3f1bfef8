/*
 * model_file.c - models to safetensors files and back.
 *
 * __metadata__: format ("tick-model 1"), detector, tool, options (a JSON
 * object), features (a JSON array of {"name","unit"}), def, def_text, seed,
 * rows, symbols, data_sum, how; where they are not the default: gap, reasons.
 * Arrays: feature.center, feature.scale, threshold, calib.*, model.*.
 *
 * Saving what was loaded gives the same bytes.  Loading trusts nothing: each
 * number is in range, or the file is refused.
 */
#include "detect/model.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/num.h"

static const char FORMAT[] = "tick-model 1";

enum { FEATURE_TEXT_MAX = 1023 }; /* bytes of a name or unit */

/* A member of struct model that is metadata: a u64 as decimal text, or a text.
 * An optional one is left out of the file when it is 0 or empty. */
struct meta {
	const char *key;
	size_t off;
	int optional;
};

static const struct meta meta_numbers[] = {
	{ "def", offsetof(struct model, def), 0 },
	{ "seed", offsetof(struct model, seed), 0 },
	{ "rows", offsetof(struct model, rows), 0 },
	{ "symbols", offsetof(struct model, symbols), 0 },
	{ "data_sum", offsetof(struct model, data_sum), 0 },
	{ "gap", offsetof(struct model, gap), 1 },
};

static const struct meta meta_texts[] = {
	{ "def_text", offsetof(struct model, def_text), 0 },
	{ "how", offsetof(struct model, how), 0 },
	{ "options", offsetof(struct model, options), 0 },
	{ "tool", offsetof(struct model, tool), 0 },
	{ "reasons", offsetof(struct model, reasons), 1 },
};

enum {
	NUMBERS = sizeof(meta_numbers) / sizeof(meta_numbers[0]),
	TEXTS = sizeof(meta_texts) / sizeof(meta_texts[0])
};

static char *
features_json(const struct model *m)
{
	size_t room = 3, len = 0;
	char *out;
	int j;

	for (j = 0; j < m->d; j++)
		room += 32 + 6 * (strlen(m->names[j]) + strlen(m->units[j]));
	out = malloc(room);
	if (out == NULL)
		return NULL;
	out[len++] = '[';
	for (j = 0; j < m->d; j++) {
		len += (size_t)sprintf(out + len,
		    "%s{\"name\":", j > 0 ? "," : "");
		len += json_put_string(out + len, m->names[j],
		    strlen(m->names[j]));
		len += (size_t)sprintf(out + len, ",\"unit\":");
		len += json_put_string(out + len, m->units[j],
		    strlen(m->units[j]));
		out[len++] = '}';
	}
	out[len++] = ']';
	out[len] = '\0';
	return out;
}

static int
put_features(struct tensors *t, const struct model *m, struct err *err)
{
	uint64_t d = (uint64_t)m->d;
	char *json = features_json(m);
	int rc;

	if (json == NULL)
		return err_set(err, "no memory for %d features", m->d);
	rc = tensors_meta(t, "features", json, err);
	free(json);
	if (rc < 0 || tensors_add(t, "feature.center", TENSOR_F64, 1, &d,
			  m->center, err) < 0)
		return -1;
	return tensors_add(t, "feature.scale", TENSOR_F64, 1, &d, m->scale,
	    err);
}

static int
put_meta(struct tensors *t, const struct model *m, struct err *err)
{
	const char *base = (const char *)m, *text;
	char number[NUM_I64_MAX + 1];
	uint64_t v;
	int i;

	if (tensors_meta(t, "format", FORMAT, err) < 0 ||
	    tensors_meta(t, "detector", m->detector->name, err) < 0)
		return -1;
	for (i = 0; i < NUMBERS; i++) {
		memcpy(&v, base + meta_numbers[i].off, sizeof(v));
		if (meta_numbers[i].optional && v == 0)
			continue;
		number[num_put_u64(number, v)] = '\0';
		if (tensors_meta(t, meta_numbers[i].key, number, err) < 0)
			return -1;
	}
	for (i = 0; i < TEXTS; i++) {
		memcpy(&text, base + meta_texts[i].off, sizeof(text));
		if (text == NULL)
			text = "";
		if (meta_texts[i].optional && text[0] == '\0')
			continue;
		if (tensors_meta(t, meta_texts[i].key, text, err) < 0)
			return -1;
	}
	return 0;
}

static int
put_arrays(struct tensors *t, const struct model *m, struct err *err)
{
	struct walk w = { .mode = WALK_SAVE, .tensors = t, .err = err };
	struct calib calib = m->calib;

	if (tensors_add(t, "threshold", TENSOR_F64, 0, NULL, &m->threshold,
		err) < 0)
		return -1;
	w.prefix = "calib.";
	if (calib_walk(&w, &calib) < 0)
		return -1;
	w.prefix = "model.";
	return m->detector->walk(&w, m->m);
}

int
model_save(const struct model *m, const char *path, int sync, struct err *err)
{
	struct tensors *t = tensors_new();
	int rc = -1;

	if (t == NULL)
		return err_set(err, "%s: no memory", path);
	if (put_meta(t, m, err) < 0 || put_features(t, m, err) < 0 ||
	    put_arrays(t, m, err) < 0)
		err_at(err, "%s", path);
	else
		rc = tensors_write(t, path, sync, err);
	tensors_free(t);
	return rc;
}

static const char *
need_meta(const struct tensors *t, const char *key, struct err *err)
{
	const char *v = tensors_get_meta(t, key);

	if (v == NULL)
		err_set(err, "metadata \"%s\": missing", key);
	return v;
}

/* Its value in the file, or what stands for one that was left out. */
static const char *
get_meta(const struct tensors *t, const struct meta *m, const char *absent,
    struct err *err)
{
	const char *v = tensors_get_meta(t, m->key);

	if (v == NULL && m->optional)
		return absent;
	return need_meta(t, m->key, err);
}

/* The whole text is one JSON object. */
static int
options_check(const char *text, struct err *err)
{
	struct json_token tok;
	struct json j;

	json_init(&j, text, strlen(text));
	if (json_next(&j, &tok, err) < 0)
		return -1;
	if (tok.type != JSON_OBJECT)
		return err_set(err, "not a JSON object");
	if (json_skip(&j, err) < 0 || json_next(&j, &tok, err) < 0)
		return -1;
	if (tok.type != JSON_END)
		return err_set(err, "text after the object");
	return 0;
}

static int
get_texts(struct model *m, const struct tensors *t, struct err *err)
{
	char *base = (char *)m, *copy;
	const char *text;
	int i;

	for (i = 0; i < TEXTS; i++) {
		text = get_meta(t, &meta_texts[i], "", err);
		if (text == NULL)
			return -1;
		copy = strdup(text);
		if (copy == NULL)
			return err_set(err, "no memory for metadata");
		memcpy(base + meta_texts[i].off, &copy, sizeof(copy));
	}
	if (options_check(m->options, err) < 0)
		return err_at(err, "metadata \"options\"");
	return 0;
}

static int
get_numbers(struct model *m, const struct tensors *t, struct err *err)
{
	char *base = (char *)m;
	const char *text;
	uint64_t v;
	int i, rc;

	for (i = 0; i < NUMBERS; i++) {
		text = get_meta(t, &meta_numbers[i], "0", err);
		if (text == NULL)
			return -1;
		rc = num_u64(&v, text, strlen(text));
		if (rc < 0)
			return err_set(err, "metadata \"%s\": %s: \"%.40s\"",
			    meta_numbers[i].key, num_strerror(rc), text);
		memcpy(base + meta_numbers[i].off, &v, sizeof(v));
	}
	return 0;
}

static int
unknown_detector(const char *name, struct err *err)
{
	const struct detector *const *d;
	char known[400] = "";
	size_t len = 0;

	for (d = detector_list; *d != NULL && len < sizeof(known) - 64; d++)
		len += (size_t)snprintf(known + len, 64, "%s%s",
		    d != detector_list ? ", " : "", (*d)->name);
	return err_set(err, "unknown detector \"%.40s\", expected one of %s",
	    name, known);
}

static int
get_detector(struct model *m, const struct tensors *t, struct err *err)
{
	const char *format = need_meta(t, "format", err), *name;

	if (format == NULL)
		return -1;
	if (strcmp(format, FORMAT) != 0)
		return err_set(err, "format \"%.40s\", expected \"%s\"", format,
		    FORMAT);
	name = need_meta(t, "detector", err);
	if (name == NULL)
		return -1;
	m->detector = detector_find(name);
	return m->detector != NULL ? 0 : unknown_detector(name, err);
}

/* The next token, which must be of that type. */
static int
want_token(struct json *j, struct json_token *tok, enum json_type type,
    const char *what, struct err *err)
{
	if (json_next(j, tok, err) < 0)
		return -1;
	if (tok->type != type)
		return err_set(err, "byte %zu: expected %s", j->at, what);
	return 0;
}

static int
key_is(const struct json_token *tok, const char *key)
{
	return tok->len == strlen(key) && memcmp(tok->s, key, tok->len) == 0;
}

/* The member "key": a text, onto the heap. */
static int
get_member(struct json *j, const char *key, char **out, struct err *err)
{
	char text[FEATURE_TEXT_MAX + 1];
	struct json_token tok;
	int len;

	if (want_token(j, &tok, JSON_KEY, key, err) < 0)
		return -1;
	if (!key_is(&tok, key))
		return err_set(err, "byte %zu: expected the key \"%s\"", j->at,
		    key);
	if (want_token(j, &tok, JSON_STRING, "a text", err) < 0)
		return -1;
	len = json_unescape(text, FEATURE_TEXT_MAX, &tok);
	if (len < 0 || memchr(text, '\0', (size_t)len) != NULL)
		return err_set(err, "byte %zu: not a name", j->at);
	text[len] = '\0';
	*out = strdup(text);
	return *out != NULL ? 0 : err_set(err, "no memory for a name");
}

/* Read one feature, from behind its '{'. */
static int
get_feature(struct json *j, struct model *m, struct err *err)
{
	struct json_token tok;

	if (m->d == MODEL_FEATURES_MAX)
		return err_set(err, "more than %d features",
		    MODEL_FEATURES_MAX);
	m->d++;
	if (get_member(j, "name", &m->names[m->d - 1], err) < 0 ||
	    get_member(j, "unit", &m->units[m->d - 1], err) < 0)
		return -1;
	return want_token(j, &tok, JSON_CLOSE, "}", err);
}

static int
parse_features(struct json *j, struct model *m, struct err *err)
{
	struct json_token tok;

	if (want_token(j, &tok, JSON_ARRAY, "an array", err) < 0)
		return -1;
	for (;;) {
		if (json_next(j, &tok, err) < 0)
			return -1;
		if (tok.type == JSON_CLOSE)
			break;
		if (tok.type != JSON_OBJECT)
			return err_set(err, "byte %zu: expected {", j->at);
		if (get_feature(j, m, err) < 0)
			return -1;
	}
	if (m->d < 1)
		return err_set(err, "no features");
	return want_token(j, &tok, JSON_END, "the end", err);
}

static int
get_names(struct model *m, const struct tensors *t, struct err *err)
{
	const char *text = need_meta(t, "features", err);
	struct json j;

	if (text == NULL)
		return -1;
	m->names = calloc(MODEL_FEATURES_MAX, sizeof(*m->names));
	m->units = calloc(MODEL_FEATURES_MAX, sizeof(*m->units));
	if (m->names == NULL || m->units == NULL)
		return err_set(err, "no memory for names");
	json_init(&j, text, strlen(text));
	if (parse_features(&j, m, err) < 0)
		return err_at(err, "metadata \"features\"");
	return 0;
}

static int
get_scaling(struct model *m, struct tensors *t, struct err *err)
{
	struct walk w = { .mode = WALK_LOAD, .tensors = t, .err = err };
	uint64_t d = (uint64_t)m->d;
	int j;

	w.prefix = "";
	walk_shaped(&w, "feature.center", TENSOR_F64, (void **)&m->center, 1,
	    &d);
	walk_shaped(&w, "feature.scale", TENSOR_F64, (void **)&m->scale, 1, &d);
	walk_scalar(&w, "threshold", TENSOR_F64, &m->threshold);
	if (walk_done(&w) < 0)
		return -1;
	for (j = 0; j < m->d; j++) {
		walk_check(&w, isfinite(m->center[j]),
		    "feature.center: not finite");
		walk_check(&w, m->scale[j] > 0 && isfinite(m->scale[j]),
		    "feature.scale: not finite and above 0");
	}
	return walk_done(&w);
}

static int
get_arrays(struct model *m, struct tensors *t, struct err *err)
{
	struct walk w = { .mode = WALK_LOAD, .tensors = t, .err = err };
	const struct tensor *d;

	w.prefix = "calib.";
	if (calib_walk(&w, &m->calib) < 0)
		return -1;
	m->m = calloc(1, m->detector->model_size);
	if (m->m == NULL)
		return err_set(err, "no memory for a model");
	w.prefix = "model.";
	if (m->detector->walk(&w, m->m) < 0)
		return err_at(err, "detector %s", m->detector->name);
	d = tensors_find(t, "model.d", TENSOR_I64, err);
	if (d == NULL)
		return -1;
	if (d->count != 1 || *(const int64_t *)d->data != m->d)
		return err_set(err,
		    "model.d: expected %d, the number of features", m->d);
	return 0;
}

struct model *
model_load(const char *path, struct err *err)
{
	struct tensors *t = tensors_read(path, err);
	struct model *m;
	int ok;

	if (t == NULL)
		return NULL;
	m = calloc(1, sizeof(*m));
	if (m == NULL)
		err_set(err, "no memory for a model");
	ok = m != NULL && get_detector(m, t, err) == 0 &&
	     get_names(m, t, err) == 0 && get_numbers(m, t, err) == 0 &&
	     get_texts(m, t, err) == 0 && get_scaling(m, t, err) == 0 &&
	     get_arrays(m, t, err) == 0;
	tensors_free(t);
	if (ok)
		return m;
	err_at(err, "%s", path);
	model_free(m);
	return NULL;
}
