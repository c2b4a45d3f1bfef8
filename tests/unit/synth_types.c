/*
 * synth_types.c - injected types at bar level against a naive second writing
 * of their definitions, as the laboratory's programs have them.
 */
#include "synth/inject_impl.h"

#include "synth_inject.h"

enum { BARS_MAX = 64 };

/* The bars of an event: as they came in times the level reached so far, and
 * what the definition makes of them. */
struct bars {
	double o[BARS_MAX], h[BARS_MAX], l[BARS_MAX], c[BARS_MAX], v[BARS_MAX];
	double before; /* close */
	double s, sd;  /* local sigma, sd of log volume */
	double k;      /* with its sign */
	struct inject_event e;
	int T;
};

static double
larger(double a, double b)
{
	return a > b ? a : b;
}

static double
smaller(double a, double b)
{
	return a < b ? a : b;
}

/* A close that moves alone: high and low follow. */
static void
move_close(struct bars *b, int i, double g)
{
	b->c[i] *= g;
	b->h[i] = larger(b->h[i], b->c[i]);
	b->l[i] = smaller(b->l[i], b->c[i]);
}

static void
want_spike(struct bars *b)
{
	move_close(b, 0, exp(b->k * b->s));
}

static void
want_pattern(struct bars *b)
{
	for (int i = 0; i < b->T; i++)
		move_close(b, i, exp((i % 2 == 0 ? 1 : -1) * b->k * b->s));
}

static void
want_dip(struct bars *b)
{
	double path[BARS_MAX] = { 0 }, depth = 0, d = -b->k / 1.3 * b->s;

	for (int i = 0; i < b->T; i++) {
		path[i] = -(1 - fabs(-1 + 2.0 * (i + 1) / (b->T + 1)));
		depth = smaller(depth, path[i]);
	}
	for (int i = 0; i < b->T; i++)
		path[i] *= d / -depth;
	for (int i = 0; i < b->T; i++) {
		b->c[i] *= exp(path[i]);
		b->o[i] *= i > 0 ? exp(path[i - 1]) : 1;
		b->h[i] =
		    larger(b->h[i] * exp(path[i]), larger(b->o[i], b->c[i]));
		b->l[i] =
		    smaller(b->l[i] * exp(path[i]), smaller(b->o[i], b->c[i]));
	}
}

/* path[0] = 0, path[i + 1] the move at the close of bar i. */
static void
follow(struct bars *b, const double *path)
{
	for (int i = 0; i < b->T; i++) {
		double mid = exp((path[i] + path[i + 1]) / 2);

		b->o[i] *= exp(path[i]);
		b->c[i] *= exp(path[i + 1]);
		b->h[i] = larger(b->h[i] * mid, larger(b->o[i], b->c[i]));
		b->l[i] = smaller(b->l[i] * mid, smaller(b->o[i], b->c[i]));
	}
}

static void
want_trend(struct bars *b)
{
	double path[BARS_MAX + 1] = { 0 };

	for (int i = 0; i <= b->T; i++)
		path[i] = b->k * b->s * sqrt(b->T) * i / b->T;
	follow(b, path);
}

static void
want_flash(struct bars *b)
{
	int fall = 3 + (int)(b->e.u[0] * 6);
	int back = fall + (int)(b->e.u[1] * (2 * fall + 1));
	double depth = b->k * b->s * sqrt(fall), path[BARS_MAX + 1] = { 0 };
	double part = .6 + .35 * b->e.u[2];

	CHECK_INT(b->T, fall + back);
	for (int i = 0; i <= b->T; i++)
		path[i] = i <= fall ? depth * i / fall
				    : depth - depth * part * (i - fall) / back;
	follow(b, path);
	for (int i = 0; i < b->T; i++)
		b->v[i] *= exp(b->sd);
}

static void
want_volume(struct bars *b)
{
	b->v[0] *= exp(b->k * b->sd);
}

/* Returns, gaps and what lies beyond open and close, each times a factor. */
static void
rebuild(struct bars *b, double r, double gap, double beyond)
{
	double was = b->before, now = b->before;

	for (int i = 0; i < b->T; i++) {
		double ret = log(b->c[i] / was), oc = log(b->o[i] / was);
		double hi = log(b->h[i] / larger(b->o[i], b->c[i]));
		double lo = log(smaller(b->o[i], b->c[i]) / b->l[i]);

		was = b->c[i];
		b->o[i] = now * exp(oc * gap);
		b->c[i] = now * exp(ret * r);
		b->h[i] = larger(b->o[i], b->c[i]) * exp(hi * beyond);
		b->l[i] = smaller(b->o[i], b->c[i]) * exp(-lo * beyond);
		now = b->c[i];
	}
}

static void
want_burst(struct bars *b)
{
	rebuild(b, b->k, 1, b->k);
}

static void
want_quiet(struct bars *b)
{
	rebuild(b, .3, .3, .3);
	for (int i = 0; i < b->T; i++)
		b->v[i] *= exp(b->k * b->sd);
}

static const struct definition {
	const char *type;
	int low, high; /* T */
	void (*want)(struct bars *b);
	int stays; /* the last close is the new level */
} definitions[] = {
	{ "spike", 1, 1, want_spike, 0 },
	{ "shift", 1, 1, want_spike, 1 },
	{ "jump", 1, 1, want_spike, 1 },
	{ "sub_shift", 1, 1, want_spike, 1 },
	{ "dip", 2, 5, want_dip, 0 },
	{ "trend", 10, 30, want_trend, 1 },
	{ "sub_drift", 60, 60, want_trend, 1 },
	{ "flash", 6, 32, want_flash, 1 },
	{ "volume", 1, 1, want_volume, 0 },
	{ "burst", 10, 20, want_burst, 1 },
	{ "ctx_quiet", 10, 10, want_quiet, 1 },
	{ "sub_pattern", 10, 10, want_pattern, 0 },
};

static double
field(const struct rows *in, size_t row, const char *name)
{
	struct rec r = row_at(in, row);

	return rec_double(&r, schema_find(r.schema, name));
}

/* What the engine knew before row n, from the rows as they came. */
static void
know(struct bars *b, const struct rows *in, size_t n)
{
	struct vol v;
	uint64_t t = 0;

	vol_init(&v, 60 * NS_SECOND, 60 * NS_SECOND);
	for (size_t i = 0; i <= n; i++) {
		struct rec r = row_at(in, i);

		t = rec_u64(&r, r.schema->at.ts_event);
		if (i < n)
			vol_push(&v, t, rec_double(&r, r.schema->at.close),
			    rec_double(&r, r.schema->at.volume), &err);
	}
	vol_advance(&v, t, &err);
	b->s = vol_sigma(&v, t);
	vol_log_volume(&v, &b->sd);
	vol_fini(&v);
}

static void
take(struct bars *b, const struct rows *in, size_t row, double level)
{
	for (int i = 0; i < b->T; i++) {
		size_t n = row + (size_t)i;

		b->o[i] = field(in, n, "open") * level;
		b->h[i] = field(in, n, "high") * level;
		b->l[i] = field(in, n, "low") * level;
		b->c[i] = field(in, n, "close") * level;
		b->v[i] = field(in, n, "volume");
	}
	b->before = field(in, row - 1, "close") * level;
}

static void
compare(const struct bars *b, const struct rows *out, size_t row, double near)
{
	for (int i = 0; i < b->T; i++) {
		size_t n = row + (size_t)i;

		CHECK_NEAR(field(out, n, "open"), b->o[i], near);
		CHECK_NEAR(field(out, n, "high"), b->h[i], near);
		CHECK_NEAR(field(out, n, "low"), b->l[i], near);
		CHECK_NEAR(field(out, n, "close"), b->c[i], near);
		CHECK_NEAR(field(out, n, "volume"), b->v[i],
		    0.6 + 1e-9 * b->v[i]);
	}
}

static void
check_event(const struct definition *d, const struct rows *in,
    const struct run *run, const struct inject_label *l)
{
	struct inject_plan p = { .k = l->magnitude,
		.id = l->event,
		.sign = (int8_t)l->sign };
	static struct bars b;
	size_t first = l->row_start;
	double level = field(&run->out, first - 1, "close") /
		       field(in, first - 1, "close");

	/* small moves may leave the first bars as they were */
	inject_event_init(&b.e, &p, 1, 60 * NS_SECOND, 1);
	b.T = (int)inject_find(d->type)->span(&b.e).rows;
	CHECK(b.T >= d->low && b.T <= d->high);
	CHECK(l->row_end - l->row_start < (uint64_t)b.T);
	if (l->row_end - l->row_start + 1 < (uint64_t)b.T)
		return;
	b.k = l->magnitude * l->sign;
	know(&b, in, first);
	take(&b, in, first, level);
	d->want(&b);
	/* a tick of rounding for each of the reference and the bar */
	compare(&b, &run->out, first, d->want == want_burst ? 0.06 : 0.025);
	first += (size_t)b.T;
	if (first < in->n)
		CHECK_NEAR(field(&run->out, first, "open") /
			       field(in, first, "open") / level,
		    d->stays
			? b.c[b.T - 1] / (field(in, first - 1, "close") * level)
			: 1,
		    0.04 / field(in, first, "open"));
}

static void
test_definitions(void)
{
	static struct run run;
	struct rows in;
	size_t i, whole;

	simulate(&in, "ohlcv-1m", 1, 40, 20000);
	for (i = 0; i < sizeof(definitions) / sizeof(definitions[0]); i++) {
		const struct definition *d = &definitions[i];
		struct inject_opts o = options(d->type);

		test_begin(d->type);
		inject(&run, &in, &o, 0);
		CHECK(run.n > 15);
		whole = 0;
		for (size_t e = 0; e < run.n; e++) {
			check_event(d, &in, &run, &run.label[e]);
			whole++;
		}
		CHECK(whole > 10);
		check_labels(&run);
		free(run.out.v);
	}
	free(in.v);
}

/* Returns of the bars of an event, from the close before. */
static int
returns_of(double *r, const struct rows *rows, const struct inject_label *l)
{
	int n = 0;

	for (size_t i = l->row_start; i <= l->row_end; i++)
		r[n++] =
		    log(field(rows, i, "close") / field(rows, i - 1, "close"));
	return n;
}

static int
cmp(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
test_corr(void)
{
	static struct run run;
	struct inject_opts o = options("ctx_corr");
	double r[BARS_MAX], q[BARS_MAX];
	int moved = 0, poured = 0, n;
	struct rows in;

	test_begin("ctx_corr: the same returns in another order, or volumes of "
		   "another hour");
	o.level = INJECT_EASY;
	simulate(&in, "ohlcv-1m", 1, 30, 20000);
	inject(&run, &in, &o, 0);
	CHECK(run.n > 15);
	for (size_t e = 0; e < run.n; e++) {
		const struct inject_label *l = &run.label[e];
		size_t mid = (l->row_start + l->row_end) / 2, same = 0;

		if (field(&in, mid, "volume") !=
		    field(&run.out, mid, "volume")) {
			/* each volume is one of a bar an hour before */
			for (size_t i = mid - 200; i + 60 < mid; i++)
				same += field(&in, i, "volume") ==
					field(&run.out, mid, "volume");
			CHECK(same > 0);
			poured++;
			continue;
		}
		n = returns_of(r, &in, l);
		CHECK_INT(returns_of(q, &run.out, l), n);
		qsort(r, (size_t)n, sizeof(*r), cmp);
		qsort(q, (size_t)n, sizeof(*q), cmp);
		/* the first or last may not have moved */
		for (int i = 2; i < n - 2; i++)
			CHECK_NEAR(q[i], r[i], 8e-4);
		moved++;
	}
	CHECK(moved > 3 && poured > 3);
	free(in.v);
	free(run.out.v);
}

static void
test_time(void)
{
	static const double k[] = { 4, 2.5, 1.6 };
	static struct run run;
	struct inject_opts o = options("ctx_time");
	double r[BARS_MAX], sum, s, minute;
	struct rows in;
	struct bars b;
	int n;

	simulate(&in, "ohlcv-1m", 1, 30, 20000);
	for (int level = 0; level < INJECT_LEVELS; level++) {
		test_begin("ctx_time: returns are k local sigma at midday");
		o.level = (enum inject_level)level;
		inject(&run, &in, &o, 0);
		CHECK(run.n > 10);
		for (size_t e = 0; e < run.n; e++) {
			const struct inject_label *l = &run.label[e];

			know(&b, &in, l->row_start);
			n = returns_of(r, &run.out, l);
			sum = 0;
			for (int i = 0; i < n; i++)
				sum += r[i] * r[i] / n;
			s = sqrt(sum) / b.s;
			CHECK_NEAR(s, k[level], 0.15 * k[level] + 0.3);
			CHECK_NEAR(l->magnitude, k[level], 1e-12);
			minute = (double)(l->t_start % NS_DAY) /
				     (60.0 * (double)NS_SECOND) -
				 810;
			CHECK(minute > 85 && minute < 300);
		}
		free(run.out.v);
	}
	free(in.v);
}

static void
test_stale(void)
{
	static struct run run;
	struct inject_opts o = options("stale");
	struct rows in;

	test_begin("stale: bars repeat the close before");
	simulate(&in, "ohlcv-1m", 1, 10, 20000);
	inject(&run, &in, &o, 0);
	CHECK(run.n > 5);
	for (size_t e = 0; e < run.n; e++) {
		const struct inject_label *l = &run.label[e];
		double p = field(&run.out, l->row_start - 1, "close");

		CHECK(l->row_end - l->row_start >= 4 &&
		      l->row_end - l->row_start <= 9);
		for (size_t i = l->row_start; i <= l->row_end; i++) {
			struct rec r = row_at(&run.out, i);

			CHECK(field(&run.out, i, "open") == p &&
			      field(&run.out, i, "high") == p &&
			      field(&run.out, i, "low") == p &&
			      field(&run.out, i, "close") == p);
			CHECK_INT(label_of(&r), 1);
		}
	}
	free(in.v);
	free(run.out.v);
}

int
main(void)
{
	if (vocab_init(&vocab, 0, &err) == -1)
		return 1;
	test_definitions();
	test_corr();
	test_time();
	test_stale();
	CHECK(!err.set);
	if (err.set)
		printf("# %s\n", err.msg);
	vocab_fini(&vocab);
	return test_end();
}
