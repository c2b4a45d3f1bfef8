/*
 * rapid_change.c - the rule "a price far from the previous one".
 *
 *	score = |p / p_prev - 1| / limit	fires above 1
 *
 * NaN for the first price, for a missing price, and if the previous price is
 * not positive.  A missing price is not learned: the next price is compared
 * with the last known one.
 */
#include <math.h>

#include "detect/rule.h"

struct rapid_change_opts {
	const char *max_change;
};

static const struct opt rapid_change_options[] = {
	{ .name = "max-change",
	    .type = OPT_STR,
	    .off = offsetof(struct rapid_change_opts, max_change),
	    .arg = "LIMITS",
	    .def = "0.05",
	    .help = "relative change of price above which a row is an "
		    "anomaly: 0.01, ES=0.01,*=8x or @FILE" },
	{ 0 }
};

static const struct rule_kind kind = { .option = "--max-change",
	.columns = 1,
	.min = 1e-9,
	.max = 1e6 };

struct rapid_change {
	struct limit_state limit;
	double prev; /* NaN before the first price */
};

static int
rapid_change_fit(void *model, const struct fit *f, struct err *err)
{
	const struct rapid_change_opts *o = f->opts;

	return rule_fit(model, &kind, f, o->max_change, 0, err);
}

static int
rapid_change_walk(struct walk *w, void *model)
{
	return rule_walk(w, &kind, model);
}

static size_t
rapid_change_state_size(const void *model)
{
	(void)model;
	return sizeof(struct rapid_change);
}

static void
rapid_change_state_init(void *state, const void *model)
{
	const struct rule *m = model;
	struct rapid_change *s = state;

	limit_state_init(&s->limit, &m->limits);
	s->prev = NAN;
}

static int
rapid_change_walk_state(struct walk *w, const void *model, void *state)
{
	struct rapid_change *s = state;

	(void)model;
	limit_state_walk(w, &s->limit);
	walk_scalar(w, "prev", TENSOR_F64, &s->prev);
	return walk_done(w);
}

static double
measure(const struct rule *m, const void *state, const double *x)
{
	const struct rapid_change *s = state;
	(void)m;
	return s->prev > 0 && isfinite(x[0]) ? x[0] / s->prev - 1 : NAN;
}

static void
rapid_change_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	rule_rows(score, why, model, state, x, n, measure);
}

static void
rapid_change_learn(void *state, const void *model, const double *x)
{
	const struct rule *m = model;
	struct rapid_change *s = state;

	limit_learn(&s->limit, fabs(measure(m, s, x)));
	if (isfinite(x[0]))
		s->prev = x[0];
}

const struct detector detector_rapid_change = {
	.name = "rapid_change",
	.summary = "rule: price change above --max-change",
	.source = "a limit on the relative change of price",
	.flags = DETECT_RULE | DETECT_STATE,
	.opts = rapid_change_options,
	.opts_size = sizeof(struct rapid_change_opts),
	.inputs = "price|close",
	.reason = "rapid_change",
	.model_size = sizeof(struct rule),
	.fit = rapid_change_fit,
	.walk = rapid_change_walk,
	.warmup = rule_warmup_next,
	.state_size = rapid_change_state_size,
	.state_init = rapid_change_state_init,
	.state_symbol = rule_symbol,
	.walk_state = rapid_change_walk_state,
	.score = rapid_change_score,
	.learn = rapid_change_learn,
};
