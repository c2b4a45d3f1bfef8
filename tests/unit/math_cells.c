/*
 * math_cells.c - counts of values below x, against counting one by one.
 */
#include "base/rng.h"
#include "math/cells.h"
#include "math/stats.h"
#include "test.h"

enum { N = 3000 };

static size_t
below(const double *v, size_t n, double x)
{
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		k += v[i] < x;
	return k;
}

/* At each value, right below and above it, between and beyond. */
static void
check(double *v, size_t n, size_t cells, double most)
{
	struct cells c;
	int bad = 0;
	size_t i;
	double x;

	stats_sort(v, n);
	CHECK(cells_make(&c, cells, v, n, isnan(most) ? v[n - 1] : most) == 0);
	for (i = 0; i < n; i++) {
		x = v[i];
		bad += cells_below(&c, v, n, x) != below(v, n, x);
		x = nextafter(v[i], INFINITY);
		bad += cells_below(&c, v, n, x) != below(v, n, x);
		x = nextafter(v[i], -INFINITY);
		bad += cells_below(&c, v, n, x) != below(v, n, x);
		x = v[i] / 2 + v[(i + 1) % n] / 2;
		bad += cells_below(&c, v, n, x) != below(v, n, x);
	}
	CHECK_INT(bad, 0);
	CHECK_INT(cells_below(&c, v, n, INFINITY), n);
	CHECK_INT(cells_below(&c, v, n, -INFINITY), 0);
	cells_free(&c);
	CHECK(c.begin == NULL);
}

static void
fill(double *v, int kind)
{
	struct rng g;
	size_t i;

	rng_init(&g, 5, (uint64_t)kind);
	for (i = 0; i < N; i++) {
		v[i] = rng_normal(&g);
		if (kind == 1) /* a long tail */
			v[i] = exp(3 * v[i]);
		else if (kind == 2) /* few values */
			v[i] = floor(v[i] * 2);
		else if (kind == 3) /* the whole range of double */
			v[i] = ldexp(v[i], i % 2 ? 1020 : -1020);
	}
}

int
main(void)
{
	static double v[N];
	double same[3] = { 2, 2, 2 };
	int kind;

	test_begin("any values, cells and ends: as counted one by one");
	for (kind = 0; kind < 4; kind++) {
		fill(v, kind);
		check(v, N, 64, NAN);
		check(v, N, 4096, NAN);
		check(v, N, 512, v[N * 9 / 10]);
		check(v, 1, 16, NAN);
		check(v, 2, 16, NAN);
	}
	test_begin("values that are all the same have no cells");
	check(same, 3, 16, NAN);
	return test_end();
}
