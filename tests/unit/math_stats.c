/*
 * math_stats.c - order statistics, sorting, the normal distribution.
 *
 * The values of the normal distribution were computed with 60 digits
 * (mpmath: erfc, and Newton on it) and rounded once.
 */
#include "math/stats.h"

#include "math_golden.h"

enum { N = 3000 };

static uint64_t seed = 88172645463325252;

static uint64_t
noise(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static int
rising(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct pair {
	double key;
	uint32_t i;
};

static int
falling_pair(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? 1 : -1;
	return (x->i > y->i) - (x->i < y->i);
}

/* Shapes that are hard on one sort or another. */
enum shape { RANDOM, TIES, CONSTANT, UP, DOWN, ORGAN, SAW, LIMITS, SHAPES };

static double
shape_value(enum shape s, size_t i, size_t n)
{
	static const double limits[5] = { -INFINITY, INFINITY, 0.0, -0.0,
		1e-320 };

	switch (s) {
	case TIES:
		return (double)(noise() % 4);
	case CONSTANT:
		return 7;
	case UP:
		return (double)i;
	case DOWN:
		return (double)(n - i);
	case ORGAN:
		return (double)(i < n / 2 ? i : n - i);
	case SAW:
		return (double)(i % 17);
	case LIMITS:
		return limits[noise() % 5];
	default:
		return (double)(int64_t)noise();
	}
}

static void
sort_one(enum shape s, size_t n)
{
	double *a = malloc((n + 1) * sizeof(*a)), *b;
	size_t i, k;

	b = malloc((n + 1) * sizeof(*b));
	for (i = 0; i < n; i++)
		a[i] = b[i] = shape_value(s, i, n);
	qsort(b, n, sizeof(*b), rising);
	for (i = 0; n > 0 && i < 5; i++) {
		k = i == 4 ? n - 1 : (size_t)i * (n / 5);
		CHECK(stats_select(a, n, k) == b[k]);
	}
	if (n > 0)
		CHECK_NEAR(stats_median(a, n),
		    n % 2 ? b[n / 2] : b[n / 2 - 1] / 2 + b[n / 2] / 2, 1e-3);
	stats_sort(a, n);
	for (i = 0; i < n && a[i] == b[i]; i++)
		;
	CHECK_INT(i, n);
	free(a);
	free(b);
}

static void
order_one(enum shape s, size_t n)
{
	double *key = malloc((n + 1) * sizeof(*key));
	struct pair *p = malloc((n + 1) * sizeof(*p));
	uint32_t *order = malloc((n + 1) * sizeof(*order));
	size_t i;

	for (i = 0; i < n; i++) {
		key[i] = shape_value(s, i, n);
		p[i] = (struct pair){ key[i], (uint32_t)i };
	}
	qsort(p, n, sizeof(*p), falling_pair);
	stats_order_desc(order, key, n);
	for (i = 0; i < n && order[i] == p[i].i; i++)
		;
	CHECK_INT(i, n);
	free(key);
	free(p);
	free(order);
}

static void
every_shape(void (*one)(enum shape, size_t))
{
	int s;
	size_t n;

	for (s = 0; s < SHAPES; s++) {
		for (n = 0; n < 40; n++)
			one((enum shape)s, n);
		one((enum shape)s, 255);
		one((enum shape)s, N);
	}
}

/*
 * McIlroy 1999, "A Killer Adversary for Quicksort": keys are settled while
 * the sort looks at them, each as unluckily as is still possible.
 */
struct adversary {
	uint32_t *key, n, solid, candidate;
	uint64_t asked;
};

static int
adversary_before(struct adversary *a, uint32_t x, uint32_t y)
{
	uint32_t gas = a->n;

	a->asked++;
	if (a->key[x] == gas && a->key[y] == gas)
		a->key[x == a->candidate ? x : y] = a->solid++;
	if (a->key[x] == gas)
		a->candidate = x;
	else if (a->key[y] == gas)
		a->candidate = y;
	return a->key[x] < a->key[y];
}

#define SORT_NAME unlucky
#define SORT_TYPE uint32_t
#define SORT_CTX struct adversary *
#define SORT_BEFORE(ctx, a, b) adversary_before(ctx, a, b)
#include "math/introsort.h"

static void
quadratic_for_quicksort(void)
{
	enum { K = 1 << 16 };
	uint32_t *order = malloc(K * sizeof(*order));
	struct adversary a = { malloc(K * sizeof(*order)), K, 0, 0, 0 };
	double *x = malloc(K * sizeof(*x));
	uint32_t i;

	for (i = 0; i < K; i++) {
		order[i] = i;
		a.key[i] = K;
	}
	unlucky_sort(order, K, &a);
	/* n log2 n is 16 K; without the heapsort it would be K^2 / 4. */
	CHECK(a.asked < 5 * 16 * (uint64_t)K);
	for (i = 1; i < K && a.key[order[i - 1]] <= a.key[order[i]]; i++)
		;
	CHECK_INT(i, K);
	for (i = 0; i < K; i++)
		x[i] = a.key[i];
	CHECK_NEAR(stats_select(x, K, K / 2), a.key[order[K / 2]], 0);
	for (i = 0; i < K; i++)
		x[i] = a.key[i];
	stats_sort(x, K);
	for (i = 0; i < K && x[i] == a.key[order[i]]; i++)
		;
	CHECK_INT(i, K);
	free(a.key);
	free(order);
	free(x);
}

/* NaN is against the contract: disorder may come out, nothing worse. */
static void
nan_is_survived(void)
{
	double *a = malloc(N * sizeof(*a));
	uint32_t *order = malloc(N * sizeof(*order));
	unsigned char seen[N] = { 0 };
	size_t i;

	for (i = 0; i < N; i++)
		a[i] = noise() % 3 ? (double)noise() : NAN;
	stats_order_desc(order, a, N);
	for (i = 0; i < N; i++) {
		CHECK(order[i] < N);
		seen[order[i] % N]++;
	}
	CHECK(memchr(seen, 0, N) == NULL);
	stats_select(a, N, N / 2);
	stats_sort(a, N);
	free(a);
	free(order);
}

static void
medians(void)
{
	double one[] = { 4 }, two[] = { 4, 1 }, odd[] = { 5, 1, 9, 3, 3 };
	double huge[] = { 1.7e308, 1.6e308 };
	double inf[] = { INFINITY, INFINITY };

	CHECK(isnan(stats_median(one, 0)));
	CHECK_NEAR(stats_median(one, 1), 4, 0);
	CHECK_NEAR(stats_median(two, 2), 2.5, 0);
	CHECK_NEAR(stats_median(odd, 5), 3, 0);
	CHECK_NEAR(stats_median(huge, 2), 1.65e308, 1e293);
	CHECK_NEAR(stats_median(inf, 2), INFINITY, 0);
}

/* By hand: h = 4q between the five values. */
static void
quantiles(void)
{
	const double x[] = { 1, 2, 4, 8, 16 };
	const double inf[] = { 0, INFINITY, INFINITY };

	CHECK_NEAR(stats_quantile(x, 5, 0), 1, 0);
	CHECK_NEAR(stats_quantile(x, 5, 1), 16, 0);
	CHECK_NEAR(stats_quantile(x, 5, 0.5), 4, 0);
	CHECK_NEAR(stats_quantile(x, 5, 0.1), 1.4, 1e-15);
	CHECK_NEAR(stats_quantile(x, 5, 0.9), 12.8, 1e-14);
	CHECK_NEAR(stats_quantile(x, 1, 0.3), 1, 0);
	CHECK_NEAR(stats_quantile(x, 5, -1), 1, 0);
	CHECK_NEAR(stats_quantile(x, 5, 2), 16, 0);
	CHECK(isnan(stats_quantile(x, 5, NAN)));
	CHECK_NEAR(stats_quantile(inf, 3, 0.75), INFINITY, 0);
}

static void
golden_quantiles(void)
{
	char path[80];
	double *v, want;
	size_t n;
	int i;

	if (test_shared() == NULL) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	for (i = 0; i < 20; i++) {
		snprintf(path, sizeof(path), "cases/%d/scores", i);
		v = golden_numbers("metrics.json", path, &n);
		snprintf(path, sizeof(path), "cases/%d/expected/quantile_0.99",
		    i);
		want = golden_number("metrics.json", path);
		CHECK(n > 0 && !isnan(want));
		if (n > 0) {
			stats_sort(v, n);
			CHECK_NEAR(stats_quantile(v, n, 0.99), want, 1e-9);
		}
		free(v);
	}
}

static void
welford_is_stable(void)
{
	struct welford w = { 0 };
	int i;

	CHECK(isnan(welford_sd(&w)));
	welford_add(&w, 1e9 + 4);
	CHECK(isnan(welford_sd(&w)));
	welford_add(&w, 1e9 + 7);
	welford_add(&w, 1e9 + 13);
	welford_add(&w, 1e9 + 16);
	CHECK_INT(w.n, 4);
	CHECK_NEAR(w.mean, 1e9 + 10, 0);
	CHECK_NEAR(welford_sd(&w), sqrt(30), 1e-14);
	w = (struct welford){ 0 };
	for (i = 0; i < 100000; i++)
		welford_add(&w, 0.1);
	CHECK_NEAR(welford_sd(&w), 0, 0);
}

struct point {
	double at, value;
};

static const struct point quantile_points[] = {
	{ 1e-300, -37.0470962993612 },
	{ 1e-100, -21.273453560965326 },
	{ 1e-20, -9.262340089798407 },
	{ 1e-10, -6.361340902404057 },
	{ 1e-06, -4.753424308822899 },
	{ 0.001, -3.0902323061678136 },
	{ 0.01, -2.326347874040841 },
	{ 0.025, -1.9599639845400543 },
	{ 0.05, -1.6448536269514726 },
	{ 0.075, -1.439531470938456 },
	{ 0.1, -1.2815515655446004 },
	{ 0.25, -0.6744897501960817 },
	{ 0.4, -0.2533471031357997 },
	{ 0.4999, -0.00025066283008800747 },
	{ 0.6, 0.2533471031357997 },
	{ 0.75, 0.6744897501960817 },
	{ 0.9, 1.2815515655446006 },
	{ 0.925, 1.4395314709384561 },
	{ 0.95, 1.6448536269514722 },
	{ 0.975, 1.9599639845400538 },
	{ 0.99, 2.3263478740408408 },
	{ 0.999, 3.090232306167813 },
	{ 0.999999, 4.753424308817087 },
	{ 0.9999999999999991, 7.956038125481531 },
};

static const struct point sf_points[] = {
	{ -38.0, 1.0 },
	{ -5.0, 0.9999997133484281 },
	{ -1.96, 0.9750021048517795 },
	{ -1.0, 0.8413447460685429 },
	{ -0.5, 0.6914624612740131 },
	{ 0.1, 0.460172162722971 },
	{ 1.0, 0.15865525393145705 },
	{ 2.5758293035489004, 0.005000000000000005 },
	{ 6.0, 9.86587645037698e-10 },
	{ 9.0, 1.1285884059538405e-19 },
	{ 17.3, 2.3519444588092324e-67 },
	{ 25.5, 9.856236518963929e-144 },
	{ 30.1, 2.4226672179857586e-199 },
	{ 37.5, 4.605353009581955e-308 },
};

static void
normal_quantile(void)
{
	const struct point *p = quantile_points;
	size_t i, n = sizeof(quantile_points) / sizeof(*p);

	for (i = 0; i < n; i++, p++)
		CHECK_NEAR(stats_norm_quantile(p->at) / p->value, 1, 1e-15);
	CHECK_NEAR(stats_norm_quantile(0.5), 0, 0);
	CHECK_NEAR(stats_norm_quantile(0), -INFINITY, 0);
	CHECK_NEAR(stats_norm_quantile(1), INFINITY, 0);
	CHECK(isnan(stats_norm_quantile(-1e-9)));
	CHECK(isnan(stats_norm_quantile(1.5)));
	CHECK(isnan(stats_norm_quantile(NAN)));
}

static void
normal_tail(void)
{
	const struct point *p = sf_points;
	size_t i, n = sizeof(sf_points) / sizeof(*p);

	for (i = 0; i < n; i++, p++) {
		CHECK_NEAR(stats_norm_sf(p->at) / p->value, 1, 2e-15);
		CHECK_NEAR(stats_norm_cdf(-p->at) / p->value, 1, 2e-15);
	}
	CHECK_NEAR(stats_norm_sf(0), 0.5, 0);
	CHECK_NEAR(stats_norm_sf(INFINITY), 0, 0);
	CHECK_NEAR(stats_norm_sf(-INFINITY), 1, 0);
	CHECK_NEAR(stats_norm_sf(1e300), 0, 0);
	CHECK(isnan(stats_norm_cdf(NAN)));
}

int
main(void)
{
	test_begin("Welford's variance survives a large offset");
	welford_is_stable();
	test_begin("sort and select agree with qsort on every shape");
	every_shape(sort_one);
	test_begin("indexes by falling key agree with qsort, ties by index");
	every_shape(order_one);
	test_begin("input that is quadratic for quicksort is sorted");
	quadratic_for_quicksort();
	test_begin("NaN in a sort loses no index and reads nothing outside");
	nan_is_survived();
	test_begin(
	    "the median of an even number is the mean of the middle two");
	medians();
	test_begin("quantiles are those of Hyndman and Fan, type 7");
	quantiles();
	test_begin("the 0.99 quantiles of the golden metrics are met");
	golden_quantiles();
	test_begin("the normal quantile is right to 1e-15 in all three ranges");
	normal_quantile();
	test_begin("the normal tail keeps its digits far out");
	normal_tail();
	return test_end();
}
