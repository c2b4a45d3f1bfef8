/*
 * vpin.c - volume-synchronised probability of informed trading.
 *
 *	buy = V Phi(dp / sigma),  vpin = mean over n buckets of |2 buy - V| / V
 *
 * Easley, Lopez de Prado and O'Hara 2012, with bulk classification: the share
 * of buyers in a row's volume follows from the change of its price.  A bucket
 * is full at a volume V; a row's volume is split over as many as it fills.  V
 * is `bucket', or a fiftieth of the mean daily volume so far (UTC days; unknown
 * until the first is over).  sigma is `sigma', or the weighted sd of the
 * earlier changes (half-life 500 rows, unknown for the first 64).  NaN until n
 * buckets have been filled.
 */
#include <string.h>

#include "feat/fn/ew_args.h"
#include "math/stats.h"

enum { P, V, N, BUCKET, SIGMA };

enum { WARM = 64, DAY_BUCKETS = 50, FILL_MAX = 4096 };

static const double HALFLIFE = 500, CLIP = 4;

struct vpin {
	double price, any; /* of the row before; 1 once there was one */
	struct ew change;
	int64_t day;                /* of the rows so far */
	double today, over, volume; /* its volume; days over; their mean */
	double size;                /* of the bucket that fills; 0: none yet */
	double filled, buy;
	uint32_t next, count;
	double full[]; /* [n] |2 buy - V| / V, a ring */
};

static void
take_day(struct vpin *s, uint64_t ns, double v)
{
	int64_t day = (int64_t)(ns / NS_DAY);

	if (s->today > 0 && day > s->day) {
		s->over++;
		s->volume += (s->today - s->volume) / s->over;
		s->today = 0;
	}
	s->day = day;
	s->today += v;
}

static void
close_bucket(struct vpin *s, uint32_t n)
{
	s->full[s->next] = fabs(2 * s->buy - s->size) / s->size;
	s->next = s->next + 1 < n ? s->next + 1 : 0;
	s->count += s->count < n;
	s->filled = s->buy = 0;
}

/* Add volume v to the buckets; share is the buyers' share of it. */
static void
fill(struct vpin *s, const void *arg, double v, double share)
{
	double bucket = arg_real(arg, BUCKET), part;
	uint32_t n = arg_count(arg, N), i;

	for (i = 0; v > 0 && i < FILL_MAX; i++) {
		if (s->filled == 0)
			s->size = bucket > 0 ? bucket : s->volume / DAY_BUCKETS;
		if (!(s->size > 0))
			return;
		part = fmin(v, s->size - s->filled);
		s->filled += part;
		s->buy += part * share;
		v -= part;
		if (s->filled >= s->size)
			close_bucket(s, n);
	}
}

static double
mean_full(const struct vpin *s, uint32_t n)
{
	double sum = 0;
	uint32_t i;

	if (s->count < n)
		return NAN;
	for (i = 0; i < n; i++) /* oldest first */
		sum += s->full[s->next + i < n ? s->next + i : s->next + i - n];
	return sum / n;
}

static double
vpin_step(const void *arg, void *state, const struct fn_row *r)
{
	double p = r->in[0], v = r->in[1], dp, sigma = arg_real(arg, SIGMA);
	struct vpin *s = state;

	if (isnan(p) || !(v >= 0) || r->end == TS_NULL)
		return NAN;
	dp = p - s->price;
	s->price = p;
	take_day(s, r->end, v);
	if (s->any > 0) {
		if (!(sigma > 0) && s->change.n >= WARM)
			sigma = sqrt(s->change.var);
		if (sigma > 0)
			fill(s, arg, v, stats_norm_cdf(dp / sigma));
		ew_add(&s->change, dp, HALFLIFE, CLIP, WARM, 1e-12);
	}
	s->any = 1;
	return mean_full(s, arg_count(arg, N));
}

static size_t
vpin_size(const void *arg)
{
	return sizeof(struct vpin) + arg_count(arg, N) * sizeof(double);
}

static int
vpin_walk(struct walk *w, const void *arg, void *state)
{
	struct vpin *s = state;
	uint32_t n = arg_count(arg, N);

	walk_scalar(w, "price", TENSOR_F64, &s->price);
	walk_scalar(w, "any", TENSOR_F64, &s->any);
	(void)ew_walk(w, &s->change);
	walk_scalar(w, "day", TENSOR_I64, &s->day);
	walk_scalar(w, "today", TENSOR_F64, &s->today);
	walk_scalar(w, "over", TENSOR_F64, &s->over);
	walk_scalar(w, "volume", TENSOR_F64, &s->volume);
	walk_scalar(w, "size", TENSOR_F64, &s->size);
	walk_scalar(w, "filled", TENSOR_F64, &s->filled);
	walk_scalar(w, "buy", TENSOR_F64, &s->buy);
	walk_scalar(w, "next", TENSOR_U32, &s->next);
	walk_scalar(w, "count", TENSOR_U32, &s->count);
	walk_check(w, s->next < n && s->count <= n, "next or count");
	walk_vector(w, "full", TENSOR_F64, s->full, n);
	return walk_done(w);
}

static const struct arg args[] = {
	ARG_SERIES("p", "prices"),
	ARG_SERIES("v", "volumes"),
	{ .name = "n",
	    .kind = ARG_INT,
	    .min = 1,
	    .max = 4096,
	    .def = "50",
	    .help = "buckets" },
	{ .name = "bucket",
	    .kind = ARG_REAL,
	    .min = 0,
	    .max = 1e300,
	    .def = "0",
	    .help = "volume of a bucket (0 = from the days before)" },
	{ .name = "sigma",
	    .kind = ARG_REAL,
	    .min = 0,
	    .max = 1e300,
	    .def = "0",
	    .help = "sd of a change (0 = from the rows before)" },
	ARGS_END,
};

const struct column_fn column_fn_vpin = {
	.name = "vpin",
	.summary = "imbalance of volume over buckets of equal volume",
	.source = "Easley, Lopez de Prado and O'Hara 2012, section 2",
	.unit = "ratio",
	.args = args,
	.state_size = vpin_size,
	.walk_state = vpin_walk,
	.step = vpin_step,
};
