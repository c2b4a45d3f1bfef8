/*
 * cancel_ratio.c - orders cancelled per order added.
 *
 *	cancels not caused by a fill / adds
 *
 * Uses the actions of Databento's mbo schema.  A fill of a resting order is
 * reported by a Fill and, later in the same event, by a Cancel, or by a Modify
 * if part of the order still rests; such a Cancel is not counted.  For this the
 * last 128 filled orders are remembered until their next message.  Records
 * without an order id are ignored.  NaN without an add.
 */
#include <math.h>
#include <string.h>

#include "window/window.h"

enum { FILLED_MAX = 128 };

struct cancel_arg {
	int id, action; /* fields; -1: not there */
	int known;      /* some schema has both */
};

/* Orders that were filled and have had no message since, oldest first. */
struct filled {
	uint64_t id[FILLED_MAX];
	uint32_t n;
};

struct cancels {
	uint64_t adds, cancels;
};

static int
cancel_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct cancel_arg *a = arg;

	(void)c;
	(void)err;
	a->id = a->action = -1;
	if (s == NULL)
		return 0;
	a->id = schema_find(s, "order_id");
	a->action = s->at.action;
	if (a->id >= 0 && s->field[a->id].type != F_ID)
		a->id = -1;
	a->known |= a->id >= 0 && a->action >= 0;
	return 0;
}

static int
cancel_takes(const void *arg)
{
	const struct cancel_arg *a = arg;

	return a->id >= 0 && a->action >= 0;
}

static int
cancel_columns(const void *arg, const struct schema *s, struct column *out)
{
	(void)s;
	*out = (struct column){ .name = "cancel_ratio",
		.type = F_F64,
		.unit = "ratio" };
	return ((const struct cancel_arg *)arg)->known;
}

/* Remove an order from the list; 1 if it was on it. */
static int
forget(struct filled *f, uint64_t id)
{
	uint32_t i;

	for (i = 0; i < f->n && f->id[i] != id; i++)
		;
	if (i == f->n)
		return 0;
	f->n--;
	memmove(&f->id[i], &f->id[i + 1], (f->n - i) * sizeof(f->id[0]));
	return 1;
}

static void
remember(struct filled *f, uint64_t id)
{
	forget(f, id);
	if (f->n == FILLED_MAX)
		forget(f, f->id[0]);
	f->id[f->n++] = id;
}

static void
cancel_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	const struct cancel_arg *a = arg;
	uint64_t id = rec_u64(r, a->id);
	struct cancels *s = state;

	switch (*rec_at(r, a->action)) {
	case 'A':
		s->adds++;
		break;
	case 'C':
		s->cancels += !forget(carry, id);
		break;
	case 'M':
		forget(carry, id);
		break;
	case 'F':
		remember(carry, id);
		break;
	default:
		break;
	}
}

static void
cancel_merge(const void *arg, void *state, const void *later)
{
	struct cancels *s = state;
	const struct cancels *b = later;

	(void)arg;
	s->adds += b->adds;
	s->cancels += b->cancels;
}

static void
cancel_emit(const void *arg, const void *state, union cell *out)
{
	const struct cancels *s = state;

	(void)arg;
	out->d = s->adds > 0 ? (double)s->cancels / (double)s->adds : NAN;
}

static int
cancel_walk(struct walk *w, const void *arg, void *state)
{
	struct cancels *s = state;

	(void)arg;
	walk_scalar(w, "adds", TENSOR_U64, &s->adds);
	walk_scalar(w, "cancels", TENSOR_U64, &s->cancels);
	return walk_done(w);
}

static int
filled_walk(struct walk *w, const void *arg, void *carry)
{
	struct filled *f = carry;

	(void)arg;
	walk_scalar(w, "n", TENSOR_U32, &f->n);
	walk_check(w, f->n <= FILLED_MAX, "n out of range");
	walk_vector(w, "id", TENSOR_U64, f->id, f->n);
	return walk_done(w);
}

const struct aggregate aggregate_cancel_ratio = {
	.name = "cancel_ratio",
	.summary = "orders cancelled, without those filled, per order added",
	.sees = SEES_BOOK,
	.columns = cancel_columns,
	.arg_size = sizeof(struct cancel_arg),
	.state_size = sizeof(struct cancels),
	.carry_size = sizeof(struct filled),
	.bind = cancel_bind,
	.takes = cancel_takes,
	.push = cancel_push,
	.merge = cancel_merge,
	.emit = cancel_emit,
	.walk_state = cancel_walk,
	.walk_carry = filled_walk,
};
