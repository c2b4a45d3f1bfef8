/*
 * model.c - a model in memory: make it, compare it with a stream, free it.
 */
#include "detect/model.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/num.h"

static void
texts_free(char **v, int n)
{
	int i;

	for (i = 0; v != NULL && i < n; i++)
		free(v[i]);
	free(v);
}

void
model_free(struct model *m)
{
	struct err err = { 0 };
	struct walk w = { .mode = WALK_FREE, .prefix = "", .err = &err };

	if (m == NULL)
		return;
	if (m->m != NULL)
		m->detector->walk(&w, m->m);
	calib_walk(&w, &m->calib, 0);
	rarest_free(&m->rarest);
	texts_free(m->names, m->d);
	texts_free(m->units, m->d);
	free(m->m);
	free(m->def_text);
	free(m->center);
	free(m->scale);
	free(m->how);
	free(m->reasons);
	free(m->options);
	free(m->tool);
	free(m->head);
	free(m);
}

void
models_free(struct models *ms)
{
	while (ms->n > 0)
		model_free(ms->v[--ms->n]);
}

/* Maximum bytes of one option value as JSON. */
static size_t
option_room(const struct opt *o, const void *value)
{
	const struct opt_strs *strs = value;
	const char *const *text = value;
	size_t room = 64;
	int i;

	if (o->type == OPT_STR)
		room += *text != NULL ? 6 * strlen(*text) : 0;
	if (o->type == OPT_ENUM)
		room += 6 * strlen(o->choices[*(const int *)value]);
	for (i = 0; o->type == OPT_STRS && i < strs->n; i++)
		room += 6 * strlen(strs->v[i]) + 3;
	return room + 6 * strlen(o->name);
}

static size_t
put_word(char *out, const char *word)
{
	memcpy(out, word, strlen(word));
	return strlen(word);
}

static size_t
put_string(char *out, const char *s)
{
	return s != NULL ? json_put_string(out, s, strlen(s))
			 : put_word(out, "null");
}

static size_t
put_strs(char *out, const struct opt_strs *strs)
{
	size_t len = 0;
	int i;

	out[len++] = '[';
	for (i = 0; i < strs->n; i++) {
		if (i > 0)
			out[len++] = ',';
		len += put_string(out + len, strs->v[i]);
	}
	out[len++] = ']';
	return len;
}

static size_t
put_duration(char *out, uint64_t ns)
{
	char text[NUM_DURATION_MAX];

	return json_put_string(out, text, num_put_duration(text, ns));
}

static size_t
put_value(char *out, const struct opt *o, const void *value)
{
	switch (o->type) {
	case OPT_FLAG:
		return put_word(out, *(const int *)value ? "true" : "false");
	case OPT_SET:
	case OPT_COUNT:
		return num_put_i64(out, *(const int *)value);
	case OPT_INT:
		return num_put_i64(out, *(const int64_t *)value);
	case OPT_REAL:
		return num_put_f64(out, *(const double *)value);
	case OPT_STR:
		return put_string(out, *(const char *const *)value);
	case OPT_STRS:
		return put_strs(out, value);
	case OPT_ENUM:
		return put_string(out, o->choices[*(const int *)value]);
	case OPT_DURATION:
		return put_duration(out, *(const uint64_t *)value);
	case OPT_SIZE:
	case OPT_TIME:
		return num_put_u64(out, *(const uint64_t *)value);
	}
	BUG("an option of no type");
}

char *
model_options(const struct detector *det, const void *opts)
{
	const char *base = opts;
	const struct opt *o;
	size_t room = 3, len = 0;
	char *out;

	for (o = det->opts; o != NULL && o->name != NULL; o++)
		room += option_room(o, base + o->off);
	out = malloc(room);
	if (out == NULL)
		return NULL;
	out[len++] = '{';
	for (o = det->opts; o != NULL && o->name != NULL; o++) {
		if (o != det->opts)
			out[len++] = ',';
		len += put_string(out + len, o->name);
		out[len++] = ':';
		len += put_value(out + len, o, base + o->off);
	}
	out[len++] = '}';
	out[len] = '\0';
	return out;
}

/* Copy the texts v[d]; NULL becomes "". */
static char **
texts_copy(const char *const *v, int d)
{
	char **out = calloc((size_t)d, sizeof(*out));
	int i;

	for (i = 0; out != NULL && i < d; i++) {
		out[i] = strdup(v != NULL && v[i] != NULL ? v[i] : "");
		if (out[i] == NULL) {
			texts_free(out, d);
			return NULL;
		}
	}
	return out;
}

static struct model *
model_alloc(const struct detector *det, const void *opts, int d,
    const char *const *names, const char *const *units)
{
	struct model *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return NULL;
	m->detector = det;
	m->d = d;
	m->m = calloc(1, det->model_size);
	m->names = texts_copy(names, d);
	m->units = texts_copy(units, d);
	m->center = calloc((size_t)d, sizeof(*m->center));
	m->scale = calloc((size_t)d, sizeof(*m->scale));
	m->def_text = strdup("");
	m->how = strdup("");
	m->reasons = strdup("");
	m->tool = strdup("");
	m->head = strdup("");
	m->share = 1;
	m->options = model_options(det, opts);
	if (m->m != NULL && m->names != NULL && m->units != NULL &&
	    m->center != NULL && m->scale != NULL && m->def_text != NULL &&
	    m->how != NULL && m->reasons != NULL && m->tool != NULL &&
	    m->options != NULL && m->head != NULL)
		return m;
	model_free(m);
	return NULL;
}

struct model *
model_new(const struct detector *det, const void *opts, int d,
    const char *const *names, const char *const *units, struct err *err)
{
	struct model *m;
	int j;

	if (d < 1 || d > MODEL_FEATURES_MAX) {
		err_set(err, "%d features, expected 1 to %d", d,
		    MODEL_FEATURES_MAX);
		return NULL;
	}
	m = model_alloc(det, opts, d, names, units);
	if (m == NULL) {
		err_set(err, "out of memory for a model of %d features", d);
		return NULL;
	}
	for (j = 0; j < d; j++)
		m->scale[j] = 1;
	m->threshold = NAN;
	m->calib.t = INFINITY;
	return m;
}

int
model_fit_options(struct model *m, const void *opts, struct err *err)
{
	struct fit fit = { .opts = opts,
		.names = (const char *const *)m->names,
		.d = m->d,
		.jobs = 1 };

	if ((m->detector->flags & DETECT_FIT) != 0)
		return err_set(err,
		    "detector %s needs a model made by ticktrain",
		    m->detector->name);
	if (m->detector->fit(m->m, &fit, err) < 0)
		return err_at(err, "detector %s", m->detector->name);
	if ((m->detector->flags & DETECT_RULE) != 0)
		m->threshold = nextafter(1, 2);
	else if (m->detector->threshold > 0)
		m->threshold = m->detector->threshold;
	return 0;
}

struct model *
model_from_options(const struct detector *det, const void *opts, int d,
    const char *const *names, const char *const *units, struct err *err)
{
	struct model *m = model_new(det, opts, d, names, units, err);

	if (m != NULL && model_fit_options(m, opts, err) == 0)
		return m;
	model_free(m);
	return NULL;
}

/* " [unit]", or nothing; room bytes. */
static const char *
unit_text(char *out, size_t room, const char *unit)
{
	out[0] = '\0';
	if (unit != NULL && unit[0] != '\0')
		snprintf(out, room, " [%s]", unit);
	return out;
}

static int
feature_check(const struct model *m, int j, const char *name, const char *unit,
    struct err *err)
{
	char ours[64], theirs[64];
	int unknown; /* text input loses the units */

	unknown = unit == NULL || *unit == '\0' || *m->units[j] == '\0';
	if (strcmp(m->names[j], name) == 0 &&
	    (unknown || strcmp(m->units[j], unit) == 0))
		return 0;
	return err_set(err,
	    "feature %d: the model has %.150s%s, the stream has %.150s%s",
	    j + 1, m->names[j], unit_text(ours, sizeof(ours), m->units[j]),
	    name, unit_text(theirs, sizeof(theirs), unit));
}

int
model_check(const struct model *m, int d, const char *const *names,
    const char *const *units, uint64_t def, struct err *err)
{
	int j;

	for (j = 0; j < m->d && j < d; j++)
		if (feature_check(m, j, names[j],
			units != NULL ? units[j] : NULL, err) < 0)
			return -1;
	if (m->d > d)
		return err_set(err,
		    "feature %d: the model has %.150s, the stream has no more",
		    d + 1, m->names[d]);
	if (m->d < d)
		return err_set(err,
		    "feature %d: the stream has %.150s, the model has no more",
		    m->d + 1, names[m->d]);
	if (m->def != 0 && def != 0 && m->def != def)
		return err_set(err,
		    "made by different steps: def %" PRIu64
		    " in the model, %" PRIu64 " in the stream",
		    m->def, def);
	return 0;
}

void
model_scale(const struct model *m, double *out, const double *x)
{
	int j;

	for (j = 0; j < m->d; j++)
		out[j] = (x[j] - m->center[j]) / m->scale[j];
}
