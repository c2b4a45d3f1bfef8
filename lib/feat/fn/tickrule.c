/*
 * tickrule.c - side of a trade by the tick rule: the sign of the last change
 * of price that was not zero.
 *
 * 1 is a buy, -1 a sale; NaN until the price has changed, and if it is missing.
 */
#include "feat/fn/each.h"
#include "feat/fn/side.h"

static inline double
tickrule_of(const void *arg, struct side *s, double x)
{
	(void)arg;
	return side_by_tick(s, x);
}

EACH_STATE(tickrule_of, struct side)

static int
tickrule_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	side_walk(w, state);
	return walk_done(w);
}

static const struct arg args[] = {
	TRADE_PRICE_ARG,
	ARGS_END,
};

const struct column_fn column_fn_tickrule = {
	.name = "tickrule",
	.summary = "side of a trade by the tick rule",
	.unit = "sign",
	.args = args,
	.state_size = tickrule_of_size,
	.walk_state = tickrule_walk,
	.step = tickrule_of_step,
	.steps = tickrule_of_steps,
};
