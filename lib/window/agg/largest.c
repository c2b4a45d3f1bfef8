/*
 * largest.c - sizes of the largest trades of a window, exact.
 *
 *	largest_1 .. largest_n	in descending order; null if there are fewer
 *	largest_share		their sum / the volume of the window
 *
 * Trades without a size are ignored.
 */
#include <math.h>

#include "window/window.h"

enum { LARGEST_MAX = 8 };

struct largest_arg {
	int n;
};

struct largest {
	struct qty_sum all;
	struct qty_sum top[LARGEST_MAX]; /* the largest first */
	uint32_t n;
};

static const struct arg args[] = {
	{ .name = "n",
	    .kind = ARG_INT,
	    .min = 1,
	    .max = LARGEST_MAX,
	    .def = "3",
	    .help = "trades" },
	{ .name = NULL },
};

static int
largest_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	(void)s;
	(void)err;
	((struct largest_arg *)arg)->n = (int)c->v[0].i;
	return 0;
}

static int
less(const struct qty_sum *a, const struct qty_sum *b)
{
	return a->whole != b->whole ? a->whole < b->whole : a->nano < b->nano;
}

static void
insert(const struct largest_arg *a, struct largest *s, const struct qty_sum *q)
{
	uint32_t i;

	if (s->n < (uint32_t)a->n)
		s->n++;
	else if (!less(&s->top[s->n - 1], q))
		return;
	for (i = s->n - 1; i > 0 && less(&s->top[i - 1], q); i--)
		s->top[i] = s->top[i - 1];
	s->top[i] = *q;
}

static void
largest_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct largest *s = state;
	struct qty_sum q = { 0 };

	(void)carry;
	qty_add(&q, r, r->schema->at.size, 1);
	if (q.n == 0)
		return;
	qty_merge(&s->all, &q);
	insert(arg, s, &q);
}

static void
largest_merge(const void *arg, void *state, const void *later)
{
	struct largest *s = state;
	const struct largest *b = later;
	uint32_t i;

	qty_merge(&s->all, &b->all);
	for (i = 0; i < b->n; i++)
		insert(arg, s, &b->top[i]);
}

static void
largest_emit(const void *arg, const void *state, union cell *out)
{
	const struct largest_arg *a = arg;
	const struct largest *s = state;
	struct qty_sum top = { 0 };
	double all = qty_double(&s->all);
	int i;

	for (i = 0; i < a->n; i++) {
		out[i].q = s->top[i];
		qty_merge(&top, &s->top[i]);
	}
	out[a->n].d = all > 0 && !s->all.over ? qty_double(&top) / all : NAN;
}

static int
largest_walk(struct walk *w, const void *arg, void *state)
{
	const struct largest_arg *a = arg;
	struct largest *s = state;
	char name[8] = "top0";
	int i;

	qty_walk(w, "all", &s->all);
	walk_scalar(w, "n", TENSOR_U32, &s->n);
	walk_check(w, s->n <= (uint32_t)a->n, "n out of range");
	for (i = 0; i < a->n; i++) {
		name[3] = (char)('0' + i);
		qty_walk(w, name, &s->top[i]);
	}
	return walk_done(w);
}

static int
largest_columns(const void *arg, const struct schema *s, struct column *out)
{
	static const char *const names[LARGEST_MAX] = { "largest_1",
		"largest_2", "largest_3", "largest_4", "largest_5", "largest_6",
		"largest_7", "largest_8" };
	int n = ((const struct largest_arg *)arg)->n, i;

	(void)s;
	for (i = 0; i < n; i++)
		out[i] = (struct column){ .name = names[i], .type = F_QTY };
	out[n] = (struct column){ .name = "largest_share",
		.type = F_F64,
		.unit = "ratio" };
	return n + 1;
}

const struct aggregate aggregate_largest = {
	.name = "largest",
	.summary = "sizes of the largest trades, and their share of the volume",
	.args = args,
	.columns = largest_columns,
	.arg_size = sizeof(struct largest_arg),
	.state_size = sizeof(struct largest),
	.bind = largest_bind,
	.push = largest_push,
	.merge = largest_merge,
	.emit = largest_emit,
	.walk_state = largest_walk,
};
