/*
 * lstm.h - one layer of LSTM cells over T steps of B sequences.
 *
 *	i, f, o = sigmoid(W_i x + W_h h' + b)	g = act(...)
 *	c = f c' + i g		h = o act(c)
 *
 * act is tanh, or relu as in Keras' LSTM(activation='relu').  The gates are
 * stacked i, f, g, o as in PyTorch (and Keras).  Hochreiter and Schmidhuber
 * 1997, with the forget gate of Gers et al. 2000.  Step by step: element
 * (t, b) of a series lies at row t B + b.
 *
 *	w_ih	[4H][in]	w_hh	[4H][H]		b	[4H]
 */
#ifndef MATH_LSTM_H
#define MATH_LSTM_H

#include "math/linear.h"

struct lstm {
	size_t H;
	int relu;
	struct linear ih, hh; /* hh.b is NULL: one bias */
};

/* What a run over T steps stores.  kept: every step, for backward; else only
 * the last, and every h if all_h is set. */
struct lstm_run {
	size_t T, B;
	int kept, all_h;
	float *g; /* [T][B][4H] gates; not kept: [B][4H] */
	float *c; /* [T+1][B][H] cells, from c0 on */
	float *a; /* [T][B][H] act(c) */
	float *h; /* [T+1][B][H], from h0 on */
	float *x; /* [B][4H] W_i x + b of an input that does not change */
	const float *h0, *c0; /* [B][H] before step 0; NULL: zeros */
};

void lstm_take(struct lstm *l, struct arena *a, int train);
void lstm_pack(const struct lstm *l, size_t part, size_t of);
/* Memory for a run; constant: its input is the same at every step. */
void lstm_run_take(struct lstm_run *r, const struct lstm *l,
    struct arena *a, int constant);

/* The h of step t (0 .. T-1), [B][H]: of any step if all_h or kept, else only
 * of the last. */
const float *lstm_h(const struct lstm_run *r, const struct lstm *l,
    size_t t);

/* x [T][B][in], or [B][in] for every step if r->x is not NULL. */
void lstm_forward(const struct float_kernels *k, struct lstm_run *r,
    const struct lstm *l, const float *x);

/* Gradients from the layer above; each may be NULL. */
struct lstm_upstream {
	const float *h;	     /* [T][B][H] of every h */
	const float *h_last; /* [B][H] */
	const float *c_last; /* [B][H] */
};

/* The output of backward.  The gradients of the weights are added to. */
struct lstm_grads {
	float *w_ih, *w_hh, *b;
	float *x;	 /* in the shape of x; NULL: not needed */
	float *h0, *c0; /* [B][H]; NULL: not needed */
};

/* The gradient of a kept run; r->g becomes that of the gates.  scratch:
 * lstm_scratch floats. */
size_t lstm_scratch(const struct lstm_run *r, const struct lstm *l);
void lstm_backward(const struct float_kernels *k,
    const struct lstm_grads *d, const struct lstm_run *r,
    const struct lstm *l, const float *x, const struct lstm_upstream *up,
    float *scratch);

#endif
