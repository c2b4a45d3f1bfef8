/*
 * forest.c - CPU seconds of the fit of an isolation forest, alone.
 *
 *	forest ROWS COLUMNS RUNS
 *
 * 100 trees of 256 rows each, from rows of normal values in memory, every
 * 1,000th row times 6: the fit of the detector, with all that scoring needs.
 * One thread; prints the median of the runs.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rng.h"
#include "detect/method/iforest.h"

enum { COLUMNS_MAX = 16, RUNS_MAX = 101 };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int
order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double *
normal_rows(size_t n, size_t d)
{
	double *x = malloc(n * d * sizeof(*x));
	struct rng g;
	size_t i;

	rng_init(&g, 1, 0);
	for (i = 0; x != NULL && i < n * d; i++)
		x[i] = rng_normal(&g) * (i / d % 1000 == 0 ? 6 : 1);
	return x;
}

/* Seconds of one fit, NaN if it fails. */
static double
fit(const double *x, size_t n, int d, uint64_t seed)
{
	static const char *const names[COLUMNS_MAX];
	const struct detector *det = detector_find("iforest");
	struct iforest_opts o = { .trees = 100, .sample = 256 };
	struct fit f = { .opts = &o, .names = names, .d = d, .seed = seed };
	struct walk w = { .mode = WALK_FREE };
	struct iforest m = { 0 };
	struct err err = { 0 };
	double began, took = NAN;

	f.train = (struct rows){ .x = x, .n = n };
	began = now();
	if (iforest_fit(&m, &f, &err) == 0)
		took = now() - began;
	det->walk(&w, &m);
	return took;
}

int
main(int argc, char **argv)
{
	size_t n = argc == 4 ? strtoul(argv[1], NULL, 10) : 0;
	int d = argc == 4 ? atoi(argv[2]) : 0;
	int runs = argc == 4 ? atoi(argv[3]) : 0, i;
	double took[RUNS_MAX], *x;

	if (n < 1 || d < 1 || d > COLUMNS_MAX || runs < 1 || runs > RUNS_MAX) {
		fprintf(stderr, "usage: forest ROWS COLUMNS RUNS\n");
		return 2;
	}
	if ((x = normal_rows(n, (size_t)d)) == NULL)
		return 1;
	for (i = 0; i < runs; i++)
		if (isnan(took[i] = fit(x, n, d, (uint64_t)i)))
			return 1;
	qsort(took, (size_t)runs, sizeof(took[0]), order);
	printf("%.6g\n", took[runs / 2]);
	free(x);
	return 0;
}
