/*
 * count.c - number of trades in a window.
 *
 * Quote updates are counted if the price is the mid.  Bars used as input add
 * their column `count'; if one of them has none, the count is unknown and
 * therefore null.
 */
#include "window/window.h"

struct count_arg {
	int bar; /* the records are bars */
	int at;  /* their field, -1: none */
};

/* 0: none; UNKNOWN stays so. */
struct count {
	uint64_t n;
};
#define UNKNOWN UINT64_MAX

static int
count_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct count_arg *a = arg;

	(void)c;
	(void)err;
	if (s == NULL)
		return 0;
	a->bar = (s->sees & SEES_BAR) != 0;
	a->at = schema_find(s, "count");
	if (a->at >= 0 && s->field[a->at].type != F_U64)
		a->at = -1;
	return 0;
}

static void
add(struct count *c, uint64_t n)
{
	if (n == UNKNOWN || c->n == UNKNOWN ||
	    __builtin_add_overflow(c->n, n, &c->n))
		c->n = UNKNOWN;
}

static inline void
count_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	const struct count_arg *a = arg;
	struct count *c = state;

	(void)carry;
	if (!a->bar)
		c->n += c->n != UNKNOWN;
	else
		add(c, a->at >= 0 ? rec_u64(r, a->at) : UNKNOWN);
}

static void
count_push_rows(const void *arg, const struct agg_rows *b, size_t at)
{
	const int bar = ((const struct count_arg *)arg)->bar;
	struct rec r = { b->schema, NULL };
	struct count *c;
	size_t i;

	for (i = 0; i < b->n; i++) {
		c = (struct count *)(void *)(b->state[i] + at);
		if (bar) {
			r.v = b->row[i];
			count_push(arg, c, NULL, &r);
			continue;
		}
		c->n += c->n != UNKNOWN;
	}
}

static void
count_merge(const void *arg, void *state, const void *later)
{
	struct count *c = state;
	const struct count *b = later;

	(void)arg;
	add(c, b->n);
}

static void
count_emit(const void *arg, const void *state, union cell *out)
{
	const struct count *c = state;

	(void)arg;
	out->u = c->n; /* the type's null is UNKNOWN */
}

static int
count_walk(struct walk *w, const void *arg, void *state)
{
	struct count *c = state;

	(void)arg;
	walk_scalar(w, "n", TENSOR_U64, &c->n);
	return walk_done(w);
}

static const struct column columns[] = {
	{ .name = "count", .type = F_U64, .unit = "" },
	{ .name = NULL },
};

const struct aggregate aggregate_count = {
	.name = "count",
	.summary = "number of trades",
	.sees = SEES_TRADE | SEES_BAR,
	.table = columns,
	.arg_size = sizeof(struct count_arg),
	.state_size = sizeof(struct count),
	.bind = count_bind,
	.push = count_push,
	.push_rows = count_push_rows,
	.merge = count_merge,
	.emit = count_emit,
	.walk_state = count_walk,
};
