/* How rare a value is: the prototype's tails, and samples of known laws. */
#include "math/tail.h"

#include "base/rng.h"

#include "math_golden.h"
#include "test.h"

enum { N = 200000 };

static void
drop(struct tail *t)
{
	struct err err = { 0 };
	struct walk w = { .mode = WALK_FREE, .prefix = "", .err = &err };

	tail_walk(&w, t);
}

static void
test_empty(void)
{
	struct err err = { 0 };
	struct tail t;

	test_begin("without a sample nothing is known");
	CHECK(tail_fit(&t, NULL, 0, 0, &err) == 0);
	CHECK(isnan(tail_surprise(&t, 1)) && isnan(tail_value(&t, 1)));
	drop(&t);
}

/* P(X >= x) = x^-3 from 1 on: xi of the values over t is known. */
static void
test_power(void)
{
	double *x = malloc(N * sizeof(*x));
	struct err err = { 0 };
	struct tail t;
	struct rng r;
	int i;

	rng_init(&r, 12, 1);
	for (i = 0; i < N; i++)
		x[i] = pow(rng_unit_open(&r), -1.0 / 3);
	CHECK(tail_fit(&t, x, N, 0, &err) == 0);
	test_begin("a power law's tail is found beyond the sample's quantile");
	CHECK_NEAR(t.b, pow(0.5, -1.0 / 3), 0.01);
	CHECK_NEAR(t.t, pow(0.005, -1.0 / 3), 0.15);
	CHECK_NEAR(tail_surprise(&t, pow(1e-4, -1.0 / 3)), 4, 0.2);
	CHECK_NEAR(tail_surprise(&t, pow(1e-6, -1.0 / 3)), 6, 0.6);

	test_begin("below it the surprise is the sample's share");
	CHECK_NEAR(tail_surprise(&t, pow(0.5, -1.0 / 3)), -log10(0.5), 0.01);
	CHECK_NEAR(tail_surprise(&t, pow(0.05, -1.0 / 3)), -log10(0.05), 0.03);
	CHECK(tail_surprise(&t, 0) == 0);
	CHECK(tail_surprise(&t, t.t) <= -log10(0.005));
	CHECK(isnan(tail_surprise(&t, NAN)));

	test_begin("surprise rises with the value, and value inverts it");
	for (i = 1; i < N; i += 7)
		CHECK(tail_surprise(&t, x[i]) >= tail_surprise(&t, x[i - 1]));
	for (i = 1; i < 60; i++) {
		double s = i / 10.0, v = tail_value(&t, s);

		CHECK(tail_surprise(&t, v) >= s - 1e-12);
		CHECK(tail_surprise(&t, nextafter(v, 0)) <= s + 0.006);
	}
	drop(&t);
	free(x);
}

static void
test_discrete(void)
{
	double x[1000];
	struct err err = { 0 };
	struct tail t;
	int i;

	for (i = 0; i < 1000; i++)
		x[i] = i < 990 ? 0 : i - 989; /* 0, and 1 .. 10 once each */
	CHECK(tail_fit(&t, x, 1000, 0, &err) == 0);
	test_begin("a statistic of few values goes by its counts alone");
	CHECK(t.xi == 0);
	CHECK(tail_surprise(&t, 0) == 0);
	CHECK_NEAR(tail_surprise(&t, 1), -log10(11.0 / 1001), 1e-12);
	CHECK_NEAR(tail_surprise(&t, 1.5), -log10(10.0 / 1001), 1e-12);
	CHECK_NEAR(tail_surprise(&t, 10), -log10(2.0 / 1001), 1e-12);
	CHECK(tail_value(&t, 2) == nextafter(1, 2));
	for (i = 1; i <= 30; i++) { /* of the sample */
		double s = i / 10.0, v = tail_value(&t, s);

		CHECK(tail_surprise(&t, v) >= s);
		CHECK(tail_surprise(&t, nextafter(v, -1)) < s);
	}
	CHECK(tail_value(&t, 0) == -INFINITY);
	CHECK(tail_value(&t, 2.9) > 10 && tail_value(&t, 2.9) < 10.001);

	test_begin("beyond the sample it goes on slowly");
	CHECK_NEAR(tail_surprise(&t, nextafter(10, 11)), log10(1001), 1e-9);
	CHECK_NEAR(tail_surprise(&t, 20), log10(1001) + log10(2), 1e-12);
	CHECK_NEAR(tail_surprise(&t, 100), log10(1001) + 1, 1e-12);
	CHECK_NEAR(tail_value(&t, log10(1001) + 1), 100, 1e-9);
	drop(&t);

	test_begin("values that are all equal surprise nobody");
	for (i = 0; i < 1000; i++)
		x[i] = 7;
	CHECK(tail_fit(&t, x, 1000, 0, &err) == 0);
	CHECK(tail_surprise(&t, 7) == 0);
	CHECK_NEAR(tail_surprise(&t, 8), log10(1001) + log10(2), 1e-12);
	drop(&t);

	test_begin("surprises beyond those of the sample count as they are");
	CHECK(tail_fit(&t, x, 1000, 1, &err) == 0);
	CHECK_NEAR(tail_surprise(&t, 8.5), log10(1001) + 1.5, 1e-12);
	CHECK_NEAR(tail_value(&t, log10(1001) + 1.5), 8.5, 1e-12);
	drop(&t);
}

/* A statistic's tail as the prototype has it; 0 when there is none. */
static int
golden_tail(struct tail *t, const char *name)
{
	char path[64];
	double *v;
	size_t n;

	snprintf(path, sizeof(path), "tails/%s", name);
	v = golden_numbers("quality_market.json", path, &n);
	if (n == 4)
		*t = (struct tail){ .n = (uint64_t)v[0],
			.t = v[1],
			.b = v[2],
			.xi = v[3] };
	free(v);
	return n == 4;
}

/* -log10 p of the prototype's rows from its own t, median and xi. */
static void
test_golden(void)
{
	static const char *const names[] = { "|z|", "rz", "vz", "jmp", "ev",
		"ev8", "r5", "alt6", "trend5", "ma20", "V11", "V22" };
	char path[64];
	struct tail t;
	double x, want;
	size_t k;
	int row, beyond = 0;

	test_begin("beyond the quantile it is the prototype's -log10 p");
	if (!golden_tail(&t, "jmp")) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	for (k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
		CHECK(golden_tail(&t, names[k]));
		for (row = 0; row < 39; row++) {
			snprintf(path, sizeof(path), "rows/%d/stat/%s", row,
			    names[k]);
			x = golden_number("quality_market.json", path);
			if (!(x > t.t))
				continue;
			snprintf(path, sizeof(path), "rows/%d/lp/%s", row,
			    names[k]);
			want = golden_number("quality_market.json", path);
			CHECK_NEAR(tail_surprise(&t, x), want, 1e-6);
			beyond++;
		}
	}
	CHECK_INT(beyond, 5);
}

int
main(void)
{
	test_power();
	test_empty();
	test_discrete();
	test_golden();
	return test_end();
}
