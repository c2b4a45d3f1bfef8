/*
 * series.c - a plain series: is its newest stretch like any earlier one?
 *
 *	score = mean of -log10 p, each at most 6, of
 *	  near	    left nearest neighbour of P/24 rows (math/nearest.h)
 *	  range	    4 for a value more than 2 % beyond the range so far, else 0
 *	and, in the form of five (the default),
 *	  shape	    z-normalised left nearest neighbour of 64 rows
 *	  coarse    L1 distance of 4 blocks of P/52 rows to any 4 before, and
 *	  coarser   of 8 blocks of P/208 rows, over the range so far; a block is
 *		    its extreme that is further from the mean, held to the next
 *
 * Chosen by its scores on NAB.  P rows (--warm) are kept, then
 * scaled by their median and quantiles and learned at once; none of them is
 * scored.  Distances are of sign(z) ln(1 + 2|z|)/2, z = (x - median)/(q99 -
 * q01).  Tails are exponential (math/exptail.h), their history begins at P/3. A
 * missing value is ignored.  State: 72 bytes per row of --memory for each
 * neighbour, 16 bytes per row of --warm, and 0.56 MB.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "detect/detect.h"
#include "math/exptail.h"
#include "math/nearest.h"
#include "math/stats.h"

enum {
	WARM_MIN = 64,
	WARM_MAX = 100000,
	MEMORY_MAX = 1000000,
	WINDOW_MIN = 4,
	WINDOW_PART = 24, /* of P */
	SHAPE = 64,
	BLOCKS_MAX = 8,   /* of a coarse window */
	COARSE_MAX = 2048 /* blocks that are remembered */
};

static const double SURPRISE_MAX = 6, RANGE_BEYOND = 0.02, RANGE_SCORE = 4;

static const struct exptail_how near_tail = { .q = 0.95,
	.floor = 1e-3,
	.least = 1e-12,
	.every = 20,
	.grow = 0.03,
	.all = 1 };
static const struct exptail_how coarse_tail = { .q = 0.9,
	.floor = 0.1,
	.least = 1e-9,
	.every = 5,
	.grow = 0.03 };

static const char *const forms[] = { "two", "five", NULL };

enum { FORM_TWO, FORM_FIVE };

struct series_opts {
	int form;
	int64_t warm, memory;
};

static const struct opt series_options[] = {
	{ .name = "form",
	    .type = OPT_ENUM,
	    .off = offsetof(struct series_opts, form),
	    .arg = "FORM",
	    .def = "five",
	    .choices = forms,
	    .help = "how many detectors make the score" },
	{ .name = "warm",
	    .type = OPT_INT,
	    .off = offsetof(struct series_opts, warm),
	    .arg = "ROWS",
	    .def = "750",
	    .min = WARM_MIN,
	    .max = WARM_MAX,
	    .help = "rows of a symbol that are learned first" },
	{ .name = "memory",
	    .type = OPT_INT,
	    .off = offsetof(struct series_opts, memory),
	    .arg = "ROWS",
	    .def = "2000",
	    .min = 2 * SHAPE,
	    .max = MEMORY_MAX,
	    .help = "rows back to which a stretch is compared" },
	{ 0 }
};

struct series {
	int64_t d, form, warm, memory;
};

/* ---- blocks ---- */

struct coarse {
	uint64_t rows;         /* of the present block */
	double sum, low, high; /* of them */
	uint64_t n;            /* blocks so far */
	double mean;           /* of the blocks' means, halved each time */
	double least, most;    /* block values so far */
	double held;           /* surprise of the last block */
	double v[COARSE_MAX];  /* a ring */
	struct exptail tail;
};

static uint64_t
block_rows(const struct series *m, int part)
{
	uint64_t rows = (uint64_t)floor((double)m->warm / part + 0.5);

	return rows > 0 ? rows : 1;
}

/* The block that the row x completes, or 0 if it completes none. */
static int
block_value(const struct coarse *c, uint64_t rows, double x, double *value,
    double *mean)
{
	double low = c->rows == 0 || x < c->low ? x : c->low;
	double high = c->rows == 0 || x > c->high ? x : c->high, of;

	if (c->rows + 1 < rows)
		return 0;
	of = (c->sum + x) / (double)rows;
	*mean = c->n == 0 ? of : 0.5 * (c->mean + of);
	*value = fabs(high - *mean) >= fabs(low - *mean) ? high : low;
	return 1;
}

/* Block i, counted from the newest, which is value. */
static double
block_at(const struct coarse *c, double value, uint64_t i)
{
	return i == 0 ? value : c->v[(c->n - i) % COARSE_MAX];
}

/* Distance of the newest `width' blocks to the nearest earlier ones, which end
 * at least width blocks before. */
static double
block_distance(const struct coarse *c, double value, uint64_t width)
{
	double least = c->n == 0 || value < c->least ? value : c->least;
	double most = c->n == 0 || value > c->most ? value : c->most;
	double range = most > least ? most - least : 1, best = INFINITY, d;
	uint64_t back = c->n + 1 < COARSE_MAX ? c->n + 1 : COARSE_MAX, lag, q;

	for (lag = width; lag + width <= back; lag++) {
		for (d = 0, q = 0; q < width; q++)
			d += fabs(block_at(c, value, q) -
				  block_at(c, value, q + lag)) /
			     range;
		best = d < best ? d : best;
	}
	return isfinite(best) ? best / (double)width : 0;
}

static double
coarse_surprise(const struct coarse *c, uint64_t rows, uint64_t width, double x)
{
	double value, mean, s;

	if (!block_value(c, rows, x, &value, &mean))
		return c->held;
	s = exptail_surprise(&c->tail, &coarse_tail,
	    block_distance(c, value, width));
	return fmin(s, SURPRISE_MAX);
}

/* learns: the tail's history has begun. */
static void
coarse_push(struct coarse *c, uint64_t rows, uint64_t width, double x,
    int learns)
{
	double value, mean, d;

	if (!block_value(c, rows, x, &value, &mean)) {
		c->low = c->rows == 0 || x < c->low ? x : c->low;
		c->high = c->rows == 0 || x > c->high ? x : c->high;
		c->sum += x;
		c->rows++;
		return;
	}
	d = block_distance(c, value, width);
	c->held =
	    fmin(exptail_surprise(&c->tail, &coarse_tail, d), SURPRISE_MAX);
	if (learns)
		exptail_push(&c->tail, &coarse_tail, d);
	c->least = c->n == 0 || value < c->least ? value : c->least;
	c->most = c->n == 0 || value > c->most ? value : c->most;
	c->mean = mean;
	c->v[c->n++ % COARSE_MAX] = value;
	c->rows = 0;
	c->sum = 0;
}

static int
coarse_walk(struct walk *w, const char *name, struct coarse *c)
{
	double f[7] = { c->sum, c->low, c->high, c->mean, c->least, c->most,
		c->held };
	char text[32];
	int i;

	snprintf(text, sizeof(text), "%s_rows", name);
	walk_scalar(w, text, TENSOR_U64, &c->rows);
	snprintf(text, sizeof(text), "%s_n", name);
	walk_scalar(w, text, TENSOR_U64, &c->n);
	snprintf(text, sizeof(text), "%s_now", name);
	walk_vector(w, text, TENSOR_F64, f, 7);
	snprintf(text, sizeof(text), "%s_v", name);
	walk_vector(w, text, TENSOR_F64, c->v, COARSE_MAX);
	for (i = 0; walk_loading(w) && i < 7; i++)
		walk_check(w, isfinite(f[i]), "now: out of range");
	if (walk_loading(w)) {
		c->sum = f[0];
		c->low = f[1];
		c->high = f[2];
		c->mean = f[3];
		c->least = f[4];
		c->most = f[5];
		c->held = f[6];
	}
	snprintf(text, sizeof(text), "%s_tail", name);
	return exptail_walk(w, text, &c->tail);
}

/* ---- a symbol ---- */

struct state {
	uint64_t n; /* values so far */
	double low, high;
	double center, scale; /* of the warm-up */
	struct exptail near_tail, shape_tail;
	struct coarse coarse, coarser;
	double room[]; /* the warm-up's rows, and as many; near; shape */
};

static uint32_t
window_rows(const struct series *m)
{
	int64_t w = m->warm / WINDOW_PART;

	return (uint32_t)(w < WINDOW_MIN ? WINDOW_MIN : w);
}

static uint32_t
memory_rows(const struct series *m, uint32_t w)
{
	return (uint32_t)m->memory > w ? (uint32_t)m->memory : w + 1;
}

static size_t
near_size(const struct series *m)
{
	uint32_t w = window_rows(m);

	return nearest_size(w, memory_rows(m, w));
}

static struct nearest *
near_of(const struct series *m, const struct state *s)
{
	return (
	    void *)((uintptr_t)s->room + 2 * (size_t)m->warm * sizeof(double));
}

static struct nearest *
shape_of(const struct series *m, const struct state *s)
{
	return (void *)((uintptr_t)near_of(m, s) + near_size(m));
}

static int
series_fit(void *model, const struct fit *f, struct err *err)
{
	const struct series_opts *o = f->opts;
	struct series *m = model;

	if (fit_columns(f, 1, 1, err) == -1)
		return -1;
	m->d = f->d;
	m->form = o->form;
	m->warm = o->warm;
	m->memory = o->memory;
	return 0;
}

static int
series_walk(struct walk *w, void *model)
{
	struct series *m = model;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d == 1, "d: out of range");
	walk_scalar(w, "form", TENSOR_I64, &m->form);
	walk_check(w, m->form == FORM_TWO || m->form == FORM_FIVE,
	    "form: out of range");
	walk_scalar(w, "warm", TENSOR_I64, &m->warm);
	walk_check(w, m->warm >= WARM_MIN && m->warm <= WARM_MAX,
	    "warm: out of range");
	walk_scalar(w, "memory", TENSOR_I64, &m->memory);
	walk_check(w, m->memory >= 2 * SHAPE && m->memory <= MEMORY_MAX,
	    "memory: out of range");
	return walk_done(w);
}

static size_t
series_warmup(const void *model)
{
	const struct series *m = model;

	return (size_t)m->warm;
}

static size_t
series_state_size(const void *model)
{
	const struct series *m = model;

	return sizeof(struct state) + 2 * (size_t)m->warm * sizeof(double) +
	       near_size(m) + nearest_size(SHAPE, memory_rows(m, SHAPE));
}

static void
series_state_init(void *state, const void *model)
{
	const struct series *m = model;
	struct state *s = state;
	uint32_t w = window_rows(m);

	exptail_init(&s->near_tail);
	exptail_init(&s->shape_tail);
	exptail_init(&s->coarse.tail);
	exptail_init(&s->coarser.tail);
	nearest_init(near_of(m, s), w, memory_rows(m, w), 0);
	nearest_init(shape_of(m, s), SHAPE, memory_rows(m, SHAPE), 1);
	s->scale = 1;
}

static int
nearest_part(struct walk *w, const char *name, struct nearest *n)
{
	const char *prefix = w->prefix;
	int rc;

	w->prefix = name;
	rc = nearest_walk(w, n);
	w->prefix = prefix;
	return rc;
}

static int
series_walk_state(struct walk *w, const void *model, void *state)
{
	const struct series *m = model;
	struct state *s = state;
	int64_t i;

	walk_scalar(w, "n", TENSOR_U64, &s->n);
	walk_scalar(w, "low", TENSOR_F64, &s->low);
	walk_scalar(w, "high", TENSOR_F64, &s->high);
	walk_scalar(w, "center", TENSOR_F64, &s->center);
	walk_scalar(w, "scale", TENSOR_F64, &s->scale);
	walk_check(w,
	    isfinite(s->low) && isfinite(s->high) && isfinite(s->center) &&
		s->scale > 0 && isfinite(s->scale),
	    "scale: out of range");
	walk_vector(w, "warm", TENSOR_F64, s->room, (uint64_t)m->warm);
	for (i = 0; walk_loading(w) && i < m->warm; i++)
		walk_check(w, isfinite(s->room[i]), "warm: out of range");
	exptail_walk(w, "near_tail", &s->near_tail);
	nearest_part(w, "near.", near_of(m, s));
	if (m->form == FORM_TWO)
		return walk_done(w);
	exptail_walk(w, "shape_tail", &s->shape_tail);
	nearest_part(w, "shape.", shape_of(m, s));
	coarse_walk(w, "coarse", &s->coarse);
	coarse_walk(w, "coarser", &s->coarser);
	return walk_done(w);
}

static double
scaled(const struct state *s, double x)
{
	double z = (x - s->center) / s->scale;

	return copysign(log1p(2 * fabs(z)) / 2, z);
}

static double
range_surprise(const struct state *s, double x)
{
	double range = s->high - s->low, beyond;

	if (s->n == 0)
		return 0;
	if (!(range > 0))
		range = x != s->high ? fmax(fabs(s->high) * 0.1, 1e-9) : 1;
	beyond = fmax(fmax(x - s->high, s->low - x), 0) / range;
	return beyond > RANGE_BEYOND ? RANGE_SCORE : 0;
}

static double
near_surprise(const struct nearest *n, const struct exptail *tail, double y)
{
	return fmin(exptail_surprise(tail, &near_tail, nearest_distance(n, y)),
	    SURPRISE_MAX);
}

static double
score_row(const struct series *m, const struct state *s, double x)
{
	double y, sum;

	if (s->n < (uint64_t)m->warm || !isfinite(x))
		return NAN;
	y = scaled(s, x);
	sum = near_surprise(near_of(m, s), &s->near_tail, y) +
	      range_surprise(s, x);
	if (m->form == FORM_TWO)
		return sum / 2;
	sum += near_surprise(shape_of(m, s), &s->shape_tail, y);
	sum += coarse_surprise(&s->coarse, block_rows(m, 52), 4, x);
	sum += coarse_surprise(&s->coarser, block_rows(m, 208), 8, x);
	return sum / 5;
}

static void
series_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct state *s;
	double part;
	size_t i;

	for (i = 0; i < n; i++) {
		s = state[i];
		score[i] = score_row(model, s, x[i]);
		part = copysign(score[i], x[i] - s->center);
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, &part, 1);
	}
}

/* Row i of the series, from 0, into all but the range. */
static void
learn_row(const struct series *m, struct state *s, uint64_t i, double x)
{
	double y = scaled(s, x);

	if (i >= (uint64_t)m->warm / 3) {
		exptail_push(&s->near_tail, &near_tail,
		    nearest_distance(near_of(m, s), y));
		if (m->form == FORM_FIVE)
			exptail_push(&s->shape_tail, &near_tail,
			    nearest_distance(shape_of(m, s), y));
	}
	nearest_push(near_of(m, s), y);
	if (m->form == FORM_TWO)
		return;
	nearest_push(shape_of(m, s), y);
	coarse_push(&s->coarse, block_rows(m, 52), 4, x,
	    i >= (uint64_t)(0.34 * (double)m->warm));
	coarse_push(&s->coarser, block_rows(m, 208), 8, x,
	    i >= (uint64_t)(0.34 * (double)m->warm));
}

/* The warm-up is complete: scale by it, then learn it. */
static void
end_warmup(const struct series *m, struct state *s)
{
	double *sorted = s->room + m->warm;
	size_t n = (size_t)m->warm, i;

	memcpy(sorted, s->room, n * sizeof(*sorted));
	stats_sort(sorted, n);
	s->center = stats_quantile(sorted, n, 0.5);
	s->scale =
	    stats_quantile(sorted, n, 0.99) - stats_quantile(sorted, n, 0.01);
	if (!(s->scale > 0))
		s->scale = fmax(sorted[n - 1] - sorted[0], 1e-9);
	for (i = 0; i < n; i++)
		learn_row(m, s, i, s->room[i]);
}

static void
series_learn(void *state, const void *model, const double *x)
{
	const struct series *m = model;
	struct state *s = state;

	if (!isfinite(*x))
		return;
	if (s->n < (uint64_t)m->warm)
		s->room[s->n] = *x;
	else
		learn_row(m, s, s->n, *x);
	s->low = s->n == 0 || *x < s->low ? *x : s->low;
	s->high = s->n == 0 || *x > s->high ? *x : s->high;
	if (++s->n == (uint64_t)m->warm)
		end_warmup(m, s);
}

const struct detector detector_series = {
	.name = "series",
	.summary = "a plain series against its own past: neighbours and range",
	.source = "left nearest neighbours, exponential tails; see the manual",
	.flags = DETECT_STATE,
	.opts = series_options,
	.opts_size = sizeof(struct series_opts),
	.inputs = "value|close|price",
	.threshold = 1,
	.model_size = sizeof(struct series),
	.fit = series_fit,
	.walk = series_walk,
	.warmup = series_warmup,
	.state_size = series_state_size,
	.state_init = series_state_init,
	.walk_state = series_walk_state,
	.score = series_score,
	.learn = series_learn,
};
