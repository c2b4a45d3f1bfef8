/*
 * doubles.c - how many doubles a second are printed and read.
 *
 *	doubles [RUNS]
 *
 * Ours and the C library's (%.17g, strtod) in turn over the same numbers, a
 * line for each sort of number and way: ours M/s, theirs M/s, median, least
 * and greatest ratio.  What was printed must read back to the same bits.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/num.h"
#include "base/rng.h"

enum { NUMBERS = 1 << 18, TEXT = 48, RUNS_MAX = 99 };

struct set {
	double v[NUMBERS];
	char text[NUMBERS][TEXT];
	int len[NUMBERS];
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* others run, too */
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- the sorts of numbers ---- */

static double
any_bits(struct rng *g)
{
	uint64_t u;
	double v;

	do {
		u = rng_u64(g);
		memcpy(&v, &u, sizeof(v));
	} while (v != v || v - v != 0);
	return v;
}

static double
normal(struct rng *g)
{
	return rng_normal(g);
}

static double
price(struct rng *g)
{
	return (double)(rng_u64(g) % 1000000) / 100;
}

/* ---- one pass over all of them ---- */

static void
print_ours(struct set *s)
{
	int i;

	for (i = 0; i < NUMBERS; i++)
		s->len[i] = (int)num_put_f64(s->text[i], s->v[i]);
}

static void
print_libc(struct set *s)
{
	int i;

	for (i = 0; i < NUMBERS; i++)
		s->len[i] = snprintf(s->text[i], TEXT, "%.17g", s->v[i]);
}

static void
read_ours(struct set *s)
{
	double v;
	int i;

	for (i = 0; i < NUMBERS; i++)
		if (num_f64(&v, s->text[i], (size_t)s->len[i]) != 0 ||
		    memcmp(&v, &s->v[i], sizeof(v)) != 0)
			exit(1);
}

static void
read_libc(struct set *s)
{
	double v;
	int i;

	for (i = 0; i < NUMBERS; i++) {
		s->text[i][s->len[i]] = '\0';
		v = strtod(s->text[i], NULL);
		if (memcmp(&v, &s->v[i], sizeof(v)) != 0)
			exit(1);
	}
}

static double
rate(void (*pass)(struct set *), struct set *s)
{
	double began = now();

	pass(s);
	return NUMBERS / (now() - began) / 1e6;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
compare(const char *what, void (*ours)(struct set *),
    void (*theirs)(struct set *), struct set *s, int runs)
{
	double a[RUNS_MAX], b[RUNS_MAX], r[RUNS_MAX];
	int i;

	for (i = 0; i < runs; i++) {
		b[i] = rate(theirs, s);
		a[i] = rate(ours, s);
		r[i] = a[i] / b[i];
	}
	qsort(a, (size_t)runs, sizeof(a[0]), by_size);
	qsort(b, (size_t)runs, sizeof(b[0]), by_size);
	qsort(r, (size_t)runs, sizeof(r[0]), by_size);
	printf("%s\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\n", what, a[runs / 2],
	    b[runs / 2], r[runs / 2], r[0], r[runs - 1]);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		double (*draw)(struct rng *g);
	} sorts[] = { { "any bits", any_bits }, { "normal", normal },
		{ "prices", price } };
	static struct set s;
	int runs = argc > 1 ? atoi(argv[1]) : 7;
	struct rng g;
	char what[64];
	size_t k;
	int i;

	runs = runs < 1 ? 1 : runs > RUNS_MAX ? RUNS_MAX : runs;
	rng_init(&g, 1, 0);
	for (k = 0; k < sizeof(sorts) / sizeof(sorts[0]); k++) {
		for (i = 0; i < NUMBERS; i++)
			s.v[i] = sorts[k].draw(&g);
		snprintf(what, sizeof(what), "print, %s", sorts[k].name);
		compare(what, print_ours, print_libc, &s, runs);
		snprintf(what, sizeof(what), "read, %s", sorts[k].name);
		print_ours(&s);
		compare(what, read_ours, read_libc, &s, runs);
	}
	return 0;
}
