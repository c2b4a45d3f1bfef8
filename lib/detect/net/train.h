/*
 * train.h - a net's training, and code shared by the detectors that are nets.
 *
 * Windows are W consecutive rows of one run; none crosses a run's border, and a
 * window with a missing value or a row known to be an anomaly is left out. Loss
 * is the mean squared error.  Adam with clipping and a decaying rate; each
 * epoch visits a seeded sample of the windows in a seeded order.  After each
 * epoch the loss is measured on later windows, which begin W rows after the
 * last training row.  The best weights are kept, and training stops when the
 * loss has not improved for `patience' epochs.
 *
 * A batch is cut into slices of NET_SLICE windows whatever the number of
 * threads, and their gradients are added in order, so the result does not
 * depend on it.  Progress is saved after every epoch; a training that was
 * killed continues from there to the same weights.
 */
#ifndef DETECT_NET_TRAIN_H
#define DETECT_NET_TRAIN_H

#include "detect/jobs.h"
#include "detect/net/input.h"
#include "detect/net/net.h"

enum { NET_SLICE = 8, NET_BATCH_MAX = 1024, NET_JOBS_MAX = JOBS_MAX };

/* The options that all nets share, first in the options of each. */
struct net_opts {
	int64_t window;	 /* rows */
	int64_t batch, epochs, patience;
	int64_t windows; /* visited an epoch, at most */
	double lr;
	double decay; /* of the rate per 1,000 steps */
	double clip;
	int last; /* the score is the error of the last row alone */
	int returns; /* 1: sees log returns of the columns, 0: the columns */
};

extern const char *const net_inputs[]; /* for --input */

/* Rows of an option table for these options: S is the options struct with a
 * member struct net_opts `net', WINDOW the default as text. */
#define NET_OPTIONS(S, WINDOW)                                               \
	{ .name = "window",                                                  \
	    .type = OPT_INT,                                                 \
	    .off = offsetof(S, net.window),                                  \
	    .arg = "ROWS",                                                   \
	    .def = WINDOW,                                                   \
	    .min = 2,                                                        \
	    .max = 1024,                                                     \
	    .help = "length of the model's window, in rows" },               \
	    { .name = "batch",                                               \
		.type = OPT_INT,                                             \
		.off = offsetof(S, net.batch),                               \
		.arg = "N",                                                  \
		.def = "32",                                                 \
		.min = 1,                                                    \
		.max = NET_BATCH_MAX,                                        \
		.help = "windows per training step (batch size)" },          \
	    { .name = "epochs",                                              \
		.type = OPT_INT,                                             \
		.off = offsetof(S, net.epochs),                              \
		.arg = "N",                                                  \
		.def = "100",                                                \
		.min = 1,                                                    \
		.max = 100000,                                               \
		.help = "maximum number of epochs" },                        \
	    { .name = "patience",                                            \
		.type = OPT_INT,                                             \
		.off = offsetof(S, net.patience),                            \
		.arg = "N",                                                  \
		.def = "10",                                                 \
		.min = 1,                                                    \
		.max = 100000,                                               \
		.help = "stop after this many epochs without improvement" }, \
	    { .name = "windows",                                             \
		.type = OPT_INT,                                             \
		.off = offsetof(S, net.windows),                             \
		.arg = "N",                                                  \
		.def = "20000",                                              \
		.min = 1,                                                    \
		.max = 1e9,                                                  \
		.help = "maximum number of windows per epoch" },             \
	    { .name = "lr",                                                  \
		.type = OPT_REAL,                                            \
		.off = offsetof(S, net.lr),                                  \
		.arg = "RATE",                                               \
		.def = "0.001",                                              \
		.min = 1e-9,                                                 \
		.max = 1,                                                    \
		.help = "learning rate of Adam" },                           \
	    { .name = "decay",                                               \
		.type = OPT_REAL,                                            \
		.off = offsetof(S, net.decay),                               \
		.arg = "FACTOR",                                             \
		.def = "0.96",                                               \
		.min = 0.01,                                                 \
		.max = 1,                                                    \
		.help = "decay of the learning rate per 1,000 steps" },      \
	    { .name = "clip",                                                \
		.type = OPT_REAL,                                            \
		.off = offsetof(S, net.clip),                                \
		.arg = "NORM",                                               \
		.def = "1",                                                  \
		.min = 0,                                                    \
		.max = 1e9,                                                  \
		.help = "clip gradients to this norm (0 = off)" },           \
	    { .name = "last-row",                                            \
		.type = OPT_FLAG,                                            \
		.off = offsetof(S, net.last),                                \
		.help = "score the last row's error, not the window's" },    \
	    { .name = "input",                                               \
		.type = OPT_ENUM,                                            \
		.off = offsetof(S, net.returns),                             \
		.arg = "HOW",                                                \
		.def = "level",                                              \
		.choices = net_inputs,                                       \
		.help = "see the columns, or their log returns from row to " \
			"row" }

/* Scratch memory that calls of score share among threads. */
struct net_pool;

/* The model of a detector that is a net. */
struct net_model {
	struct net net;
	struct net_dims dims; /* as in the file */
	int64_t d;	      /* = dims.F */
	int64_t last;
	struct net_input input;
	double *spread; /* [F] mean squared error by column, later windows */
	uint64_t nspread;
	struct net_pool *pool;
};

/*
 * For fit: train a net of these sizes (W and F are set from o and f) into a
 * zeroed model, or take its weights and their sizes from f->weights.
 */
int net_model_fit(struct net_model *m, const struct net_kind *kind,
    struct net_dims dims, const struct net_opts *o, const struct fit *f,
    struct err *err);
/* The training alone: weights of m->net from their start to the best, and
 * m->spread.  With f->weights the spread alone. */
int net_model_train(struct net_model *m, const struct net_opts *o,
    const struct fit *f, struct err *err);
/* For walk. */
int net_model_walk(struct walk *w, struct net_model *m,
    const struct net_kind *kind);
/* For window and score. */
size_t net_model_window(const void *model);
void net_model_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n);

#endif
