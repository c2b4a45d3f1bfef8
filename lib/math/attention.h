/*
 * attention.h - multi-head attention over one window, forward and backward.
 *
 *	y = concat_h(softmax(Q_h K_h^T / sqrt(C / heads)) V_h) W_o^T + b_o
 *
 * Q from x [T][C], K and V from memory [M][C] (x itself: self-attention).
 * Weights as in PyTorch's nn.MultiheadAttention: in_w [3C][C] (q, k, v one
 * below the other), in_b [3C], out_w [C][C], out_b [C].  No mask.  Vaswani et
 * al. 2017, section 3.2.2.
 *
 * Queries lie in panels of PANEL columns, so that softmax runs down columns
 * in vectors and every product is one of float.h.
 */
#ifndef MATH_ATTENTION_H
#define MATH_ATTENTION_H

#include "math/linear.h"

struct attention {
	size_t C, heads;
	const float *in_w, *in_b, *out_w, *out_b;
	struct linear kv, out; /* [2C][C], [C][C] */
	float *q_back;	       /* packed W_q, trained */
};

/* What a forward run keeps for backward. */
struct attention_run {
	size_t T, M; /* rows of x, of memory */
	float *x_panel; /* x^T, k = C, n = T */
	float *q;	/* Q^T [panels][C][PANEL] */
	float *kv;	/* [M][2C] */
	float *p;	/* P^T [heads][panels][M][PANEL]; not kept: one */
	float *o;	/* O^T [panels][C][PANEL] */
	int kept;
};

void attention_take(struct attention *at, struct arena *a, int train);
void attention_pack(const struct attention *at, size_t part, size_t of);
void attention_run_take(struct attention_run *r,
    const struct attention *at, struct arena *a);

/* y [T][C] += the attention of x on memory. */
void attention_forward(const struct float_kernels *k, float *y,
    struct attention_run *r, const struct attention *at, const float *x,
    const float *memory);

/*
 * dx [T][C] and dmemory [M][C] (may be dx) are added to, as are the
 * gradients of the weights.  dy [T][C].  scratch: attention_scratch floats.
 */
struct attention_grads {
	float *in_w, *in_b, *out_w, *out_b;
};
size_t attention_scratch(const struct attention_run *r,
    const struct attention *at);
void attention_backward(const struct float_kernels *k,
    const struct attention_grads *d, float *dx, float *dmemory,
    const struct attention_run *r, const struct attention *at,
    const float *x, const float *memory, const float *dy, float *scratch);

#endif
