/*
 * high_volume.c - the rule "a size above a limit".
 *
 *	score = size / max	fires above 1
 *
 * detection.md 2.6 (systems 1 and 4).  NaN where the size is missing.
 */
#include "detect/detect.h"

#include <math.h>

static const double MAX_SIZE_MIN = 1e-9, MAX_SIZE_MAX = 1e18;

struct high_volume_opts {
	double max_size;
};

static const struct opt high_volume_options[] = {
	{ .name = "max-size",
	    .type = OPT_REAL,
	    .off = offsetof(struct high_volume_opts, max_size),
	    .arg = "SIZE",
	    .def = "10000",
	    .min = 1e-9,
	    .max = 1e18,
	    .help = "largest size or volume that is not an anomaly" },
	{ 0 }
};

struct high_volume {
	int64_t d;
	double max_size;
};

static int
high_volume_fit(void *model, const struct fit *f, struct err *err)
{
	const struct high_volume_opts *o = f->opts;
	struct high_volume *m = model;

	if (fit_columns(f, 1, 1, err) < 0)
		return -1;
	m->d = f->d;
	m->max_size = o->max_size;
	return 0;
}

static int
high_volume_walk(struct walk *w, void *model)
{
	struct high_volume *m = model;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d == 1, "d: out of range");
	walk_scalar(w, "max_size", TENSOR_F64, &m->max_size);
	walk_check(w,
	    m->max_size >= MAX_SIZE_MIN && m->max_size <= MAX_SIZE_MAX,
	    "max_size: out of range");
	return walk_done(w);
}

static void
high_volume_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct high_volume *m = model;
	size_t i;

	(void)state;
	for (i = 0; i < n; i++) {
		score[i] =
		    isfinite(x[i]) ? score_finite(x[i] / m->max_size) : NAN;
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, &score[i], 1);
	}
}

const struct detector detector_high_volume = {
	.name = "high_volume",
	.summary = "rule: size above --max-size",
	.source = "a fixed limit per trade or bar",
	.flags = DETECT_RULE,
	.opts = high_volume_options,
	.opts_size = sizeof(struct high_volume_opts),
	.inputs = "size|volume",
	.reason = "high_volume",
	.model_size = sizeof(struct high_volume),
	.fit = high_volume_fit,
	.walk = high_volume_walk,
	.score = high_volume_score,
};
