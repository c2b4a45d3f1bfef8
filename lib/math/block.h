/*
 * block.h - one block of a Transformer over one window, pre-norm.
 *
 *	x += self_attn(norm1 x)
 *	x += multihead_attn(norm2 x, memory)	where cross is set
 *	x += linear2(relu(linear1(norm_last x)))
 *
 * PyTorch's nn.TransformerEncoderLayer and nn.TransformerDecoderLayer with
 * norm_first, relu, no dropout, no mask.  Vaswani et al. 2017; norm first:
 * Xiong et al. 2020.
 */
#ifndef MATH_BLOCK_H
#define MATH_BLOCK_H

#include "math/attention.h"

enum { BLOCK_PARTS = 3 };

struct norm {
	const float *weight, *bias; /* [C] */
};

/* The parts in order: self-attention, cross-attention, feed-forward.  The
 * norm of part i is norm[i]; part 1 exists only if cross is set. */
struct block {
	size_t C, heads, ff;
	int cross;
	struct norm norm[BLOCK_PARTS];
	struct attention self, over; /* over: the memory */
	struct linear up, down;	     /* [ff][C], [C][ff] */
};

struct block_run {
	size_t T, M; /* rows of the stream, of the memory */
	int kept;
	float *x[BLOCK_PARTS];	/* the stream before each part, [T][C] */
	float *n[BLOCK_PARTS];	/* normed */
	float *mean[BLOCK_PARTS], *rstd[BLOCK_PARTS]; /* [T] */
	float *hidden;		/* [T][ff] */
	struct attention_run self, over;
};

struct block_grads {
	float *norm_weight[BLOCK_PARTS], *norm_bias[BLOCK_PARTS];
	struct attention_grads self, over;
	float *up_w, *up_b, *down_w, *down_b;
};

/* Set the pointers to the weights before these calls. */
void block_take(struct block *b, struct arena *a, int train);
void block_pack(const struct block *b, size_t part, size_t of);
void block_run_take(struct block_run *r, const struct block *b,
    struct arena *a);

/* x [T][C] becomes the block's output; memory [M][C] where cross is set. */
void block_forward(const struct float_kernels *k, float *x,
    struct block_run *r, const struct block *b, const float *memory);

/* d [T][C]: gradient of the output in, of the input out; dmemory added to. */
size_t block_scratch(const struct block_run *r, const struct block *b);
void block_backward(const struct float_kernels *k,
    const struct block_grads *g, float *d, float *dmemory,
    const struct block_run *r, const struct block *b, const float *memory,
    float *scratch);

/* pe[t][j]: sin(t / 10000^(2i/C)) in even, cos in odd columns, t from 0. */
void positional_encoding(float *pe, size_t T, size_t C);

#endif
