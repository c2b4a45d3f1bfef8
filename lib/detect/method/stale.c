/*
 * stale.c - the rule "a price that does not change".
 *
 *	score = (t - time of the last change) / limit	fires above 1
 *
 * t is ts_event in seconds.  After a pause longer than --stale-break (the end
 * of a session) the count restarts.  A limit of "8x" is a multiple of the mean
 * time between changes.
 */
#include <math.h>

#include "detect/rule.h"

struct stale_opts {
	const char *stale;
	uint64_t pause;
};

static const struct opt stale_options[] = {
	{ .name = "max-stale",
	    .type = OPT_STR,
	    .off = offsetof(struct stale_opts, stale),
	    .arg = "LIMITS",
	    .def = "5m",
	    .help = "longest time without a change of price that is not an "
		    "anomaly: 1m, ES=1m,*=20x or @FILE" },
	{ .name = "stale-break",
	    .type = OPT_DURATION,
	    .off = offsetof(struct stale_opts, pause),
	    .arg = "TIME",
	    .def = "1h",
	    .min = 1e6,
	    .max = 1e18,
	    .help = "longer than this is a break between sessions" },
	{ 0 }
};

static const struct rule_kind kind = { .option = "--max-stale",
	.columns = 2,
	.durations = 1,
	.min = 1e-6,
	.max = 1e9,
	.arg_min = 1e-3,
	.arg_max = 1e9 };

struct stale {
	struct limit_state limit;
	double price, changed; /* NaN before the first; when, seconds */
	double prev;           /* time of the last row */
};

static int
stale_fit(void *model, const struct fit *f, struct err *err)
{
	const struct stale_opts *o = f->opts;

	return rule_fit(model, &kind, f, o->stale, (double)o->pause / 1e9, err);
}

static int
stale_walk(struct walk *w, void *model)
{
	return rule_walk(w, &kind, model);
}

static size_t
stale_state_size(const void *model)
{
	(void)model;
	return sizeof(struct stale);
}

static void
stale_state_init(void *state, const void *model)
{
	const struct rule *m = model;
	struct stale *s = state;

	limit_state_init(&s->limit, &m->limits);
	s->price = s->changed = s->prev = NAN;
}

static int
stale_walk_state(struct walk *w, const void *model, void *state)
{
	struct stale *s = state;

	(void)model;
	limit_state_walk(w, &s->limit);
	walk_scalar(w, "price", TENSOR_F64, &s->price);
	walk_scalar(w, "changed", TENSOR_F64, &s->changed);
	walk_scalar(w, "prev", TENSOR_F64, &s->prev);
	return walk_done(w);
}

/* 0 for a row that changes the price or begins a session. */
static double
measure(const struct rule *m, const void *state, const double *x)
{
	const struct stale *s = state;

	if (!isfinite(x[0]) || !isfinite(x[1]) || isnan(s->price))
		return NAN;
	if (x[1] != s->price || rule_between(s->prev, x[0]) > m->arg)
		return 0;
	return fmax(rule_between(s->changed, x[0]), 0);
}

static void
stale_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	rule_rows(score, why, model, state, x, n, measure);
}

static void
stale_learn(void *state, const void *model, const double *x)
{
	const struct rule *m = model;
	struct stale *s = state;

	if (!isfinite(x[0]) || !isfinite(x[1]))
		return;
	if (x[1] != s->price || rule_between(s->prev, x[0]) > m->arg) {
		if (rule_between(s->prev, x[0]) <= m->arg && x[0] >= s->changed)
			limit_learn(&s->limit, rule_between(s->changed, x[0]));
		s->price = x[1];
		s->changed = x[0];
	}
	if (!(x[0] <= s->prev))
		s->prev = x[0];
}

const struct detector detector_stale = {
	.name = "stale",
	.summary = "rule: price without a change for longer than --max-stale",
	.source = "a limit on the time without a change",
	.flags = DETECT_RULE | DETECT_STATE,
	.opts = stale_options,
	.opts_size = sizeof(struct stale_opts),
	.inputs = "ts_event,price|close",
	.reason = "stale",
	.model_size = sizeof(struct rule),
	.fit = stale_fit,
	.walk = stale_walk,
	.warmup = rule_warmup_next,
	.state_size = stale_state_size,
	.state_init = stale_state_init,
	.state_symbol = rule_symbol,
	.walk_state = stale_walk_state,
	.score = stale_score,
	.learn = stale_learn,
};
