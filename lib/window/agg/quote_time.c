/*
 * quote_time.c - time in a window with an abnormal quote	[s]
 *
 *	crossed	bid above ask
 *	locked	bid equal to ask, exact
 *	stale	no quote has come for longer than `after'
 *
 * The quote before the window is valid until the first quote of the window.  A
 * one-sided quote is neither crossed nor locked.  NaN while no quote of the
 * symbol is known.
 */
#include <math.h>

#include "window/window.h"

struct odd_arg {
	enum which { CROSSED, LOCKED, STALE } which;
	uint64_t after; /* ns */
};

/* The current quote. */
struct prior {
	uint64_t
	    since; /* first instant at which it is abnormal; TS_NULL: never */
	uint32_t any;
};

struct odd {
	uint64_t time; /* ns */
	uint64_t at;
	uint32_t any;
};

static const struct arg stale_args[] = {
	{ .name = "after",
	    .kind = ARG_DURATION,
	    .min = 1,
	    .max = 3.2e16,
	    .def = "10s",
	    .help = "age at which a quote is stale" },
	{ .name = NULL },
};

static int
crossed_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	(void)c;
	(void)s;
	(void)err;
	((struct odd_arg *)arg)->which = CROSSED;
	return 0;
}

static int
locked_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	(void)c;
	(void)s;
	(void)err;
	((struct odd_arg *)arg)->which = LOCKED;
	return 0;
}

static int
stale_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct odd_arg *a = arg;

	(void)s;
	(void)err;
	a->which = STALE;
	a->after = (uint64_t)c->v[0].i;
	return 0;
}

/* The first instant at which a quote is abnormal. */
static uint64_t
odd_since(const struct odd_arg *a, const struct rec *r)
{
	int64_t bid = rec_i64(r, r->schema->at.bid_px);
	int64_t ask = rec_i64(r, r->schema->at.ask_px);
	uint64_t t = rec_time(r);

	if (a->which == STALE)
		return t + a->after;
	if (bid == PX_NULL || ask == PX_NULL)
		return TS_NULL;
	return (a->which == CROSSED ? bid > ask : bid == ask) ? t : TS_NULL;
}

static void
reach(struct odd *s, const struct prior *c, uint64_t t)
{
	uint64_t from = c->since > s->at ? c->since : s->at;

	if (c->any && t > from)
		s->time += t - from;
	s->any |= c->any;
	s->at = t;
}

static void
odd_open(const void *arg, void *state, void *carry, uint64_t start)
{
	(void)arg;
	(void)carry;
	((struct odd *)state)->at = start;
}

static void
odd_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct odd *s = state;
	struct prior *c = carry;

	reach(s, c, rec_time(r));
	c->since = odd_since(arg, r);
	c->any = s->any = 1;
}

static void
odd_close(const void *arg, void *state, void *carry, uint64_t end)
{
	(void)arg;
	reach(state, carry, end);
}

static void
odd_merge(const void *arg, void *state, const void *later)
{
	struct odd *s = state;
	const struct odd *b = later;

	(void)arg;
	s->time += b->time;
	s->any |= b->any;
	s->at = b->at;
}

static void
odd_emit(const void *arg, const void *state, union cell *out)
{
	const struct odd *s = state;

	(void)arg;
	out->d = s->any ? (double)s->time / 1e9 : NAN;
}

static int
odd_walk(struct walk *w, const void *arg, void *state)
{
	struct odd *s = state;

	(void)arg;
	walk_scalar(w, "time", TENSOR_U64, &s->time);
	walk_scalar(w, "at", TENSOR_U64, &s->at);
	walk_scalar(w, "any", TENSOR_U32, &s->any);
	return walk_done(w);
}

static int
prior_walk(struct walk *w, const void *arg, void *carry)
{
	struct prior *c = carry;

	(void)arg;
	walk_scalar(w, "since", TENSOR_U64, &c->since);
	walk_scalar(w, "any", TENSOR_U32, &c->any);
	return walk_done(w);
}

#define ODD(NAME, ARGS, SUMMARY)                                               \
	const struct aggregate aggregate_##NAME = {                            \
		.name = #NAME,                                                 \
		.unit = "s",                                                   \
		.summary = SUMMARY,                                            \
		.sees = SEES_QUOTE,                                            \
		.args = ARGS,                                                  \
		.arg_size = sizeof(struct odd_arg),                            \
		.state_size = sizeof(struct odd),                              \
		.carry_size = sizeof(struct prior),                            \
		.every_pane = 1,                                               \
		.bind = NAME##_bind,                                           \
		.open = odd_open,                                              \
		.push = odd_push,                                              \
		.close = odd_close,                                            \
		.merge = odd_merge,                                            \
		.emit = odd_emit,                                              \
		.walk_state = odd_walk,                                        \
		.walk_carry = prior_walk,                                      \
	}

ODD(crossed, NULL, "time in which the bid is above the ask");
ODD(locked, NULL, "time in which the bid equals the ask");
ODD(stale, stale_args, "time in which the quote is older than this");
