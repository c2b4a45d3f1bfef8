/* Neighbours and clusters of windows against their definitions. */
#include "detect/neighbours.h"

#include "detect_test.h"

extern const struct detector detector_knn, detector_dbscan;

enum { ROWS = 200, D = 2, W = 3, N = W * D, STORED = ROWS - W + 1 };

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* All windows of x, standardised by number: z[STORED][N]. */
static void
windows(double *z, double *mean, double *sd, const double *x)
{
	int i, k;

	for (k = 0; k < N; k++) {
		mean[k] = sd[k] = 0;
		for (i = 0; i < STORED; i++)
			mean[k] += x[i * D + k] / STORED;
		for (i = 0; i < STORED; i++)
			sd[k] += pow(x[i * D + k] - mean[k], 2) / STORED;
		sd[k] = sqrt(sd[k]);
		for (i = 0; i < STORED; i++)
			z[i * N + k] = (x[i * D + k] - mean[k]) / sd[k];
	}
}

static double
between(const double *a, const double *b)
{
	double sum = 0;
	int k;

	for (k = 0; k < N; k++)
		sum += (a[k] - b[k]) * (a[k] - b[k]);
	return sqrt(sum / N);
}

/* Distances of a to all windows, ascending. */
static void
distances(double *out, const double *z, const double *a)
{
	int i;

	for (i = 0; i < STORED; i++)
		out[i] = between(z + i * N, a);
	qsort(out, STORED, sizeof(*out), compare);
}

struct scene {
	double *x, z[STORED * N], mean[N], sd[N];
	double probe[N], at[N]; /* a window, standardised */
};

static struct scene s;

static void
scene_init(void)
{
	double *probe = rows_random(W, D, 12);
	int k;

	s.x = rows_random(ROWS, D, 11);
	windows(s.z, s.mean, s.sd, s.x);
	for (k = 0; k < N; k++) {
		s.probe[k] = probe[k] + (k == 3 ? 5 : 0);
		s.at[k] = (s.probe[k] - s.mean[k]) / s.sd[k];
	}
	free(probe);
}

static void
score(double *out, struct contrib *why, const struct detector *det,
    const char *option, const char *text, const double *x)
{
	void *o = opts_new(det), *m;

	opts_set(det, o, "knn-window", "3");
	opts_set(det, o, "dbscan-window", "3");
	opts_set(det, o, option, text);
	m = model_make(det, o, s.x, ROWS, D, 1);
	det->score(out, why, m, NULL, x, 1);
	model_drop(det, m);
	free(o);
}

static void
test_knn(void)
{
	static const char *const k[] = { "1", "4", "10", "198" };
	struct contrib why[DETECT_WHY];
	double want[STORED], got;
	size_t i;

	test_begin("knn: the distance to the k-th of all windows");
	distances(want, s.z, s.at);
	for (i = 0; i < sizeof(k) / sizeof(k[0]); i++) {
		score(&got, why, &detector_knn, "knn-k", k[i], s.probe);
		CHECK_NEAR(got, want[atoi(k[i]) - 1], 1e-10);
		CHECK_INT(why[0].feature, 3 % D);
		CHECK(why[0].share > 0);
	}

	test_begin("knn: a stored window is its own neighbour");
	score(&got, NULL, &detector_knn, "knn-k", "1", s.x + 50 * D);
	CHECK_NEAR(got, 0, 1e-6);
}

static void
test_dbscan(void)
{
	double far[STORED], sorted[STORED], all[STORED], eps, want = INFINITY;
	struct contrib why[DETECT_WHY];
	double got, h;
	int i, core = 0;

	test_begin("dbscan: the distance to the nearest core window over eps");
	for (i = 0; i < STORED; i++) {
		distances(all, s.z, s.z + i * N);
		far[i] = all[2 * D - 1]; /* all[0] is itself */
	}
	memcpy(sorted, far, sizeof(sorted));
	qsort(sorted, STORED, sizeof(*sorted), compare);
	h = (STORED - 1) * 0.8;
	i = (int)h;
	eps = sorted[i] + (h - i) * (sorted[i + 1] - sorted[i]);
	for (i = 0; i < STORED; i++)
		if (far[i] <= eps) {
			want = fmin(want, between(s.z + i * N, s.at));
			core++;
		}
	CHECK(core > STORED / 2 && core < STORED);
	score(&got, why, &detector_dbscan, "dbscan-eps", "0.8", s.probe);
	CHECK_NEAR(got, want / eps, 1e-10);
	CHECK(got > 1);
	CHECK_INT(why[0].feature, 3 % D);
}

/* The stored windows are those of single runs, each as likely. */
static void
test_sample(void)
{
	enum { RUN = 20, RUNS = ROWS / RUN, MOST = 30, SEEDS = 300 };
	struct neighbours m = { 0 };
	double *x = calloc(ROWS * D, sizeof(*x)), v;
	int count[ROWS] = { 0 }, i, k, low = SEEDS, high = 0;
	size_t run[RUNS + 1];
	struct err err = { 0 };
	struct walk w = { .mode = WALK_FREE, .prefix = "", .err = &err };
	struct fit f = { .d = D,
		.train = { .x = x, .n = ROWS, .run = run, .runs = RUNS } };

	test_begin("the stored windows are a fair sample within runs");
	for (i = 0; i <= RUNS; i++)
		run[i] = (size_t)(i * RUN);
	for (i = 0; i < ROWS; i++)
		x[i * D] = x[i * D + 1] = i;
	for (f.seed = 0; f.seed < SEEDS; f.seed++) {
		CHECK(neighbours_fit(&m, &f, W, 1, MOST, &err) == 0);
		CHECK_INT((long)m.rows, MOST);
		for (k = 0; k < MOST; k++) {
			v = m.point[k * N] * m.sd[0] + m.mean[0];
			count[(int)floor(v + 0.5)]++;
		}
		neighbours_walk(&w, &m);
	}
	for (i = 0; i < ROWS; i++) {
		if (i % RUN > RUN - W) {
			CHECK_INT(count[i], 0);
			continue;
		}
		low = count[i] < low ? count[i] : low;
		high = count[i] > high ? count[i] : high;
	}
	/* 300 draws of 30 in 180: 50 each, deviation 6.5 */
	CHECK(low > 50 - 30 && high < 50 + 30);
	f.train.runs = 1;
	CHECK(neighbours_fit(&m, &f, W, 19, MOST, &err) == -1);
	CHECK_STR(err.msg, "18 windows of 3 rows, expected at least 19");
	neighbours_walk(&w, &m);
	free(x);
}

int
main(void)
{
	scene_init();
	test_knn();
	test_dbscan();
	test_sample();
	free(s.x);
	return test_end();
}
