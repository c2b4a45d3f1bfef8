/*
 * ohlc.c - first, highest, lowest and last price of a window, exact.
 *
 * First and last are by index time; of equal times, the first to arrive is the
 * open and the last is the close.  So rows that are out of order within the
 * lateness make the same bar as rows in order.  Bars used as input contribute
 * their own four prices.  All four are null if there is no price.
 */
#include "window/window.h"

struct ohlc_arg {
	uint32_t off[4]; /* in the row: open, high, low, close */
	uint32_t time;
	int bar; /* four prices, not one */
};

struct ohlc {
	uint64_t from, to; /* index times of open and close */
	int64_t px[4];     /* open, high, low, close */
	uint32_t any;
};

static int
ohlc_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct ohlc_arg *a = arg;
	int at[4], i;

	(void)c;
	(void)err;
	if (s == NULL || (s->sees & (SEES_BAR | SEES_TRADE)) == 0)
		return 0;
	at[0] = at[1] = at[2] = at[3] = s->at.price;
	a->bar = (s->sees & SEES_BAR) != 0;
	if (a->bar) {
		at[0] = s->at.open;
		at[1] = s->at.high;
		at[2] = s->at.low;
		at[3] = s->at.close;
	}
	for (i = 0; i < 4; i++)
		a->off[i] = s->field[at[i]].off;
	a->time = s->time_first < 0 ? 0 : s->field[s->time_first].off;
	return 0;
}

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
ohlc_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	const struct ohlc_arg *a = arg;
	int64_t px[4];
	uint64_t t;
	int i;

	(void)carry;
	for (i = 0; i < 4; i++) {
		memcpy(&px[i], r->v + a->off[i], sizeof(px[i]));
		if (px[i] == PX_NULL)
			return;
	}
	memcpy(&t, r->v + a->time, sizeof(t));
	if (t == 0 || t == TS_NULL)
		t = rec_time(r);
	take(state, t, px);
}

static void
ohlc_push_rows(const void *arg, const struct agg_rows *b, size_t at)
{
	const struct ohlc_arg *a = arg;
	const size_t off = a->off[0], time = a->time;
	const uint64_t last = a->bar ? 0 : TS_NULL - 1;
	struct rec r = { b->schema, NULL };
	struct ohlc *o;
	uint64_t t;
	int64_t px;
	size_t i;

	for (i = 0; i < b->n; i++) {
		o = (struct ohlc *)(void *)(b->state[i] + at);
		memcpy(&px, b->row[i] + off, sizeof(px));
		memcpy(&t, b->row[i] + time, sizeof(t));
		/* bars; the first of a window, which has no time yet; late */
		if (t > last || o->to - 1 >= t || px == PX_NULL) {
			r.v = b->row[i];
			ohlc_push(arg, o, NULL, &r);
			continue;
		}
		o->px[1] = px > o->px[1] ? px : o->px[1];
		o->px[2] = px < o->px[2] ? px : o->px[2];
		o->px[3] = px;
		o->to = t;
	}
}

static void
ohlc_merge(const void *arg, void *state, const void *later)
{
	struct ohlc *o = state;
	const struct ohlc *b = later;

	(void)arg;
	if (!b->any)
		return;
	if (!o->any) {
		*o = *b;
		return;
	}
	if (b->px[1] > o->px[1])
		o->px[1] = b->px[1];
	if (b->px[2] < o->px[2])
		o->px[2] = b->px[2];
	o->px[3] = b->px[3];
	o->to = b->to;
}

static void
ohlc_emit(const void *arg, const void *state, union cell *out)
{
	const struct ohlc *o = state;
	int i;

	(void)arg;
	for (i = 0; i < 4; i++)
		out[i].i = o->any ? o->px[i] : PX_NULL;
}

static int
ohlc_walk(struct walk *w, const void *arg, void *state)
{
	struct ohlc *o = state;

	(void)arg;
	walk_scalar(w, "from", TENSOR_U64, &o->from);
	walk_scalar(w, "to", TENSOR_U64, &o->to);
	walk_vector(w, "px", TENSOR_I64, o->px, 4);
	walk_scalar(w, "any", TENSOR_U32, &o->any);
	return walk_done(w);
}

static const struct column columns[] = {
	{ .name = "open", .type = F_PX, .unit = "", .fill = "close" },
	{ .name = "high", .type = F_PX, .unit = "", .fill = "close" },
	{ .name = "low", .type = F_PX, .unit = "", .fill = "close" },
	{ .name = "close", .type = F_PX, .unit = "", .fill = "close" },
	{ .name = NULL },
};

const struct aggregate aggregate_ohlc = {
	.name = "ohlc",
	.summary = "open, high, low and close",
	.sees = SEES_TRADE | SEES_BAR,
	.table = columns,
	.arg_size = sizeof(struct ohlc_arg),
	.state_size = sizeof(struct ohlc),
	.bind = ohlc_bind,
	.push = ohlc_push,
	.push_rows = ohlc_push_rows,
	.merge = ohlc_merge,
	.emit = ohlc_emit,
	.walk_state = ohlc_walk,
};
