/*
 * z.c - rolling z of each feature against the n rows before it.
 *
 *	z = (x - m) / s		m mean, s sample sd (n-1) of the window
 *	z = (x - med) / s	s = MAD / 0.67449, else IQR / 1.349 (--robust)
 *	score = max |z| over the features that have one
 *
 * The row itself is not in its window: if it were, |z| could not exceed
 * (n-1)/sqrt(n), 4.249 for n = 20.  s is at least 1e-12.  If it is below
 * 1e-12 |m|, the rounding errors of the mean of equal values, the window is
 * constant and s is step_floor (math/step.h).  A feature is NaN until its
 * window is full; values that are not finite are ignored.
 * State: 16 n + 40 bytes per feature and symbol.
 */
#include "detect/detect.h"

#include <math.h>
#include <stdio.h>

#include "detect/step.h"
#include "math/stats.h"
#include "math/window.h"

enum { Z_WINDOW_MAX = 16384 }; /* bounds the scratch on the stack */

static const double SCALE_FLOOR = 1e-12; /* and, times |m|, rounding */

struct z_opts {
	int64_t window;
	int robust;
};

static const struct opt z_options[] = {
	{ .name = "window",
	    .type = OPT_INT,
	    .off = offsetof(struct z_opts, window),
	    .arg = "ROWS",
	    .def = "20",
	    .min = 2,
	    .max = Z_WINDOW_MAX,
	    .help = "rows before the scored row that form its baseline" },
	{ .name = "robust",
	    .type = OPT_FLAG,
	    .off = offsetof(struct z_opts, robust),
	    .help = "use median and MAD instead of mean and sd" },
	{ 0 }
};

struct z {
	int64_t d, window, robust;
};

static int
z_fit(void *model, const struct fit *f, struct err *err)
{
	const struct z_opts *o = f->opts;
	struct z *m = model;

	if (fit_columns(f, 1, DETECT_COLUMNS_MAX, err) < 0)
		return -1;
	m->d = f->d;
	m->window = o->window;
	m->robust = o->robust;
	return 0;
}

static int
z_walk(struct walk *w, void *model)
{
	struct z *m = model;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d >= 1 && m->d <= DETECT_COLUMNS_MAX,
	    "d: out of range");
	walk_scalar(w, "window", TENSOR_I64, &m->window);
	walk_check(w, m->window >= 2 && m->window <= Z_WINDOW_MAX,
	    "window: out of range");
	walk_scalar(w, "robust", TENSOR_I64, &m->robust);
	walk_check(w, m->robust == 0 || m->robust == 1, "robust: out of range");
	return walk_done(w);
}

static size_t
z_warmup(const void *model)
{
	const struct z *m = model;

	return (size_t)m->window;
}

/* State: one window per feature, then one step per feature. */
static size_t
cell_offset(const struct z *m, int64_t j)
{
	return (size_t)j * lastn_size((uint32_t)m->window);
}

static size_t
z_state_size(const void *model)
{
	const struct z *m = model;

	return cell_offset(m, m->d) + (size_t)m->d * sizeof(struct step);
}

static struct step *
steps_of(const void *state, const struct z *m)
{
	return (void *)((uintptr_t)state + cell_offset(m, m->d));
}

static const struct lastn *
cell(const void *state, const struct z *m, int64_t j)
{
	return (const void *)((const char *)state + cell_offset(m, j));
}

static void
z_state_init(void *state, const void *model)
{
	const struct z *m = model;
	int64_t j;

	for (j = 0; j < m->d; j++)
		lastn_init((void *)((char *)state + cell_offset(m, j)),
		    (uint32_t)m->window);
}

static int
z_walk_state(struct walk *w, const void *model, void *state)
{
	const struct z *m = model;
	char name[24];
	int64_t j;

	for (j = 0; j < m->d; j++) {
		snprintf(name, sizeof(name), "column%d", (int)j);
		lastn_walk(w, name,
		    (void *)((char *)state + cell_offset(m, j)));
	}
	return steps_walk(w, steps_of(state, m), (uint64_t)m->d);
}

static double
robust_scale(const struct lastn *w, double median)
{
	double scratch[Z_WINDOW_MAX];
	double mad = lastn_mad(w, median, scratch);

	if (mad > 0)
		return mad / NORMAL_MAD;
	return lastn_iqr(w, scratch) / NORMAL_IQR;
}

static double
robust_center(const struct lastn *w)
{
	double scratch[Z_WINDOW_MAX];

	return lastn_median(w, scratch);
}

static double
scaled(double x, double m, double s, const struct step *step)
{
	double size = fabs(m), least = SCALE_FLOOR * (size > 1 ? size : 1);

	if (s == 0 || s < SCALE_FLOOR * size)
		return (x - m) / step_floor(step, x);
	return (x - m) / (s > least ? s : least);
}

static double
robust_z(const struct lastn *w, const struct step *step, double x)
{
	double m = robust_center(w);

	return scaled(x, m, robust_scale(w, m), step);
}

static double
plain_z(const struct lastn *w, const struct step *step, double x)
{
	double m = lastn_mean(w);

	return scaled(x, m, lastn_sd(w, m), step);
}

static double
z_of(const struct lastn *w, const struct step *step, double x, int robust)
{
	if (w->count < w->cap || !isfinite(x))
		return NAN;
	return score_finite(
	    robust ? robust_z(w, step, x) : plain_z(w, step, x));
}

static void
z_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct z *m = model;
	double part[DETECT_COLUMNS_MAX], size, most;
	size_t i;
	int64_t j;

	for (i = 0; i < n; i++, x += m->d) {
		most = -1; /* none; the maximum below needs no branch */
		for (j = 0; j < m->d; j++) {
			part[j] = z_of(cell(state[i], m, j),
			    steps_of(state[i], m) + j, x[j], (int)m->robust);
			size = fabs(part[j]);
			most = size > most ? size : most;
		}
		score[i] = most < 0 ? NAN : most;
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, part, (int)m->d);
	}
}

static void
z_learn(void *state, const void *model, const double *x)
{
	const struct z *m = model;
	int64_t j;

	for (j = 0; j < m->d; j++) {
		if (!isfinite(x[j]))
			continue;
		lastn_push((void *)((char *)state + cell_offset(m, j)), x[j]);
		step_push(steps_of(state, m) + j, x[j]);
	}
}

const struct detector detector_z = {
	.name = "z",
	.summary = "largest rolling z-score of the features",
	.source = "rolling mean and sd; robust: Hampel 1974 (MAD)",
	.flags = DETECT_STATE | DETECT_POOLS,
	.opts = z_options,
	.opts_size = sizeof(struct z_opts),
	.model_size = sizeof(struct z),
	.fit = z_fit,
	.walk = z_walk,
	.warmup = z_warmup,
	.state_size = z_state_size,
	.state_init = z_state_init,
	.walk_state = z_walk_state,
	.score = z_score,
	.learn = z_learn,
};
