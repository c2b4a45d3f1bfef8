/*
 * transformer.c - the reconstruction error of an autoencoder of attention
 * blocks.
 *
 *	embedding and position, encoder blocks, the mean over the window
 *	through a bottleneck, decoder blocks, a dense layer
 *
 * Vaswani et al. 2017 with the norm first. --latent 0 has no bottleneck: its
 * decoder attends to the encoder's output and learns to copy, anomalies too.
 * The score and the training: net/model.c, net/train.h.  Memory of a model of
 * 60 rows and 5 columns: 203,669 weights, 0.8 MB.
 */
#include <stddef.h>

#include "detect/net/train.h"

struct transformer_opts {
	struct net_opts net;
	int64_t width, heads, ff, layers, latent;
};

static const struct opt transformer_options[] = {
	NET_OPTIONS(struct transformer_opts, "60"),
	{ .name = "width",
	    .type = OPT_INT,
	    .off = offsetof(struct transformer_opts, width),
	    .arg = "N",
	    .def = "64",
	    .min = 1,
	    .max = 1024,
	    .help = "width of the model" },
	{ .name = "heads",
	    .type = OPT_INT,
	    .off = offsetof(struct transformer_opts, heads),
	    .arg = "N",
	    .def = "8",
	    .min = 1,
	    .max = 64,
	    .help = "attention heads; must divide the width" },
	{ .name = "ff",
	    .type = OPT_INT,
	    .off = offsetof(struct transformer_opts, ff),
	    .arg = "N",
	    .def = "128",
	    .min = 1,
	    .max = 4096,
	    .help = "width of the feed-forward layers" },
	{ .name = "layers",
	    .type = OPT_INT,
	    .off = offsetof(struct transformer_opts, layers),
	    .arg = "N",
	    .def = "3",
	    .min = 1,
	    .max = 8,
	    .help = "blocks in the encoder, and in the decoder" },
	{ .name = "latent",
	    .type = OPT_INT,
	    .off = offsetof(struct transformer_opts, latent),
	    .arg = "N",
	    .def = "16",
	    .min = 0,
	    .max = 1024,
	    .help = "size of the bottleneck (0 = none)" },
	{ 0 },
};

static int
transformer_fit(void *model, const struct fit *f, struct err *err)
{
	const struct transformer_opts *o = f->opts;
	const struct net_dims d = { .d = (uint64_t)o->width,
		.heads = (uint64_t)o->heads,
		.ff = (uint64_t)o->ff,
		.layers = (uint64_t)o->layers,
		.latent = (uint64_t)o->latent };

	return net_model_fit(model, &net_transformer, d, &o->net, f, err);
}

static int
transformer_walk(struct walk *w, void *model)
{
	return net_model_walk(w, model, &net_transformer);
}

const struct detector detector_transformer = {
	.name = "transformer",
	.summary = "error of an autoencoder of attention blocks over a window",
	.source = "Vaswani et al. 2017; pre-norm: Xiong et al. 2020",
	.flags = DETECT_FIT | DETECT_VALID | DETECT_SCALES,
	.opts = transformer_options,
	.opts_size = sizeof(struct transformer_opts),
	.model_size = sizeof(struct net_model),
	.fit = transformer_fit,
	.walk = transformer_walk,
	.window = net_model_window,
	.score = net_model_score,
};
