/*
 * math_gpd.c - generalised Pareto: fits, tails, quantiles of tails.
 */
#include "math/stats.h"

#include "math_golden.h"

static double
loglik(double gamma, double sigma, const double *y, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum -=
		    log(sigma) + (1 + 1 / gamma) * log1p(gamma * y[i] / sigma);
	return sum;
}

/* Values at the mid-ranks of a given distribution. */
static double *
ranks(double gamma, double sigma, size_t n)
{
	const struct gpd g = { .gamma = gamma, .sigma = sigma };
	double *y = malloc(n * sizeof(*y));
	size_t i;

	for (i = 0; i < n; i++)
		y[i] = gpd_isf(&g, ((double)i + 0.5) / (double)n);
	return y;
}

static void
recovers(double gamma, double sigma)
{
	enum { N = 2000 };
	double *y = ranks(gamma, sigma, N);
	struct gpd g;

	CHECK_INT(gpd_fit(&g, y, N), 0);
	CHECK_NEAR(g.gamma, gamma, 0.02);
	CHECK_NEAR(g.sigma / sigma, 1, 0.02);
	if (g.gamma != 0)
		CHECK_NEAR(g.loglik, loglik(g.gamma, g.sigma, y, N), 1e-6);
	free(y);
}

/* No point of a fine grid around the fit is likelier. */
static void
is_a_maximum(void)
{
	const double y[] = { 0.3, 1.9, 0.7, 4.4, 0.2, 2.2, 9.1, 0.05, 1.1 };
	struct gpd g;
	double c, s, most = -INFINITY;

	CHECK_INT(gpd_fit(&g, y, 9), 0);
	for (c = -0.5; c < 3; c += 0.0101)
		for (s = 0.1; s < 10; s *= 1.01)
			if (1 + c * 9.1 / s > 0)
				most = fmax(most, loglik(c, s, y, 9));
	CHECK(g.loglik >= most - 1e-9);
	CHECK(g.loglik < most + 1e-2);
}

/* ybar > 1/e: where the wrong sign lets the exponential win always. */
static void
heavy_tail_wins(void)
{
	double *y = ranks(0.8, 5, 200);
	struct gpd g;

	CHECK_INT(gpd_fit(&g, y, 200), 0);
	CHECK(g.gamma > 0.5);
	free(y);
}

static void
lower_bound(void)
{
	const double near[] = { 1, 1.01, 0.99, 1.02 };
	struct gpd g;

	CHECK_INT(gpd_fit(&g, near, 4), 0);
	CHECK(g.gamma >= -0.5);
	CHECK_NEAR(g.gamma, -0.5, 1e-6);
	CHECK(g.sigma > 0 && g.sigma / 0.5 > 1.02);
}

static void
any_scale(void)
{
	static const double scale[] = { 1e-290, 1e-9, 1e9, 1e290 };
	double *y = ranks(0.2, 1, 100), z[100];
	struct gpd one, g;
	int i, k;

	CHECK_INT(gpd_fit(&one, y, 100), 0);
	for (k = 0; k < 4; k++) {
		for (i = 0; i < 100; i++)
			z[i] = y[i] * scale[k];
		CHECK_INT(gpd_fit(&g, z, 100), 0);
		CHECK_NEAR(g.gamma, one.gamma, 1e-6);
		CHECK_NEAR(g.sigma / scale[k] / one.sigma, 1, 1e-6);
	}
	free(y);
}

static void
wild_samples(void)
{
	const double wide[] = { 1e-300, 1, 1e300 };
	const double tiny[] = { 4.9e-324, 9.9e-324 };
	const double two[] = { 1, 2 };
	double lone[500];
	struct gpd g;
	int i;

	for (i = 0; i < 500; i++)
		lone[i] = 1e-6 * (i + 1);
	lone[499] = 1e6;
	CHECK_INT(gpd_fit(&g, wide, 3), 0);
	CHECK(isfinite(g.gamma) && isfinite(g.sigma) && g.sigma > 0);
	CHECK_INT(gpd_fit(&g, tiny, 2), 0);
	CHECK(isfinite(g.gamma) && isfinite(g.sigma));
	CHECK_INT(gpd_fit(&g, two, 2), 0);
	CHECK(g.gamma >= -0.5 && g.sigma > 0);
	CHECK_INT(gpd_fit(&g, lone, 500), 0);
	CHECK(g.gamma > 0 && g.sigma > 0);
}

static void
refuses(void)
{
	const double equal[] = { 2, 2, 2 }, zero[] = { 1, 0, 2 };
	const double nan[] = { 1, NAN, 2 }, inf[] = { 1, INFINITY, 2 };
	const double minus[] = { 1, -1, 2 };
	struct gpd g;

	CHECK_INT(gpd_fit(&g, equal, 0), -1);
	CHECK_INT(gpd_fit(&g, equal, 1), -1);
	CHECK_INT(gpd_fit(&g, equal, 3), -1);
	CHECK_INT(gpd_fit(&g, zero, 3), -1);
	CHECK_INT(gpd_fit(&g, nan, 3), -1);
	CHECK_INT(gpd_fit(&g, inf, 3), -1);
	CHECK_INT(gpd_fit(&g, minus, 3), -1);
}

static void
tails(void)
{
	static const double gamma[] = { -0.4, -1e-12, 0, 1e-12, 0.3, 2 };
	struct gpd g = { .sigma = 1.5 };
	double p;
	int i;

	for (i = 0; i < 6; i++) {
		g.gamma = gamma[i];
		CHECK_NEAR(gpd_sf(&g, 0), 1, 0);
		CHECK_NEAR(gpd_sf(&g, -1), 1, 0);
		CHECK_NEAR(gpd_isf(&g, 1), 0, 0);
		CHECK_NEAR(gpd_sf(&g, INFINITY), 0, 0);
		CHECK(isnan(gpd_sf(&g, NAN)));
		for (p = 0.9; p > 1e-9; p /= 7)
			CHECK_NEAR(gpd_sf(&g, gpd_isf(&g, p)) / p, 1, 1e-10);
	}
	g.gamma = -0.4; /* ends at sigma / 0.4 */
	CHECK_NEAR(gpd_sf(&g, 3.75), 0, 0);
	CHECK_NEAR(gpd_sf(&g, 100), 0, 0);
	g.gamma = 0.5;
	CHECK_NEAR(gpd_sf(&g, 3), 0.25, 1e-16);
}

static double
pot(const char *field)
{
	char path[64];

	snprintf(path, sizeof(path), "pot/%s", field);
	return golden_number("detectors.json", path);
}

static void
golden_fit(void)
{
	double *s, t, z;
	struct gpd g;
	size_t n, i, k = 0;

	if (test_shared() == NULL) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	s = golden_numbers("detectors.json", "pot/init", &n);
	CHECK_INT(n, 1000);
	if (n == 1000) {
		stats_sort(s, n);
		t = s[(size_t)(pot("level") * (double)n)];
		CHECK_NEAR(t, pot("fit/t"), 0);
		for (i = 0; i < n; i++)
			if (s[i] > t)
				s[k++] = s[i] - t;
		CHECK_INT(k, pot("fit/excesses"));
		CHECK_INT(gpd_fit(&g, s, k), 0);
		z = t + gpd_isf(&g, pot("q") * (double)n / (double)k);
		CHECK_NEAR(g.gamma, pot("fit/gamma"), 1e-6);
		CHECK_NEAR(g.sigma / pot("fit/sigma"), 1, 1e-6);
		CHECK_NEAR(g.loglik, pot("fit/loglik"), 1e-9);
		CHECK_NEAR(z / pot("fit/z_q"), 1, 1e-6);
	}
	free(s);
}

int
main(void)
{
	test_begin("a light, an exponential and a heavy tail are recovered");
	recovers(-0.3, 2);
	recovers(0, 0.1);
	recovers(0.25, 1);
	recovers(1.2, 40);
	test_begin("no other parameters are likelier than the fit");
	is_a_maximum();
	test_begin("a heavy tail is not taken for an exponential");
	heavy_tail_wins();
	test_begin("the shape stays at or above -1/2");
	lower_bound();
	test_begin("the fit follows the scale of the values");
	any_scale();
	test_begin("wild samples give finite parameters");
	wild_samples();
	test_begin("samples that cannot be fitted are refused");
	refuses();
	test_begin("tail and inverse tail undo each other");
	tails();
	test_begin("the golden fit and its threshold are met");
	golden_fit();
	return test_end();
}
