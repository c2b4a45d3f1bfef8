/*
 * lstm.c - LSTM cells, forward, and backward through time.
 *
 * The sum of a gate is the product with x, plus the bias, plus the product with
 * h.  A constant input is multiplied once.  The gradients of the weights are
 * one product each over all steps.
 */
#include "math/lstm.h"

#include <string.h>

void
lstm_take(struct lstm *l, struct arena *a, int train)
{
	linear_take(&l->ih, a, train);
	linear_take(&l->hh, a, train);
}

void
lstm_pack(const struct lstm *l, size_t part, size_t of)
{
	linear_pack(&l->ih, part, of);
	linear_pack(&l->hh, part, of);
}

void
lstm_run_take(struct lstm_run *r, const struct lstm *l, struct arena *a,
    int constant)
{
	size_t row = r->B * l->H, all = r->T * row;

	r->g = arena_take(a, 4 * (r->kept ? all : row));
	r->c = arena_take(a, r->kept ? all + row : row);
	r->a = arena_take(a, r->kept ? all : row);
	r->h = arena_take(a, r->kept || r->all_h ? all + row : row);
	r->x = constant ? arena_take(a, 4 * row) : NULL;
}

/* Where h and c before step t are stored. */
static float *
h_at(const struct lstm_run *r, const struct lstm *l, size_t t)
{
	return r->h + (r->kept || r->all_h ? t * r->B * l->H : 0);
}

static float *
c_at(const struct lstm_run *r, const struct lstm *l, size_t t)
{
	return r->c + (r->kept ? t * r->B * l->H : 0);
}

const float *
lstm_h(const struct lstm_run *r, const struct lstm *l, size_t t)
{
	return h_at(r, l, t + 1);
}

/* Gates of a step += W_h h. */
static void
recur(const struct float_kernels *k, float *g, const float *h, size_t rows,
    const struct lstm *l)
{
	const struct gemm m = { .c = g,
		.ldc = 4 * l->H,
		.a = h,
		.a_row = l->H,
		.a_col = 1,
		.b = l->hh.forward,
		.m = rows,
		.n = 4 * l->H,
		.k = l->H,
		.start = GEMM_ADD };

	k->gemm(&m);
}

static void
begin(float *to, const float *from, size_t n)
{
	if (from != NULL)
		memcpy(to, from, n * sizeof(*to));
	else
		memset(to, 0, n * sizeof(*to));
}

void
lstm_forward(const struct float_kernels *k, struct lstm_run *r,
    const struct lstm *l, const float *x)
{
	size_t H = l->H, B = r->B, t, b;
	float *g, *a, *c, *h;
	const float *c_before;

	begin(r->h, r->h0, B * H);
	begin(r->c, r->c0, B * H);
	if (r->x != NULL)
		linear_forward(k, r->x, 4 * H, x, l->ih.in, B, &l->ih);
	for (t = 0; t < r->T; t++) {
		g = r->g + (r->kept ? t * B * 4 * H : 0);
		a = r->a + (r->kept ? t * B * H : 0);
		c_before = c_at(r, l, t);
		c = c_at(r, l, t + 1);
		h = h_at(r, l, t + 1);
		if (r->x != NULL)
			memcpy(g, r->x, B * 4 * H * sizeof(*g));
		else
			linear_forward(k, g, 4 * H, x + t * B * l->ih.in,
			    l->ih.in, B, &l->ih);
		recur(k, g, h_at(r, l, t), B, l);
		for (b = 0; b < B; b++)
			k->lstm_cell(g + b * 4 * H, c + b * H, a + b * H,
			    h + b * H, c_before + b * H, H, l->relu);
	}
}

/* dh and dc of a step, the sum of a constant input's gates, a panel. */
size_t
lstm_scratch(const struct lstm_run *r, const struct lstm *l)
{
	size_t in = l->ih.in > l->H ? l->ih.in : l->H;

	return r->B * l->H * 6 + panel_size(r->T * r->B, in);
}

/* Steps from last to first: gates become their gradients. */
static void
steps_back(const struct float_kernels *k, const struct lstm_run *r,
    const struct lstm *l, const struct lstm_upstream *up, float *dh_now,
    float *dc)
{
	size_t H = l->H, B = r->B, row = B * H, t, b;
	struct gemm m = { .c = dh_now,
		.ldc = H,
		.a_row = 4 * H,
		.a_col = 1,
		.b = l->hh.backward,
		.m = B,
		.n = H,
		.k = 4 * H,
		.start = GEMM_ZERO };
	float *g;

	begin(dc, up->c_last, row);
	begin(dh_now, up->h_last, row);
	for (t = r->T; t-- > 0;) {
		g = r->g + t * B * 4 * H;
		if (up->h != NULL)
			k->add(dh_now, up->h + t * row, row);
		for (b = 0; b < B; b++)
			k->lstm_cell_back(g + b * 4 * H, dc + b * H,
			    dh_now + b * H, g + b * 4 * H,
			    r->a + t * row + b * H, c_at(r, l, t) + b * H, H,
			    l->relu);
		m.a = g;
		k->gemm(&m);
	}
}

void
lstm_backward(const struct float_kernels *k, const struct lstm_grads *d,
    const struct lstm_run *r, const struct lstm *l, const float *x,
    const struct lstm_upstream *up, float *scratch)
{
	size_t H = l->H, B = r->B, row = B * H, rows = r->T * B, t;
	float *dh = scratch, *dc = scratch + row, *dg = dc + row;
	float *panel = dg + 4 * row;

	steps_back(k, r, l, up, dh, dc);
	if (d->h0 != NULL)
		memcpy(d->h0, dh, row * sizeof(*dh));
	if (d->c0 != NULL)
		memcpy(d->c0, dc, row * sizeof(*dc));
	linear_backward(k, NULL, 0, GEMM_ZERO, d->w_hh, NULL, r->g, 4 * H, r->h,
	    H, rows, &l->hh, panel);
	if (r->x == NULL) {
		linear_backward(k, d->x, l->ih.in, GEMM_ZERO, d->w_ih, d->b,
		    r->g, 4 * H, x, l->ih.in, rows, &l->ih, panel);
		return;
	}
	memset(dg, 0, 4 * row * sizeof(*dg));
	for (t = 0; t < r->T; t++)
		k->add(dg, r->g + t * 4 * row, 4 * row);
	linear_backward(k, d->x, l->ih.in, GEMM_ZERO, d->w_ih, d->b, dg, 4 * H,
	    x, l->ih.in, B, &l->ih, panel);
}
