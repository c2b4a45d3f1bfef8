/*
 * ewreg.c - residual of a regression of one series on others.
 *
 *	e_t = y_t - m_y - b' (x_t - m_x),  b = C_xx^-1 C_xy
 *	value: e_t / sd(e)
 *
 * Means, covariances and sd are over earlier rows, with weights that have a
 * half-life in days; then row t is added, with e clipped to 4 sd.  NaN until
 * `from' days are over, and if one of the series is missing.  A series that
 * depends on the others, or that is constant, has coefficient 0; a third or
 * fourth series that is not given is the constant 0.  With floor 0, sd(e) after
 * a constant y is half a step of y (math/ewstep.h).
 */
#include <string.h>

#include "feat/fn/days.h"
#include "feat/fn/floor.h"
#include "math/ewstep.h"

enum { Y, X1, X2, X3, X4, DAYS, FROM, FLOOR };

enum { K = 4, DIM = K + 1 }; /* series, y after them */

static const double CLIP = 4;
static const double DEPENDENT = 1e-9; /* of a series' variance is left */
static const double FAR = 100;        /* sd: a series does not deviate more */
static const double FAR_FROM = 64;    /* rows; before, sd may be anything */

struct ewreg {
	struct days days;
	double mean[DIM];
	double cov[DIM * (DIM + 1) / 2]; /* (i, j), j <= i, by rows */
	double weight;                   /* of all rows in mean and cov */
	double var, var_weight;          /* of e, and of the rows in it */
	struct step step;                /* of y */
};

static inline double *
at(struct ewreg *s, int i, int j)
{
	return &s->cov[i * (i + 1) / 2 + j];
}

/* Coefficients by L D L' of C_xx; a dependent series is left out. */
static void
solve(double b[K], struct ewreg *s)
{
	double l[K][K], d[K], v, y[K];
	int i, j, k;

	for (i = 0; i < K; i++) {
		if (*at(s, i, i) == 0) { /* has not moved */
			y[i] = d[i] = 0;
			for (j = 0; j < i; j++)
				l[i][j] = 0;
			continue;
		}
		for (j = 0; j < i; j++) {
			v = *at(s, i, j);
			for (k = 0; k < j; k++)
				v -= l[i][k] * d[k] * l[j][k];
			l[i][j] = d[j] > 0 ? v / d[j] : 0;
		}
		v = *at(s, i, i);
		for (k = 0; k < i; k++)
			v -= l[i][k] * l[i][k] * d[k];
		d[i] = v > DEPENDENT * *at(s, i, i) ? v : 0;
		y[i] = *at(s, K, i);
		for (k = 0; k < i; k++)
			y[i] -= l[i][k] * y[k];
	}
	for (i = K - 1; i >= 0; i--) {
		b[i] = d[i] > 0 ? y[i] / d[i] : 0;
		for (k = i + 1; k < K; k++)
			b[i] -= d[i] > 0 ? l[k][i] * b[k] : 0;
	}
}

/*
 * The deviations of a row.  Those of the series are held to FAR: after a
 * history that is constant but for rounding, the coefficients are those of
 * the rounding errors.
 */
static inline void
deviate(double d[DIM], struct ewreg *s, const double *x)
{
	double most;
	int i;

	for (i = 0; i < DIM; i++)
		d[i] = x[i] - s->mean[i];
	for (i = 0; i < K && s->weight >= FAR_FROM; i++) {
		most = FAR * FAR * *at(s, i, i);
		if (d[i] * d[i] > most && most > 0)
			d[i] = copysign(sqrt(most), d[i]);
	}
}

/* Add the deviations of a row. */
static void
add(struct ewreg *s, const double d[DIM], double share)
{
	int i, j;

	for (i = 0; i < DIM; i++)
		s->mean[i] = ew_mean(s->mean[i], d[i], share);
	for (i = 0; i < DIM; i++)
		for (j = 0; j <= i; j++)
			*at(s, i, j) = ew_moment(*at(s, i, j), d[i], d[j],
			    share, 1 - share);
}

static double
residual(struct ewreg *s, const double d[DIM])
{
	double b[K], e = d[K];
	int i;

	solve(b, s);
	for (i = 0; i < K; i++)
		e -= b[i] * d[i];
	return e;
}

/* The scale of e for a row with this y. */
static double
scale(const struct ewreg *s, double y, double days, double floor)
{
	double sd = sqrt(s->var);

	return floor > 0 ? fmax(sd, floor)
			 : step_scale(&s->step, sd, s->mean[K],
			       days * s->days.rows, y);
}

/* x: the series and, after them, y. */
static double
next(const void *arg, struct ewreg *s, const double x[DIM], uint64_t end)
{
	double e, held, sd, lambda, y = NAN, d[DIM];
	int i;

	for (i = 0; i < DIM; i++)
		if (isnan(x[i]))
			return NAN;
	days_at(&s->days, end);
	lambda = days_lambda(&s->days, arg_real(arg, DAYS));
	deviate(d, s, x);
	e = held = residual(s, d);
	sd = scale(s, x[K], arg_real(arg, DAYS), arg_real(arg, FLOOR));
	if (s->days.over >= arg_real(arg, FROM)) {
		y = e / sd;
		held = ew_hold(e, CLIP * sd);
		d[K] += held - e;
	}
	if (s->weight >= 2 * DIM) { /* before, there is no regression yet */
		s->var_weight = lambda * s->var_weight + 1;
		s->var += (held * held - s->var) / s->var_weight;
	}
	s->weight = lambda * s->weight + 1;
	add(s, d, 1 / s->weight);
	if (!(arg_real(arg, FLOOR) > 0))
		step_push(&s->step, x[K]);
	for (i = 0; i < DIM; i++)
		if (!isfinite(s->mean[i]) || !isfinite(*at(s, i, i)))
			memset(s, 0, sizeof(*s));
	return y;
}

static double
ewreg_step(const void *arg, void *state, const struct fn_row *r)
{
	double x[DIM] = { r->in[X1], r->in[X2], r->in[X3], r->in[X4],
		r->in[Y] };

	return next(arg, state, x, r->end);
}

static size_t
ewreg_size(const void *arg)
{
	(void)arg;
	return sizeof(struct ewreg);
}

static int
ewreg_walk(struct walk *w, const void *arg, void *state)
{
	struct ewreg *s = state;

	(void)arg;
	days_walk(w, &s->days);
	walk_vector(w, "mean", TENSOR_F64, s->mean, DIM);
	walk_vector(w, "cov", TENSOR_F64, s->cov, DIM * (DIM + 1) / 2);
	walk_scalar(w, "weight", TENSOR_F64, &s->weight);
	walk_scalar(w, "var", TENSOR_F64, &s->var);
	walk_scalar(w, "var_weight", TENSOR_F64, &s->var_weight);
	return step_walk(w, &s->step);
}

static const struct arg args[] = {
	ARG_SERIES("y", "the series to explain"),
	ARG_SERIES("x1", "a series that explains it"),
	{ .name = "x2", .kind = ARG_IN, .def = "0", .help = "another" },
	{ .name = "x3", .kind = ARG_IN, .def = "0", .help = "another" },
	{ .name = "x4", .kind = ARG_IN, .def = "0", .help = "another" },
	DAYS_ARG,
	{ .name = "from",
	    .kind = ARG_INT,
	    .min = 1,
	    .max = 1e6,
	    .def = "2",
	    .help = "days before the first result" },
	FLOOR_ARG("least sd of what is left"),
	ARGS_END,
};

const struct column_fn column_fn_ewreg = {
	.name = "ewreg",
	.summary = "residual of a weighted regression on other series, in sd",
	.unit = "sd",
	.args = args,
	.state_size = ewreg_size,
	.walk_state = ewreg_walk,
	.step = ewreg_step,
};
