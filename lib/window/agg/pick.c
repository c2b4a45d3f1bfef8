/*
 * pick.c - one value of a field in a window: the first, the last, the
 * smallest, the largest.
 *
 * First and last are by index time; of equal times, by order of arrival.  Nulls
 * are ignored.  The field may be defined by a kind or kept from the input;
 * smallest and largest need a number.
 *
 * The engine itself adds `kept', the last value, for each text column of the
 * input that no kind defines: a trader, a venue, an order id.
 */
#include "window/agg/field.h"
#include "window/engine.h"

enum which { FIRST, LAST, KEPT, LEAST, MOST };

struct pick_arg {
	struct field_arg f;
	enum which which;
};

struct pick {
	uint64_t t;
	struct field_value v;
};

static const struct arg args[] = {
	{ .name = "field", .kind = ARG_FIELD, .help = "a field of the input" },
	{ .name = NULL },
};

static int
pick_bind(struct pick_arg *a, const struct call *c, enum which which,
    const char *prefix, const struct schema *s, struct err *err)
{
	a->which = which;
	if (field_bind(&a->f, call_text(c, 0), prefix, s, err) == -1)
		return -1;
	if (a->f.known && which >= LEAST && field_is_text(a->f.type))
		return err_set(err, "field %s is a text, not a number",
		    a->f.field);
	return 0;
}

static int
first_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	return pick_bind(arg, c, FIRST, "first_", s, err);
}

static int
last_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	return pick_bind(arg, c, LAST, "last_", s, err);
}

static int
min_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	return pick_bind(arg, c, LEAST, "min_", s, err);
}

static int
max_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	return pick_bind(arg, c, MOST, "max_", s, err);
}

/* JSON has no type for a null: before the first text such a field counts as a
 * number.  Only texts are kept. */
static int
kept_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	int i = s != NULL ? schema_find(s, call_text(c, 0)) : -1;

	if (i >= 0 && !field_is_kept(&s->field[i])) {
		((struct pick_arg *)arg)->f.at = -1;
		return 0;
	}
	return pick_bind(arg, c, KEPT, "", s, err);
}

static int
pick_columns(const void *arg, const struct schema *s, struct column *out)
{
	const struct pick_arg *a = arg;
	int n = field_column(&a->f, a->f.type, a->f.len, out);

	(void)s;
	if (n > 0 && a->which == LAST)
		out->fill = a->f.column;
	return n;
}

static int
pick_takes(const void *arg)
{
	return ((const struct pick_arg *)arg)->f.at >= 0;
}

static size_t
pick_need(const void *arg)
{
	return offsetof(struct pick, v) +
	       field_value_size(&((const struct pick_arg *)arg)->f);
}

/* Does a value that arrived later replace the current one? */
static int
replaces(const struct pick_arg *a, const struct pick *s, uint64_t t,
    const struct field_value *v)
{
	if (!s->v.any)
		return 1;
	switch (a->which) {
	case FIRST:
		return t < s->t;
	case LAST:
	case KEPT:
		return t >= s->t;
	case LEAST:
		return field_less(&a->f, v, &s->v);
	case MOST:
	default:
		return field_less(&a->f, &s->v, v);
	}
}

static void
pick_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	const struct pick_arg *a = arg;
	struct pick *s = state;
	struct field_value v;
	uint64_t t = rec_time(r);

	(void)carry;
	if (!field_get(&a->f, &v, r) || !replaces(a, s, t, &v))
		return;
	s->t = t;
	s->v = v;
	field_text(&a->f, &s->v, r);
}

static void
pick_merge(const void *arg, void *state, const void *later)
{
	const struct pick_arg *a = arg;
	struct pick *s = state;
	const struct pick *b = later;

	if (!b->v.any || !replaces(a, s, b->t, &b->v))
		return;
	s->t = b->t;
	memcpy(&s->v, &b->v, field_value_size(&a->f));
}

static void
pick_emit(const void *arg, const void *state, union cell *out)
{
	field_put(&((const struct pick_arg *)arg)->f,
	    &((const struct pick *)state)->v, out);
}

static int
pick_walk(struct walk *w, const void *arg, void *state)
{
	struct pick *s = state;

	walk_scalar(w, "t", TENSOR_U64, &s->t);
	return field_walk(w, &((const struct pick_arg *)arg)->f, &s->v);
}

#define PICK(NAME, BIND, SUMMARY)                                              \
	const struct aggregate aggregate_##NAME = {                            \
		.name = #NAME,                                                 \
		.summary = SUMMARY,                                            \
		.example = #NAME "(price)",                                    \
		.sees = SEES_ALL,                                              \
		.args = args,                                                  \
		.columns = pick_columns,                                       \
		.arg_size = sizeof(struct pick_arg),                           \
		.state_need = pick_need,                                       \
		.bind = BIND,                                                  \
		.takes = pick_takes,                                           \
		.push = pick_push,                                             \
		.merge = pick_merge,                                           \
		.emit = pick_emit,                                             \
		.walk_state = pick_walk,                                       \
	}

PICK(first, first_bind, "first value of a field");
PICK(last, last_bind, "last value of a field");
PICK(min, min_bind, "smallest value of a field");
PICK(max, max_bind, "largest value of a field");
PICK(kept, kept_bind, "last value of an unknown text column");
