/*
 * damp.c - left discords: how far is the newest stretch from all earlier ones?
 *
 *	score = max over features of sqrt(min (1/w) |a - b|^2)
 *
 * a is the z-normalised stretch of the newest w values of a feature, b one that
 * ends w to M values earlier: the left matrix profile, whose largest values are
 * the discords that DAMP finds (Lu, Wu, Mueen, Zuluaga and Keogh 2022).  To
 * search an unlimited past, DAMP skips most stretches; here the past is bounded
 * and every stretch gets its exact distance (math/nearest.h) in O(M).  The
 * score is between 0 and 2.
 *
 * The first values (--damp-warm) give each feature a centre and a unit: median,
 * and 99 % less 1 % quantile.  The deviation of a stretch counts as at least
 * 0.02 units, so that noise on a constant stretch has no shape.  A row with a
 * missing feature is ignored.  State: 72 bytes per feature and value of M, 16
 * per feature and row of the warm-up.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "detect/detect.h"
#include "math/nearest.h"
#include "math/stats.h"

enum {
	D_MAX = 64,
	WINDOW_MIN = 4,
	WINDOW_MAX = 4096,
	MEMORY_MAX = 1000000,
	WARM_MIN = 32,
	WARM_MAX = 100000
};

static const double Y_MAX = 1000; /* bounds the rounding of products */

struct damp_opts {
	int64_t window, memory, warm;
};

static const struct opt damp_options[] = {
	{ .name = "damp-window",
	    .type = OPT_INT,
	    .off = offsetof(struct damp_opts, window),
	    .arg = "ROWS",
	    .def = "32",
	    .min = WINDOW_MIN,
	    .max = WINDOW_MAX,
	    .help = "w: rows compared at a time" },
	{ .name = "damp-memory",
	    .type = OPT_INT,
	    .off = offsetof(struct damp_opts, memory),
	    .arg = "ROWS",
	    .def = "2000",
	    .min = 2 * WINDOW_MIN,
	    .max = MEMORY_MAX,
	    .help = "M: number of past rows to compare with" },
	{ .name = "damp-warm",
	    .type = OPT_INT,
	    .off = offsetof(struct damp_opts, warm),
	    .arg = "ROWS",
	    .def = "256",
	    .min = WARM_MIN,
	    .max = WARM_MAX,
	    .help = "first rows of a symbol, learned and not scored" },
	{ 0 }
};

struct damp {
	int64_t d, window, memory, warm;
};

static const char *
sizes_wrong(const struct damp *m)
{
	if (m->memory < 2 * m->window)
		return "--damp-memory: expected at least twice --damp-window";
	if (m->warm < 2 * m->window)
		return "--damp-warm: expected at least twice --damp-window";
	return NULL;
}

static int
damp_fit(void *model, const struct fit *f, struct err *err)
{
	const struct damp_opts *o = f->opts;
	struct damp *m = model;

	if (fit_columns(f, 1, D_MAX, err) < 0)
		return -1;
	m->d = f->d;
	m->window = o->window;
	m->memory = o->memory;
	m->warm = o->warm;
	if (sizes_wrong(m) != NULL)
		return err_usage(err, "%s", sizes_wrong(m));
	return 0;
}

static int
damp_walk(struct walk *w, void *model)
{
	struct damp *m = model;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d >= 1 && m->d <= D_MAX, "d: out of range");
	walk_scalar(w, "window", TENSOR_I64, &m->window);
	walk_check(w, m->window >= WINDOW_MIN && m->window <= WINDOW_MAX,
	    "window: out of range");
	walk_scalar(w, "memory", TENSOR_I64, &m->memory);
	walk_check(w, m->memory >= WINDOW_MIN && m->memory <= MEMORY_MAX,
	    "memory: out of range");
	walk_scalar(w, "warm", TENSOR_I64, &m->warm);
	walk_check(w,
	    m->warm >= WARM_MIN && m->warm <= WARM_MAX &&
		sizes_wrong(m) == NULL,
	    "warm: out of range");
	return walk_done(w);
}

static size_t
damp_warmup(const void *model)
{
	const struct damp *m = model;

	return (size_t)m->warm;
}

/* ---- a symbol: this, then for each feature its part ---- */

struct state {
	uint64_t n; /* rows so far */
};

struct part {
	double center, unit;
	double room[]; /* the warm-up's values, and as many; then nearest */
};

static size_t
part_size(const struct damp *m)
{
	return sizeof(struct part) + 2 * (size_t)m->warm * sizeof(double) +
	       nearest_size((uint32_t)m->window, (uint32_t)m->memory);
}

static struct part *
part_of(const struct damp *m, const void *state, int64_t j)
{
	return (void *)((uintptr_t)state + sizeof(struct state) +
			(size_t)j * part_size(m));
}

static struct nearest *
nearest_of(const struct damp *m, const struct part *p)
{
	return (void *)(uintptr_t)(p->room + 2 * m->warm);
}

static size_t
damp_state_size(const void *model)
{
	const struct damp *m = model;

	return sizeof(struct state) + (size_t)m->d * part_size(m);
}

static void
damp_state_init(void *state, const void *model)
{
	const struct damp *m = model;
	struct part *p;
	int64_t j;

	for (j = 0; j < m->d; j++) {
		p = part_of(m, state, j);
		p->unit = 1;
		nearest_init(nearest_of(m, p), (uint32_t)m->window,
		    (uint32_t)m->memory, 1);
	}
}

static void
walk_part(struct walk *w, const struct damp *m, struct part *p)
{
	double now[2] = { p->center, p->unit };
	int64_t i;

	walk_vector(w, "scale", TENSOR_F64, now, 2);
	walk_vector(w, "warm", TENSOR_F64, p->room, (uint64_t)m->warm);
	for (i = 0; walk_loading(w) && i < m->warm; i++)
		walk_check(w, isfinite(p->room[i]), "warm: out of range");
	if (walk_loading(w)) {
		walk_check(w,
		    isfinite(now[0]) && now[1] > 0 && isfinite(now[1]),
		    "scale: out of range");
		p->center = now[0];
		p->unit = now[1];
	}
	nearest_walk(w, nearest_of(m, p));
}

static int
damp_walk_state(struct walk *w, const void *model, void *state)
{
	const char *prefix = w->prefix;
	const struct damp *m = model;
	struct state *s = state;
	char name[24];
	int64_t j;

	walk_scalar(w, "n", TENSOR_U64, &s->n);
	for (j = 0; j < m->d; j++) {
		snprintf(name, sizeof(name), "column%d.", (int)j);
		w->prefix = name;
		walk_part(w, m, part_of(m, s, j));
	}
	w->prefix = prefix;
	return walk_done(w);
}

/* ---- scoring and learning ---- */

static double
scaled(const struct part *p, double x)
{
	return fmin(fmax((x - p->center) / p->unit, -Y_MAX), Y_MAX);
}

static int
is_whole(const struct damp *m, const double *x)
{
	int64_t j;

	for (j = 0; j < m->d; j++)
		if (!isfinite(x[j]))
			return 0;
	return 1;
}

static double
score_row(const struct damp *m, const struct state *s, double *far,
    const double *x)
{
	const struct part *p;
	double score = NAN, y;
	int64_t j;

	if (s->n < (uint64_t)m->warm || !is_whole(m, x))
		return NAN;
	for (j = 0; j < m->d; j++) {
		p = part_of(m, s, j);
		y = scaled(p, x[j]);
		far[j] = nearest_distance(nearest_of(m, p), y);
		score = score_max(score, far[j]);
		far[j] = copysign(far[j], y);
	}
	return score;
}

static void
damp_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct damp *m = model;
	double far[D_MAX];
	size_t i;

	for (i = 0; i < n; i++, x += m->d) {
		score[i] = score_row(m, state[i], far, x);
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, far,
			    isnan(score[i]) ? 0 : (int)m->d);
	}
}

/* The warm-up is complete: scale by it, then learn it. */
static void
end_warmup(const struct damp *m, struct part *p)
{
	double *sorted = p->room + m->warm;
	size_t n = (size_t)m->warm, i;

	memcpy(sorted, p->room, n * sizeof(*sorted));
	stats_sort(sorted, n);
	p->center = stats_quantile(sorted, n, 0.5);
	p->unit =
	    stats_quantile(sorted, n, 0.99) - stats_quantile(sorted, n, 0.01);
	if (!(p->unit > 0))
		p->unit = fmax(sorted[n - 1] - sorted[0], 1e-9);
	p->center = score_finite(p->center);
	p->unit = score_finite(p->unit);
	for (i = 0; i < n; i++)
		nearest_push(nearest_of(m, p), scaled(p, p->room[i]));
}

static void
learn_value(const struct damp *m, struct part *p, uint64_t n, double x)
{
	if (n >= (uint64_t)m->warm) {
		nearest_push(nearest_of(m, p), scaled(p, x));
		return;
	}
	p->room[n] = x;
	if (n + 1 == (uint64_t)m->warm)
		end_warmup(m, p);
}

static void
damp_learn(void *state, const void *model, const double *x)
{
	const struct damp *m = model;
	struct state *s = state;
	int64_t j;

	if (!is_whole(m, x))
		return;
	for (j = 0; j < m->d; j++)
		learn_value(m, part_of(m, s, j), s->n, x[j]);
	s->n++;
}

const struct detector detector_damp = {
	.name = "damp",
	.summary = "left discords of z-normalised stretches (matrix profile)",
	.source = "Lu, Wu, Mueen, Zuluaga and Keogh 2022",
	.flags = DETECT_STATE,
	.opts = damp_options,
	.opts_size = sizeof(struct damp_opts),
	.model_size = sizeof(struct damp),
	.fit = damp_fit,
	.walk = damp_walk,
	.warmup = damp_warmup,
	.state_size = damp_state_size,
	.state_init = damp_state_init,
	.walk_state = damp_walk_state,
	.score = damp_score,
	.learn = damp_learn,
};
