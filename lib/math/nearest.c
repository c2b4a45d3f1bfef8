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

/* Update the products of the window with the earlier ones by y and write them
 * to out (if not NULL); returns the least squared distance. */
static double
scan(const struct nearest *s, double *out, const struct window *r, double y)
{
	size_t n = s->memory - s->w + 1, first = s->at - s->memory, k;
	const double *now = array(s, Y) + first, *gone = now - s->w;
	const double *e = array(s, E) + first, *mean = array(s, MEAN) + first;
	const double *inv = array(s, INV) + first;
	const double *product = array(s, ARRAYS);
	double old = array(s, Y)[s->at - s->w], best = INFINITY, p, d;
	double per = 1 / (double)s->w;

	for (k = 0; k < n; k++) {
		p = product[k] + y * now[k] - old * gone[k];
		if (out != NULL)
			out[k] = p;
		if (s->normal)
			d = e[k] -
			    2 * (p * per - r->mean * mean[k]) * r->inv * inv[k];
		else
			d = e[k] - 2 * p;
		best = d < best ? d : best;
	}
	return s->normal ? best + r->e : (best + r->e) * per;
}

double
nearest_distance(const struct nearest *s, double y)
{
	struct window r = window_of(s, y);
	double d = scan(s, NULL, &r, y);

	return isfinite(d) && d > 0 ? sqrt(d) : 0;
}

void
nearest_push(struct nearest *s, double y)
{
	struct window r = window_of(s, y);
	size_t n = cap(s);
	double *a;
	int i;

	scan(s, array(s, ARRAYS), &r, y);
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
