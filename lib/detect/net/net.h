/*
 * net.h - autoencoders: windows in, their reconstructions out.
 *
 * A net is one flat array of weights with a name and a shape for each part of
 * it, as in PyTorch's modules, and layers that point into it.  Windows are
 * [n][W][F], rows in time order.  A run is the scratch memory of one thread;
 * any number of runs share a net that does not change.
 *
 *	net_init (weights) net_pack (net_run_init (net_forward |
 *	net_gradient)* net_run_fini)* net_fini
 *
 * The reconstruction of a window has the same bits alone and in any batch.
 */
#ifndef DETECT_NET_NET_H
#define DETECT_NET_NET_H

#include <stdint.h>

#include "base/err.h"
#include "base/tensor.h"
#include "math/arena.h"
#include "math/float.h"

enum { NET_PARAMS_MAX = 256, NET_NAME_MAX = 64, NET_BATCH = 32 };

/* How a part begins before training. */
enum net_start {
	NET_ZERO,
	NET_ONE,
	NET_GLOROT,	/* uniform, +-sqrt(6 / (in + out)); Glorot 2010 */
	NET_RECURRENT,	/* four orthogonal matrices; Saxe et al. 2014 */
	NET_LSTM_BIAS	/* 0, the forget gates 1; Jozefowicz et al. 2015 */
};

struct net_param {
	char name[NET_NAME_MAX];
	uint64_t shape[2]; /* ndim of them */
	int ndim;
	enum net_start start;
	size_t off, n; /* place in the weights */
};

/* The sizes of a net; sizes that a kind does not use are 0. */
struct net_dims {
	uint64_t W, F;	 /* rows and columns of a window */
	uint64_t hidden; /* dense: widest layer; lstm: cells */
	uint64_t latent; /* dense; transformer: 0 without bottleneck */
	uint64_t d, heads, ff, layers; /* transformer: layers on each side */
	uint64_t relu;	   /* lstm: activation */
	uint64_t reversed; /* lstm: the decoder's step s gives row W-1-s */
};

struct net;

struct net_kind {
	const char *name;
	/* -1 and the reason if no such net has these sizes. */
	int (*check)(const struct net_dims *d, struct err *err);
	void (*params)(struct net *n);
	/* The sizes of the weights in a file (import.h); -1: they are not of
	 * this kind. */
	int (*sizes)(struct net_dims *d, const struct tensors *t);
	size_t layers_size;
	/* Point the layers at weights w and take memory for packed weights. */
	void (*bind)(void *layers, const struct net *n, const float *w,
	    struct arena *a, int train);
	/* Part of `of'. */
	void (*pack)(const void *layers, const struct net *n, size_t part,
	    size_t of);
	size_t run_size;
	/* Room for up to batch windows at a time. */
	void (*run_take)(void *run, const struct net *n, struct arena *a,
	    size_t batch, int train);
	/* recon [n][W][F] of x [n][W][F], n at most the run's batch. */
	void (*forward)(const struct float_kernels *k, const struct net *net,
	    void *run, float *recon, const float *x, size_t n);
	/* g += the gradient of scale times the sum of squared errors, which
	 * is returned. */
	double (*gradient)(const struct float_kernels *k,
	    const struct net *net, void *run, float *g, const float *x,
	    size_t n, float scale);
};

extern const struct net_kind net_dense, net_lstm, net_transformer;

struct net {
	const struct net_kind *kind;
	struct net_dims dims;
	struct net_param param[NET_PARAMS_MAX];
	int nparam;
	size_t nw;	/* weights in all */
	float *w;	/* [nw] */
	void *layers;	/* of the kind */
	float *packed;
};

/* Make parameters and layers from sizes; weights are zero.  train: gradients
 * will be needed. */
int net_init(struct net *n, const struct net_kind *kind,
    const struct net_dims *dims, int train, struct err *err);
void net_fini(struct net *n);
/* The weights have changed. */
void net_pack(const struct net *n);
/* Part of `of', for threads: all of them are to be packed. */
void net_pack_part(const struct net *n, size_t part, size_t of);
/* Set starting weights for training. */
void net_start(struct net *n, uint64_t seed);

/* For params: the next part. */
void net_param_add(struct net *n, enum net_start start, uint64_t rows,
    uint64_t cols, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
/* Place of part i in weights or gradients. */
static inline float *
net_part(const struct net *n, const float *w, int i)
{
	return w != NULL ? (float *)w + n->param[i].off : NULL;
}

struct net_run {
	const struct net *net;
	void *run;
	float *base;
	size_t batch;
};

int net_run_init(struct net_run *r, const struct net *n, size_t batch,
    int train, struct err *err);
void net_run_fini(struct net_run *r);

/* recon of n windows, in batches of the run's size. */
void net_forward(struct net_run *r, float *recon, const float *x, size_t n);
double net_gradient(struct net_run *r, float *g, const float *x, size_t n,
    float scale);

/* 64-byte aligned zeros, to be freed; NULL. */
float *net_floats(size_t n);

#endif
