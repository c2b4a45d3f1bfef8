/*
 * rapid_change.c - the rule "a price far from the one before".
 *
 *	score = |p / p_prev - 1| / max	fires above 1
 *
 * detection.md 2.6 (system 1).  NaN for the first price, a missing price,
 * and where the price before is not positive.  A missing price is not
 * learned: the next one is held against the last that was there.
 */
#include "detect/detect.h"

#include <math.h>

static const double MAX_CHANGE_MIN = 1e-9, MAX_CHANGE_MAX = 1e6;

struct rapid_change_opts {
	double max_change;
};

static const struct opt rapid_change_options[] = {
	{ .name = "max-change",
	    .type = OPT_REAL,
	    .off = offsetof(struct rapid_change_opts, max_change),
	    .arg = "SHARE",
	    .def = "0.05",
	    .min = 1e-9,
	    .max = 1e6,
	    .help =
		"largest change of price, as a share, that is not an anomaly" },
	{ 0 }
};

struct rapid_change {
	int64_t d;
	double max_change;
};

struct rapid_change_state {
	double prev; /* NaN before the first price */
};

static int
rapid_change_fit(void *model, const struct fit *f, struct err *err)
{
	const struct rapid_change_opts *o = f->opts;
	struct rapid_change *m = model;

	if (fit_columns(f, 1, 1, err) < 0)
		return -1;
	m->d = f->d;
	m->max_change = o->max_change;
	return 0;
}

static int
rapid_change_walk(struct walk *w, void *model)
{
	struct rapid_change *m = model;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d == 1, "d: out of range");
	walk_scalar(w, "max_change", TENSOR_F64, &m->max_change);
	walk_check(w,
	    m->max_change >= MAX_CHANGE_MIN && m->max_change <= MAX_CHANGE_MAX,
	    "max_change: out of range");
	return walk_done(w);
}

static size_t
rapid_change_warmup(const void *model)
{
	(void)model;
	return 1;
}

static size_t
rapid_change_state_size(const void *model)
{
	(void)model;
	return sizeof(struct rapid_change_state);
}

static void
rapid_change_state_init(void *state, const void *model)
{
	struct rapid_change_state *s = state;

	(void)model;
	s->prev = NAN;
}

static int
rapid_change_walk_state(struct walk *w, const void *model, void *state)
{
	struct rapid_change_state *s = state;

	(void)model;
	walk_scalar(w, "prev", TENSOR_F64, &s->prev);
	return walk_done(w);
}

static void
rapid_change_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct rapid_change *m = model;
	const struct rapid_change_state *s;
	double part;
	size_t i;

	for (i = 0; i < n; i++) {
		s = state[i];
		part = NAN;
		if (s->prev > 0 && isfinite(x[i]))
			part =
			    score_finite((x[i] / s->prev - 1) / m->max_change);
		score[i] = fabs(part);
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, &part, 1);
	}
}

static void
rapid_change_learn(void *state, const void *model, const double *x)
{
	struct rapid_change_state *s = state;

	(void)model;
	if (isfinite(x[0]))
		s->prev = x[0];
}

const struct detector detector_rapid_change = {
	.name = "rapid_change",
	.summary = "rule: price change above --max-change",
	.source = "a fixed limit on the relative change of price",
	.flags = DETECT_RULE | DETECT_STATE,
	.opts = rapid_change_options,
	.opts_size = sizeof(struct rapid_change_opts),
	.inputs = "price|close",
	.reason = "rapid_change",
	.model_size = sizeof(struct rapid_change),
	.fit = rapid_change_fit,
	.walk = rapid_change_walk,
	.warmup = rapid_change_warmup,
	.state_size = rapid_change_state_size,
	.state_init = rapid_change_state_init,
	.walk_state = rapid_change_walk_state,
	.score = rapid_change_score,
	.learn = rapid_change_learn,
};
