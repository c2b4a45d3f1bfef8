/*
 * baseline.c - the one-line statistics that every report shows beside a model.
 *
 * A gap ends a session.  It is longer than an hour, longer than three times
 * the length of a row and longer than five times the mean gap so far.  So
 * daily rows have no gaps at weekends, and a slow symbol is not split.
 */
#include "eval/baseline.h"

#include <math.h>

#include "base/tstamp.h"

enum { LANES = 4 }; /* divides BASELINE_ROWS */

#define HALFLIFE 60.0
#define CLIP 4.0
#define WARM 64.0
#define FLOOR 1e-12
#define LEAST_RANGE 2e-5
#define GAP_NS (UINT64_C(3600) * NS_SECOND)

const struct baseline_name baselines[BASELINES] = {
	[B1] = { "B1", "B1 |r|", "|r|: absolute log return of close or price",
	    NEEDS_PRICE },
	[B2] = { "B2", "B2 |r|/sd", "|r| over its exponentially weighted sd",
	    NEEDS_PRICE },
	[B3] = { "B3", "B3 |p-MA20|",
	    "distance from the mean of the 20 previous rows, in sd",
	    NEEDS_PRICE },
	[B4] = { "B4", "B4 line of 20",
	    "distance from a line fitted to the 20 previous rows, in sd",
	    NEEDS_PRICE },
	[B5] = { "B5", "B5 volume z",
	    "exponentially weighted z-score of log volume or size",
	    NEEDS_VOLUME },
	[B6] = { "B6", "B6 range z",
	    "exponentially weighted z-score of log ln(high/low)", NEEDS_RANGE },
	[B7] = { "B7", "B7 max of B2-6",
	    "largest -log10 p of B2 to B6, from their own tails", NEEDS_PRICE },
	[B8] = { "B8", "B8 norm of z",
	    "norm of the z-scores of return, log volume and log range",
	    NEEDS_PRICE },
};

static int
warm(const struct ew *e)
{
	return (double)e->n >= WARM;
}

static double
ew_z(const struct ew *e, double x)
{
	return warm(e) ? (x - e->mean) / ew_sd(e, FLOOR) : 0;
}

static double
ew_scaled(const struct ew *e, double x)
{
	return warm(e) ? fabs(x) / ew_sd(e, FLOOR) : 0;
}

static void
learn(struct ew *e, double x)
{
	ew_add(e, x, HALFLIFE, CLIP, WARM, FLOOR);
}

/* 1 if the row begins a new session. */
static int
after_gap(struct baseline *b, const struct baseline_row *r)
{
	uint64_t gap = 0, length = 0;
	double seconds;
	int cut = 0;

	if (r->start == TS_NULL)
		return 0;
	if (r->end != TS_NULL && r->end > r->start)
		length = r->end - r->start;
	if (b->rows > 0 && r->start > b->until)
		gap = r->start - b->until;
	seconds = (double)gap / NS_SECOND;
	if (b->rows > 1)
		cut = gap > GAP_NS && gap / 3 > length && seconds > 5 * b->gap;
	if (b->rows > 0)
		b->gap += (seconds - b->gap) / (double)b->rows;
	b->rows++;
	b->until = r->start + length;
	return cut;
}

/* The mean of the last 20, and their regression line one row ahead.  LANES
 * sums run side by side, so that no addition waits for the one before. */
static void
history(const struct baseline *b, double *mean, double *line)
{
	const double n = BASELINE_ROWS, middle = (n - 1) / 2;
	const double spread = n * (n * n - 1) / 12;     /* sum (t - middle)^2 */
	const double *p = b->p + b->np % BASELINE_ROWS; /* oldest first */
	double sum[LANES] = { 0 }, slope[LANES] = { 0 };

	for (int t = 0; t < BASELINE_ROWS; t += LANES)
		for (int k = 0; k < LANES; k++) {
			sum[k] += p[t + k];
			slope[k] += (t + k - middle) * p[t + k];
		}
	*mean = (sum[0] + sum[1] + (sum[2] + sum[3])) / n;
	*line = *mean + (n - middle) *
			    (slope[0] + slope[1] + (slope[2] + slope[3])) /
			    spread;
}

/* B1 to B4; returns the z of r, for B8. */
static double
step_price(struct baseline *b, float *out, double p)
{
	double r, mean, line, z = 0;

	if (b->np >= BASELINE_ROWS) {
		history(b, &mean, &line);
		if (warm(&b->r))
			out[B3] = (float)(ew_scaled(&b->r, p - mean) /
					  sqrt(BASELINE_ROWS));
		out[B4] = (float)ew_scaled(&b->e, p - line);
		learn(&b->e, p - line);
	}
	if (b->np > 0) {
		r = p - b->last;
		out[B1] = (float)fabs(r);
		out[B2] = (float)ew_scaled(&b->r, r);
		z = (double)out[B2];
		learn(&b->r, r);
	}
	b->p[b->np % BASELINE_ROWS] = p;
	b->p[b->np % BASELINE_ROWS + BASELINE_ROWS] = p;
	b->np++;
	b->last = p;
	return z;
}

/* NaN if a side is missing or has no price. */
static double
log_range(const struct baseline_row *r)
{
	double range = log(r->high / r->low);

	if (!isfinite(range) || !(r->low > 0))
		return NAN;
	return log(fmax(range, LEAST_RANGE));
}

void
baseline_step(struct baseline *b, float *out, const struct baseline_row *r)
{
	double p = r->plain ? r->price : log(r->price), x, z, sum = 0;

	for (int i = 0; i < BASELINES; i++)
		out[i] = 0;
	if (after_gap(b, r))
		b->np = 0;
	if ((r->has & NEEDS_PRICE) && isfinite(p)) {
		z = step_price(b, out, p);
		sum += z * z;
	}
	x = log(r->volume);
	if ((r->has & NEEDS_VOLUME) && isfinite(x)) {
		z = ew_z(&b->volume, x);
		out[B5] = (float)z;
		sum += z * z;
		learn(&b->volume, x);
	}
	x = log_range(r);
	if ((r->has & NEEDS_RANGE) && isfinite(x)) {
		z = ew_z(&b->range, x);
		out[B6] = (float)z;
		sum += z * z;
		learn(&b->range, x);
	}
	out[B8] = (float)sqrt(sum);
}
