/*
 * lstm.c - the reconstruction error of an autoencoder of LSTM cells.
 *
 *	LSTM(d -> hidden), its last output repeated, LSTM(hidden -> hidden),
 *	a dense layer at each step
 *
 * Malhotra et al. 2016, section 2; with --cell relu and --forward it is the
 * same network as Keras' LSTM(64, activation="relu") with RepeatVector.  The
 * score and the training: net/model.c, net/train.h.  Memory of a model of 60
 * rows and one column with 64 cells: 49,985 weights, 0.2 MB.
 */
#include <stddef.h>

#include "detect/net/train.h"

struct lstm_opts {
	struct net_opts net;
	int64_t hidden;
	int cell;
	int forward;
};

static const char *const cells[] = { "tanh", "relu", NULL };

static const struct opt lstm_options[] = {
	NET_OPTIONS(struct lstm_opts, "60"),
	{ .name = "hidden",
	    .type = OPT_INT,
	    .off = offsetof(struct lstm_opts, hidden),
	    .arg = "N",
	    .def = "32",
	    .min = 1,
	    .max = 1024,
	    .help = "cells per layer" },
	{ .name = "cell",
	    .type = OPT_ENUM,
	    .off = offsetof(struct lstm_opts, cell),
	    .arg = "NAME",
	    .def = "tanh",
	    .choices = cells,
	    .help = "activation of the cells" },
	{ .name = "forward",
	    .type = OPT_FLAG,
	    .off = offsetof(struct lstm_opts, forward),
	    .help = "reconstruct rows first to last, not reversed" },
	{ 0 },
};

static int
lstm_fit(void *model, const struct fit *f, struct err *err)
{
	const struct lstm_opts *o = f->opts;
	const struct net_dims d = { .hidden = (uint64_t)o->hidden,
		.relu = o->cell == 1,
		.reversed = !o->forward };

	return net_model_fit(model, &net_lstm, d, &o->net, f, err);
}

static int
lstm_walk(struct walk *w, void *model)
{
	return net_model_walk(w, model, &net_lstm);
}

const struct detector detector_lstm = {
	.name = "lstm",
	.summary = "error of an autoencoder of LSTM cells over a window",
	.source = "Malhotra et al. 2016, section 2",
	.flags = DETECT_FIT | DETECT_VALID | DETECT_SCALES,
	.opts = lstm_options,
	.opts_size = sizeof(struct lstm_opts),
	.model_size = sizeof(struct net_model),
	.fit = lstm_fit,
	.walk = lstm_walk,
	.window = net_model_window,
	.score = net_model_score,
};
