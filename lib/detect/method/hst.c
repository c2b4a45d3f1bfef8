/*
 * hst.c - half-space trees: how many recent rows were close to this one?
 *
 *	u = 1/2 + atan(z / 3) / pi	z = (x - median) / (MAD / 0.67449)
 *	score = 1 - sum over T trees of r 2^k / (T psi 2^h)
 *
 * Tan, Ting and Liu 2011.  The trees (math/halfspace.h) are made without data.
 * r is the number of rows of the reference window at the node where the row's
 * path ends, at depth k.  The reference is the preceding window of psi rows.
 * u is bounded, so no later value is outside the trees; median and MAD are
 * those of a feature's last values (math/rscale.h).
 *
 * A counted anomaly would be normal in the next window.  So a row is not
 * counted if its -ln(1 - score) has p < 1e-4 by an exponential tail above the
 * 0.9 quantile of the last window's, for at most HELD_MAX rows in succession.
 *
 * State: 8 T 2^(h+1) bytes, 16 per feature and row of the scale, and 8 psi.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/detect.h"
#include "math/halfspace.h"
#include "math/rscale.h"
#include "math/stats.h"

enum {
	D_MAX = HALFSPACE_D_MAX,
	TREES_MAX = HALFSPACE_TREES_MAX,
	HEIGHT_MAX = HALFSPACE_HEIGHT_MAX,
	NODES_MAX = HALFSPACE_NODES_MAX,
	ROWS_MAX = 100000,
	SCALE_MIN = 8,
	SCALE_MAX = 4096,
	HELD_MAX = 20 /* rows */
};

static const double PI = 3.14159265358979323846;
static const double SIZE_LIMIT = 0.1; /* of psi */
static const double TAIL = 0.1, SURPRISE_HELD = 4, LN10 = 2.30258509299404568;

struct hst_opts {
	int64_t trees, height, rows, scale, seed;
};

static const struct opt hst_options[] = { { .name = "hst-trees",
					      .type = OPT_INT,
					      .off = offsetof(struct hst_opts,
						  trees),
					      .arg = "N",
					      .def = "25",
					      .min = 1,
					      .max = TREES_MAX,
					      .help = "trees" },
	{ .name = "hst-height",
	    .type = OPT_INT,
	    .off = offsetof(struct hst_opts, height),
	    .arg = "N",
	    .def = "10",
	    .min = 1,
	    .max = HEIGHT_MAX,
	    .help = "splits from the root of a tree to a leaf" },
	{ .name = "hst-rows",
	    .type = OPT_INT,
	    .off = offsetof(struct hst_opts, rows),
	    .arg = "ROWS",
	    .def = "250",
	    .min = 10,
	    .max = ROWS_MAX,
	    .help = "rows of the reference window" },
	{ .name = "hst-scale",
	    .type = OPT_INT,
	    .off = offsetof(struct hst_opts, scale),
	    .arg = "ROWS",
	    .def = "240",
	    .min = SCALE_MIN,
	    .max = SCALE_MAX,
	    .help = "rows for the median and MAD of a feature" },
	{ .name = "hst-seed",
	    .type = OPT_INT,
	    .off = offsetof(struct hst_opts, seed),
	    .arg = "N",
	    .def = "1",
	    .max = 9e15,
	    .help = "seed of the trees" },
	{ 0 } };

struct hst {
	int64_t d, trees, height, rows, scale, seed;
	struct halfspace trees_of; /* made from the seed */
};

static size_t
nodes_of(const struct hst *m)
{
	return halfspace_nodes((size_t)m->trees, (size_t)m->height);
}

/* 1 - score of a row in a box of its own. */
static double
least_mass(const struct hst *m)
{
	return ldexp(1 / ((double)m->trees * (double)m->rows), -(int)m->height);
}

static int
make_trees(struct hst *m)
{
	return halfspace_init(&m->trees_of, (size_t)m->d, (size_t)m->trees,
	    (size_t)m->height, (uint64_t)m->seed);
}

static int
nodes_ok(const struct hst *m)
{
	return nodes_of(m) <= NODES_MAX;
}

static int
hst_fit(void *model, const struct fit *f, struct err *err)
{
	const struct hst_opts *o = f->opts;
	struct hst *m = model;

	if (fit_columns(f, 1, D_MAX, err) < 0)
		return -1;
	m->d = f->d;
	m->trees = o->trees;
	m->height = o->height;
	m->rows = o->rows;
	m->scale = o->scale;
	m->seed = o->seed;
	if (!nodes_ok(m))
		return err_usage(err,
		    "--hst-trees: %d trees of height %d have %zu nodes, "
		    "expected at most %d",
		    (int)m->trees, (int)m->height, nodes_of(m), NODES_MAX);
	return make_trees(m) == 0 ? 0 : err_errno(err, "trees");
}

static int
hst_walk(struct walk *w, void *model)
{
	struct hst *m = model;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d >= 1 && m->d <= D_MAX, "d: out of range");
	walk_scalar(w, "trees", TENSOR_I64, &m->trees);
	walk_check(w, m->trees >= 1 && m->trees <= TREES_MAX,
	    "trees: out of range");
	walk_scalar(w, "height", TENSOR_I64, &m->height);
	walk_check(w, m->height >= 1 && m->height <= HEIGHT_MAX && nodes_ok(m),
	    "height: out of range");
	walk_scalar(w, "rows", TENSOR_I64, &m->rows);
	walk_check(w, m->rows >= 10 && m->rows <= ROWS_MAX,
	    "rows: out of range");
	walk_scalar(w, "scale", TENSOR_I64, &m->scale);
	walk_check(w, m->scale >= SCALE_MIN && m->scale <= SCALE_MAX,
	    "scale: out of range");
	walk_scalar(w, "seed", TENSOR_I64, &m->seed);
	if (walk_loading(w))
		walk_check(w, make_trees(m) == 0, "trees: no memory");
	if (w->mode == WALK_FREE)
		halfspace_fini(&m->trees_of);
	return walk_done(w);
}

static size_t
hst_warmup(const void *model)
{
	const struct hst *m = model;

	return (size_t)(m->scale + m->rows);
}

/* ---- a symbol ---- */

struct state {
	uint64_t rows;    /* counted in the latest window */
	uint64_t windows; /* complete ones */
	uint64_t scored;  /* rarities of the latest window */
	uint64_t held;    /* consecutive rows not counted */
	double t, m;      /* tail of the scores; m = 0: not known */
	/* rscale [d]; rarity [rows]; reference and latest counts */
	double room[];
};

static struct rscale *
scale_of(const struct hst *m, const struct state *s, int64_t j)
{
	return (void *)((char *)(uintptr_t)s->room +
			(size_t)j * rscale_size((uint32_t)m->scale));
}

static double *
rare_of(const struct hst *m, const struct state *s)
{
	return (void *)scale_of(m, s, m->d);
}

/* Rows by node: of the reference window (0) or the latest (1). */
static uint32_t *
counts_of(const struct hst *m, const struct state *s, int latest)
{
	uint32_t *c = (void *)(rare_of(m, s) + m->rows);

	return c + (latest ? nodes_of(m) : 0);
}

static size_t
hst_state_size(const void *model)
{
	const struct hst *m = model;

	return sizeof(struct state) +
	       (size_t)m->d * rscale_size((uint32_t)m->scale) +
	       (size_t)m->rows * sizeof(double) +
	       2 * nodes_of(m) * sizeof(uint32_t);
}

static void
hst_state_init(void *state, const void *model)
{
	const struct hst *m = model;
	int64_t j;

	for (j = 0; j < m->d; j++)
		rscale_init(scale_of(m, state, j), (uint32_t)m->scale);
}

static int
state_ok(const struct hst *m, const struct state *s)
{
	uint64_t i, n = nodes_of(m);

	for (i = 0; i < (uint64_t)m->rows; i++)
		if (!isfinite(rare_of(m, s)[i]))
			return 0;
	for (i = 0; i < n; i++)
		if (counts_of(m, s, 0)[i] > ROWS_MAX ||
		    counts_of(m, s, 1)[i] > ROWS_MAX)
			return 0;
	return s->rows < (uint64_t)m->rows && s->scored <= s->rows &&
	       isfinite(s->t) && s->m >= 0 && isfinite(s->m);
}

static int
hst_walk_state(struct walk *w, const void *model, void *state)
{
	const struct hst *m = model;
	struct state *s = state;
	uint64_t n = nodes_of(m);
	char name[24];
	int64_t j;

	walk_scalar(w, "rows", TENSOR_U64, &s->rows);
	walk_scalar(w, "windows", TENSOR_U64, &s->windows);
	walk_scalar(w, "scored", TENSOR_U64, &s->scored);
	walk_scalar(w, "held", TENSOR_U64, &s->held);
	walk_scalar(w, "t", TENSOR_F64, &s->t);
	walk_scalar(w, "m", TENSOR_F64, &s->m);
	for (j = 0; j < m->d; j++) {
		snprintf(name, sizeof(name), "column%d", (int)j);
		rscale_walk(w, name, scale_of(m, s, j));
	}
	walk_vector(w, "rare", TENSOR_F64, rare_of(m, s), (uint64_t)m->rows);
	walk_vector(w, "reference", TENSOR_U32, counts_of(m, s, 0), n);
	walk_vector(w, "latest", TENSOR_U32, counts_of(m, s, 1), n);
	if (walk_loading(w))
		walk_check(w, state_ok(m, s), "numbers: out of range");
	return walk_done(w);
}

/* ---- scoring ---- */

/* u[d] and z[d] of a row; 0 if a value is missing or not scaled yet. */
static int
place_of(const struct hst *m, const struct state *s, double *u, double *z,
    const double *x)
{
	int64_t j;

	for (j = 0; j < m->d; j++) {
		if (!isfinite(x[j]))
			return 0;
		z[j] = rscale_z(scale_of(m, s, j), x[j]);
		if (isnan(z[j]))
			return 0;
		u[j] = 0.5 + atan(z[j] / 3) / PI;
	}
	return 1;
}

static double
score_at(const struct hst *m, const struct state *s, const double *u)
{
	double least = SIZE_LIMIT * (double)m->rows;

	return 1 - halfspace_mass(&m->trees_of, counts_of(m, s, 0), least, u) *
		       least_mass(m);
}

/* NaN before the first reference. */
static double
score_placed(const struct hst *m, const struct state *s, const double *u)
{
	return s->windows > 0 ? score_at(m, s, u) : NAN;
}

/* By how much the score falls when a feature is set to its median. */
static void
explain(const struct hst *m, const struct state *s, struct contrib *why,
    double score, double *u, const double *z)
{
	double part[D_MAX], was, most = 0;
	int64_t j;

	for (j = 0; j < m->d; j++) {
		was = u[j];
		u[j] = 0.5;
		part[j] = fmax(score - score_at(m, s, u), 0);
		u[j] = was;
		most = fmax(most, part[j]);
		part[j] = copysign(part[j], z[j]);
	}
	contrib_top(why, most > 0 ? part : z, (int)m->d);
}

static void
hst_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	double u[D_MAX], z[D_MAX];
	const struct hst *m = model;
	size_t i;

	for (i = 0; i < n; i++, x += m->d) {
		score[i] = place_of(m, state[i], u, z, x)
			       ? score_placed(m, state[i], u)
			       : NAN;
		if (why == NULL)
			continue;
		if (isnan(score[i]))
			contrib_top(why + i * DETECT_WHY, NULL, 0);
		else
			explain(m, state[i], why + i * DETECT_WHY, score[i], u,
			    z);
	}
}

/* ---- learning ---- */

/* -ln(1 - score); finite even if no row was close. */
static double
rarity(const struct hst *m, double score)
{
	return -log(1 - score + least_mass(m));
}

static int
is_held(struct state *s, double rare)
{
	if (!(s->m > 0) || isnan(rare) || s->held >= HELD_MAX ||
	    -log10(TAIL) + (rare - s->t) / (s->m * LN10) <= SURPRISE_HELD)
		return 0;
	s->held++;
	return 1;
}

/* The latest window is complete: it becomes the reference. */
static void
turn_window(const struct hst *m, struct state *s)
{
	size_t bytes = nodes_of(m) * sizeof(uint32_t);
	double *rare = rare_of(m, s), sum = 0;
	uint64_t n = s->scored, first = n - (uint64_t)(TAIL * (double)n), i;

	memcpy(counts_of(m, s, 0), counts_of(m, s, 1), bytes);
	memset(counts_of(m, s, 1), 0, bytes);
	s->m = 0;
	if (n == (uint64_t)m->rows) {
		stats_sort(rare, n);
		s->t = rare[first];
		for (i = first; i < n; i++)
			sum += rare[i] - s->t;
		s->m = sum / (double)(n - first);
	}
	s->rows = s->scored = 0;
	s->windows++;
}

static void
learn_row(const struct hst *m, struct state *s, const double *u, double rare)
{
	s->held = 0;
	halfspace_count(&m->trees_of, counts_of(m, s, 1), u);
	if (!isnan(rare))
		rare_of(m, s)[s->scored++] = rare;
	if (++s->rows == (uint64_t)m->rows)
		turn_window(m, s);
}

static void
hst_learn(void *state, const void *model, const double *x)
{
	double u[D_MAX], z[D_MAX], rare;
	const struct hst *m = model;
	struct state *s = state;
	int64_t j;

	for (j = 0; j < m->d; j++)
		if (!isfinite(x[j]))
			return;
	if (place_of(m, s, u, z, x)) {
		rare = rarity(m, score_placed(m, s, u));
		if (!is_held(s, rare))
			learn_row(m, s, u, rare);
	}
	for (j = 0; j < m->d; j++)
		rscale_push(scale_of(m, s, j), x[j]);
}

const struct detector detector_hst = {
	.name = "hst",
	.summary = "half-space trees over the last windows, streaming",
	.source = "Tan, Ting and Liu 2011",
	.flags = DETECT_STATE | DETECT_POOLS,
	.opts = hst_options,
	.opts_size = sizeof(struct hst_opts),
	.model_size = sizeof(struct hst),
	.fit = hst_fit,
	.walk = hst_walk,
	.warmup = hst_warmup,
	.state_size = hst_state_size,
	.state_init = hst_state_init,
	.walk_state = hst_walk_state,
	.score = hst_score,
	.learn = hst_learn,
};
