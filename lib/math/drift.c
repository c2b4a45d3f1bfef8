/*
 * drift.c - detect a change in the mean of a stream of numbers.
 *
 * ADWIN2 cuts a window of W values into parts of n0 and n1 values if
 *
 *	|mu0 - mu1| > sqrt(2 m var dd) + 2/3 dd m
 *	dd = ln(2 ln W / 0.002), m = 1/(n0 - 4) + 1/(n1 - 4)
 *
 * at any border of buckets, tested every 32 values, the oldest first.  After a
 * cut the oldest bucket is dropped and the test starts again.
 */
#include "math/drift.h"

#include <math.h>
#include <string.h>

static const double DELTA = 0.002;
static const double PH_DELTA = 0.005, PH_ALPHA = 0.9999;

enum { PH_WARM = 30 };

/* ---- ADWIN ---- */

void
adwin_init(struct adwin *a)
{
	memset(a, 0, sizeof(*a));
}

/* Merge two buckets of n values each. */
static struct adwin_bucket
join(struct adwin_bucket p, struct adwin_bucket q, double n)
{
	double d = (p.sum - q.sum) / n;

	return (
	    struct adwin_bucket){ p.sum + q.sum, p.m2 + q.m2 + d * d * n / 2 };
}

static void
drop_first(struct adwin *a, int size, uint32_t n)
{
	a->count[size] -= n;
	memmove(a->bucket[size], a->bucket[size] + n,
	    a->count[size] * sizeof(a->bucket[size][0]));
}

static void
add(struct adwin *a, double x)
{
	struct adwin_bucket b = { x, 0 };
	int size;

	for (size = 0; size < ADWIN_SIZES; size++) {
		a->bucket[size][a->count[size]++] = b;
		if (a->count[size] <= ADWIN_BUCKETS)
			break;
		b = join(a->bucket[size][0], a->bucket[size][1],
		    (double)(UINT64_C(1) << size));
		drop_first(a, size, 2);
	}
	a->width++;
}

static void
drop_oldest(struct adwin *a)
{
	int size = ADWIN_SIZES - 1;

	while (a->count[size] == 0)
		size--;
	drop_first(a, size, 1);
	a->width -= UINT64_C(1) << size;
}

/* Sum and population variance of the window. */
static void
moments(const struct adwin *a, double *sum, double *var)
{
	double n = 0, mean = 0, m2 = 0, k, d;
	int size;
	uint32_t i;

	for (*sum = 0, size = ADWIN_SIZES - 1; size >= 0; size--) {
		k = (double)(UINT64_C(1) << size);
		for (i = 0; i < a->count[size]; i++) {
			d = a->bucket[size][i].sum / k - mean;
			m2 += a->bucket[size][i].m2 + d * d * n * k / (n + k);
			n += k;
			mean += d * k / n;
			*sum += a->bucket[size][i].sum;
		}
	}
	*var = n > 0 ? m2 / n : 0;
}

/* Do the means on the two sides of any bucket border differ? */
static int
is_cut(const struct adwin *a, double *before, double *after)
{
	double sum, var, n0 = 0, s0 = 0, n1, w = (double)a->width, dd, m;
	int size;
	uint32_t i;

	if (a->width <= ADWIN_GRACE)
		return 0;
	moments(a, &sum, &var);
	dd = log(2 * log(w) / DELTA);
	for (size = ADWIN_SIZES - 1; size >= 0; size--) {
		for (i = 0; i < a->count[size]; i++) {
			n0 += (double)(UINT64_C(1) << size);
			s0 += a->bucket[size][i].sum;
			n1 = w - n0;
			if (n0 < ADWIN_PART || n1 < ADWIN_PART)
				continue;
			m = 1 / (n0 - ADWIN_PART + 1) +
			    1 / (n1 - ADWIN_PART + 1);
			*before = s0 / n0;
			*after = (sum - s0) / n1;
			if (fabs(*before - *after) >
			    sqrt(2 * m * var * dd) + 2 / 3.0 * dd * m)
				return 1;
		}
	}
	return 0;
}

int
adwin_push(struct adwin *a, double x, double *before, double *after)
{
	double b, c;
	int hit = 0;

	add(a, x);
	if (++a->n % ADWIN_CLOCK != 0)
		return 0;
	while (is_cut(a, &b, &c)) {
		if (!hit) {
			*before = b;
			*after = c;
		}
		hit = 1;
		drop_oldest(a);
	}
	return hit;
}

static int
buckets_ok(const struct adwin *a)
{
	uint64_t width = 0;
	uint32_t i;
	int size;

	for (size = 0; size < ADWIN_SIZES; size++) {
		if (a->count[size] > ADWIN_BUCKETS)
			return 0;
		width += a->count[size] * (UINT64_C(1) << size);
		for (i = 0; i < a->count[size]; i++)
			if (!isfinite(a->bucket[size][i].sum) ||
			    !(a->bucket[size][i].m2 >= 0))
				return 0;
	}
	return width == a->width;
}

int
adwin_walk(struct walk *w, struct adwin *a)
{
	walk_scalar(w, "n", TENSOR_U64, &a->n);
	walk_scalar(w, "width", TENSOR_U64, &a->width);
	walk_vector(w, "count", TENSOR_U32, a->count, ADWIN_SIZES);
	walk_vector(w, "bucket", TENSOR_F64, a->bucket,
	    ADWIN_SIZES * (ADWIN_BUCKETS + 1) * 2);
	if (walk_loading(w))
		walk_check(w, buckets_ok(a), "bucket: out of range");
	return walk_done(w);
}

/* ---- Page-Hinkley ---- */

void
ph_init(struct ph *p)
{
	memset(p, 0, sizeof(*p));
}

int
ph_push(struct ph *p, double x, double lambda)
{
	double d;
	int hit = 0;

	p->n++;
	p->mean += (x - p->mean) / (double)p->n;
	d = x - p->mean;
	p->up = fmax(0, PH_ALPHA * p->up + d - PH_DELTA);
	p->down = fmax(0, PH_ALPHA * p->down - d - PH_DELTA);
	if (p->n >= PH_WARM)
		hit = p->up > lambda ? 1 : p->down > lambda ? -1 : 0;
	if (hit != 0)
		ph_init(p);
	return hit;
}

int
ph_walk(struct walk *w, struct ph *p)
{
	walk_scalar(w, "ph_n", TENSOR_U64, &p->n);
	walk_scalar(w, "ph_mean", TENSOR_F64, &p->mean);
	walk_scalar(w, "ph_up", TENSOR_F64, &p->up);
	walk_scalar(w, "ph_down", TENSOR_F64, &p->down);
	walk_check(w,
	    p->n < UINT64_MAX / 2 && isfinite(p->mean) && p->up >= 0 &&
		isfinite(p->up) && p->down >= 0 && isfinite(p->down),
	    "ph: out of range");
	return walk_done(w);
}
