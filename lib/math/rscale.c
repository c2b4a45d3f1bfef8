/*
 * rscale.c - median and deviation of the last n values of a series.
 *
 * The deviation is at least 1e-12 and at least 1e-12 |median|, the rounding
 * errors of a constant series.
 */
#include "math/rscale.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/stats.h"

static const double SCALE_FLOOR = 1e-12;

static struct lastn *
values_of(struct rscale *r)
{
	return (void *)r->values;
}

size_t
rscale_size(uint32_t n)
{
	return sizeof(struct rscale) + lastn_size(n);
}

void
rscale_init(struct rscale *r, uint32_t n)
{
	r->center = r->scale = 0;
	r->age = 0;
	lastn_init(values_of(r), n);
}

/* +-inf becomes the largest finite number of that sign. */
static double
limited(double v)
{
	return isinf(v) ? copysign(DBL_MAX, v) : v;
}

double
rscale_z(const struct rscale *r, double x)
{
	double floor = SCALE_FLOOR * fmax(1, fabs(r->center));

	if (r->age == 0)
		return NAN;
	return limited((x - r->center) / fmax(r->scale, floor));
}

static void
compute(struct rscale *r)
{
	double scratch[RSCALE_MAX], mad;

	r->center = limited(lastn_median(values_of(r), scratch));
	mad = lastn_mad(values_of(r), r->center, scratch);
	r->scale =
	    limited(mad > 0 ? mad / NORMAL_MAD
			    : lastn_iqr(values_of(r), scratch) / NORMAL_IQR);
	r->age = 0;
}

void
rscale_push(struct rscale *r, double x)
{
	struct lastn *v = values_of(r);

	lastn_push(v, x);
	if (v->count < v->cap)
		return;
	if (r->age == 0 || r->age >= RSCALE_EVERY)
		compute(r);
	r->age++;
}

int
rscale_walk(struct walk *w, const char *name, struct rscale *r)
{
	double now[2] = { r->center, r->scale };
	char text[TENSOR_NAME_MAX + 1];

	snprintf(text, sizeof(text), "%s.age", name);
	walk_scalar(w, text, TENSOR_U64, &r->age);
	walk_check(w, r->age <= RSCALE_EVERY, "age: out of range");
	snprintf(text, sizeof(text), "%s.scale", name);
	walk_vector(w, text, TENSOR_F64, now, 2);
	lastn_walk(w, name, values_of(r));
	if (walk_loading(w)) {
		walk_check(w, isfinite(now[0]) && now[1] >= 0,
		    "scale: out of range");
		r->center = now[0];
		r->scale = now[1];
	}
	return walk_done(w);
}
