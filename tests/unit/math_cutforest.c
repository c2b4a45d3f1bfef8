/* Random cut forests against the exact expectation over random cuts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/cutforest.h"

#include "test.h"

enum { TREES = 1000, SEEDS = 4 };

/*
 * The expected score of x at depth k in a tree of the sorted points s[n] of a
 * line; all: points of the tree.  A cut is uniform between the ends.
 */
static double
expect(const double *s, int n, double x, int k, int all)
{
	double range = s[n - 1] - s[0], left, right, p, gap, sum = 0;
	double grown = fmax(s[0] - x, 0) + fmax(x - s[n - 1], 0);
	int i;

	if (!(range > 0))
		return grown > 0 ? 1.0 / (k + 1)
				 : (1 - n / (2.0 * all)) / (k + log2(n + 1));
	for (i = 0; i + 1 < n; i++) {
		gap = s[i + 1] - s[i];
		p = fmin(fmax(s[i + 1] - x, 0), gap) / range; /* x <= cut */
		left = p > 0 ? expect(s, i + 1, x, k + 1, all) : 0;
		right = gap / range > p
			    ? expect(s + i + 1, n - i - 1, x, k + 1, all)
			    : 0;
		sum += p * left + (gap / range - p) * right;
	}
	p = grown / (grown + range);
	return p / (k + 1) + (1 - p) * sum;
}

/* The mean score of x in TREES trees and SEEDS forests of samples of n, after
 * the points s[count], each as the first of two numbers. */
static double
measure(const double *s, int count, uint32_t n, double x)
{
	struct cutforest *f = malloc(cutforest_size(TREES, n, 2));
	float p[2] = { 0, 7 };
	double sum = 0;
	int i, seed;

	for (seed = 1; seed <= SEEDS; seed++) {
		cutforest_init(f, TREES, n, 2, (uint64_t)seed);
		for (i = 0; i < count; i++) {
			p[0] = (float)s[i];
			cutforest_push(f, p);
		}
		p[0] = (float)x;
		sum += cutforest_score(f, NULL, p);
	}
	free(f);
	return sum / SEEDS;
}

static const double at[] = { -4, 0, 0.75, 2, 2.5, 9, 40 };

static void
test_insert(void)
{
	static const double sorted[] = { 0, 0.5, 1, 1, 3, 8, 8.5 };
	static const double pushed[] = { 1, 8, 0, 8.5, 1, 0.5, 3 };
	size_t i;

	test_begin("inserted points make the trees that cuts would make");
	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++)
		CHECK_NEAR(measure(pushed, 7, 16, at[i]),
		    log2(8) * expect(sorted, 7, at[i], 0, 7), 0.02);
	CHECK_NEAR(measure(pushed, 7, 16, 8),
	    log2(8) * expect(sorted, 7, 8, 0, 7), 0.02);
}

/* That exponential number i of rates r[n] is the largest. */
static double
chance_largest(const double *r, int n, int i)
{
	double sum = 0, all, sign;
	int set, j;

	for (set = 0; set < 1 << n; set++) {
		if ((set >> i & 1) != 0)
			continue;
		for (all = r[i], sign = 1, j = 0; j < n; j++)
			if ((set >> j & 1) != 0) {
				all += r[j];
				sign = -sign;
			}
		sum += sign * r[i] / all;
	}
	return sum;
}

static void
test_delete(void)
{
	static const double s[] = { 0, 1, 1.5, 6, 7 };
	double rate[5], rest[4], want, p;
	size_t k;
	int i, j, n;

	test_begin("a point that leaves the sample leaves no trace");
	for (i = 0; i < 5; i++)
		rate[i] = exp(i / 40.0);
	for (k = 0; k < sizeof(at) / sizeof(at[0]); k++) {
		for (want = 0, p = 0, i = 0; i < 5; i++) {
			for (n = j = 0; j < 5; j++)
				if (j != i)
					rest[n++] = s[j];
			want += chance_largest(rate, 5, i) *
				expect(rest, 4, at[k], 0, 4);
			p += chance_largest(rate, 5, i);
		}
		CHECK_NEAR(p, 1, 1e-12);
		CHECK_NEAR(measure(s, 5, 4, at[k]), log2(5) * want, 0.02);
	}
}

/* Points on a grid, so many are equal. */
static void
grid(float *p, unsigned i)
{
	p[0] = (float)(i * 7 % 11);
	p[1] = (float)(i * 5 % 3);
	p[2] = 1;
}

static void
test_parts(void)
{
	struct cutforest *f = malloc(cutforest_size(20, 32, 3));
	float p[3] = { 5, -30, 1 };
	double part[3], s;
	unsigned i;

	test_begin("a score's parts add up and have the sign of the deviation");
	cutforest_init(f, 20, 32, 3, 1);
	CHECK(cutforest_score(f, part, p) == 0);
	for (i = 0; i < 500; i++) {
		grid(p, i);
		cutforest_push(f, p);
	}
	p[0] = 5;
	p[1] = -30;
	s = cutforest_score(f, part, p);
	/* parts of both signs in one dimension cancel */
	CHECK(fabs(part[0]) + fabs(part[1]) + fabs(part[2]) <= s + 1e-12);
	CHECK(part[1] < -0.9 * s && part[2] == 0);
	CHECK(s == cutforest_score(f, NULL, p));
	grid(p, 3);
	CHECK(cutforest_score(f, NULL, p) < s / 2);
	free(f);
}

static void
test_memory(void)
{
	struct cutforest *f = malloc(cutforest_size(10, 64, 1));
	double before, after;
	float x = 0;
	int i;

	test_begin(
	    "a level that stays becomes normal, the old one is forgotten");
	cutforest_init(f, 10, 64, 1, 1);
	for (i = 0; i < 3000; i++) {
		x = (float)(i % 10) / 10;
		cutforest_push(f, &x);
	}
	x = 50.5F;
	before = cutforest_score(f, NULL, &x);
	for (i = 0; i < 6000; i++) {
		x = 50 + (float)(i % 10) / 10;
		cutforest_push(f, &x);
	}
	x = 50.5F;
	after = cutforest_score(f, NULL, &x);
	CHECK(after < before / 2);
	x = 0.5F;
	CHECK(cutforest_score(f, NULL, &x) > before / 2);
	free(f);
}

int
main(void)
{
	test_insert();
	test_delete();
	test_parts();
	test_memory();
	return test_end();
}
