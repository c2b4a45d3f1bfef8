/*
 * run.c - the number of this row in its run: 1, 2, 3, ...
 *
 * A run ends at a pause that is longer than `gap' and longer than four rows.
 * If a session is given, a run also ends at its opening and its close.
 */
#include "feat/column_fn.h"
#include "feat/fn/session.h"

enum { GAP, SESSION, ZONE, ROWS = 4 };

struct run_arg {
	int64_t gap; /* ns */
	struct hours hours;
};

struct run {
	uint64_t end;    /* of the row before */
	int64_t segment; /* of it: a session, or the time after one */
	double rows;     /* of the run; 0: none yet */
};

static int
run_bind(void *arg, const struct call *c, struct err *err)
{
	struct run_arg *a = arg;

	a->gap = c->v[GAP].i;
	return hours_open(&a->hours, call_text(c, SESSION), call_text(c, ZONE),
	    err);
}

static void
run_unbind(void *arg)
{
	struct run_arg *a = arg;

	hours_fini(&a->hours);
}

static size_t
run_size(const void *arg)
{
	(void)arg;
	return sizeof(struct run);
}

static int
run_walk(struct walk *w, const void *arg, void *state)
{
	struct run *s = state;

	(void)arg;
	walk_scalar(w, "end", TENSOR_U64, &s->end);
	walk_scalar(w, "segment", TENSOR_I64, &s->segment);
	walk_scalar(w, "rows", TENSOR_F64, &s->rows);
	return walk_done(w);
}

static int
pause_breaks(const struct run_arg *a, const struct run *s, uint64_t start,
    uint64_t end)
{
	uint64_t most = (uint64_t)a->gap,
		 length = end > start ? end - start : 0;

	if (length < UINT64_MAX / ROWS && most < ROWS * length)
		most = ROWS * length;
	return start > s->end && start - s->end > most;
}

static inline double
next(const struct run_arg *a, struct run *s, struct hours_stretch *stretch,
    uint64_t start, uint64_t end)
{
	struct hours_moment at;
	int64_t segment = 0;

	if (start == TS_NULL)
		start = end;
	if (!a->hours.any) {
		at = hours_at(&a->hours, stretch, start);
		segment = 2 * at.day + !at.inside;
	}
	if (s->rows == 0 || segment != s->segment ||
	    pause_breaks(a, s, start, end))
		s->rows = 0;
	s->rows++;
	s->segment = segment;
	s->end = end;
	return s->rows;
}

static double
run_step(const void *arg, void *state, const struct fn_row *r)
{
	struct hours_stretch stretch = { 0 };

	return next(arg, state, &stretch, r->start, r->end);
}

static void
run_steps(const void *arg, double *out, const struct fn_rows *r)
{
	struct hours_stretch stretch = { 0 };
	size_t g, k;

	EACH_ROW(r, g, k)
	out[k] = next(arg, r->state[g], &stretch, r->start[k], r->end[k]);
}

static const struct arg args[] = {
	{ .name = "gap",
	    .kind = ARG_DURATION,
	    .min = 0,
	    .max = 1e18,
	    .def = "30m",
	    .help = "a longer pause breaks the run" },
	SESSION_ARG,
	ZONE_ARG,
	ARGS_END,
};

const struct column_fn column_fn_run = {
	.name = "run",
	.summary = "number of the row since the last break",
	.unit = "rows",
	.args = args,
	.arg_size = sizeof(struct run_arg),
	.bind = run_bind,
	.unbind = run_unbind,
	.state_size = run_size,
	.walk_state = run_walk,
	.step = run_step,
	.steps = run_steps,
};
