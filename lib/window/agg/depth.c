/*
 * depth.c - mean size in the book, at the best levels of each side.
 *
 *	bid_depth, ask_depth	time-weighted mean of sum bs_k, k < levels, over
 *				the time in which it is known
 *
 * and the same for the ask.  The quote before the window is valid until the
 * first quote of the window.  A level without a price counts as size 0; a level
 * with a price but no size makes the depth unknown until the next quote.
 * Records of a kind with fewer levels are ignored.  NaN if the depth was never
 * known.
 */
#include <math.h>
#include <stdio.h>

#include "window/window.h"

enum { LEVELS_MAX = 100, NAME_MAX = 16 };

struct depth_arg {
	int levels;
	int known; /* some schema has this many levels */
	int has;   /* this one has */
	/* fields: prices and sizes of both sides */
	int px[2][LEVELS_MAX], sz[2][LEVELS_MAX];
	char name[2][NAME_MAX];
};

/* The current depth, bid and ask. */
struct prior {
	double size[2];
	uint32_t any;
};

struct depth {
	double area[2]; /* in units ns */
	uint64_t time;  /* ns in which the depth was known */
	uint64_t at;
};

static const char *const sides[2] = { "bid", "ask" };

static const struct arg args[] = {
	{ .name = "levels",
	    .kind = ARG_INT,
	    .min = 1,
	    .max = LEVELS_MAX,
	    .def = "1",
	    .help = "levels of each side" },
	{ .name = NULL },
};

static void
name_columns(struct depth_arg *a)
{
	int side;

	for (side = 0; side < 2; side++) {
		if (a->levels == 1)
			snprintf(a->name[side], NAME_MAX, "%s_depth",
			    sides[side]);
		else
			snprintf(a->name[side], NAME_MAX, "%s_depth_%d",
			    sides[side], a->levels);
	}
}

static int
find_field(const struct schema *s, const char *side, const char *what,
    int level, enum ftype type)
{
	char name[FIELD_NAME_MAX + 1];
	int i;

	snprintf(name, sizeof(name), "%s_%s_%02d", side, what, level);
	i = schema_find(s, name);
	return i >= 0 && s->field[i].type == type ? i : -1;
}

static int
depth_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct depth_arg *a = arg;
	int side, k;

	(void)err;
	a->levels = (int)c->v[0].i;
	a->has = s != NULL;
	name_columns(a);
	for (side = 0; s != NULL && side < 2; side++)
		for (k = 0; k < a->levels; k++) {
			a->px[side][k] =
			    find_field(s, sides[side], "px", k, F_PX);
			a->sz[side][k] =
			    find_field(s, sides[side], "sz", k, F_QTY);
			a->has &= a->px[side][k] >= 0 && a->sz[side][k] >= 0;
		}
	a->known |= a->has;
	return 0;
}

static int
depth_takes(const void *arg)
{
	return ((const struct depth_arg *)arg)->has;
}

static int
depth_columns(const void *arg, const struct schema *s, struct column *out)
{
	const struct depth_arg *a = arg;
	int side;

	(void)s;
	for (side = 0; a->known && side < 2; side++)
		out[side] = (struct column){ .name = a->name[side],
			.type = F_F64,
			.unit = "qty" };
	return a->known ? 2 : 0;
}

static void
reach(struct depth *s, const struct prior *c, uint64_t t)
{
	if (c->any) {
		s->area[0] += c->size[0] * (double)(t - s->at);
		s->area[1] += c->size[1] * (double)(t - s->at);
		s->time += t - s->at;
	}
	s->at = t;
}

static void
depth_open(const void *arg, void *state, void *carry, uint64_t start)
{
	(void)arg;
	(void)carry;
	((struct depth *)state)->at = start;
}

static void
depth_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	const struct depth_arg *a = arg;
	struct prior *c = carry;
	int side, k;

	reach(state, c, rec_time(r));
	*c = (struct prior){ .any = 1 };
	for (side = 0; side < 2; side++)
		for (k = 0; k < a->levels; k++)
			if (rec_i64(r, a->px[side][k]) != PX_NULL)
				c->size[side] += rec_double(r, a->sz[side][k]);
	if (isnan(c->size[0] + c->size[1]))
		*c = (struct prior){ .any = 0 };
}

static void
depth_close(const void *arg, void *state, void *carry, uint64_t end)
{
	(void)arg;
	reach(state, carry, end);
}

static void
depth_merge(const void *arg, void *state, const void *later)
{
	struct depth *s = state;
	const struct depth *b = later;

	(void)arg;
	s->area[0] += b->area[0];
	s->area[1] += b->area[1];
	s->time += b->time;
	s->at = b->at;
}

static void
depth_emit(const void *arg, const void *state, union cell *out)
{
	const struct depth *s = state;
	int side;

	(void)arg;
	for (side = 0; side < 2; side++)
		out[side].d =
		    s->time > 0 ? s->area[side] / (double)s->time : NAN;
}

static int
depth_walk(struct walk *w, const void *arg, void *state)
{
	struct depth *s = state;

	(void)arg;
	walk_vector(w, "area", TENSOR_F64, s->area, 2);
	walk_scalar(w, "time", TENSOR_U64, &s->time);
	walk_scalar(w, "at", TENSOR_U64, &s->at);
	return walk_done(w);
}

static int
prior_walk(struct walk *w, const void *arg, void *carry)
{
	struct prior *c = carry;

	(void)arg;
	walk_vector(w, "size", TENSOR_F64, c->size, 2);
	walk_scalar(w, "any", TENSOR_U32, &c->any);
	return walk_done(w);
}

const struct aggregate aggregate_depth = {
	.name = "depth",
	.summary = "time-weighted mean size of the best levels of each side",
	.sees = SEES_QUOTE,
	.args = args,
	.columns = depth_columns,
	.arg_size = sizeof(struct depth_arg),
	.state_size = sizeof(struct depth),
	.carry_size = sizeof(struct prior),
	.every_pane = 1,
	.bind = depth_bind,
	.takes = depth_takes,
	.open = depth_open,
	.push = depth_push,
	.close = depth_close,
	.merge = depth_merge,
	.emit = depth_emit,
	.walk_state = depth_walk,
	.walk_carry = prior_walk,
};
