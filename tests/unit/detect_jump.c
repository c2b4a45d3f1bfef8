/* Tests of jumps, and principal components, against the golden numbers. */
#include <math.h>

#include "math/eigen.h"

#include "detect_test.h"

extern const struct detector detector_jump, detector_pca_recon,
    detector_pca_maha;

static char *golden;

static int
has_golden(void)
{
	if (golden == NULL)
		test_skip("no ../shared beside the checkout");
	return golden != NULL;
}

static void
run_jump(double *s, const char *test, const char *window, const char *day,
    const double *x, int n)
{
	const struct detector *det = &detector_jump;
	void *o = opts_new(det), *m, *state;

	opts_set(det, o, "jump-test", test);
	opts_set(det, o, "jump-window", window);
	opts_set(det, o, "jump-day", day);
	m = model_make(det, o, NULL, 0, 1, 0);
	state = state_make(det, m);
	run_rows(det, m, state, s, NULL, x, (size_t)n, 1);
	state_drop(det, m, state);
	model_drop(det, m);
	free(o);
}

static void
test_lee_mykland(void)
{
	double r[100], stat[100], center, scale, s[100], beta;
	int n, i;

	test_begin("lm: the statistic of each return is the golden one");
	if (!has_golden())
		return;
	n = golden_numbers(golden, "lee_mykland.r", r, 100);
	CHECK_INT(golden_numbers(golden, "lee_mykland.L", stat, 100), n);
	CHECK_INT(golden_numbers(golden, "lee_mykland.C_n", &center, 1), 1);
	CHECK_INT(golden_numbers(golden, "lee_mykland.S_n", &scale, 1), 1);
	run_jump(s, "lm", "16", "60", r, n);
	for (i = 0; i < 15; i++)
		CHECK(isnan(s[i]));
	for (; i < n; i++) {
		beta = (fabs(stat[i]) - center) / scale;
		CHECK_NEAR(s[i], -log10(-expm1(-exp(-beta))), 1e-8);
	}
}

static void
test_bns(void)
{
	double r[100], z, s[100];
	char window[8];
	int n;

	test_begin("bns: the ratio statistic of a window is the golden one");
	if (!has_golden())
		return;
	n = golden_numbers(golden, "lee_mykland.r", r, 100);
	CHECK_INT(golden_numbers(golden, "variation.bns_ratio_z", &z, 1), 1);
	snprintf(window, sizeof(window), "%d", n);
	run_jump(s, "bns", window, "390", r, n);
	CHECK(isnan(s[n - 2]));
	CHECK_NEAR(s[n - 1], -log10(erfc(z / sqrt(2)) / 2), 1e-8);
}

static void
test_still(void)
{
	double x[200] = { 0 }, s[200];
	int i;

	test_begin("a price that never moved has no jumps, nor infinite ones");
	x[150] = 0.01;
	run_jump(s, "lm", "16", "60", x, 200);
	for (i = 0; i < 200; i++)
		CHECK(isnan(s[i]));
	run_jump(s, "bns", "16", "60", x, 200);
	for (i = 0; i < 200; i++)
		CHECK(isnan(s[i]));
}

static void
test_eigen(void)
{
	enum { N = 24 };
	double a[N * N], again[N * N], value[N], v[N * N], sum;
	struct rng r;
	int i, j, k;

	test_begin("vectors are orthonormal and give the matrix back");
	rng_init(&r, 6, 1);
	for (i = 0; i < N; i++)
		for (j = i; j < N; j++)
			a[i * N + j] = a[j * N + i] = rng_normal(&r);
	memcpy(again, a, sizeof(a));
	CHECK(eigen_symmetric(value, v, again, N) == 0);
	for (i = 0; i < N; i++)
		for (j = 0; j < N; j++) {
			for (sum = 0, k = 0; k < N; k++)
				sum += v[i * N + k] * v[j * N + k];
			CHECK_NEAR(sum, i == j, 1e-12);
			for (sum = 0, k = 0; k < N; k++)
				sum += value[k] * v[k * N + i] * v[k * N + j];
			CHECK_NEAR(sum, a[i * N + j], 1e-11);
		}
	for (i = 1; i < N; i++)
		CHECK(value[i] <= value[i - 1]);
	a[3] = NAN;
	CHECK(eigen_symmetric(value, v, a, N) == -1);
}

static void
run_pca(double *s, const struct detector *det, const char *option,
    const char *text, const double *x, int n)
{
	void *o = opts_new(det), *m;

	opts_set(det, o, "pca-window", "8");
	opts_set(det, o, option, text);
	m = model_make(det, o, x, (size_t)n, 1, 0);
	det->score(s, NULL, m, NULL, x, 1);
	for (int i = 0; i + 8 <= n; i++)
		det->score(&s[i], NULL, m, NULL, x + i, 1);
	model_drop(det, m);
	free(o);
}

static void
test_pca(void)
{
	double x[100], want[100], s[100];
	int n, k, i;

	test_begin("residuals and distances of windows are the golden ones");
	if (!has_golden())
		return;
	n = golden_numbers(golden, "pca.x", x, 100);
	k = golden_numbers(golden, "pca.recon_mse", want, 100);
	CHECK_INT(k, n - 7);
	run_pca(s, &detector_pca_recon, "pca-kept", "3", x, n);
	for (i = 0; i < k; i++)
		CHECK_NEAR(s[i] / want[i], 1, 1e-6);
	k = golden_numbers(golden, "pca.mahalanobis2", want, 100);
	run_pca(s, &detector_pca_maha, "pca-shrink", "0", x, n);
	for (i = 0; i < k; i++)
		CHECK_NEAR(s[i] / want[i], 1, 1e-6);
}

int
main(void)
{
	const char *dir = test_shared();
	size_t len;

	if (dir != NULL)
		golden = file_text(dir, "/golden/detectors.json", &len);
	test_lee_mykland();
	test_bns();
	test_still();
	test_eigen();
	test_pca();
	free(golden);
	return test_end();
}
