/*
 * gap.c - minutes from the end of the previous row to the start of this one.
 *
 * If a session is given, only time inside it counts.  At most `most', so that
 * a weekend does not dominate all gaps; 0 at the first row.
 */
#include "feat/column_fn.h"
#include "feat/fn/session.h"

enum { MOST, SESSION, ZONE };

struct gap_arg {
	double most; /* minutes */
	struct hours hours;
};

struct gap {
	uint64_t end; /* of the row before */
	double any;   /* 1 once there was one */
};

static int
gap_bind(void *arg, const struct call *c, struct err *err)
{
	struct gap_arg *a = arg;

	a->most = c->v[MOST].d / 60e9;
	return hours_open(&a->hours, call_text(c, SESSION), call_text(c, ZONE),
	    err);
}

static void
gap_unbind(void *arg)
{
	struct gap_arg *a = arg;

	hours_fini(&a->hours);
}

static size_t
gap_size(const void *arg)
{
	(void)arg;
	return sizeof(struct gap);
}

static int
gap_walk(struct walk *w, const void *arg, void *state)
{
	struct gap *s = state;

	(void)arg;
	walk_scalar(w, "end", TENSOR_U64, &s->end);
	walk_scalar(w, "any", TENSOR_F64, &s->any);
	return walk_done(w);
}

/* Seconds of sessions from 1970 to an instant. */
static double
session_seconds(const struct hours *h, struct hours_stretch *stretch,
    uint64_t ns)
{
	struct hours_moment at = hours_at(h, stretch, ns);
	double second = (double)at.second + (double)(ns % NS_SECOND) / 1e9;

	return (double)(at.day * h->length) + fmin(second, (double)h->length);
}

static inline double
next(const struct gap_arg *a, struct gap *s, struct hours_stretch *stretch,
    uint64_t start, uint64_t end)
{
	double y = 0;

	if (start == TS_NULL)
		start = end;
	if (s->any > 0 && start > s->end)
		y = a->hours.any
			? (double)(start - s->end) / 60e9
			: (session_seconds(&a->hours, stretch, start) -
			      session_seconds(&a->hours, stretch, s->end)) /
			      60;
	s->end = end;
	s->any = 1;
	return fmin(fmax(y, 0), a->most);
}

static double
gap_step(const void *arg, void *state, const struct fn_row *r)
{
	struct hours_stretch stretch = { 0 };

	return next(arg, state, &stretch, r->start, r->end);
}

static void
gap_steps(const void *arg, double *out, const struct fn_rows *r)
{
	struct hours_stretch stretch = { 0 };
	size_t g, k;

	EACH_ROW(r, g, k)
	out[k] = next(arg, r->state[g], &stretch, r->start[k], r->end[k]);
}

static const struct arg args[] = {
	{ .name = "most",
	    .kind = ARG_DURATION,
	    .min = 1e9,
	    .max = 1e18,
	    .def = "2h",
	    .help = "a longer gap counts as this" },
	SESSION_ARG,
	ZONE_ARG,
	ARGS_END,
};

const struct column_fn column_fn_gap = {
	.name = "gap",
	.summary = "minutes since the previous row",
	.unit = "min",
	.args = args,
	.arg_size = sizeof(struct gap_arg),
	.bind = gap_bind,
	.unbind = gap_unbind,
	.state_size = gap_size,
	.walk_state = gap_walk,
	.step = gap_step,
	.steps = gap_steps,
};
