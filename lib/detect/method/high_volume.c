/*
 * high_volume.c - the rule "a size above a limit".
 *
 *	score = size / limit	fires above 1
 *
 * NaN if the size is missing.
 */
#include <math.h>

#include "detect/rule.h"

struct high_volume_opts {
	const char *max_size;
};

static const struct opt high_volume_options[] = {
	{ .name = "max-size",
	    .type = OPT_STR,
	    .off = offsetof(struct high_volume_opts, max_size),
	    .arg = "LIMITS",
	    .def = "10000",
	    .help = "size or volume above which a row is an anomaly: 500, "
		    "ES=500,*=8x or @FILE" },
	{ 0 }
};

static const struct rule_kind kind = { .option = "--max-size",
	.columns = 1,
	.min = 1e-9,
	.max = 1e18 };

static int
high_volume_fit(void *model, const struct fit *f, struct err *err)
{
	const struct high_volume_opts *o = f->opts;

	return rule_fit(model, &kind, f, o->max_size, 0, err);
}

static int
high_volume_walk(struct walk *w, void *model)
{
	return rule_walk(w, &kind, model);
}

static size_t
high_volume_state_size(const void *model)
{
	(void)model;
	return sizeof(struct limit_state);
}

static void
high_volume_state_init(void *state, const void *model)
{
	const struct rule *m = model;

	limit_state_init(state, &m->limits);
}

static int
high_volume_walk_state(struct walk *w, const void *model, void *state)
{
	(void)model;
	return limit_state_walk(w, state);
}

static double
measure(const struct rule *m, const void *state, const double *x)
{
	(void)m;
	(void)state;
	return isfinite(x[0]) ? fmax(x[0], 0) : NAN;
}

static void
high_volume_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	rule_rows(score, why, model, state, x, n, measure);
}

static void
high_volume_learn(void *state, const void *model, const double *x)
{
	(void)model;
	limit_learn(state, x[0]);
}

const struct detector detector_high_volume = {
	.name = "high_volume",
	.summary = "rule: size above --max-size",
	.source = "a limit per trade or bar",
	.flags = DETECT_RULE | DETECT_STATE,
	.opts = high_volume_options,
	.opts_size = sizeof(struct high_volume_opts),
	.inputs = "size|volume",
	.reason = "high_volume",
	.model_size = sizeof(struct rule),
	.fit = high_volume_fit,
	.walk = high_volume_walk,
	.warmup = rule_warmup,
	.state_size = high_volume_state_size,
	.state_init = high_volume_state_init,
	.state_symbol = rule_symbol,
	.walk_state = high_volume_walk_state,
	.score = high_volume_score,
	.learn = high_volume_learn,
	.learns = rule_learns,
};
