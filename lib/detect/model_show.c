/*
 * model_show.c - all of a model file as one JSON object.
 */
#include "detect/model_show.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/num.h"
#include "base/tensor.h"
#include "detect/model.h"

enum { SHOW_MAX = 64 }; /* numbers of an array that is shown */

static void
show_text(FILE *f, const char *s)
{
	char *buf = malloc(6 * strlen(s) + 2);

	if (buf == NULL)
		return;
	fwrite(buf, 1, json_put_string(buf, s, strlen(s)), f);
	free(buf);
}

static void
show_double(FILE *f, double v)
{
	char buf[NUM_F64_MAX];

	if (isfinite(v))
		fwrite(buf, 1, num_put_f64(buf, v), f);
	else
		fputs("null", f);
}

static void
show_number(FILE *f, const char *name, double v)
{
	fprintf(f, ",\"%s\":", name);
	show_double(f, v);
}

static void
show_features(FILE *f, const struct model *m)
{
	int k;

	fprintf(f, ",\"features\":[");
	for (k = 0; k < m->d; k++) {
		fprintf(f, "%s{\"name\":", k > 0 ? "," : "");
		show_text(f, m->names[k]);
		fprintf(f, ",\"unit\":");
		show_text(f, m->units[k]);
		show_number(f, "center", m->center[k]);
		show_number(f, "scale", m->scale[k]);
		fputc('}', f);
	}
	fputc(']', f);
}

static void
show_calibration(FILE *f, const struct calib *c)
{
	int law = c->law.n > 0;

	fprintf(f, ",\"calibration\":{\"scores\":%" PRIu64, c->seen);
	show_number(f, "rows_per_day", c->rows_per_day);
	show_number(f, "tail_from", law ? c->law.t : c->t);
	if (law) {
		show_number(f, "median", c->law.b);
		show_number(f, "xi", c->law.xi);
	} else {
		show_number(f, "tail_share", c->tail);
		show_number(f, "gamma", c->gamma);
		show_number(f, "sigma", c->sigma);
	}
	fputc('}', f);
}

/* The members of one model, without braces. */
static void
show_model(FILE *f, const struct model *m)
{
	char gap[NUM_DURATION_MAX];

	if (m->head[0] != '\0') {
		fprintf(f, "\"head\":\"%s\"", m->head);
		show_number(f, "share", m->share);
		show_number(f, "gain", m->gain);
		fprintf(f, ",\"lasts\":%" PRIu64 ",", m->cooldown);
	}
	fprintf(f,
	    "\"detector\":\"%s\",\"options\":%s,\"tool\":", m->detector->name,
	    m->options);
	show_text(f, m->tool);
	if (m->pooled)
		fputs(",\"pooled\":1", f);
	if (m->gap != 0)
		fprintf(f, ",\"gap\":\"%.*s\"",
		    (int)num_put_duration(gap, m->gap), gap);
	if (m->reasons != NULL && m->reasons[0] != '\0') {
		fputs(",\"reasons\":", f);
		show_text(f, m->reasons);
	}
	show_features(f, m);
	fprintf(f, ",\"def\":\"%" PRIu64 "\",\"def_text\":", m->def);
	show_text(f, m->def_text);
	fprintf(f,
	    ",\"seed\":%" PRIu64 ",\"rows\":%" PRIu64 ",\"symbols\":%" PRIu64
	    ",\"data_sum\":\"%016" PRIx64 "\"",
	    m->seed, m->rows, m->symbols, m->data_sum);
	show_number(f, "threshold", m->threshold);
	fprintf(f, ",\"how\":");
	show_text(f, m->how);
	show_calibration(f, &m->calib);
}

/* Number i, as an element of a list. */
static void
show_element(FILE *f, const struct tensor *t, size_t i)
{
	const void *v = t->data;

	if (t->type == TENSOR_F64)
		show_double(f, ((const double *)v)[i]);
	else if (t->type == TENSOR_F32)
		show_double(f, (double)((const float *)v)[i]);
	else if (t->type == TENSOR_I64)
		fprintf(f, "%" PRId64, ((const int64_t *)v)[i]);
	else if (t->type == TENSOR_I32)
		fprintf(f, "%" PRId32, ((const int32_t *)v)[i]);
	else if (t->type == TENSOR_I16)
		fprintf(f, "%" PRId16, ((const int16_t *)v)[i]);
	else if (t->type == TENSOR_U16)
		fprintf(f, "%" PRIu16, ((const uint16_t *)v)[i]);
	else if (t->type == TENSOR_U32)
		fprintf(f, "%" PRIu32, ((const uint32_t *)v)[i]);
	else
		fprintf(f, "%" PRIu64, ((const uint64_t *)v)[i]);
}

/* The numbers of a small array, bytes as text. */
static void
show_values(FILE *f, const struct tensor *t)
{
	char *text;
	size_t i;

	if (t->type == TENSOR_U8) {
		if ((text = strndup(t->data, t->count)) == NULL)
			return;
		fputs(",\"text\":", f);
		show_text(f, text);
		free(text);
		return;
	}
	if (t->count > SHOW_MAX)
		return;
	fputs(",\"values\":[", f);
	for (i = 0; i < t->count; i++) {
		fputs(i > 0 ? "," : "", f);
		show_element(f, t, i);
	}
	fputc(']', f);
}

static void
show_arrays(FILE *f, const struct tensors *ts)
{
	const struct tensor *t;
	size_t i;
	int k;

	fprintf(f, ",\"arrays\":[");
	for (i = 0; (t = tensors_at(ts, i)) != NULL; i++) {
		fprintf(f, "%s{\"name\":\"%s\",\"type\":\"%s\",\"shape\":[",
		    i > 0 ? "," : "", t->name, tensor_type_name(t->type));
		for (k = 0; k < t->ndim; k++)
			fprintf(f, "%s%" PRIu64, k > 0 ? "," : "", t->shape[k]);
		fputc(']', f);
		show_values(f, t);
		fputc('}', f);
	}
	fputc(']', f);
}

int
model_show(const char *path, FILE *f, struct err *err)
{
	struct tensors *ts;
	struct models ms;
	int i;

	if (models_load(&ms, path, err) == -1)
		return -1;
	if ((ts = tensors_read(path, err)) == NULL) {
		models_free(&ms);
		return -1;
	}
	fprintf(f, ms.v[0]->head[0] != '\0' ? "{\"heads\":[" : "{");
	for (i = 0; i < ms.n; i++) {
		if (ms.v[0]->head[0] != '\0')
			fprintf(f, i > 0 ? ",{" : "{");
		show_model(f, ms.v[i]);
		if (ms.v[0]->head[0] != '\0')
			fprintf(f, i + 1 < ms.n ? "}" : "}]");
	}
	show_arrays(f, ts);
	fprintf(f, "}\n");
	tensors_free(ts);
	models_free(&ms);
	if (fflush(f) == EOF || ferror(f))
		return err_errno(err, "<stdout>: write error");
	return 0;
}
