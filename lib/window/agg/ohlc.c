/*
 * ohlc.c - first, highest, lowest and last price of a window, exact.
 *
 * First and last go by index time; of equal times the first to come opens
 * and the last to come closes, so rows out of order within the lateness
 * make the same bar as in order.  Bars that are windowed again give their
 * own four prices.  All four are null while there is no price.
 */
#include "window/window.h"

struct ohlc {
	uint64_t from, to; /* index times of open and close */
	int64_t px[4];     /* open, high, low, close */
	int any;
};

static void
take(struct ohlc *o, uint64_t t, const int64_t px[4])
{
	if (!o->any || t < o->from) {
		o->from = t;
		o->px[0] = px[0];
	}
	if (!o->any || px[1] > o->px[1])
		o->px[1] = px[1];
	if (!o->any || px[2] < o->px[2])
		o->px[2] = px[2];
	if (!o->any || t >= o->to) {
		o->to = t;
		o->px[3] = px[3];
	}
	o->any = 1;
}

static void
ohlc_push(void *state, const struct rec *r)
{
	const struct places *at = &r->schema->at;
	int64_t px[4];
	int i;

	if (r->schema->sees & SEES_BAR) {
		px[0] = rec_i64(r, at->open);
		px[1] = rec_i64(r, at->high);
		px[2] = rec_i64(r, at->low);
		px[3] = rec_i64(r, at->close);
	} else {
		px[0] = px[1] = px[2] = px[3] = rec_price_px(r);
	}
	for (i = 0; i < 4; i++)
		if (px[i] == PX_NULL)
			return;
	take(state, rec_time(r), px);
}

static void
ohlc_emit(const void *state, union cell *out)
{
	const struct ohlc *o = state;
	int i;

	for (i = 0; i < 4; i++)
		out[i].i = o->any ? o->px[i] : PX_NULL;
}

static const struct column columns[] = {
	{ "open", F_PX, "" },
	{ "high", F_PX, "" },
	{ "low", F_PX, "" },
	{ "close", F_PX, "" },
	{ NULL, F_PX, NULL },
};

const struct aggregate aggregate_ohlc = {
	.name = "ohlc",
	.summary = "open, high, low and close",
	.sees = SEES_TRADE | SEES_BAR,
	.state_size = sizeof(struct ohlc),
	.columns = columns,
	.push = ohlc_push,
	.emit_cells = ohlc_emit,
};
