/*
 * ewz.c - exponentially weighted z of each feature, with clipped updates.
 *
 *	lambda = 2^(-1/halflife)
 *	z = (x - m) / s			s = sqrt(v)
 *	d = clip(x - m, +-c s)
 *	m = m + (1 - lambda) d
 *	v = lambda (v + (1 - lambda) d^2)
 *	score = max |z| over the features that have one
 *
 * Without the clip one spike hides all later ones for a half-life.  The first
 * 64 values of a feature go to Welford's update and are not scored.  After a
 * jump v grows by lambda (1 + (1-lambda) c^2) a row, so the detector recovers.
 * Hence c = 0 (no clipping) or c >= 2.  What s is after a constant history:
 * math/ewstep.h.
 *
 * State: 72 bytes per feature and symbol.
 */
#include "detect/method/ewz.h"

#include <math.h>
#include <string.h>

#include "detect/detect.h"
#include "detect/step.h"

static const double CLIP_MIN = 2, CLIP_MAX = 1000;
static const double HALFLIFE_MIN = 1, HALFLIFE_MAX = 1e9;

struct ewz_opts {
	double halflife, clip;
};

static const struct opt ewz_options[] = { { .name = "halflife",
					      .type = OPT_REAL,
					      .off = offsetof(struct ewz_opts,
						  halflife),
					      .arg = "ROWS",
					      .def = "60",
					      .min = 1,
					      .max = 1e9,
					      .help = "half-life, in rows" },
	{ .name = "clip",
	    .type = OPT_REAL,
	    .off = offsetof(struct ewz_opts, clip),
	    .arg = "SD",
	    .def = "4",
	    .min = 0,
	    .max = 1000,
	    .help = "clip updates at this many sd (0 = off)" },
	{ 0 } };

struct ewz {
	int64_t d;
	double halflife, clip;
};

static int
ewz_clip_ok(double clip)
{
	return clip == 0 || (clip >= CLIP_MIN && clip <= CLIP_MAX);
}

static int
ewz_fit(void *model, const struct fit *f, struct err *err)
{
	const struct ewz_opts *o = f->opts;
	struct ewz *m = model;

	if (fit_columns(f, 1, DETECT_COLUMNS_MAX, err) < 0)
		return -1;
	if (!ewz_clip_ok(o->clip))
		return err_usage(err, "--clip: %g: expected 0 or %g to %g",
		    o->clip, CLIP_MIN, CLIP_MAX);
	m->d = f->d;
	m->halflife = o->halflife;
	m->clip = o->clip;
	return 0;
}

static int
ewz_walk(struct walk *w, void *model)
{
	struct ewz *m = model;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d >= 1 && m->d <= DETECT_COLUMNS_MAX,
	    "d: out of range");
	walk_scalar(w, "halflife", TENSOR_F64, &m->halflife);
	walk_check(w,
	    m->halflife >= HALFLIFE_MIN && m->halflife <= HALFLIFE_MAX,
	    "halflife: out of range");
	walk_scalar(w, "clip", TENSOR_F64, &m->clip);
	walk_check(w, ewz_clip_ok(m->clip), "clip: out of range");
	return walk_done(w);
}

double
ewz_cell_z(const struct ewstep *c, double halflife, double x)
{
	if (c->ew.n < EWZ_WARM || !isfinite(x))
		return NAN;
	return score_finite((x - c->ew.mean) / ewstep_sd(c, halflife, x));
}

void
ewz_cell_learn(struct ewstep *c, double halflife, double clip, double x)
{
	struct ew *e = &c->ew;
	int warming = e->n < EWZ_WARM;
	double sd;

	if (!isfinite(x))
		return;
	ewstep_add(c, x, halflife, clip, EWZ_WARM);
	if (warming && e->n == EWZ_WARM) {
		/* Saved scores depend on this rounding of the first sd. */
		sd = sqrt(e->var);
		e->var = sd * sd;
	}
}

static size_t
ewz_warmup(const void *model)
{
	(void)model;
	return EWZ_WARM;
}

static size_t
ewz_state_size(const void *model)
{
	const struct ewz *m = model;

	return (size_t)m->d * sizeof(struct ewstep);
}

static void
ewz_state_init(void *state, const void *model)
{
	memset(state, 0, ewz_state_size(model));
}

/* Each member of the cells as one array over the columns. */
static int
ewz_walk_state(struct walk *w, const void *model, void *state)
{
	const struct ewz *m = model;
	double mean[DETECT_COLUMNS_MAX], var[DETECT_COLUMNS_MAX];
	double low[DETECT_COLUMNS_MAX], high[DETECT_COLUMNS_MAX];
	uint64_t n[DETECT_COLUMNS_MAX], d = (uint64_t)m->d, j;
	struct step step[DETECT_COLUMNS_MAX];
	struct ewstep *cell = state;

	for (j = 0; j < d; j++) {
		n[j] = cell[j].ew.n;
		mean[j] = cell[j].ew.mean;
		var[j] = cell[j].ew.var;
		low[j] = cell[j].ew.low;
		high[j] = cell[j].ew.high;
		step[j] = cell[j].step;
	}
	walk_vector(w, "n", TENSOR_U64, n, d);
	walk_vector(w, "mean", TENSOR_F64, mean, d);
	walk_vector(w, "var", TENSOR_F64, var, d);
	walk_vector(w, "low", TENSOR_F64, low, d);
	walk_vector(w, "high", TENSOR_F64, high, d);
	steps_walk(w, step, d);
	for (j = 0; walk_loading(w) && j < d; j++) {
		walk_check(w, isfinite(mean[j]) && var[j] >= 0, "mean or var");
		cell[j].step = step[j];
		cell[j].ew = (struct ew){ .n = n[j],
			.mean = mean[j],
			.var = var[j],
			.low = low[j],
			.high = high[j],
			.lambda = ew_lambda(m->halflife) };
	}
	return walk_done(w);
}

static void
ewz_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct ewz *m = model;
	const struct ewstep *cell;
	double part[DETECT_COLUMNS_MAX];
	size_t i;
	int64_t j;

	for (i = 0; i < n; i++, x += m->d) {
		cell = state[i];
		score[i] = NAN;
		for (j = 0; j < m->d; j++) {
			part[j] = ewz_cell_z(&cell[j], m->halflife, x[j]);
			score[i] = score_max(score[i], fabs(part[j]));
		}
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, part, (int)m->d);
	}
}

static void
ewz_learn(void *state, const void *model, const double *x)
{
	const struct ewz *m = model;
	struct ewstep *cell = state;
	int64_t j;

	for (j = 0; j < m->d; j++)
		ewz_cell_learn(&cell[j], m->halflife, m->clip, x[j]);
}

const struct detector detector_ewz = {
	.name = "ewz",
	.summary = "exponentially weighted z-score with clipped updates",
	.source = "EWMA of mean and variance (RiskMetrics 1996), clipped",
	.flags = DETECT_STATE | DETECT_POOLS,
	.opts = ewz_options,
	.opts_size = sizeof(struct ewz_opts),
	.model_size = sizeof(struct ewz),
	.fit = ewz_fit,
	.walk = ewz_walk,
	.warmup = ewz_warmup,
	.state_size = ewz_state_size,
	.state_init = ewz_state_init,
	.walk_state = ewz_walk_state,
	.score = ewz_score,
	.learn = ewz_learn,
};
