/*
 * jump.c - is a return a jump, or part of a continuous price path?
 *
 *	lm	sigma^2 = sum |r_j| |r_(j-1)| / (K-2), the K-1 returns before
 *		beta = (|r|/sigma - C_n)/S_n
 *		c = sqrt(2/pi), C_n = sqrt(2 ln n)/c - (ln pi + ln ln n)/
 *		(2c sqrt(2 ln n)), S_n = 1/(c sqrt(2 ln n))
 *		p = 1 - exp(-exp(-beta))
 *	bns	RV = sum r^2, BV = (pi/2) K/(K-1) sum |r_j| |r_(j-1)|,
 *		TQ = K mu^-3 K/(K-2) sum prod |r|^(4/3) of three neighbours
 *		z = ((RV - BV)/RV)/sqrt(((pi/2)^2 + pi - 5)/K max(1, TQ/BV^2))
 *		over the last K returns, the row's own among them
 *		p = 1 - Phi(z)
 *	score = max -log10 p over the columns
 *
 * Lee and Mykland 2008 (n: the number of rows, a day's for example, with a 1 %
 * chance of a false alarm); Barndorff-Nielsen and Shephard 2006.  A row is not
 * scored before K returns, or if the price has not moved at all.
 */
#include <math.h>
#include <stdio.h>

#include "detect/detect.h"
#include "math/window.h"

enum { TEST_LM, TEST_BNS, WINDOW_MAX = 4096, WINDOW_MIN = 8 };

static const double PI = 3.14159265358979323846;
static const double P_MIN = 1e-300, SIGMA_MIN = 1e-12;

static const char *const tests[] = { "lm", "bns", NULL };

struct jump_opts {
	int test;
	int64_t window, day;
};

static const struct opt jump_options[] = {
	{ .name = "jump-test",
	    .type = OPT_ENUM,
	    .off = offsetof(struct jump_opts, test),
	    .arg = "TEST",
	    .def = "lm",
	    .choices = tests,
	    .help = "lm: of each return; bns: of the last K together" },
	{ .name = "jump-window",
	    .type = OPT_INT,
	    .off = offsetof(struct jump_opts, window),
	    .arg = "ROWS",
	    .def = "156",
	    .min = WINDOW_MIN,
	    .max = WINDOW_MAX,
	    .help = "K: returns that make the local volatility" },
	{ .name = "jump-day",
	    .type = OPT_INT,
	    .off = offsetof(struct jump_opts, day),
	    .arg = "ROWS",
	    .def = "390",
	    .min = 3,
	    .max = 1e9,
	    .help = "n: rows of a day, for lm" },
	{ 0 }
};

struct jump {
	int64_t d, test, window, day;
};

static int
jump_fit(void *model, const struct fit *f, struct err *err)
{
	const struct jump_opts *o = f->opts;
	struct jump *m = model;

	if (fit_columns(f, 1, DETECT_COLUMNS_MAX, err) == -1)
		return -1;
	m->d = f->d;
	m->test = o->test;
	m->window = o->window;
	m->day = o->day;
	return 0;
}

static int
jump_walk(struct walk *w, void *model)
{
	struct jump *m = model;

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d >= 1 && m->d <= DETECT_COLUMNS_MAX,
	    "d: out of range");
	walk_scalar(w, "test", TENSOR_I64, &m->test);
	walk_check(w, m->test == TEST_LM || m->test == TEST_BNS,
	    "test: out of range");
	walk_scalar(w, "window", TENSOR_I64, &m->window);
	walk_check(w, m->window >= WINDOW_MIN && m->window <= WINDOW_MAX,
	    "window: out of range");
	walk_scalar(w, "day", TENSOR_I64, &m->day);
	walk_check(w, m->day >= 3 && m->day <= 1000000000, "day: out of range");
	return walk_done(w);
}

static size_t
jump_warmup(const void *model)
{
	const struct jump *m = model;

	return (size_t)m->window - 1;
}

/* State: the last K - 1 returns of each column. */
static size_t
cell_size(const struct jump *m)
{
	return lastn_size((uint32_t)m->window - 1);
}

static size_t
jump_state_size(const void *model)
{
	const struct jump *m = model;

	return (size_t)m->d * cell_size(m);
}

static struct lastn *
cell(const void *state, const struct jump *m, int64_t j)
{
	return (void *)((uintptr_t)state + (size_t)j * cell_size(m));
}

static void
jump_state_init(void *state, const void *model)
{
	const struct jump *m = model;
	int64_t j;

	for (j = 0; j < m->d; j++)
		lastn_init(cell(state, m, j), (uint32_t)m->window - 1);
}

static int
jump_walk_state(struct walk *w, const void *model, void *state)
{
	const struct jump *m = model;
	char name[24];
	int64_t j;

	for (j = 0; j < m->d; j++) {
		snprintf(name, sizeof(name), "column%d", (int)j);
		lastn_walk(w, name, cell(state, m, j));
	}
	return walk_done(w);
}

/* -log10 of 1 - exp(-exp(-beta)). */
static double
gumbel_surprise(double beta)
{
	if (beta > 30) /* exp(-beta) itself */
		return beta / log(10);
	return fabs(log10(-expm1(-exp(-beta))));
}

static double
lee_mykland(const struct jump *m, const double *r, double x)
{
	double c = sqrt(2 / PI), root = sqrt(2 * log((double)m->day));
	double center, scale = 1 / (c * root), sum = 0, sigma;
	int64_t k = m->window, j;

	for (j = 1; j < k - 1; j++)
		sum += fabs(r[j]) * fabs(r[j - 1]);
	sigma = sqrt(sum / (double)(k - 2));
	if (!(sigma > SIGMA_MIN * fabs(x)) || !(sigma > 0))
		return NAN;
	center =
	    root / c - (log(PI) + log(log((double)m->day))) / (2 * c * root);
	return gumbel_surprise((fabs(x) / sigma - center) / scale);
}

/* Value j of the window: the K - 1 before, then x. */
static double
value(const struct jump *m, const double *r, double x, int64_t j)
{
	return fabs(j < m->window - 1 ? r[j] : x);
}

static double
barndorff_shephard(const struct jump *m, const double *r, double x)
{
	double k = (double)m->window, rv = 0, bv = 0, tq = 0, mu, z, v, q;
	double a = 0, qa = 0, qb = 0; /* the one before; powers of two */
	int64_t j;

	for (j = 0; j < m->window; j++) {
		v = value(m, r, x, j);
		q = pow(v, 4 / 3.0);
		rv += v * v;
		bv += v * a;
		tq += q * qa * qb;
		a = v;
		qb = qa;
		qa = q;
	}
	bv *= PI / 2 * k / (k - 1);
	mu = pow(2, 2 / 3.0) * tgamma(7 / 6.0) / tgamma(0.5);
	tq *= k / (mu * mu * mu) * k / (k - 2);
	if (!(rv > 0) || !(bv > 0) || !isfinite(rv))
		return NAN;
	z = (rv - bv) / rv /
	    sqrt((PI * PI / 4 + PI - 5) / k * fmax(1, tq / (bv * bv)));
	return fabs(log10(fmax(erfc(z / sqrt(2)) / 2, P_MIN)));
}

static double
surprise(const struct jump *m, const struct lastn *w, double x)
{
	const double *r = lastn_values(w);

	if (w->count < w->cap || !isfinite(x))
		return NAN;
	return score_finite(m->test == TEST_LM ? lee_mykland(m, r, x)
					       : barndorff_shephard(m, r, x));
}

static void
jump_score(double *score, struct contrib *why, const void *model,
    const void *const *state, const double *x, size_t n)
{
	const struct jump *m = model;
	double part[DETECT_COLUMNS_MAX], s;
	size_t i;
	int64_t j;

	for (i = 0; i < n; i++, x += m->d) {
		score[i] = NAN;
		for (j = 0; j < m->d; j++) {
			s = surprise(m, cell(state[i], m, j), x[j]);
			score[i] = score_max(score[i], s);
			part[j] = copysign(s, x[j]);
		}
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, part, (int)m->d);
	}
}

static void
jump_learn(void *state, const void *model, const double *x)
{
	const struct jump *m = model;
	int64_t j;

	for (j = 0; j < m->d; j++)
		if (isfinite(x[j]))
			lastn_push(cell(state, m, j), x[j]);
}

const struct detector detector_jump = {
	.name = "jump",
	.summary = "tests of returns for jumps",
	.source = "Lee and Mykland 2008; Barndorff-Nielsen and Shephard 2006",
	.flags = DETECT_STATE | DETECT_UNITS,
	.opts = jump_options,
	.opts_size = sizeof(struct jump_opts),
	.threshold = 2,
	.model_size = sizeof(struct jump),
	.fit = jump_fit,
	.walk = jump_walk,
	.warmup = jump_warmup,
	.state_size = jump_state_size,
	.state_init = jump_state_init,
	.walk_state = jump_walk_state,
	.score = jump_score,
	.learn = jump_learn,
};
