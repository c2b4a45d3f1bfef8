/*
 * nearest.c - distance from the newest window of a series to the nearest
 * earlier one.
 *
 * With p(i, l) the sum of y_j y_(j-l) over the window that ends at i,
 *
 *	p(i, l) = p(i-1, l) + y_i y_(i-l) - y_(i-w) y_(i-l-w)
 *
 *	|a - b|^2 = e_i + e_(i-l) - 2 p(i, l)		e: sum of squares
 *
 * Values before the first are 0 and their windows infinitely far.  The last
 * cap = memory + w values are contiguous in a buffer of twice that size; they
 * are moved back when it is full.  Products are in time order of the windows,
 * so all arrays are read forwards.
 */
#include "math/nearest.h"

#include <math.h>
#include <string.h>

enum { Y, E, MEAN, INV, ARRAYS };

static size_t
cap(const struct nearest *s)
{
	return (size_t)s->memory + s->w;
}

static double *
array(const struct nearest *s, int which)
{
	return (double *)(uintptr_t)s->v + (size_t)which * 2 * cap(s);
}

size_t
nearest_size(uint32_t w, uint32_t memory)
{
	size_t n = (size_t)memory + w;

	return sizeof(struct nearest) +
	       (ARRAYS * 2 * n + memory) * sizeof(double);
}

void
nearest_init(struct nearest *s, uint32_t w, uint32_t memory, int normal)
{
	double *e;
	size_t i;

	memset(s, 0, nearest_size(w, memory));
	s->w = w;
	s->memory = memory;
	s->normal = normal;
	s->at = cap(s);
	e = array(s, E);
	for (i = 0; i < s->at; i++)
		e[i] = INFINITY;
}

/* The window that ends with y, which would be at s->at. */
struct window {
	double e; /* what it adds to a distance; INFINITY: too few values */
	double mean, inv;
};

static struct window
window_of(const struct nearest *s, double y)
{
	const double *v = array(s, Y) + s->at;
	double sum = y, squares = 0, d;
	struct window r = { INFINITY, 0, 0 };
	uint32_t i, w = s->w;

	if (s->n + 1 < w)
		return r;
	if (!s->normal) {
		for (r.e = y * y, i = 1; i < w; i++)
			r.e += v[-(ptrdiff_t)i] * v[-(ptrdiff_t)i];
		return r;
	}
	for (i = 1; i < w; i++)
		sum += v[-(ptrdiff_t)i];
	r.mean = sum / w;
	for (squares = (y - r.mean) * (y - r.mean), i = 1; i < w; i++) {
		d = v[-(ptrdiff_t)i] - r.mean;
		squares += d * d;
	}
	r.inv = 1 / fmax(sqrt(squares / w), NEAREST_SD);
	r.e = squares / w * r.inv * r.inv;
	return r;
}

/* Two numbers.  Each is computed as a single one would be: which of the two
 * forms below runs does not change a bit. */
typedef double lanes __attribute__((vector_size(16)));
typedef int64_t masks __attribute__((vector_size(16)));

static inline lanes
load(const double *p)
{
	lanes v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* b where it is less than a, else a. */
static inline lanes
least(lanes a, lanes b)
{
	masks m = b < a;

	return (lanes)(((masks)b & m) | ((masks)a & ~m));
}

/* The earlier windows, by lag, and the newest value. */
struct against {
	const double *product, *now, *gone, *e, *mean, *inv;
	size_t n;
	double y, old;
};

static struct against
against_of(const struct nearest *s, double y)
{
	size_t first = s->at - s->memory;
	const double *now = array(s, Y) + first;

	return (struct against){ .product = array(s, ARRAYS),
		.now = now,
		.gone = now - s->w,
		.e = array(s, E) + first,
		.mean = array(s, MEAN) + first,
		.inv = array(s, INV) + first,
		.n = s->memory - s->w + 1,
		.y = y,
		.old = array(s, Y)[s->at - s->w] };
}

/* The product with window k, after the newest value. */
static inline double
product_at(const struct against *a, size_t k)
{
	return a->product[k] + a->y * a->now[k] - a->old * a->gone[k];
}

static inline lanes
product_lanes(const struct against *a, size_t k)
{
	return load(a->product + k) + a->y * load(a->now + k) -
	       a->old * load(a->gone + k);
}

/* The least squared distance of plain windows, less what the newest adds. */
static double
scan_plain(const struct against *a)
{
	double best = INFINITY, d;
	lanes x = { best, best }, y = x;
	size_t k;

	for (k = 0; k + 4 <= a->n; k += 4) {
		x = least(x, load(a->e + k) - 2 * product_lanes(a, k));
		y = least(y, load(a->e + k + 2) - 2 * product_lanes(a, k + 2));
	}
	x = least(x, y);
	best = x[1] < x[0] ? x[1] : x[0];
	for (; k < a->n; k++) {
		d = a->e[k] - 2 * product_at(a, k);
		best = d < best ? d : best;
	}
	return best;
}

static inline lanes
normal_lanes(const struct against *a, const struct window *r, double per,
    size_t k)
{
	lanes p = product_lanes(a, k) * per - r->mean * load(a->mean + k);

	return load(a->e + k) - 2 * p * r->inv * load(a->inv + k);
}

/* The same of normalised windows of 1/per values. */
static double
scan_normal(const struct against *a, const struct window *r, double per)
{
	double best = INFINITY, d;
	lanes x = { best, best }, y = x;
	size_t k;

	for (k = 0; k + 4 <= a->n; k += 4) {
		x = least(x, normal_lanes(a, r, per, k));
		y = least(y, normal_lanes(a, r, per, k + 2));
	}
	x = least(x, y);
	best = x[1] < x[0] ? x[1] : x[0];
	for (; k < a->n; k++) {
		d = a->e[k] -
		    2 * (product_at(a, k) * per - r->mean * a->mean[k]) *
			r->inv * a->inv[k];
		best = d < best ? d : best;
	}
	return best;
}

double
nearest_distance(const struct nearest *s, double y)
{
	struct window r = window_of(s, y);
	struct against a = against_of(s, y);
	double per = 1 / (double)s->w, d;

	d = s->normal ? scan_normal(&a, &r, per) + r.e
		      : (scan_plain(&a) + r.e) * per;
	return isfinite(d) && d > 0 ? sqrt(d) : 0;
}

static void
products_update(struct nearest *s, double y)
{
	struct against a = against_of(s, y);
	double *product = array(s, ARRAYS);
	lanes p;
	size_t k;

	for (k = 0; k + 2 <= a.n; k += 2) {
		p = product_lanes(&a, k);
		memcpy(product + k, &p, sizeof(p));
	}
	for (; k < a.n; k++)
		product[k] = product_at(&a, k);
}

void
nearest_push(struct nearest *s, double y)
{
	struct window r = window_of(s, y);
	size_t n = cap(s);
	double *a;
	int i;

	products_update(s, y);
	array(s, Y)[s->at] = y;
	array(s, E)[s->at] = r.e;
	array(s, MEAN)[s->at] = r.mean;
	array(s, INV)[s->at] = r.inv;
	s->n++;
	if (++s->at < 2 * n)
		return;
	for (i = 0; i < ARRAYS; i++) {
		a = array(s, i);
		memcpy(a, a + n, n * sizeof(*a));
	}
	s->at = n;
}

static int
values_ok(const struct nearest *s)
{
	size_t n = ARRAYS * 2 * cap(s) + s->memory, i;

	for (i = 0; i < n; i++)
		if (isnan(s->v[i]))
			return 0;
	return 1;
}

int
nearest_walk(struct walk *w, struct nearest *s)
{
	walk_scalar(w, "n", TENSOR_U64, &s->n);
	walk_scalar(w, "at", TENSOR_U64, &s->at);
	walk_check(w, s->at >= cap(s) && s->at < 2 * cap(s),
	    "at: out of range");
	walk_vector(w, "values", TENSOR_F64, s->v,
	    ARRAYS * 2 * cap(s) + s->memory);
	if (walk_loading(w))
		walk_check(w, values_ok(s), "values: not a number");
	return walk_done(w);
}
