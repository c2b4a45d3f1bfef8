/*
 * nets.c - how many windows a part a network scores or is trained on.
 *
 *	nets MODEL JOB SECONDS
 *
 * MODEL is lstm (60 rows of one column, 64 cells of tanh) or transformer (60
 * rows of 5 columns, width 64, 8 heads, 3 + 3 layers, no bottleneck); JOB is
 * score1, score32 or train32, a step of Adam on 32 windows.  One thread.
 * Prints windows per part of CPU time.  Scores are those of the detector:
 * doubles in, mean squared errors out.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rng.h"
#include "detect/net/train.h"
#include "math/adam.h"

enum { W = 60, ROWS = 400, BATCH = 32, COLUMNS_MAX = 5 };

static const struct setup {
	const char *name;
	const struct net_kind *kind;
	int F;
	struct net_dims dims;
} setups[] = {
	{ "lstm", &net_lstm, 1, { .hidden = 64 } },
	{ "transformer", &net_transformer, 5,
	    { .d = 64, .heads = 8, .ff = 128, .layers = 3 } },
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* others run, too */
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A model that has seen a step or two, on random rows. */
static int
make(struct net_model *m, const struct setup *s, double *x, struct err *err)
{
	static uint8_t label[ROWS];
	static uint32_t symbol[ROWS];
	static uint64_t when[ROWS];
	static const size_t run[] = { 0, ROWS };
	static const char *const names[COLUMNS_MAX] = { "a", "b", "c", "d",
		"e" };
	static const struct net_opts o = { .window = W,
		.batch = BATCH,
		.epochs = 1,
		.patience = 1,
		.windows = BATCH,
		.lr = 1e-3,
		.decay = 1,
		.clip = 1 };
	struct fit f = { .opts = &o,
		.names = names,
		.d = s->F,
		.seed = 1,
		.jobs = 1 };
	struct rng g;
	int i;

	rng_init(&g, 1, 0);
	for (i = 0; i < ROWS * s->F; i++)
		x[i] = rng_normal(&g);
	f.train = (struct rows){ x, symbol, when, label, run, ROWS, 1 };
	memset(m, 0, sizeof(*m));
	return net_model_fit(m, s->kind, s->dims, &o, &f, err);
}

/* Windows a part. */
static double
score(const struct net_model *m, const double *rows, size_t n, double parts)
{
	size_t size = (size_t)W * (size_t)m->d, i, done = 0;
	double *x = malloc(n * size * sizeof(*x)), began, out[BATCH], sum = 0;

	if (x == NULL)
		return NAN;
	for (i = 0; i < n; i++)
		memcpy(x + i * size, rows + i * (size_t)m->d,
		    size * sizeof(*x));
	for (began = now(); now() - began < parts; done += n) {
		net_model_score(out, NULL, m, NULL, x, n);
		sum += out[0];
	}
	free(x);
	return isfinite(sum) ? (double)done / (now() - began) : NAN;
}

/* Windows a part of training steps as train.c makes them. */
static double
train(const struct setup *s, const double *rows, double parts, struct err *err)
{
	static const struct adam_opts o = { 1e-3, 0.9, 0.999, 1e-7, 1 };
	struct net_dims dims = s->dims;
	size_t size = (size_t)(W * s->F), i, j, steps = 0;
	float *x, *g, *part, *m, *v;
	struct net_run run;
	double began;
	struct net n;

	dims.W = W;
	dims.F = (uint64_t)s->F;
	if (net_init(&n, s->kind, &dims, 1, err) == -1 ||
	    net_run_init(&run, &n, NET_SLICE, 1, err) == -1)
		return NAN;
	net_start(&n, 1);
	net_pack(&n);
	x = net_floats(BATCH * size);
	g = net_floats(n.nw);
	part = net_floats(n.nw);
	m = net_floats(n.nw);
	v = net_floats(n.nw);
	for (began = now(); now() - began < parts; steps++) {
		for (i = 0; i < BATCH; i++)
			for (j = 0; j < size; j++)
				x[i * size + j] =
				    (float)rows[i * (size_t)s->F + j];
		memset(g, 0, n.nw * sizeof(*g));
		for (i = 0; i < BATCH; i += NET_SLICE) {
			memset(part, 0, n.nw * sizeof(*g));
			net_gradient(&run, part, x + i * size, NET_SLICE,
			    1 / (float)(BATCH * size));
			float_kernels_best()->add(g, part, n.nw);
		}
		adam_step(float_kernels_best(), n.w, m, v, g, n.nw, steps + 1,
		    &o);
		net_pack(&n);
	}
	began = now() - began;
	free(x);
	free(g);
	free(part);
	free(m);
	free(v);
	net_run_fini(&run);
	net_fini(&n);
	return (double)(steps * BATCH) / began;
}

int
main(int argc, char **argv)
{
	static double rows[ROWS * COLUMNS_MAX];
	struct walk w = { .mode = WALK_FREE };
	const struct setup *s = setups;
	struct err err = { 0 };
	struct net_model m;
	double rate;

	if (argc != 4) {
		fprintf(stderr, "usage: nets MODEL JOB SECONDS\n");
		return 2;
	}
	if (strcmp(argv[1], setups[1].name) == 0)
		s = &setups[1];
	if (make(&m, s, rows, &err) == -1)
		rate = NAN;
	else if (strcmp(argv[2], "train32") == 0)
		rate = train(s, rows, atof(argv[3]), &err);
	else
		rate = score(&m, rows, strcmp(argv[2], "score1") == 0 ? 1 : 32,
		    atof(argv[3]));
	net_model_walk(&w, &m, s->kind);
	if (!isfinite(rate)) {
		fprintf(stderr, "nets: %s\n", err.msg);
		return 1;
	}
	printf("%.6g\n", rate);
	return 0;
}
