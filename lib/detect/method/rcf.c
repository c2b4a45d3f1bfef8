/*
 * rcf.c - random cut forest: how soon do random cuts isolate the last rows?
 *
 *	score = mean over trees of the score of math/cutforest.h
 *
 * Guha, Mishra, Roy and Schrijvers 2016; the score is that of the authors'
 * later library (aws/random-cut-forest-by-aws, ScalarScoreVisitor).
 * A point is a shingle: the last W rows, each number as a robust z of its
 * feature's last values (math/rscale.h), held to within Z_MAX.  Each tree holds
 * a sample of at most n shingles of the past, mostly the last 10 n.
 *
 * Constant rows score 0.5 or less: a point that equals its leaf is not new.
 * State: T n (12 W d + 52) bytes, 16 per feature and row of the scale.
 */
#include <math.h>
#include <stdio.h>

#include "detect/detect.h"
#include "math/cutforest.h"
#include "math/rscale.h"

enum {
	TREES_MAX = CUTFOREST_TREES_MAX,
	SAMPLE_MIN = 8,
	SAMPLE_MAX = CUTFOREST_SAMPLE_MAX,
	SHINGLE_MAX = 64,
	DIM_MAX = CUTFOREST_DIM_MAX, /* W d */
	NUMBERS_MAX = 1 << 26,       /* of all points */
	SCALE_MIN = 8,
	SCALE_MAX = 4096,
	LEARNED = 64 /* shingles before the first score */
};

static const double Z_MAX = 1e6;

struct rcf_opts {
	int64_t trees, sample, shingle, scale, seed;
};

static const struct opt rcf_options[] = { { .name = "rcf-trees",
					      .type = OPT_INT,
					      .off = offsetof(struct rcf_opts,
						  trees),
					      .arg = "N",
					      .def = "50",
					      .min = 1,
					      .max = TREES_MAX,
					      .help = "trees" },
	{ .name = "rcf-sample",
	    .type = OPT_INT,
	    .off = offsetof(struct rcf_opts, sample),
	    .arg = "N",
	    .def = "256",
	    .min = SAMPLE_MIN,
	    .max = SAMPLE_MAX,
	    .help = "shingles in each tree" },
	{ .name = "rcf-shingle",
	    .type = OPT_INT,
	    .off = offsetof(struct rcf_opts, shingle),
	    .arg = "ROWS",
	    .def = "4",
	    .min = 1,
	    .max = SHINGLE_MAX,
	    .help = "W: rows of a shingle" },
	{ .name = "rcf-scale",
	    .type = OPT_INT,
	    .off = offsetof(struct rcf_opts, scale),
	    .arg = "ROWS",
	    .def = "240",
	    .min = SCALE_MIN,
	    .max = SCALE_MAX,
	    .help = "rows for the median and MAD of a feature" },
	{ .name = "rcf-seed",
	    .type = OPT_INT,
	    .off = offsetof(struct rcf_opts, seed),
	    .arg = "N",
	    .def = "1",
	    .max = 9e15,
	    .help = "seed of samples and cuts" },
	{ 0 } };

struct rcf {
	int64_t d, trees, sample, shingle, scale, seed;
};

static int
size_ok(const struct rcf *m)
{
	return m->d * m->shingle <= DIM_MAX &&
	       m->d * m->shingle * m->trees * m->sample <= NUMBERS_MAX;
}

static int
rcf_fit(void *model, const struct fit *f, struct err *err)
{
	const struct rcf_opts *o = f->opts;
	struct rcf *m = model;

	if (fit_columns(f, 1, DIM_MAX, err) < 0)
		return -1;
	*m = (struct rcf){ .d = f->d,
		.trees = o->trees,
		.sample = o->sample,
		.shingle = o->shingle,
		.scale = o->scale,
		.seed = o->seed };
	if (size_ok(m))
		return 0;
	return err_usage(err,
	    "--rcf-shingle: %d rows of %d columns, %d trees of %d: expected "
	    "at most %d numbers in a shingle and %d in all",
	    (int)m->shingle, f->d, (int)m->trees, (int)m->sample, DIM_MAX,
	    NUMBERS_MAX);
}

static int
rcf_walk(struct walk *w, void *model)
{
	struct rcf *m = model;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d >= 1 && m->d <= DIM_MAX, "d: out of range");
	walk_scalar(w, "trees", TENSOR_I64, &m->trees);
	walk_check(w, m->trees >= 1 && m->trees <= TREES_MAX,
	    "trees: out of range");
	walk_scalar(w, "sample", TENSOR_I64, &m->sample);
	walk_check(w, m->sample >= SAMPLE_MIN && m->sample <= SAMPLE_MAX,
	    "sample: out of range");
	walk_scalar(w, "shingle", TENSOR_I64, &m->shingle);
	walk_check(w,
	    m->shingle >= 1 && m->shingle <= SHINGLE_MAX && size_ok(m),
	    "shingle: out of range");
	walk_scalar(w, "scale", TENSOR_I64, &m->scale);
	walk_check(w, m->scale >= SCALE_MIN && m->scale <= SCALE_MAX,
	    "scale: out of range");
	walk_scalar(w, "seed", TENSOR_I64, &m->seed);
	return walk_done(w);
}

static size_t
rcf_window(const void *model)
{
	const struct rcf *m = model;

	return (size_t)m->shingle;
}

static size_t
rcf_warmup(const void *model)
{
	const struct rcf *m = model;

	return (size_t)m->scale + LEARNED;
}

/* ---- a symbol: rscale [d], then the forest ---- */

static struct rscale *
scale_of(const struct rcf *m, const void *state, int64_t j)
{
	return (void *)((uintptr_t)state +
			(size_t)j * rscale_size((uint32_t)m->scale));
}

static struct cutforest *
forest_of(const struct rcf *m, const void *state)
{
	return (void *)scale_of(m, state, m->d);
}

static size_t
rcf_state_size(const void *model)
{
	const struct rcf *m = model;

	return (size_t)m->d * rscale_size((uint32_t)m->scale) +
	       cutforest_size((uint32_t)m->trees, (uint32_t)m->sample,
		   (uint32_t)(m->d * m->shingle));
}

static void
rcf_state_init(void *state, const void *model)
{
	const struct rcf *m = model;
	int64_t j;

	for (j = 0; j < m->d; j++)
		rscale_init(scale_of(m, state, j), (uint32_t)m->scale);
	cutforest_init(forest_of(m, state), (uint32_t)m->trees,
	    (uint32_t)m->sample, (uint32_t)(m->d * m->shingle),
	    (uint64_t)m->seed);
}

static int
rcf_walk_state(struct walk *w, const void *model, void *state)
{
	const struct rcf *m = model;
	char name[24];
	int64_t j;

	for (j = 0; j < m->d; j++) {
		snprintf(name, sizeof(name), "column%d", (int)j);
		rscale_walk(w, name, scale_of(m, state, j));
	}
	return cutforest_walk(w, forest_of(m, state));
}

/* ---- scoring and learning ---- */

/* The shingle p[W d] of x[W][d]; 0 if a value is missing or not scaled yet. */
static int
shingle_of(const struct rcf *m, const void *state, float *p, const double *x)
{
	int64_t i;
	double z;

	for (i = 0; i < m->d * m->shingle; i++) {
		if (!isfinite(x[i]))
			return 0;
		z = rscale_z(scale_of(m, state, i % m->d), x[i]);
		if (isnan(z))
			return 0;
		p[i] = (float)fmin(fmax(z, -Z_MAX), Z_MAX);
	}
	return 1;
}

static double
score_row(const struct rcf *m, const void *state, struct contrib *why,
    const double *x)
{
	const struct cutforest *f = forest_of(m, state);
	double part[DIM_MAX], column[DIM_MAX], s = NAN;
	float p[DIM_MAX];
	int64_t i;

	for (i = 0; i < m->d; i++)
		column[i] = 0;
	if (f->seen >= LEARNED && shingle_of(m, state, p, x)) {
		s = cutforest_score(f, why != NULL ? part : NULL, p);
		for (i = 0; why != NULL && i < m->d * m->shingle; i++)
			column[i % m->d] += part[i];
	}
	if (why != NULL)
		contrib_top(why, column, isnan(s) ? 0 : (int)m->d);
	return s;
}

static void
rcf_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct rcf *m = model;
	size_t i;

	for (i = 0; i < n; i++, x += m->d * m->shingle)
		score[i] = score_row(m, state[i],
		    why != NULL ? why + i * DETECT_WHY : NULL, x);
}

static void
rcf_learn(void *state, const void *model, const double *x)
{
	const struct rcf *m = model;
	const double *last = x + m->d * (m->shingle - 1);
	float p[DIM_MAX];
	int64_t j;

	if (shingle_of(m, state, p, x))
		cutforest_push(forest_of(m, state), p);
	for (j = 0; j < m->d; j++)
		if (!isfinite(last[j]))
			return;
	for (j = 0; j < m->d; j++)
		rscale_push(scale_of(m, state, j), last[j]);
}

const struct detector detector_rcf = {
	.name = "rcf",
	.summary = "random cut forest over shingles, streaming",
	.source = "Guha, Mishra, Roy and Schrijvers 2016",
	.flags = DETECT_STATE | DETECT_POOLS,
	.opts = rcf_options,
	.opts_size = sizeof(struct rcf_opts),
	.model_size = sizeof(struct rcf),
	.fit = rcf_fit,
	.walk = rcf_walk,
	.window = rcf_window,
	.warmup = rcf_warmup,
	.state_size = rcf_state_size,
	.state_init = rcf_state_init,
	.walk_state = rcf_walk_state,
	.score = rcf_score,
	.learn = rcf_learn,
};
