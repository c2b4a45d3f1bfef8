/*
 * eval_ranges.c - affiliation, ranges, point adjustment and NAB against their
 * definitions on random rows.
 */
#include "eval_scene.h"

#include "base/rng.h"
#include "eval/runs.h"

enum { N_MAX = 300 };

struct bits {
	int label[N_MAX], alarm[N_MAX];
	int n;
};

static void
draw(struct bits *b, struct rng *rng, int n)
{
	int on = 0, off = 0;

	b->n = n;
	for (int i = 0; i < n; i++) {
		on = on > 0                    ? on - 1
		     : rng_below(rng, 20) == 0 ? (int)rng_below(rng, 9) + 1
					       : 0;
		off = off > 0                   ? off - 1
		      : rng_below(rng, 15) == 0 ? (int)rng_below(rng, 6) + 1
						: 0;
		b->label[i] = on > 0;
		b->alarm[i] = off > 0;
	}
	b->label[n / 2] = 1;
}

static void
scene_of(struct scene *s, const struct bits *b)
{
	double score[N_MAX];
	uint8_t label[N_MAX];

	for (int i = 0; i < b->n; i++) {
		score[i] = b->alarm[i];
		label[i] = (uint8_t)b->label[i];
	}
	scene_series(s, score, label, (size_t)b->n, 1);
}

/* ---- affiliation, by sums over a fine grid ---- */

enum { GRID = 64 }; /* points a row, at their middles */

static double
nearer(double t, double a, double b)
{
	return t < a ? a - t : t > b ? t - b : 0;
}

/* Zone [e0, e1) of event [j0, j1): sums over grid points. */
static void
naive_zone(const struct bits *b, const double e[2], const double j[2],
    double *precision, double *recall)
{
	double near = 0, points = 0, hit = 0, x, y, d, m;

	for (int i = 0; i < b->n * GRID; i++) {
		x = (i + 0.5) / GRID;
		if (x < e[0] || x >= e[1] || !b->alarm[i / GRID])
			continue;
		d = nearer(x, j[0], j[1]);
		m = fmin(j[0] - e[0], e[1] - j[1]);
		near +=
		    d == 0 ? 1
			   : 1 - (j[1] - j[0] + fmin(d, m) + d) / (e[1] - e[0]);
		points++;
	}
	*precision = points > 0 ? near / points : NAN;
	for (int i = (int)(j[0] * GRID); i < (int)(j[1] * GRID); i++) {
		x = (i + 0.5) / GRID;
		d = INFINITY;
		for (int k = 0; k < b->n; k++) {
			double from = fmax(k, e[0]), to = fmin(k + 1, e[1]);

			if (b->alarm[k] && from < to)
				d = fmin(d, nearer(x, from, to));
		}
		m = fmin(x - e[0], e[1] - x);
		y = d == 0 ? 1 : 1 - (fmin(d, m) + d) / (e[1] - e[0]);
		hit += isinf(d) ? 0 : y;
	}
	*recall = hit / (j[1] - j[0]) / GRID;
}

static void
naive_affiliation(const struct bits *b, double *precision, double *recall)
{
	double j[N_MAX][2], e[2], p, r, sum_p = 0, sum_r = 0, np = 0;
	int n = 0;

	for (int i = 0; i < b->n; i++) {
		if (b->label[i] && (i == 0 || !b->label[i - 1]))
			j[n++][0] = i;
		if (b->label[i])
			j[n - 1][1] = i + 1;
	}
	for (int k = 0; k < n; k++) {
		e[0] = k > 0 ? (j[k - 1][1] + j[k][0]) / 2 : 0;
		e[1] = k + 1 < n ? (j[k][1] + j[k + 1][0]) / 2 : b->n;
		naive_zone(b, e, j[k], &p, &r);
		sum_r += r;
		if (isnan(p))
			continue;
		sum_p += p;
		np++;
	}
	*precision = np > 0 ? sum_p / np : NAN;
	*recall = sum_r / n;
}

static void
test_affiliation(void)
{
	struct rng rng;
	struct bits b;
	struct scene s;
	double p, r;

	rng_init(&rng, 5, 0);
	for (int k = 0; k < 40; k++) {
		draw(&b, &rng, 20 + 7 * k);
		naive_affiliation(&b, &p, &r);
		scene_of(&s, &b);
		/* the grid's own error */
		CHECK_NEAR(scene_value(&s, "affiliation", "precision"), p,
		    2e-4);
		CHECK_NEAR(scene_value(&s, "affiliation", "recall"), r, 2e-4);
		scene_free(&s);
	}
}

/* ---- ranges ---- */

static double
delta(int i, int n, const char *bias)
{
	if (strcmp(bias, "range_front") == 0)
		return n - i + 1;
	if (strcmp(bias, "range_back") == 0)
		return i;
	if (strcmp(bias, "range_middle") == 0)
		return i <= n / 2 ? i : n - i + 1;
	return 1;
}

/* Mean over the runs of what[] of their reward by by[]. */
static double
naive_range(const int *what, const int *by, int n, double alpha,
    const char *bias)
{
	double sum = 0, runs = 0;

	for (int a = 0, b; a < n; a = b + 1) {
		double hit = 0, all = 0, met = 0;

		b = a;
		if (!what[a])
			continue;
		while (b + 1 < n && what[b + 1])
			b++;
		for (int i = a; i <= b; i++) {
			double w = delta(i - a + 1, b - a + 1, bias);

			all += w;
			hit += by[i] ? w : 0;
			met += by[i] && (i == a || !by[i - 1]);
		}
		runs++;
		if (met > 0)
			sum += alpha + (1 - alpha) * hit / all / met;
	}
	return runs > 0 ? sum / runs : 0;
}

static void
test_ranges(void)
{
	static const char *const names[] = { "range_front", "range_flat",
		"range_middle", "range_back", "range_flat_alpha0" };
	struct rng rng;
	struct bits b;
	struct scene s;

	rng_init(&rng, 6, 0);
	for (int k = 0; k < 60; k++) {
		draw(&b, &rng, 10 + 4 * k);
		scene_of(&s, &b);
		for (int i = 0; i < 5; i++) {
			CHECK_NEAR(scene_value(&s, names[i], "recall"),
			    naive_range(b.label, b.alarm, b.n, i < 4 ? 0.2 : 0,
				names[i]),
			    1e-12);
			CHECK_NEAR(scene_value(&s, names[i], "precision"),
			    naive_range(b.alarm, b.label, b.n, 0, names[i]),
			    1e-12);
		}
		scene_free(&s);
	}
}

/* ---- point adjustment ---- */

static double
naive_pa(const struct bits *b, double share)
{
	double tp = 0, fp = 0, fn = 0;

	for (int a = 0, e; a < b->n; a = e + 1) {
		double hit = 0, n = 0;

		e = a;
		if (!b->label[a]) {
			fp += b->alarm[a];
			continue;
		}
		while (e + 1 < b->n && b->label[e + 1])
			e++;
		for (int i = a; i <= e; i++, n++)
			hit += b->alarm[i];
		tp += hit > share * n ? n : hit;
		fn += hit > share * n ? 0 : n - hit;
	}
	return tp > 0 ? 2 * tp / (2 * tp + fp + fn) : 0;
}

static void
test_adjusted(void)
{
	struct rng rng;
	struct bits b;
	struct scene s;

	rng_init(&rng, 7, 0);
	for (int k = 0; k < 100; k++) {
		draw(&b, &rng, 10 + 2 * k);
		scene_of(&s, &b);
		CHECK_NEAR(scene_value(&s, "pa_f1", ""), naive_pa(&b, 0),
		    1e-12);
		CHECK_NEAR(scene_value(&s, "pa20_f1", ""), naive_pa(&b, 0.2),
		    1e-12);
		scene_free(&s);
	}
}

/* ---- several series, rows left out ---- */

/* Two series give the mean over their zones and ranges, and a row that is
 * left out closes the gap that it leaves. */
static void
test_positions(void)
{
	struct scene s;
	struct run *run;

	scene_begin(&s);
	for (uint32_t i = 0; i < 12; i++) {
		/* symbol 1: ..ab.b!!..  with x out; symbol 2: bb.! */
		uint32_t event = i == 2 || i == 3 || i == 5 ? i + 1 : 0;

		scene_row(&s, 1, i, i + 1, i, i == 4 ? 99 : event,
		    i == 4 ? OTHER : WANTED, i >= 6 && i < 8);
	}
	for (uint32_t i = 0; i < 4; i++)
		scene_row(&s, 2, i, i + 1, i, i < 2 ? 70 : 0, WANTED, i == 3);
	scene_end(&s);
	CHECK_INT(runs_positive(&run, &s.view, &s.err), 2);
	CHECK_INT(run[0].first, 2);
	CHECK_INT(run[0].last, 4);
	CHECK_INT(run[0].row, 2);
	CHECK_INT(run[0].last_row, 5);
	CHECK_INT(run[0].begin, 0);
	CHECK_INT(run[0].end, 11);
	CHECK_INT(run[1].first, 11);
	CHECK_INT(run[1].last, 12);
	CHECK_INT(run[1].begin, 11);
	CHECK_INT(run[1].end, 15);
	free(run);
	CHECK_INT(runs_alarms(&run, &s.timeline, &s.err), 2);
	CHECK_INT(run[0].first, 5);
	CHECK_INT(run[0].last, 6);
	CHECK_INT(run[1].first, 14);
	free(run);
	scene_free(&s);
}

/* ---- NAB ---- */

static double
sigmoid(double y)
{
	return 2 / (1 + exp(5 * y)) - 1;
}

static double
naive_nab(const struct bits *b)
{
	int probation = (int)floor(0.15 * b->n);
	double raw = 0;

	for (int i = probation; i < b->n; i++) {
		int end = -1, start = 0;

		if (!b->alarm[i] || b->label[i])
			continue;
		for (int k = 0; k < i; k++) {
			if (b->label[k] && (k == 0 || !b->label[k - 1]))
				start = k;
			if (b->label[k])
				end = k;
		}
		if (end < 0 || (double)(i - end) / (end - start) > 3)
			raw -= 0.11;
		else
			raw +=
			    0.11 * sigmoid((double)(i - end) / (end - start));
	}
	for (int a = 0, e; a < b->n; a = e + 1) {
		double best = -1;

		e = a;
		if (!b->label[a])
			continue;
		while (e + 1 < b->n && b->label[e + 1])
			e++;
		for (int i = a; i <= e; i++)
			if (b->alarm[i] && i >= probation)
				best = fmax(best, sigmoid(-(double)(e - i + 1) /
							  (e - a + 1)) /
						      sigmoid(-1));
		if (e >= probation)
			raw += best;
	}
	return raw;
}

static void
test_nab(void)
{
	struct rng rng;
	struct bits b;
	struct scene s;

	rng_init(&rng, 8, 0);
	for (int k = 0; k < 100; k++) {
		draw(&b, &rng, 10 + 2 * k);
		scene_of(&s, &b);
		CHECK_NEAR(scene_value(&s, "nab", "standard.raw"),
		    naive_nab(&b), 1e-12);
		CHECK_NEAR(scene_value(&s, "nab", "tp") +
			       scene_value(&s, "nab", "fp") +
			       scene_value(&s, "nab", "fn") +
			       scene_value(&s, "nab", "tn"),
		    b.n - floor(0.15 * b.n), 0);
		scene_free(&s);
	}
}

int
main(void)
{
	test_begin("affiliation is the mean chance over a fine grid");
	test_affiliation();
	test_begin("range-based rewards are those of a walk over the rows");
	test_ranges();
	test_begin("point adjustment counts hit events whole");
	test_adjusted();
	test_begin("positions count no row that is left out, series apart");
	test_positions();
	test_begin("NAB's score is that of a walk over the rows");
	test_nab();
	return test_end();
}
