/*
 * model_file.c - save models to safetensors files and load them.
 *
 * __metadata__: format ("tick-model 1"), tool, def, def_text, seed; for each
 * model detector, options (a JSON object), features (a JSON array of
 * {"name","unit"}), rows, symbols, data_sum, how; gap, pooled and reasons if
 * they are not the default.  Arrays: feature.center, feature.scale, threshold,
 * calib.*, model.*.
 *
 * A file with several models, the heads of one detector, names them in heads
 * (a JSON array).  Entries of one head have the prefix "HEAD/", and each head
 * also has the arrays share, gain and cooldown.
 *
 * sum is a checksum of all other entries.  A file without it is not checked.
 *
 * Saving a loaded model gives the same bytes.  Loading trusts nothing: a file
 * with any number out of range is refused.
 */
#include "detect/model.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/num.h"
#include "detect/model_text.h"

static const char FORMAT[] = "tick-model 1", SUM[] = "sum";

/* A member of struct model that is stored as metadata: a u64 as decimal text,
 * or a text.  An optional one is omitted when it is 0 or empty. */
struct meta {
	const char *key;
	size_t off;
	unsigned flags;
};

enum { OPTIONAL = 1, SHARED = 2 /* shared by all heads of a file */ };

static const struct meta meta_numbers[] = {
	{ "def", offsetof(struct model, def), SHARED },
	{ "seed", offsetof(struct model, seed), SHARED },
	{ "rows", offsetof(struct model, rows), 0 },
	{ "symbols", offsetof(struct model, symbols), 0 },
	{ "data_sum", offsetof(struct model, data_sum), 0 },
	{ "gap", offsetof(struct model, gap), SHARED | OPTIONAL },
	{ "pooled", offsetof(struct model, pooled), SHARED | OPTIONAL },
};

static const struct meta meta_texts[] = {
	{ "def_text", offsetof(struct model, def_text), SHARED },
	{ "how", offsetof(struct model, how), 0 },
	{ "options", offsetof(struct model, options), 0 },
	{ "tool", offsetof(struct model, tool), SHARED },
	{ "reasons", offsetof(struct model, reasons), SHARED | OPTIONAL },
};

enum {
	NUMBERS = sizeof(meta_numbers) / sizeof(meta_numbers[0]),
	TEXTS = sizeof(meta_texts) / sizeof(meta_texts[0])
};

/* One model of a file: prefix is "" or "HEAD/". */
struct part {
	struct tensors *t;
	char prefix[HEAD_MAX + 2];
	int first; /* write the shared metadata too */
};

typedef char name_buf[TENSOR_NAME_MAX + 1];

/* The prefixed name of an entry of this part. */
static const char *
own(name_buf out, const struct part *p, const char *name)
{
	snprintf(out, sizeof(name_buf), "%s%s", p->prefix, name);
	return out;
}

static const char *
key_of(name_buf out, const struct part *p, const struct meta *m)
{
	return (m->flags & SHARED) != 0 ? m->key : own(out, p, m->key);
}

/* ---- saving ---- */

static int
put_meta(const struct part *p, const struct meta *m, const char *value,
    struct err *err)
{
	name_buf key;

	if ((m->flags & SHARED) != 0 && !p->first)
		return 0;
	return tensors_meta(p->t, key_of(key, p, m), value, err);
}

static int
put_metadata(const struct part *p, const struct model *m, struct err *err)
{
	const char *base = (const char *)m, *text;
	char number[NUM_I64_MAX + 1];
	name_buf key;
	uint64_t v;
	int i;

	if (tensors_meta(p->t, own(key, p, "detector"), m->detector->name,
		err) < 0)
		return -1;
	for (i = 0; i < NUMBERS; i++) {
		memcpy(&v, base + meta_numbers[i].off, sizeof(v));
		if ((meta_numbers[i].flags & OPTIONAL) != 0 && v == 0)
			continue;
		number[num_put_u64(number, v)] = '\0';
		if (put_meta(p, &meta_numbers[i], number, err) < 0)
			return -1;
	}
	for (i = 0; i < TEXTS; i++) {
		memcpy(&text, base + meta_texts[i].off, sizeof(text));
		if (text == NULL)
			text = "";
		if ((meta_texts[i].flags & OPTIONAL) != 0 && text[0] == '\0')
			continue;
		if (put_meta(p, &meta_texts[i], text, err) < 0)
			return -1;
	}
	return 0;
}

static int
put_features(const struct part *p, const struct model *m, struct err *err)
{
	char *json = model_features_text((const char *const *)m->names,
	    (const char *const *)m->units, m->d);
	name_buf key;
	int rc;

	if (json == NULL)
		return err_set(err, "out of memory for %d features", m->d);
	rc = tensors_meta(p->t, own(key, p, "features"), json, err);
	free(json);
	return rc;
}

/* The arrays that saving, loading and freeing handle, except the detector's;
 * m->d is known. */
static int
walk_common(struct walk *w, const struct part *p, struct model *m)
{
	int law = (m->detector->flags & DETECT_SURPRISE) != 0;
	uint64_t d = (uint64_t)m->d;
	name_buf prefix;
	int j;

	w->prefix = p->prefix;
	walk_shaped(w, "feature.center", TENSOR_F64, (void **)&m->center, 1,
	    &d);
	walk_shaped(w, "feature.scale", TENSOR_F64, (void **)&m->scale, 1, &d);
	walk_scalar(w, "threshold", TENSOR_F64, &m->threshold);
	for (j = 0; walk_loading(w) && j < m->d; j++) {
		walk_check(w, isfinite(m->center[j]),
		    "feature.center: not finite");
		walk_check(w, m->scale[j] > 0 && isfinite(m->scale[j]),
		    "feature.scale: not finite and above 0");
	}
	if (p->prefix[0] != '\0') {
		walk_scalar(w, "share", TENSOR_F64, &m->share);
		walk_scalar(w, "gain", TENSOR_F64, &m->gain);
		walk_scalar(w, "cooldown", TENSOR_U64, &m->cooldown);
		walk_check(w, m->share > 0 && m->share <= 1,
		    "share: out of range");
		walk_check(w, m->gain >= 0 && m->gain <= GAIN_MAX,
		    "gain: out of range");
		walk_check(w, m->cooldown <= COOLDOWN_MAX,
		    "cooldown: out of range");
	}
	w->prefix = own(prefix, p, "calib.");
	calib_walk(w, &m->calib, law);
	w->prefix = p->prefix;
	if (walk_loading(w) ? walk_has(w, "rarest.of") : m->rarest.of > 0)
		rarest_walk(w, &m->rarest);
	return walk_done(w);
}

static int
put_arrays(const struct part *p, const struct model *m, struct err *err)
{
	struct walk w = { .mode = WALK_SAVE, .tensors = p->t, .err = err };
	struct model copy = *m;
	name_buf prefix;

	if (walk_common(&w, p, &copy) < 0)
		return -1;
	w.prefix = own(prefix, p, "model.");
	return m->detector->walk(&w, m->m);
}

static int
put_model(const struct part *p, const struct model *m, struct err *err)
{
	if (put_metadata(p, m, err) < 0 || put_features(p, m, err) < 0)
		return -1;
	return put_arrays(p, m, err);
}

static int
put_heads(struct tensors *t, const struct models *ms, struct err *err)
{
	char text[MODELS_MAX * (HEAD_MAX + 3) + 3];
	size_t len = 0;
	int i;

	for (i = 0; i < ms->n; i++)
		len += (size_t)sprintf(text + len, "%s\"%s\"",
		    i == 0 ? "[" : ",", ms->v[i]->head);
	sprintf(text + len, "]");
	return tensors_meta(t, "heads", text, err);
}

static void
part_set(struct part *p, const char *head)
{
	p->prefix[0] = '\0';
	if (head[0] != '\0')
		snprintf(p->prefix, sizeof(p->prefix), "%.*s/", HEAD_MAX, head);
}

static int
put_models(struct tensors *t, const struct models *ms, struct err *err)
{
	struct part p = { .t = t, .first = 1 };
	int i;

	if (tensors_meta(t, "format", FORMAT, err) < 0)
		return -1;
	if (ms->v[0]->head[0] != '\0' && put_heads(t, ms, err) < 0)
		return -1;
	for (i = 0; i < ms->n; i++) {
		part_set(&p, ms->v[i]->head);
		if (put_model(&p, ms->v[i], err) < 0)
			return -1;
		p.first = 0;
	}
	return 0;
}

/* Of all but the sum itself, in any order: the file has another than we. */
static uint64_t
sum_of(const struct tensors *t)
{
	const char *key, *value;
	const struct tensor *a;
	uint64_t sum = 0, h;
	size_t i;

	for (i = 0; (key = tensors_meta_at(t, i, &value)) != NULL; i++)
		if (strcmp(key, SUM) != 0)
			sum += hash_xxh64(value, strlen(value),
			    hash_xxh64(key, strlen(key), 0));
	for (i = 0; (a = tensors_at(t, i)) != NULL; i++) {
		h = hash_xxh64(a->name, strlen(a->name), 1);
		sum += hash_xxh64(a->data, a->count * tensor_size(a->type), h);
	}
	return sum;
}

static int
put_sum(struct tensors *t, struct err *err)
{
	char number[NUM_I64_MAX + 1];

	number[num_put_u64(number, sum_of(t))] = '\0';
	return tensors_meta(t, SUM, number, err);
}

int
models_save(const struct models *ms, const char *path, int sync,
    struct err *err)
{
	struct tensors *t = tensors_new();
	int rc = -1;

	if (t == NULL)
		return err_set(err, "%s: out of memory", path);
	if (put_models(t, ms, err) < 0 || put_sum(t, err) < 0)
		err_at(err, "%s", path);
	else
		rc = tensors_write(t, path, sync, err);
	tensors_free(t);
	return rc;
}

int
model_save(const struct model *m, const char *path, int sync, struct err *err)
{
	struct models ms = { .v = { (struct model *)(uintptr_t)m }, .n = 1 };

	return models_save(&ms, path, sync, err);
}

/* ---- loading ---- */

static const char *
need_meta(const struct tensors *t, const char *key, struct err *err)
{
	const char *v = tensors_get_meta(t, key);

	if (v == NULL)
		err_set(err, "metadata \"%s\": missing", key);
	return v;
}

/* Its value in the file, or the default if it was omitted. */
static const char *
get_meta(const struct part *p, const struct meta *m, const char *absent,
    struct err *err)
{
	name_buf key;
	const char *v;

	key_of(key, p, m);
	v = tensors_get_meta(p->t, (m->flags & SHARED) != 0 ? m->key : key);
	if (v == NULL && (m->flags & OPTIONAL) != 0)
		return absent;
	return need_meta(p->t, (m->flags & SHARED) != 0 ? m->key : key, err);
}

static int
get_texts(struct model *m, const struct part *p, struct err *err)
{
	char *base = (char *)m, *copy;
	const char *text;
	int i;

	for (i = 0; i < TEXTS; i++) {
		text = get_meta(p, &meta_texts[i], "", err);
		if (text == NULL)
			return -1;
		copy = strdup(text);
		if (copy == NULL)
			return err_set(err, "out of memory for metadata");
		memcpy(base + meta_texts[i].off, &copy, sizeof(copy));
	}
	if (model_options_check(m->options, err) < 0)
		return err_at(err, "metadata \"options\"");
	return 0;
}

static int
get_numbers(struct model *m, const struct part *p, struct err *err)
{
	char *base = (char *)m;
	const char *text;
	uint64_t v;
	int i, rc;

	for (i = 0; i < NUMBERS; i++) {
		text = get_meta(p, &meta_numbers[i], "0", err);
		if (text == NULL)
			return -1;
		rc = num_u64(&v, text, strlen(text));
		if (rc < 0)
			return err_set(err, "metadata \"%s\": %s: \"%.40s\"",
			    meta_numbers[i].key, num_strerror(rc), text);
		memcpy(base + meta_numbers[i].off, &v, sizeof(v));
	}
	if (m->pooled > ((m->detector->flags & DETECT_POOLS) != 0))
		return err_set(err,
		    "metadata \"pooled\": %s has no state that may be pooled",
		    m->detector->name);
	return 0;
}

static int
get_detector(struct model *m, const struct part *p, struct err *err)
{
	const char *name;
	name_buf key;

	name = need_meta(p->t, own(key, p, "detector"), err);
	if (name == NULL)
		return -1;
	m->detector = detector_find(name);
	return m->detector != NULL ? 0 : model_unknown(name, err);
}

static int
get_names(struct model *m, const struct part *p, struct err *err)
{
	name_buf key;
	const char *text = need_meta(p->t, own(key, p, "features"), err);

	if (text == NULL)
		return -1;
	m->names = calloc(MODEL_FEATURES_MAX, sizeof(*m->names));
	m->units = calloc(MODEL_FEATURES_MAX, sizeof(*m->units));
	if (m->names == NULL || m->units == NULL)
		return err_set(err, "out of memory for names");
	m->d = model_features_parse(text, m->names, m->units,
	    MODEL_FEATURES_MAX, err);
	if (m->d < 0) {
		m->d = MODEL_FEATURES_MAX; /* those read so far are freed */
		return err_at(err, "metadata \"features\"");
	}
	return 0;
}

static int
get_arrays(struct model *m, const struct part *p, struct err *err)
{
	struct walk w = { .mode = WALK_LOAD, .tensors = p->t, .err = err };
	const struct tensor *d;
	name_buf prefix, name;

	if (walk_common(&w, p, m) < 0)
		return -1;
	m->m = calloc(1, m->detector->model_size);
	if (m->m == NULL)
		return err_set(err, "out of memory for a model");
	w.prefix = own(prefix, p, "model.");
	if (m->detector->walk(&w, m->m) < 0)
		return err_at(err, "detector %s", m->detector->name);
	d = tensors_find(p->t, own(name, p, "model.d"), TENSOR_I64, err);
	if (d == NULL)
		return -1;
	if (d->count != 1 || *(const int64_t *)d->data != m->d)
		return err_set(err,
		    "model.d: expected %d, the number of features", m->d);
	return 0;
}

static struct model *
get_model(struct tensors *t, const char *head, struct err *err)
{
	struct model *m = calloc(1, sizeof(*m));
	struct part p = { .t = t };

	part_set(&p, head);
	if (m == NULL || (m->head = strdup(head)) == NULL) {
		err_set(err, "out of memory for a model");
		free(m);
		return NULL;
	}
	m->share = 1;
	if (get_detector(m, &p, err) == 0 && get_names(m, &p, err) == 0 &&
	    get_numbers(m, &p, err) == 0 && get_texts(m, &p, err) == 0 &&
	    get_arrays(m, &p, err) == 0)
		return m;
	model_free(m);
	return NULL;
}

static int
get_models(struct models *ms, struct tensors *t, struct err *err)
{
	const char *format = need_meta(t, "format", err), *text;
	char heads[MODELS_MAX][HEAD_MAX + 1] = { "" };
	int i, n = 1;

	if (format == NULL)
		return -1;
	if (strcmp(format, FORMAT) != 0)
		return err_set(err, "format \"%.40s\", expected \"%s\"", format,
		    FORMAT);
	if ((text = tensors_get_meta(t, "heads")) != NULL &&
	    (n = model_heads_parse(text, heads, MODELS_MAX, err)) < 0)
		return err_at(err, "metadata \"heads\"");
	for (i = 0; i < n; i++) {
		if ((ms->v[i] = get_model(t, heads[i], err)) == NULL)
			return n > 1 ? err_at(err, "head %s", heads[i]) : -1;
		ms->n++;
	}
	return 0;
}

static int
check_sum(const struct tensors *t, struct err *err)
{
	const char *text = tensors_get_meta(t, SUM);
	uint64_t sum;

	if (text == NULL ||
	    (num_u64(&sum, text, strlen(text)) == 0 && sum == sum_of(t)))
		return 0;
	return err_set(err,
	    "the checksum is not that of the content: the file is damaged, or "
	    "was edited and kept its metadata \"%s\"",
	    SUM);
}

int
models_load(struct models *ms, const char *path, struct err *err)
{
	struct tensors *t = tensors_read(path, err);
	int rc;

	ms->n = 0;
	if (t == NULL)
		return -1;
	rc = get_models(ms, t, err);
	if (rc == 0)
		rc = check_sum(t, err);
	ms->sum = tensors_sum(t);
	tensors_free(t);
	if (rc == 0)
		return 0;
	models_free(ms);
	return err_at(err, "%s", path);
}

struct model *
model_load(const char *path, struct err *err)
{
	struct models ms;

	if (models_load(&ms, path, err) < 0)
		return NULL;
	if (ms.n == 1)
		return ms.v[0];
	err_set(err, "%s: a model of %d heads: expected one", path, ms.n);
	models_free(&ms);
	return NULL;
}
