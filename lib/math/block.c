/*
 * block.c - one block of a Transformer, forward and backward.
 */
#include "math/block.h"

#include <math.h>
#include <string.h>

enum { SELF, OVER, FEED };

static int
has_part(const struct block *b, int part)
{
	return part != OVER || b->cross;
}

void
block_take(struct block *b, struct arena *a, int train)
{
	attention_take(&b->self, a, train);
	if (b->cross)
		attention_take(&b->over, a, train);
	linear_take(&b->up, a, train);
	linear_take(&b->down, a, train);
}

void
block_pack(const struct block *b, size_t part, size_t of)
{
	attention_pack(&b->self, part, of);
	if (b->cross)
		attention_pack(&b->over, part, of);
	linear_pack(&b->up, part, of);
	linear_pack(&b->down, part, of);
}

void
block_run_take(struct block_run *r, const struct block *b, struct arena *a)
{
	int i;

	for (i = 0; i < BLOCK_PARTS; i++) {
		if (!has_part(b, i))
			continue;
		r->x[i] = arena_take(a, r->T * b->C);
		r->n[i] = arena_take(a, r->T * b->C);
		r->mean[i] = arena_take(a, r->T);
		r->rstd[i] = arena_take(a, r->T);
	}
	r->hidden = arena_take(a, r->T * b->ff);
	r->self.T = r->self.M = r->over.T = r->T;
	r->over.M = r->M;
	r->self.kept = r->over.kept = r->kept;
	attention_run_take(&r->self, &b->self, a);
	if (b->cross)
		attention_run_take(&r->over, &b->over, a);
}

/* Save the stream before a part, and normalise it. */
static void
enter(const struct float_kernels *k, struct block_run *r, const struct block *b,
    int part, const float *x)
{
	size_t t, C = b->C;

	memcpy(r->x[part], x, r->T * C * sizeof(*x));
	for (t = 0; t < r->T; t++)
		k->layernorm(r->n[part] + t * C, r->mean[part] + t,
		    r->rstd[part] + t, x + t * C, b->norm[part].weight,
		    b->norm[part].bias, C);
}

static void
feed_forward(const struct float_kernels *k, float *x, struct block_run *r,
    const struct block *b)
{
	const struct gemm g = { .c = x,
		.ldc = b->C,
		.a = r->hidden,
		.a_row = b->ff,
		.a_col = 1,
		.b = b->down.forward,
		.m = r->T,
		.n = b->C,
		.k = b->ff,
		.start = GEMM_ADD,
		.bias = b->down.b };

	linear_forward(k, r->hidden, b->ff, r->n[FEED], b->C, r->T, &b->up);
	k->relu(r->hidden, r->T * b->ff);
	k->gemm(&g);
}

void
block_forward(const struct float_kernels *k, float *x, struct block_run *r,
    const struct block *b, const float *memory)
{
	enter(k, r, b, SELF, x);
	attention_forward(k, x, &r->self, &b->self, r->n[SELF], r->n[SELF]);
	if (b->cross) {
		enter(k, r, b, OVER, x);
		attention_forward(k, x, &r->over, &b->over, r->n[OVER], memory);
	}
	enter(k, r, b, FEED, x);
	feed_forward(k, x, r, b);
}

/* ---- backward ---- */

struct scratch {
	float *dn;     /* [T][C] gradient of the normalised stream */
	float *hidden; /* [T][ff] */
	float *rest;   /* of attention or linear_backward */
};

static size_t
max(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t
scratch_take(struct scratch *s, struct arena *a, const struct block_run *r,
    const struct block *b)
{
	size_t rest = panel_size(r->T, max(b->C, b->ff));

	s->dn = arena_take(a, r->T * b->C);
	s->hidden = arena_take(a, r->T * b->ff);
	rest = max(rest, attention_scratch(&r->self, &b->self));
	if (b->cross)
		rest = max(rest, attention_scratch(&r->over, &b->over));
	s->rest = arena_take(a, rest);
	return a->used;
}

size_t
block_scratch(const struct block_run *r, const struct block *b)
{
	struct arena a = { 0 };
	struct scratch s;

	return scratch_take(&s, &a, r, b);
}

/* d += the gradient through the norm of a part. */
static void
leave(const struct float_kernels *k, const struct block_grads *g, float *d,
    const struct block_run *r, const struct block *b, int part, const float *dn)
{
	size_t t, C = b->C;

	for (t = 0; t < r->T; t++)
		k->layernorm_back(d + t * C, g->norm_weight[part],
		    g->norm_bias[part], dn + t * C, r->x[part] + t * C,
		    b->norm[part].weight, r->mean[part][t], r->rstd[part][t],
		    C);
}

static void
feed_back(const struct float_kernels *k, const struct block_grads *g, float *d,
    const struct block_run *r, const struct block *b, const struct scratch *s)
{
	linear_backward(k, s->hidden, b->ff, GEMM_ZERO, g->down_w, g->down_b, d,
	    b->C, r->hidden, b->ff, r->T, &b->down, s->rest);
	k->relu_back(s->hidden, r->hidden, r->T * b->ff);
	linear_backward(k, s->dn, b->C, GEMM_ZERO, g->up_w, g->up_b, s->hidden,
	    b->ff, r->n[FEED], b->C, r->T, &b->up, s->rest);
	leave(k, g, d, r, b, FEED, s->dn);
}

void
block_backward(const struct float_kernels *k, const struct block_grads *g,
    float *d, float *dmemory, const struct block_run *r, const struct block *b,
    const float *memory, float *scratch)
{
	struct arena a = { .base = scratch };
	size_t bytes = r->T * b->C * sizeof(*d);
	struct scratch s;

	scratch_take(&s, &a, r, b);
	feed_back(k, g, d, r, b, &s);
	if (b->cross) {
		memset(s.dn, 0, bytes);
		attention_backward(k, &g->over, s.dn, dmemory, &r->over,
		    &b->over, r->n[OVER], memory, d, s.rest);
		leave(k, g, d, r, b, OVER, s.dn);
	}
	memset(s.dn, 0, bytes);
	attention_backward(k, &g->self, s.dn, s.dn, &r->self, &b->self,
	    r->n[SELF], r->n[SELF], d, s.rest);
	leave(k, g, d, r, b, SELF, s.dn);
}

void
positional_encoding(float *pe, size_t T, size_t C)
{
	size_t t, j;
	double w;

	for (t = 0; t < T; t++) {
		for (j = 0; j < C; j++) {
			w = pow(10000, -(double)(j / 2 * 2) / (double)C);
			pe[t * C + j] =
			    (float)(j % 2 == 0 ? sin((double)t * w)
					       : cos((double)t * w));
		}
	}
}
