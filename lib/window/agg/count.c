/*
 * count.c - number of trades in a window.
 *
 * Of quote updates where the price is the mid.  Bars that are windowed
 * again add their own column `count`; the count is null when one of them
 * has none, for then it is not known.
 */
#include "window/window.h"

struct count {
	uint64_t n;
	int unknown;
};

static void
count_push(void *state, const struct rec *r)
{
	struct count *c = state;
	uint64_t n = 1;
	int i;

	if (r->schema->sees & SEES_BAR) {
		i = schema_find(r->schema, "count");
		if (i < 0 || r->schema->field[i].type != F_U64 ||
		    rec_u64(r, i) == UINT64_MAX) {
			c->unknown = 1;
			return;
		}
		n = rec_u64(r, i);
	}
	if (__builtin_add_overflow(c->n, n, &c->n))
		c->unknown = 1;
}

static void
count_emit(const void *state, union cell *out)
{
	const struct count *c = state;

	out->i = (int64_t)(c->unknown ? UINT64_MAX : c->n);
}

static const struct column columns[] = {
	{ "count", F_U64, "" },
	{ NULL, F_U64, NULL },
};

const struct aggregate aggregate_count = {
	.name = "count",
	.summary = "number of trades",
	.sees = SEES_TRADE | SEES_BAR,
	.state_size = sizeof(struct count),
	.columns = columns,
	.push = count_push,
	.emit_cells = count_emit,
};
