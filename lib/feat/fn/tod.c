/*
 * tod.c - how lively this time of day is, as a factor of mean 1.
 *
 *	f_k = EW over days of (mean |r| in bin k) / sigma_day
 *
 * normalised to mean 1 over the bins seen; 1 until `days` days are over and
 * where a bin is new.  Bins are parts of the UTC day by the start of the
 * row, sigma_day is the root mean square of the day's returns, and a day
 * counts once it is over, so the factor knows nothing of its own day.  The
 * first return of a day spans the night and is left out.  A change to
 * daylight time moves a session by an hour; the weights follow within a
 * half-life.  Never less than 0.1: a bin that was dead for days must not
 * turn a small return into a large one.
 *
 * State: 24 bytes a bin and symbol, 7 kB for bins of 5 minutes.
 */
#include "feat/column_fn.h"

enum { R, BIN, HALFLIFE, DAYS };

static const double LEAST = 0.1;
static const double DAY_S = 86400, DAY_MIN = 1440;

struct bin {
	double sum, n; /* of |r|, today */
	double f;      /* over days; 0: never seen */
};

struct tod {
	double day;   /* since 1970, of the rows so far */
	double days;  /* that are over */
	double ss, n; /* sum of r^2 today */
	double norm;  /* mean f of the bins seen */
	double any;   /* 1 once there was a row */
	struct bin bin[];
};

static size_t
nbin(const void *arg)
{
	return (size_t)ceil(DAY_MIN / arg_real(arg, BIN));
}

static size_t
tod_size(const void *arg)
{
	return sizeof(struct tod) + nbin(arg) * sizeof(struct bin);
}

/* The day is over: its bins enter the factors. */
static void
end_day(struct tod *s, const void *arg)
{
	double lambda = exp2(-1 / arg_real(arg, HALFLIFE)), sum = 0, seen = 0,
	       x;
	double sigma = s->n > 0 ? sqrt(s->ss / s->n) : 0;
	size_t k;

	for (k = 0; k < nbin(arg); k++) {
		struct bin *b = &s->bin[k];

		if (sigma > 0 && b->n > 0) {
			x = b->sum / b->n / sigma;
			b->f = b->f > 0 ? lambda * b->f + (1 - lambda) * x : x;
		}
		b->sum = b->n = 0;
		sum += b->f;
		seen += b->f > 0;
	}
	s->norm = seen > 0 ? sum / seen : 0;
	s->days += sigma > 0;
	s->ss = s->n = 0;
}

static double
factor(const struct tod *s, const void *arg, size_t k)
{
	if (s->days < arg_real(arg, DAYS) || !(s->bin[k].f > 0))
		return 1;
	return fmax(s->bin[k].f / s->norm, LEAST);
}

static double
tod_step(const void *arg, void *state, const struct fn_row *row)
{
	struct tod *s = state;
	double r = row->in[R], t = (double)row->start / 1e9;
	double day = floor(t / DAY_S), y;
	size_t k;
	int first;

	if (isnan(r) || row->start == TS_NULL)
		return NAN;
	k = (size_t)((t - day * DAY_S) / 60 / arg_real(arg, BIN));
	if (k >= nbin(arg))
		k = nbin(arg) - 1;
	first = !(s->any > 0) || day > s->day;
	if (s->any > 0 && day > s->day)
		end_day(s, arg);
	if (first)
		s->day = day;
	s->any = 1;
	y = factor(s, arg, k);
	if (first)
		return y;
	s->bin[k].sum += fabs(r);
	s->bin[k].n++;
	s->ss += r * r;
	s->n++;
	return y;
}

static int
tod_walk(struct walk *w, const void *arg, void *state)
{
	struct tod *s = state;

	walk_scalar(w, "day", TENSOR_F64, &s->day);
	walk_scalar(w, "days", TENSOR_F64, &s->days);
	walk_scalar(w, "ss", TENSOR_F64, &s->ss);
	walk_scalar(w, "n", TENSOR_F64, &s->n);
	walk_scalar(w, "norm", TENSOR_F64, &s->norm);
	walk_scalar(w, "any", TENSOR_F64, &s->any);
	walk_vector(w, "bin", TENSOR_F64, s->bin, 3 * nbin(arg));
	return walk_done(w);
}

static const struct arg args[] = {
	ARG_SERIES("r", "returns"),
	{ .name = "bin",
	    .kind = ARG_REAL,
	    .min = 1,
	    .max = 1440,
	    .def = "5",
	    .help = "length of a bin, minutes" },
	{ .name = "hl",
	    .kind = ARG_REAL,
	    .min = 0.1,
	    .max = 1e6,
	    .def = "10",
	    .help = "half-life, days" },
	{ .name = "days",
	    .kind = ARG_INT,
	    .min = 1,
	    .max = 1e6,
	    .def = "5",
	    .help = "days before the first factor" },
	ARGS_END,
};

const struct column_fn column_fn_tod = {
	.name = "tod",
	.summary = "time-of-day factor of volatility, mean 1",
	.source = "Andersen and Bollerslev 1997, section 3, by mean |r|",
	.unit = "ratio",
	.args = args,
	.state_size = tod_size,
	.walk_state = tod_walk,
	.step = tod_step,
};
