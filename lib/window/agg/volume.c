/*
 * volume.c - traded size of a window, exact.
 *
 * Missing sizes add nothing; the volume is null if all are missing, as for
 * prices without sizes and mids of quotes.
 */
#include "window/window.h"

struct volume_arg {
	int at;       /* field, -1: none */
	int whole;    /* its sizes are whole units */
	uint32_t off; /* in the row */
};

static int
volume_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct volume_arg *a = arg;

	(void)c;
	(void)err;
	if (s == NULL)
		return 0;
	a->at = s->sees & SEES_BAR ? s->at.volume : s->at.size;
	a->whole = a->at >= 0 && s->field[a->at].scale == 0;
	a->off = a->at >= 0 ? s->field[a->at].off : 0;
	return 0;
}

static inline void
volume_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	const struct volume_arg *a = arg;
	struct qty_sum *q = state;
	int64_t v;

	(void)carry;
	if (!a->whole || q->nano != 0) {
		qty_add(q, r, a->at, 1);
		return;
	}
	memcpy(&v, r->v + a->off, sizeof(v));
	if (v != QTY_NULL)
		qty_add_whole(q, v);
}

static void
volume_push_rows(const void *arg, const struct agg_rows *b, size_t at)
{
	const struct volume_arg *a = arg;
	const size_t off = a->off;
	const int32_t whole = a->whole ? 0 : INT32_MIN; /* nano */
	struct rec r = { b->schema, NULL };
	struct qty_sum *q;
	int64_t v, sum;
	size_t i;

	for (i = 0; i < b->n; i++) {
		q = (struct qty_sum *)(void *)(b->state[i] + at);
		memcpy(&v, b->row[i] + off, sizeof(v));
		if (q->nano != whole || v == QTY_NULL ||
		    __builtin_add_overflow(q->whole, v, &sum)) {
			r.v = b->row[i];
			volume_push(arg, q, NULL, &r);
			continue;
		}
		q->whole = sum;
		q->n = 1;
	}
}

static void
volume_merge(const void *arg, void *state, const void *later)
{
	(void)arg;
	qty_merge(state, later);
}

static void
volume_emit(const void *arg, const void *state, union cell *out)
{
	(void)arg;
	out->q = *(const struct qty_sum *)state;
}

static int
volume_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	return qty_walk(w, "volume", state);
}

static const struct column columns[] = {
	{ .name = "volume", .type = F_QTY, .unit = "", .fill = "0" },
	{ .name = NULL },
};

const struct aggregate aggregate_volume = {
	.name = "volume",
	.summary = "traded size",
	.sees = SEES_TRADE | SEES_BAR,
	.table = columns,
	.arg_size = sizeof(struct volume_arg),
	.state_size = sizeof(struct qty_sum),
	.bind = volume_bind,
	.push = volume_push,
	.push_rows = volume_push_rows,
	.merge = volume_merge,
	.emit = volume_emit,
	.walk_state = volume_walk,
};
