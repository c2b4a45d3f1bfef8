/*
 * signed_volume.c - bought less sold size of a window, exact.
 *
 *	V = sum s_i v_i,  s_i = +1 where the aggressor buys, -1 where he sells
 *
 * Trades without a side go by the tick rule (Lee and Ready 1991, section
 * II): the sign of the last price change that was none of zero, within the
 * window; before it they count for nothing.
 */
#include "window/window.h"

struct signed_volume {
	struct qty_sum sum;
	int64_t last; /* price of the trade before */
	int32_t tick; /* sign of the last change; 0 before it */
	int32_t any;
};

static void
signed_push(void *state, const struct rec *r)
{
	struct signed_volume *s = state;
	int64_t p = rec_price_px(r);
	int sign = rec_sign(r);

	if (p != PX_NULL) {
		if (s->any && p != s->last)
			s->tick = p > s->last ? 1 : -1;
		s->last = p;
		s->any = 1;
	}
	qty_add(&s->sum, r, r->schema->at.size, sign != 0 ? sign : s->tick);
}

static void
signed_emit(const void *state, union cell *out)
{
	out->q = ((const struct signed_volume *)state)->sum;
}

static const struct column columns[] = {
	{ "signed_volume", F_QTY, "" },
	{ NULL, F_QTY, NULL },
};

const struct aggregate aggregate_signed_volume = {
	.name = "signed_volume",
	.summary = "bought less sold size",
	.source = "Lee and Ready 1991, section II, for trades without a side",
	.state_size = sizeof(struct signed_volume),
	.columns = columns,
	.push = signed_push,
	.emit_cells = signed_emit,
};
