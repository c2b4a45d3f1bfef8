/*
 * math_window.c - the last n values against arithmetic on a plain array.
 */
#include "math/stats.h"
#include "math/window.h"

#include "math_golden.h"

static struct lastn *
window_new(uint32_t n)
{
	struct lastn *w = malloc(lastn_size(n));

	lastn_init(w, n);
	return w;
}

static void
in_one_piece(void)
{
	struct lastn *w = window_new(5);
	const double *v;
	uint32_t i, j;

	CHECK_INT(w->count, 0);
	for (i = 0; i < 37; i++) {
		lastn_push(w, i);
		CHECK_INT(w->count, i < 5 ? i + 1 : 5);
		v = lastn_values(w);
		for (j = 0; j < w->count; j++)
			CHECK_NEAR(v[j], i + 1 - w->count + j, 0);
	}
	free(w);
}

static void
small_windows(void)
{
	struct lastn *w = window_new(3);
	double scratch[3];

	CHECK(isnan(lastn_mean(w)));
	CHECK(isnan(lastn_sd(w, 0)));
	CHECK(isnan(lastn_median(w, scratch)));
	CHECK(isnan(lastn_mad(w, 0, scratch)));
	CHECK(isnan(lastn_iqr(w, scratch)));
	lastn_push(w, 4);
	CHECK_NEAR(lastn_mean(w), 4, 0);
	CHECK(isnan(lastn_sd(w, 4)));
	CHECK_NEAR(lastn_median(w, scratch), 4, 0);
	CHECK_NEAR(lastn_iqr(w, scratch), 0, 0);
	lastn_push(w, 6);
	CHECK_NEAR(lastn_sd(w, 5), sqrt(2), 1e-15);
	CHECK_NEAR(lastn_mad(w, 5, scratch), 1, 0);
	CHECK_NEAR(lastn_iqr(w, scratch), 1, 0);
	free(w);
	w = window_new(0);
	lastn_push(w, 1);
	CHECK_INT(w->count, 0);
	CHECK(isnan(lastn_mean(w)));
	free(w);
}

static void
forgets(void)
{
	struct lastn *w = window_new(4);
	double scratch[4];
	int i;

	lastn_push(w, INFINITY);
	lastn_push(w, 1e300);
	for (i = 1; i <= 4; i++)
		lastn_push(w, i);
	CHECK_NEAR(lastn_mean(w), 2.5, 0);
	CHECK_NEAR(lastn_sd(w, 2.5), sqrt(5.0 / 3), 1e-15);
	CHECK_NEAR(lastn_median(w, scratch), 2.5, 0);
	CHECK_NEAR(lastn_mad(w, 2.5, scratch), 1, 0);
	CHECK_NEAR(lastn_iqr(w, scratch), 1.5, 0);
	free(w);
}

/* z and robust z of row i against the 20 rows before it. */
static void
golden_rolling(void)
{
	const double to_sd = 0.6744897501960817;
	struct lastn *w = window_new(20);
	double *x, *want, scratch[20], m, s, med, mad;
	size_t i, n, rows;

	x = golden_numbers("detectors.json", "rolling/x", &n);
	want = golden_numbers("detectors.json", "rolling/rows", &rows);
	if (test_shared() == NULL) {
		test_skip("no ../shared beside the checkout");
		n = 0;
	} else {
		CHECK_INT(rows, 24);
		CHECK_INT(n, 32);
	}
	for (i = 0; i < n && rows == 24; lastn_push(w, x[i++])) {
		if (i < 20)
			continue;
		m = lastn_mean(w);
		s = lastn_sd(w, m);
		med = lastn_median(w, scratch);
		mad = lastn_mad(w, med, scratch);
		CHECK_NEAR((x[i] - m) / s, want[2 * (i - 20)], 1e-9);
		CHECK_NEAR(to_sd * (x[i] - med) / mad, want[2 * (i - 20) + 1],
		    1e-9);
	}
	free(x);
	free(want);
	free(w);
}

int
main(void)
{
	test_begin("the values lie in one piece, oldest first");
	in_one_piece();
	test_begin("statistics of too few values are NaN");
	small_windows();
	test_begin("a value that has left the window leaves no trace");
	forgets();
	test_begin("the golden rolling z and robust z are met");
	golden_rolling();
	return test_end();
}
