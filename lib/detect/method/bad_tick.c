/*
 * bad_tick.c - the rule "a price far from the median of the last ones".
 *
 *	score = |p / median of the last n - 1| / limit	fires above 1
 *
 * A shifted decimal point, swapped digits and a repeated old print are far from
 * the prices around them, and the next price is normal again.  One of them does
 * not move a median; after n/2 prices at a new level the median follows.  Rows
 * are not scored before n prices, or if the median is not positive.  After
 * QuantConnect/Lean issue 3190: a band around the last price alone lets one bad
 * tick make the next good one look bad.
 */
#include <math.h>

#include "detect/rule.h"
#include "math/window.h"

enum { ROWS_MAX = 1024 };

struct bad_tick_opts {
	const char *off;
	int64_t rows;
};

static const struct opt bad_tick_options[] = {
	{ .name = "max-off",
	    .type = OPT_STR,
	    .off = offsetof(struct bad_tick_opts, off),
	    .arg = "LIMITS",
	    .def = "0.02",
	    .help = "largest distance from the median price, as a share, "
		    "that is not an anomaly: 0.01, ES=0.01,*=20x or @FILE" },
	{ .name = "off-rows",
	    .type = OPT_INT,
	    .off = offsetof(struct bad_tick_opts, rows),
	    .arg = "N",
	    .def = "15",
	    .min = 3,
	    .max = ROWS_MAX,
	    .help = "prices that the median is of" },
	{ 0 }
};

static const struct rule_kind kind = { .option = "--max-off",
	.columns = 1,
	.min = 1e-9,
	.max = 1e6,
	.arg_min = 3,
	.arg_max = ROWS_MAX };

struct bad_tick {
	struct limit_state limit;
	double room[]; /* for a struct lastn */
};

static const struct lastn *
window(const struct bad_tick *s)
{
	return (const void *)s->room;
}

static int
bad_tick_fit(void *model, const struct fit *f, struct err *err)
{
	const struct bad_tick_opts *o = f->opts;

	return rule_fit(model, &kind, f, o->off, (double)o->rows, err);
}

static int
bad_tick_walk(struct walk *w, void *model)
{
	return rule_walk(w, &kind, model);
}

static size_t
bad_tick_state_size(const void *model)
{
	const struct rule *m = model;

	return offsetof(struct bad_tick, room) + lastn_size((uint32_t)m->arg);
}

static void
bad_tick_state_init(void *state, const void *model)
{
	const struct rule *m = model;
	struct bad_tick *s = state;

	limit_state_init(&s->limit, &m->limits);
	lastn_init((void *)s->room, (uint32_t)m->arg);
}

static int
bad_tick_walk_state(struct walk *w, const void *model, void *state)
{
	struct bad_tick *s = state;

	(void)model;
	limit_state_walk(w, &s->limit);
	lastn_walk(w, "last", (void *)s->room);
	return walk_done(w);
}

static size_t
warmup(const void *model)
{
	const struct rule *m = model;

	return (size_t)m->arg + rule_warmup(model);
}

static double
measure(const struct rule *m, const void *state, const double *x)
{
	const struct bad_tick *s = state;
	double scratch[ROWS_MAX], median;

	if (window(s)->count < (uint32_t)m->arg || !isfinite(x[0]))
		return NAN;
	median = lastn_median(window(s), scratch);
	return median > 0 ? x[0] / median - 1 : NAN;
}

static void
bad_tick_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	rule_rows(score, why, model, state, x, n, measure);
}

static void
bad_tick_learn(void *state, const void *model, const double *x)
{
	const struct rule *m = model;
	struct bad_tick *s = state;

	limit_learn(&s->limit, fabs(measure(m, s, x)));
	if (isfinite(x[0]))
		lastn_push((void *)s->room, x[0]);
}

const struct detector detector_bad_tick = {
	.name = "bad_tick",
	.summary = "rule: price further than --max-off from the median price",
	.source = "a band around the median of the last prices",
	.flags = DETECT_RULE | DETECT_STATE,
	.opts = bad_tick_options,
	.opts_size = sizeof(struct bad_tick_opts),
	.inputs = "price|close",
	.reason = "bad_tick",
	.model_size = sizeof(struct rule),
	.fit = bad_tick_fit,
	.walk = bad_tick_walk,
	.warmup = warmup,
	.state_size = bad_tick_state_size,
	.state_init = bad_tick_state_init,
	.state_symbol = rule_symbol,
	.walk_state = bad_tick_walk_state,
	.score = bad_tick_score,
	.learn = bad_tick_learn,
};
