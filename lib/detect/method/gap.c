/*
 * gap.c - the rule "rows too far apart".
 *
 *	score = (t - t_prev) / limit	fires above 1
 *
 * t is ts_event in seconds.  A pause longer than --gap-break is the end of a
 * session, and not scored.  A time earlier than the previous one scores 0 and
 * is not learned.
 */
#include <math.h>

#include "detect/rule.h"

struct gap_opts {
	const char *gap;
	uint64_t pause;
};

static const struct opt gap_options[] = {
	{ .name = "max-gap",
	    .type = OPT_STR,
	    .off = offsetof(struct gap_opts, gap),
	    .arg = "LIMITS",
	    .def = "60s",
	    .help = "longest time between rows that is not an anomaly: 5s, "
		    "ES=5s,*=20x or @FILE" },
	{ .name = "gap-break",
	    .type = OPT_DURATION,
	    .off = offsetof(struct gap_opts, pause),
	    .arg = "TIME",
	    .def = "1h",
	    .min = 1e6,
	    .max = 1e18,
	    .help = "longer than this is a break between sessions" },
	{ 0 }
};

static const struct rule_kind kind = { .option = "--max-gap",
	.columns = 1,
	.durations = 1,
	.min = 1e-6,
	.max = 1e9,
	.arg_min = 1e-3,
	.arg_max = 1e9 };

struct gap {
	struct limit_state limit;
	double prev; /* seconds; NaN before the first row */
};

static int
gap_fit(void *model, const struct fit *f, struct err *err)
{
	const struct gap_opts *o = f->opts;

	return rule_fit(model, &kind, f, o->gap, (double)o->pause / 1e9, err);
}

static int
gap_walk(struct walk *w, void *model)
{
	return rule_walk(w, &kind, model);
}

static size_t
gap_state_size(const void *model)
{
	(void)model;
	return sizeof(struct gap);
}

static void
gap_state_init(void *state, const void *model)
{
	const struct rule *m = model;
	struct gap *s = state;

	limit_state_init(&s->limit, &m->limits);
	s->prev = NAN;
}

static int
gap_walk_state(struct walk *w, const void *model, void *state)
{
	struct gap *s = state;

	(void)model;
	limit_state_walk(w, &s->limit);
	walk_scalar(w, "prev", TENSOR_F64, &s->prev);
	return walk_done(w);
}

static double
measure(const struct rule *m, const void *state, const double *x)
{
	const struct gap *s = state;
	double pause = rule_between(s->prev, x[0]);

	if (!isfinite(pause) || pause > m->arg)
		return NAN;
	return fmax(pause, 0);
}

static void
gap_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	rule_rows(score, why, model, state, x, n, measure);
}

static void
gap_learn(void *state, const void *model, const double *x)
{
	const struct rule *m = model;
	struct gap *s = state;

	limit_learn(&s->limit, measure(m, s, x));
	if (isfinite(x[0]) && !(x[0] <= s->prev))
		s->prev = x[0];
}

const struct detector detector_gap = {
	.name = "gap",
	.summary = "rule: time between rows above --max-gap",
	.source = "a limit on the time without rows",
	.flags = DETECT_RULE | DETECT_STATE,
	.opts = gap_options,
	.opts_size = sizeof(struct gap_opts),
	.inputs = "ts_event",
	.reason = "gap",
	.model_size = sizeof(struct rule),
	.fit = gap_fit,
	.walk = gap_walk,
	.warmup = rule_warmup_next,
	.state_size = gap_state_size,
	.state_init = gap_state_init,
	.state_symbol = rule_symbol,
	.walk_state = gap_walk_state,
	.score = gap_score,
	.learn = gap_learn,
};
