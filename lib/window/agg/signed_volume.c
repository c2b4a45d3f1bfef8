/*
 * signed_volume.c - size bought minus size sold in a window, exact.
 *
 *	V = sum s_i v_i,  s_i = +1 where the aggressor buys, -1 where it sells
 *
 * A trade without an aggressor side is compared with the quote before it (Lee
 * and Ready 1991, section II): above the mid it is a buy, below it a sale.  At
 * the mid, or without a quote, the tick rule decides: the sign of the last
 * non-zero price change.  Quote and last price may be from before the window.
 * Trades before any quote or price change are not counted.
 */
#include "window/window.h"

/* The market before a trade. */
struct prior {
	int64_t bid, ask;
	int64_t price; /* of the last trade */
	int32_t tick;  /* sign of the last change; 0: none yet */
	uint8_t quoted, traded;
};

static void
signed_watch(const void *arg, void *carry, const struct rec *r)
{
	const struct places *at = &r->schema->at;
	struct prior *c = carry;

	(void)arg;
	c->bid = rec_i64(r, at->bid_px);
	c->ask = rec_i64(r, at->ask_px);
	c->quoted = c->bid != PX_NULL && c->ask != PX_NULL;
}

/* On which side of the mid a price lies, exact. */
static int
side_of_mid(const struct prior *c, int64_t price)
{
	int64_t floor = (c->bid & c->ask) + ((c->bid ^ c->ask) >> 1);
	int half = ((c->bid ^ c->ask) & 1) != 0;

	if (price > floor)
		return 1;
	return price < floor || half ? -1 : 0;
}

static void
signed_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct prior *c = carry;
	int64_t p = rec_price_px(r);
	int sign = rec_sign(r);

	(void)arg;
	if (p != PX_NULL) {
		if (c->traded && p != c->price)
			c->tick = p > c->price ? 1 : -1;
		c->price = p;
		c->traded = 1;
		if (sign == 0 && c->quoted)
			sign = side_of_mid(c, p);
	}
	qty_add(state, r, r->schema->at.size, sign != 0 ? sign : c->tick);
}

static void
signed_merge(const void *arg, void *state, const void *later)
{
	(void)arg;
	qty_merge(state, later);
}

static void
signed_emit(const void *arg, const void *state, union cell *out)
{
	(void)arg;
	out->q = *(const struct qty_sum *)state;
}

static int
signed_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	return qty_walk(w, "sum", state);
}

static int
prior_walk(struct walk *w, const void *arg, void *carry)
{
	struct prior *c = carry;

	(void)arg;
	walk_scalar(w, "bid", TENSOR_I64, &c->bid);
	walk_scalar(w, "ask", TENSOR_I64, &c->ask);
	walk_scalar(w, "price", TENSOR_I64, &c->price);
	walk_scalar(w, "tick", TENSOR_I32, &c->tick);
	walk_scalar(w, "quoted", TENSOR_U8, &c->quoted);
	walk_scalar(w, "traded", TENSOR_U8, &c->traded);
	return walk_done(w);
}

static const struct column columns[] = {
	{ .name = "signed_volume", .type = F_QTY, .unit = "", .fill = "0" },
	{ .name = NULL },
};

const struct aggregate aggregate_signed_volume = {
	.name = "signed_volume",
	.summary = "bought minus sold size",
	.source = "Lee and Ready 1991, section II, for trades without a side",
	.table = columns,
	.state_size = sizeof(struct qty_sum),
	.carry_size = sizeof(struct prior),
	.push = signed_push,
	.watch = signed_watch,
	.merge = signed_merge,
	.emit = signed_emit,
	.walk_state = signed_walk,
	.walk_carry = prior_walk,
};
