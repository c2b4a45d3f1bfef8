/*
 * affiliation.c - how near alarms lie to events, compared with chance.
 *
 * The rows of a series are cut into zones E, one around each event J, half way
 * between neighbours (the first and the last extend to the ends of the series).
 * Within a zone a distance d becomes the chance that a random point of E lies
 * at least as far:
 *
 *	precision  mean over predicted time x in E of
 *		   1 in J, else 1 - (|J| + min(d, m) + d) / |E|
 *		   d: from x to J;  m: from J to the nearer end of E
 *	recall	   mean over t in J of
 *		   1 where predicted, else 1 - (min(d, m) + d) / |E|
 *		   d: from t to the nearest prediction in E;  m: from t to the
 *		   nearer end of E;  0 for a zone without prediction
 *
 * Precision averages over zones with predictions (NaN without any), recall over
 * all.  Row i is the time [i, i+1).  Huet, Navarro and Rossi 2022, section 3.
 * The integrands are piecewise linear, so each piece is a trapezoid; O(events +
 * alarms).  A series without events has no zone, so this metric ignores alarms
 * there.
 */
#include <math.h>
#include <stdlib.h>

#include "eval/runs.h"

enum { PRECISION, RECALL, F1 };

struct zone {
	double e0, e1; /* E */
	double j0, j1; /* J */
};

/* ---- precision ---- */

/* The integral over distances 0 .. d from J of the chance. */
static double
near_upto(double d, double m, const struct zone *z)
{
	double e = z->e1 - z->e0, j = z->j1 - z->j0;

	if (d <= m)
		return d - (j * d + d * d) / e;
	return near_upto(m, m, z) + (d - m) -
	       ((j + m) * (d - m) + (d * d - m * m) / 2) / e;
}

/* The integral over the part [a, b) of one prediction, within the zone. */
static double
precise(double a, double b, const struct zone *z)
{
	double m = fmin(z->j0 - z->e0, z->e1 - z->j1), sum = 0;

	if (a < z->j0)
		sum += near_upto(z->j0 - a, m, z) -
		       near_upto(z->j0 - fmin(b, z->j0), m, z);
	if (b > z->j1)
		sum += near_upto(b - z->j1, m, z) -
		       near_upto(fmax(a, z->j1) - z->j1, m, z);
	a = fmax(a, z->j0);
	b = fmin(b, z->j1);
	return b > a ? sum + (b - a) : sum;
}

/* ---- recall ---- */

/* Time t of J, whose nearest predictions end at p and start at q. */
static double
chance(double t, double p, double q, const struct zone *z)
{
	double d = fmin(t - p, q - t), m = fmin(t - z->e0, z->e1 - t);

	return 1 - (fmin(d, m) + d) / (z->e1 - z->e0);
}

/* The integral over [a, b), part of J between predictions: they end at p, or
 * -infinity, and start at q, or infinity. */
static double
recalled(double a, double b, double p, double q, const struct zone *z)
{
	/* where a piece of the integrand may end */
	double cut[6] = { a, (p + q) / 2, (z->e0 + z->e1) / 2, (p + z->e1) / 2,
		(q + z->e0) / 2, b };
	double sum = 0, at = a, next;

	while (at < b) {
		next = b;
		for (int i = 1; i < 5; i++)
			if (cut[i] > at && cut[i] < next)
				next = cut[i];
		sum += (next - at) *
		       (chance(at, p, q, z) + chance(next, p, q, z)) / 2;
		at = next;
	}
	return sum;
}

/* ---- zones ---- */

struct sums {
	double precision, recall;
	size_t zones, predicted;
};

/* Predictions that reach into the zone: by[first .. end). */
static void
take_zone(struct sums *s, const struct zone *z, const struct run *by,
    size_t first, size_t end)
{
	double near = 0, length = 0, hit = 0, p = -INFINITY, a, b;
	size_t i;

	s->zones++;
	if (first == end)
		return;
	for (i = first; i < end; i++) {
		a = fmax(by[i].first, z->e0);
		b = fmin((double)by[i].last + 1, z->e1);
		length += b - a;
		near += precise(a, b, z);
		/* of J: before this prediction, then what it hits */
		if (p < z->j1 && a > z->j0)
			hit +=
			    recalled(fmax(p, z->j0), fmin(a, z->j1), p, a, z);
		if (b > z->j0 && a < z->j1)
			hit += fmin(b, z->j1) - fmax(a, z->j0);
		p = b;
	}
	if (p < z->j1)
		hit += recalled(fmax(p, z->j0), z->j1, p, INFINITY, z);
	s->predicted++;
	s->precision += near / length;
	s->recall += hit / (z->j1 - z->j0);
}

/* The zone of an event among its neighbours in the same series. */
static struct zone
zone_of(const struct run *j, long i, long n)
{
	struct zone z = { j[i].begin, j[i].end, j[i].first,
		(double)j[i].last + 1 };

	if (i > 0 && j[i - 1].begin == j[i].begin)
		z.e0 = ((double)j[i - 1].last + 1 + z.j0) / 2;
	if (i + 1 < n && j[i + 1].begin == j[i].begin)
		z.e1 = (z.j1 + j[i + 1].first) / 2;
	return z;
}

static void
take_zones(struct sums *s, const struct run *j, long n, const struct run *by,
    long nby)
{
	size_t first = 0, end;
	struct zone z;

	for (long i = 0; i < n; i++) {
		z = zone_of(j, i, n);
		while (
		    first < (size_t)nby && (double)by[first].last + 1 <= z.e0)
			first++;
		end = first;
		while (end < (size_t)nby && by[end].first < z.e1)
			end++;
		take_zone(s, &z, by, first, end);
	}
}

static int
affiliation_timeline(double *out, const struct timeline *t, struct err *err)
{
	struct run *real = NULL, *by = NULL;
	struct sums s = { 0 };
	long n = runs_positive(&real, t->view, err);
	long nby = n < 0 ? -1 : runs_alarms(&by, t, err);

	if (nby >= 0)
		take_zones(&s, real, n, by, nby);
	free(real);
	free(by);
	out[PRECISION] =
	    s.predicted > 0 ? s.precision / (double)s.predicted : NAN;
	out[RECALL] = s.zones > 0 ? s.recall / (double)s.zones : NAN;
	out[F1] =
	    2 * out[PRECISION] * out[RECALL] / (out[PRECISION] + out[RECALL]);
	return nby < 0 ? -1 : 0;
}

static const char *const values[] = { "precision", "recall", "f1", NULL };

const struct metric metric_affiliation = {
	.name = "affiliation",
	.values = values,
	.floors = values,
	.summary = "how near alarms lie to events, against chance",
	.source = "Huet, Navarro and Rossi 2022, section 3",
	.extra = 1,
	.timeline = affiliation_timeline,
};
