/*
 * src.c - where the records of a window came from.
 *
 *	src_topic, src_part	of its last record
 *	src_off			the highest offset of that partition
 *
 * The engine adds this aggregate where the input has these fields.  A symbol
 * usually has one partition; if a window has records of several, the offsets of
 * the others are not kept.
 */
#include "window/engine.h"

struct src_arg {
	int topic, part, off; /* fields, -1: none */
};

struct src {
	uint64_t t;
	int64_t off;
	uint32_t topic;
	int32_t part;
	uint32_t any;
};

static int
field_of(const struct schema *s, const char *name, enum ftype type)
{
	int i = s == NULL ? -1 : schema_find(s, name);

	return i >= 0 && s->field[i].type == type ? i : -1;
}

static int
src_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct src_arg *a = arg;

	(void)c;
	(void)err;
	a->topic = field_of(s, "src_topic", F_SYM);
	a->part = field_of(s, "src_part", F_I32);
	a->off = field_of(s, "src_off", F_I64);
	return 0;
}

static void
take(struct src *s, const struct src *b)
{
	int same = s->any && s->topic == b->topic && s->part == b->part;

	if (same && b->off > s->off)
		s->off = b->off;
	if (!same && (!s->any || b->t >= s->t))
		*s = *b;
	if (b->t > s->t)
		s->t = b->t;
}

static void
src_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	const struct src_arg *a = arg;
	struct src s = { .t = rec_time(r), .any = 1 };

	(void)carry;
	if (a->part < 0)
		return;
	s.part = (int32_t)rec_u32(r, a->part);
	s.topic = a->topic < 0 ? 0 : rec_u32(r, a->topic);
	s.off = a->off < 0 ? INT64_MAX : rec_i64(r, a->off);
	take(state, &s);
}

static void
src_merge(const void *arg, void *state, const void *later)
{
	(void)arg;
	if (((const struct src *)later)->any)
		take(state, later);
}

static void
src_emit(const void *arg, const void *state, union cell *out)
{
	const struct src *s = state;

	(void)arg;
	out[0].u = s->topic;
	out[1].u = (uint32_t)(s->any ? s->part : INT32_MAX);
	out[2].i = s->any ? s->off : INT64_MAX;
}

static int
src_walk(struct walk *w, const void *arg, void *state)
{
	struct src *s = state;

	(void)arg;
	walk_scalar(w, "t", TENSOR_U64, &s->t);
	walk_scalar(w, "off", TENSOR_I64, &s->off);
	walk_symbol(w, "topic", &s->topic);
	walk_scalar(w, "part", TENSOR_I32, &s->part);
	walk_scalar(w, "any", TENSOR_U32, &s->any);
	return walk_done(w);
}

static const struct column columns[] = {
	{ .name = "src_topic", .type = F_SYM },
	{ .name = "src_part", .type = F_I32 },
	{ .name = "src_off", .type = F_I64 },
	{ .name = NULL },
};

const struct aggregate aggregate_src = {
	.name = "src",
	.summary = "src_topic, src_part and src_off",
	.sees = SEES_ALL,
	.table = columns,
	.arg_size = sizeof(struct src_arg),
	.state_size = sizeof(struct src),
	.bind = src_bind,
	.push = src_push,
	.merge = src_merge,
	.emit = src_emit,
	.walk_state = src_walk,
};
