/*
 * import.c - weights trained elsewhere, from a safetensors file.
 *
 *	ours and PyTorch's	Keras'
 *	X.weight_ih_l0		X.kernel [in][4H], transposed; gates i f g o
 *	X.weight_hh_l0		X.recurrent_kernel [H][4H], transposed
 *	X.bias_ih_l0 + bias_hh	X.bias
 *	X.weight [out][in]	X.kernel [in][out], transposed
 *	X.weight [n]		X.gamma (layer norm; epsilon 1e-5)
 *	X.bias			X.bias, X.beta
 *	X.in_proj_weight	X.query.kernel, X.key.kernel, X.value.kernel
 *				[d][heads][d/heads], transposed, one below
 *				the other; the same for their bias
 *	X.out_proj		X.attention_output
 *
 * Any other array would be ignored silently, so it is refused.
 */
#include "detect/net/import.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USED_MAX = 8 * NET_PARAMS_MAX };

/* A file at work. */
struct import {
	const struct tensors *t;
	const struct tensor *used[USED_MAX];
	int n;
	struct err *err;
};

/* ---- names ---- */

/* The array of that name, alone or as our model files have it. */
static const struct tensor *
find(const struct tensors *t, const char *name)
{
	static const enum tensor_type types[] = { TENSOR_F32, TENSOR_F64 };
	static const char *const prefix[] = { "", "model." };
	char full[TENSOR_NAME_MAX + 1];
	const struct tensor *a;
	struct err none;
	int i, j;

	for (i = 0; i < 2; i++) {
		snprintf(full, sizeof(full), "%s%s", prefix[i], name);
		for (j = 0; j < 2; j++) {
			none = (struct err){ 0 };
			a = tensors_find(t, full, types[j], &none);
			if (a != NULL)
				return a;
		}
	}
	return NULL;
}

/* Like find, and mark the array as used. */
static const struct tensor *
take(struct import *im, const char *name)
{
	const struct tensor *a = find(im->t, name);

	if (a != NULL && im->n < USED_MAX)
		im->used[im->n++] = a;
	return a;
}

/* name with the suffix `from' replaced by `to'; 0 if it has another suffix. */
static int
renamed(char out[2 * NET_NAME_MAX], const char *name, const char *from,
    const char *to)
{
	size_t n = strlen(name), m = strlen(from);

	if (n < m || strcmp(name + n - m, from) != 0)
		return 0;
	snprintf(out, 2 * NET_NAME_MAX, "%.*s%s", (int)(n - m), name, to);
	return 1;
}

/* ---- values ---- */

static double
value(const struct tensor *a, uint64_t i)
{
	return a->type == TENSOR_F64 ? ((const double *)a->data)[i]
				     : (double)((const float *)a->data)[i];
}

static void
put_shape(char *out, size_t size, const struct tensor *a)
{
	size_t n = (size_t)snprintf(out, size, "[");
	int i;

	for (i = 0; i < a->ndim && n + 24 < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%" PRIu64,
		    i > 0 ? "," : "", a->shape[i]);
	snprintf(out + n, size - n, "]");
}

static int
bad_shape(struct import *im, const struct tensor *a, uint64_t rows,
    uint64_t cols)
{
	char got[200];

	put_shape(got, sizeof(got), a);
	if (cols > 0)
		return err_set(im->err,
		    "array \"%s\": shape %s, expected [%" PRIu64 ",%" PRIu64
		    "] for these columns and options",
		    a->name, got, rows, cols);
	return err_set(im->err,
	    "array \"%s\": shape %s, expected [%" PRIu64
	    "] for these columns and options",
	    a->name, got, rows);
}

static int
put(struct import *im, float *to, const struct tensor *a, uint64_t i)
{
	*to = (float)value(a, i);
	if (isfinite(*to))
		return 0;
	return err_set(im->err, "array \"%s\": not finite", a->name);
}

/* n values as they lie. */
static int
put_all(struct import *im, float *to, const struct tensor *a, uint64_t n)
{
	uint64_t i;

	if (a->count != n)
		return bad_shape(im, a, n, 0);
	for (i = 0; i < n; i++)
		if (put(im, to + i, a, i) == -1)
			return -1;
	return 0;
}

/* 1 if the array's shape can be read as [in][out]. */
static int
splits(const struct tensor *a, uint64_t in, uint64_t out)
{
	uint64_t first = 1;
	int i;

	for (i = 0; i < a->ndim && first < in; i++)
		first *= a->shape[i];
	return first == in && a->count == in * out && a->ndim >= 2;
}

/* [in][out] to [out][in]. */
static int
put_turned(struct import *im, float *to, const struct tensor *a, uint64_t out,
    uint64_t in)
{
	uint64_t i, j;

	if (!splits(a, in, out))
		return bad_shape(im, a, in, out);
	for (j = 0; j < out; j++)
		for (i = 0; i < in; i++)
			if (put(im, to + j * in + i, a, i * out + j) == -1)
				return -1;
	return 0;
}

/* ---- parts ---- */

/* PyTorch's layout. */
static int
put_torch(struct import *im, float *to, const struct net_param *p,
    const struct tensor *a)
{
	if (a->ndim != p->ndim || a->shape[0] != p->shape[0] ||
	    (p->ndim == 2 && a->shape[1] != p->shape[1]))
		return bad_shape(im, a, p->shape[0],
		    p->ndim == 2 ? p->shape[1] : 0);
	return put_all(im, to, a, p->n);
}

/* b_hh, which acts as its sum with b_ih. */
static int
add_second(struct import *im, float *to, const struct net_param *p)
{
	char name[2 * NET_NAME_MAX];
	const struct tensor *a;
	uint64_t i;

	if (!renamed(name, p->name, "bias_ih_l0", "bias_hh_l0") ||
	    (a = take(im, name)) == NULL)
		return 0;
	if (a->count != p->n)
		return bad_shape(im, a, p->n, 0);
	for (i = 0; i < p->n; i++) {
		to[i] += (float)value(a, i);
		if (!isfinite(to[i]))
			return err_set(im->err, "array \"%s\": not finite",
			    a->name);
	}
	return 0;
}

/* Query, key and value of an attention, stacked: 1; 0 if the part is not an
 * attention or the file lacks them; -1 on error. */
static int
put_projections(struct import *im, float *to, const struct net_param *p)
{
	static const char *const of[] = { "query", "key", "value" };
	char name[2 * NET_NAME_MAX], suffix[40];
	int bias, k, rc;
	uint64_t d = p->shape[0] / 3;
	const struct tensor *a;

	bias = p->ndim == 1;
	for (k = 0; k < 3; k++) {
		snprintf(suffix, sizeof(suffix), "%s.%s", of[k],
		    bias ? "bias" : "kernel");
		if (!renamed(name, p->name,
			bias ? "in_proj_bias" : "in_proj_weight", suffix) ||
		    (a = take(im, name)) == NULL)
			return 0;
		if (bias)
			rc = put_all(im, to + (uint64_t)k * d, a, d);
		else
			rc = put_turned(im, to + (uint64_t)k * d * d, a, d, d);
		if (rc == -1)
			return -1;
	}
	return 1;
}

/* Suffixes of PyTorch and their equivalents in Keras; turned: a matrix. */
static const struct {
	const char *torch, *keras;
	int turned;
} suffixes[] = {
	{ ".weight_ih_l0", ".kernel", 1 },
	{ ".weight_hh_l0", ".recurrent_kernel", 1 },
	{ ".bias_ih_l0", ".bias", 0 },
	{ "out_proj.weight", "attention_output.kernel", 1 },
	{ "out_proj.bias", "attention_output.bias", 0 },
	{ ".weight", ".kernel", 1 },
	{ ".weight", ".gamma", 0 },
	{ ".bias", ".beta", 0 },
};

enum { SUFFIXES = sizeof(suffixes) / sizeof(suffixes[0]) };

/* Keras' layout: 1; 0 if the file has no such array; -1 on error. */
static int
put_keras(struct import *im, float *to, const struct net_param *p)
{
	char name[2 * NET_NAME_MAX];
	const struct tensor *a;
	int i, rc;

	for (i = 0; i < SUFFIXES; i++) {
		if (suffixes[i].turned != (p->ndim == 2) ||
		    !renamed(name, p->name, suffixes[i].torch,
			suffixes[i].keras) ||
		    (a = take(im, name)) == NULL)
			continue;
		rc = p->ndim == 2
			 ? put_turned(im, to, a, p->shape[0], p->shape[1])
			 : put_all(im, to, a, p->n);
		return rc == -1 ? -1 : 1;
	}
	return put_projections(im, to, p);
}

static int
put_part(struct import *im, float *to, const struct net_param *p)
{
	const struct tensor *a = take(im, p->name);
	int rc;

	if (a != NULL) {
		if (put_torch(im, to, p, a) == -1)
			return -1;
		return add_second(im, to, p);
	}
	if ((rc = put_keras(im, to, p)) == 0)
		return err_set(im->err,
		    "no array \"%s\" of type F32 or F64, nor what Keras has "
		    "in its place",
		    p->name);
	return rc == 1 ? 0 : -1;
}

/* Every array in the file must have been used; the arrays of our own model
 * files that are not weights are exempt. */
static int
check_rest(const struct import *im)
{
	const struct tensor *a;
	size_t i;
	int k, ours = tensors_get_meta(im->t, "detector") != NULL;

	for (i = 0; !ours && (a = tensors_at(im->t, i)) != NULL; i++) {
		for (k = 0; k < im->n && im->used[k] != a; k++)
			;
		if (k == im->n && strcmp(a->name, "center") != 0 &&
		    strcmp(a->name, "scale") != 0)
			return err_set(im->err,
			    "array \"%s\": not a part of this net: leave it "
			    "out of the file, or choose other options",
			    a->name);
	}
	return 0;
}

int
net_import_weights(struct net *n, const struct tensors *t, struct err *err)
{
	struct import *im = calloc(1, sizeof(*im));
	int i, rc = 0;

	if (im == NULL)
		return err_errno(err, "import");
	im->t = t;
	im->err = err;
	for (i = 0; rc == 0 && i < n->nparam; i++)
		rc = put_part(im, n->w + n->param[i].off, &n->param[i]);
	if (rc == 0)
		rc = check_rest(im);
	free(im);
	return rc;
}

/* ---- sizes and scaling ---- */

int
net_import_shape(uint64_t shape[2], const struct tensors *t, const char *name)
{
	const struct tensor *a = find(t, name);
	char other[2 * NET_NAME_MAX];
	int i;

	if (a != NULL) {
		shape[0] = a->ndim == 2 ? a->shape[0] : 0;
		shape[1] = a->ndim == 2 ? a->shape[1] : 0;
		return 1;
	}
	for (i = 0; a == NULL && i < SUFFIXES; i++)
		if (suffixes[i].turned &&
		    renamed(other, name, suffixes[i].torch, suffixes[i].keras))
			a = find(t, other);
	if (a == NULL)
		return 0;
	shape[1] = a->ndim > 0 ? a->shape[0] : 0;
	shape[0] = shape[1] > 0 ? a->count / shape[1] : 0;
	return 1;
}

int
net_import_dims(struct net_dims *d, const struct net_kind *kind,
    const struct tensors *t, struct err *err)
{
	if (kind->sizes(d, t) == 0 && d->W >= 1 && d->W <= 1024 &&
	    d->hidden <= 4096 && d->latent <= 4096 && d->d <= 4096 &&
	    d->ff <= 16384)
		return 0;
	return err_set(err,
	    "no weights of %s for %" PRIu64
	    " columns: expected arrays with the names in tick-detectors(7)",
	    kind->name, d->F);
}

int
net_import_scale(struct net_input *in, const struct tensors *t, struct err *err)
{
	const struct tensor *c = find(t, "center"), *s = find(t, "scale");
	uint64_t j;

	if (c == NULL && s == NULL)
		return 0;
	if (c == NULL || s == NULL || c->count != in->F || s->count != in->F)
		return err_set(err,
		    "arrays \"center\" and \"scale\": expected both, of "
		    "%" PRIu64 " values",
		    in->F);
	for (j = 0; j < in->F; j++) {
		in->center[j] = value(c, j);
		in->scale[j] = value(s, j);
		if (!isfinite(in->center[j]) ||
		    !(in->scale[j] > 0 && isfinite(in->scale[j])))
			return err_set(err,
			    "arrays \"center\" and \"scale\": not finite, or "
			    "a scale not above 0");
	}
	return 0;
}
