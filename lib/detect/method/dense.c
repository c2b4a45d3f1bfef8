/*
 * dense.c - the reconstruction error of an autoencoder of dense layers.
 *
 *	WF - hidden - hidden/2 - latent - hidden/2 - hidden - WF, tanh
 *
 * Hinton and Salakhutdinov 2006; the score and the training: net/model.c,
 * net/train.h.  Memory of a model of 60 rows and one column: 13,068 weights,
 * 52 kB.
 */
#include <stddef.h>

#include "detect/net/train.h"

struct dense_opts {
	struct net_opts net;
	int64_t hidden, latent;
};

static const struct opt dense_options[] = {
	NET_OPTIONS(struct dense_opts, "60"),
	{ .name = "hidden",
	    .type = OPT_INT,
	    .off = offsetof(struct dense_opts, hidden),
	    .arg = "N",
	    .def = "64",
	    .min = 2,
	    .max = 4096,
	    .help = "size of the widest layer" },
	{ .name = "latent",
	    .type = OPT_INT,
	    .off = offsetof(struct dense_opts, latent),
	    .arg = "N",
	    .def = "16",
	    .min = 1,
	    .max = 4096,
	    .help = "size of the bottleneck" },
	{ 0 },
};

static int
dense_fit(void *model, const struct fit *f, struct err *err)
{
	const struct dense_opts *o = f->opts;
	const struct net_dims d = { .hidden = (uint64_t)o->hidden,
		.latent = (uint64_t)o->latent };

	return net_model_fit(model, &net_dense, d, &o->net, f, err);
}

static int
dense_walk(struct walk *w, void *model)
{
	return net_model_walk(w, model, &net_dense);
}

const struct detector detector_dense = {
	.name = "dense",
	.summary = "error of an autoencoder of dense layers over a window",
	.source = "Hinton and Salakhutdinov 2006",
	.flags = DETECT_FIT | DETECT_VALID | DETECT_SCALES,
	.opts = dense_options,
	.opts_size = sizeof(struct dense_opts),
	.model_size = sizeof(struct net_model),
	.fit = dense_fit,
	.walk = dense_walk,
	.window = net_model_window,
	.score = net_model_score,
};
