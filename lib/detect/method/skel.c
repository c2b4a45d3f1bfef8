/*
 * skel.c - the starting point for a new detector: complete, tested, not listed.
 *
 *	score = |x - last| / unit	[units]
 *
 * per column, the largest of them; last is the previous value.  NaN while no
 * column has a previous value.
 *
 * To make a detector: copy this file to NAME.c, name its one formula and the
 * source above, replace `skel' by NAME, add DETECTOR(NAME) to list.h.  The
 * tests over the list (tests/unit/detect_every.c, detect_model.c) then cover
 * it; its own test compares it with independently computed numbers.
 */
#include "detect/detect.h"

#include <math.h>

/* What the command line sets.  Long names are unique among all detectors:
 * several tables may be joined in one command line.  No letters. */
struct skel_opts {
	double unit;
};

static const struct opt skel_options[] = {
	{ .name = "skel-unit",
	    .type = OPT_REAL,
	    .off = offsetof(struct skel_opts, unit),
	    .arg = "X",
	    .def = "1",
	    .min = 1e-9,
	    .max = 1e9,
	    .help = "score 1 for a step of this size" },
	{ 0 }
};

/* Immutable after fit or load.  Scalars that are saved have the fixed types
 * of their tensors. */
struct skel {
	int64_t d;
	double unit;
};

/* State is flat: d doubles, NaN before the first value. */

static int
skel_fit(void *model, const struct fit *f, struct err *err)
{
	const struct skel_opts *o = f->opts;
	struct skel *m = model;

	if (fit_columns(f, 1, DETECT_COLUMNS_MAX, err) < 0)
		return -1;
	m->d = f->d;
	m->unit = o->unit;
	return 0;
}

static int
skel_walk(struct walk *w, void *model)
{
	struct skel *m = model;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d >= 1 && m->d <= DETECT_COLUMNS_MAX,
	    "d: out of range");
	walk_scalar(w, "unit", TENSOR_F64, &m->unit);
	walk_check(w, m->unit > 0 && isfinite(m->unit), "unit: out of range");
	return walk_done(w);
}

static size_t
skel_state_size(const void *model)
{
	const struct skel *m = model;

	return (size_t)m->d * sizeof(double);
}

static void
skel_state_init(void *state, const void *model)
{
	const struct skel *m = model;
	double *last = state;
	int64_t j;

	for (j = 0; j < m->d; j++)
		last[j] = NAN;
}

static int
skel_walk_state(struct walk *w, const void *model, void *state)
{
	const struct skel *m = model;

	walk_vector(w, "last", TENSOR_F64, state, (uint64_t)m->d);
	return walk_done(w);
}

static void
skel_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct skel *m = model;
	const double *last;
	double part[DETECT_COLUMNS_MAX];
	size_t i;
	int64_t j;

	for (i = 0; i < n; i++, x += m->d) {
		last = state[i];
		score[i] = NAN;
		for (j = 0; j < m->d; j++) {
			part[j] = NAN;
			if (isfinite(x[j]))
				part[j] =
				    score_finite((x[j] - last[j]) / m->unit);
			score[i] = score_max(score[i], fabs(part[j]));
		}
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, part, (int)m->d);
	}
}

static void
skel_learn(void *state, const void *model, const double *x)
{
	const struct skel *m = model;
	double *last = state;
	int64_t j;

	for (j = 0; j < m->d; j++)
		if (isfinite(x[j]))
			last[j] = x[j];
}

const struct detector detector_skel = {
	.name = "skel",
	.summary = "the size of the last step",
	.source = "skel.c",
	.flags = DETECT_STATE,
	.opts = skel_options,
	.opts_size = sizeof(struct skel_opts),
	.model_size = sizeof(struct skel),
	.fit = skel_fit,
	.walk = skel_walk,
	.state_size = skel_state_size,
	.state_init = skel_state_init,
	.walk_state = skel_walk_state,
	.score = skel_score,
	.learn = skel_learn,
};
