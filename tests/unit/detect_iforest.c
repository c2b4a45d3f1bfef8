/* Isolation Forest against scikit-learn's numbers and its own naive twin. */
#include "detect/method/iforest_fast.h"

#include "detect_test.h"

extern const struct detector detector_iforest;

enum { FORESTS = 30 };

static char *golden;

static void *
forest(const double *x, size_t n, int d, uint64_t seed, const char *trees,
    const char *sample)
{
	void *o = opts_new(&detector_iforest), *m;

	opts_set(&detector_iforest, o, "trees", trees);
	opts_set(&detector_iforest, o, "sample", sample);
	m = model_make(&detector_iforest, o, x, n, d, seed);
	free(o);
	return m;
}

static void
test_c(void)
{
	static const int sizes[] = { 1, 2, 3, 4, 5, 8, 16, 64, 100, 256, 1000 };
	char path[64];
	double want[2];
	size_t i;

	test_begin("the mean path of a leaf is scikit-learn's");
	if (golden == NULL) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		sprintf(path, "iforest_c.approx.%d", sizes[i]);
		CHECK_INT(golden_numbers(golden, path, want, 2), 1);
		CHECK_NEAR(iforest_c((uint64_t)sizes[i], 0), want[0], 1e-12);
		sprintf(path, "iforest_c.exact.%d", sizes[i]);
		if (golden_numbers(golden, path, want, 2) == 1)
			CHECK_NEAR(iforest_c((uint64_t)sizes[i], 1), want[0],
			    1e-12);
	}
	CHECK_NEAR(iforest_c(0, 0), 0, 0);
}

static void
test_reference(void)
{
	static double train[1300], probe[40], mean[20], sd[20];
	double got[20] = { 0 }, s[20], bound;
	struct iforest *m;
	int np, n, i, j, k;

	test_begin("scores agree with 60 forests of scikit-learn");
	if (golden == NULL) {
		test_skip("no ../shared beside the checkout");
		return;
	}
	n = golden_numbers(golden, "iforest_reference.train", train, 1300) / 3;
	np = golden_numbers(golden, "iforest_reference.probes", probe, 40) / 3;
	CHECK_INT(n, 400);
	CHECK_INT(np, 10);
	golden_numbers(golden, "iforest_reference.mean_score", mean, 20);
	golden_numbers(golden, "iforest_reference.sd_per_forest", sd, 20);
	for (k = 0; k < FORESTS; k++) {
		m = forest(train, (size_t)n, 3, (uint64_t)k, "100", "256");
		iforest_score(s, NULL, m, NULL, probe, (size_t)np);
		for (i = 0; i < np; i++)
			got[i] += s[i] / FORESTS;
		model_drop(&detector_iforest, m);
	}
	for (i = 0; i < np; i++) {
		bound = 4 * sd[i] * sqrt(1.0 / FORESTS + 1.0 / 60);
		CHECK_NEAR(got[i], mean[i], bound);
		for (j = 0; j < np; j++)
			CHECK(!(mean[i] > mean[j] + 0.02) || got[i] > got[j]);
	}
}

static void
check_twins(int d, size_t n, const char *trees, const char *sample)
{
	double *x = rows_random(n, d, 7), *a, *b, *c;
	struct iforest *m = forest(x, n, d, 1, trees, sample);
	size_t i;

	for (i = 1; i < n / 4; i++) /* at a threshold, and next to it */
		for (int j = 0; j < d; j++)
			x[i * (size_t)d + (size_t)j] = (double)
			    nextafterf(m->thr[(i * 31 + (size_t)j) % m->n],
				i % 3 == 0 ? INFINITY
				: i % 3 == 1
				    ? -INFINITY
				    : m->thr[(i * 31 + (size_t)j) % m->n]);
	a = malloc(3 * n * sizeof(*a));
	b = a + n;
	c = b + n;
	x[0] = 1e300; /* beyond float */
	x[(n / 2) * (size_t)d] = NAN;
	iforest_score(a, NULL, m, NULL, x, n);
	iforest_score_naive(b, m, x, n);
	for (i = 0; i < n; i++)
		iforest_score(c + i, NULL, m, NULL, x + i * (size_t)d, 1);
	CHECK(same_bits(a, b, n));
	CHECK(same_bits(a, c, n));
	if (m->fast != NULL && m->fast->word != NULL) { /* other CPUs */
		iforest_fast_free(m->fast);
		m->fast = iforest_fast_nodes(m);
		iforest_score(c, NULL, m, NULL, x, n);
		CHECK(same_bits(a, c, n));
	}
	CHECK(isnan(a[n / 2]));
	CHECK(a[0] > 0 && a[0] < 1);
	free(a);
	free(x);
	model_drop(&detector_iforest, m);
}

static void
test_twins(void)
{
	static const char *const samples[] = { "2", "64", "256", "700" };
	size_t i;
	int d;

	test_begin("a row scores the same bits alone, in a batch and naively");
	check_twins(17, 1001, "20", "64");
	check_twins(1024, 37, "20", "64");

	test_begin("so does the form for few columns, of any depth");
	for (d = 1; d <= 9; d++)
		for (i = 0; i < 4; i++)
			check_twins(d, 1000 + 7 * i, "13", samples[i]);
}

static void
test_small(void)
{
	double flat[60], few[6] = { 0, 0, 1, 1, 5, 5 }, s[3], one = 3;
	struct iforest *m;
	int i;

	test_begin("constant features give 0.5, with no split");
	for (i = 0; i < 60; i++)
		flat[i] = 7;
	m = forest(flat, 20, 3, 1, "10", "256");
	CHECK_INT(m->sample, 20);
	CHECK_INT(m->n, 10);
	iforest_score(s, NULL, m, NULL, flat, 1);
	CHECK_NEAR(s[0], 0.5, 1e-15);
	model_drop(&detector_iforest, m);

	test_begin("a constant feature is never split on");
	for (i = 0; i < 20; i++)
		flat[3 * i + 1] = i;
	m = forest(flat, 20, 3, 1, "50", "256");
	for (i = 0; i < (int)m->n; i++)
		CHECK(m->feat[i] == -1 || m->feat[i] == 1);
	model_drop(&detector_iforest, m);

	test_begin("fewer rows than the sample are all taken");
	m = forest(few, 3, 2, 1, "100", "256");
	CHECK_INT(m->sample, 3);
	iforest_score(s, NULL, m, NULL, few, 3);
	CHECK(s[2] > s[0] && s[2] > s[1]);
	model_drop(&detector_iforest, m);

	test_begin("a forest of one row says nothing: 0.5");
	m = forest(&one, 1, 1, 1, "5", "256");
	iforest_score(s, NULL, m, NULL, &one, 1);
	CHECK_NEAR(s[0], 0.5, 0);
	model_drop(&detector_iforest, m);
}

static void
test_missing(void)
{
	double x[8] = { 1, NAN, NAN, 1, NAN, 2, 3, NAN };
	struct iforest_opts o = { .trees = 3, .sample = 4 };
	struct fit f = { .opts = &o, .train = { .x = x, .n = 4 }, .d = 2 };
	struct iforest m = { 0 };
	struct walk w = { .mode = WALK_FREE, .prefix = "" };
	struct err err = { 0 };

	test_begin("rows that all miss a value are refused");
	CHECK(iforest_fit(&m, &f, &err) == -1);
	CHECK_STR(err.msg, "each of the 4 rows has a missing value");
	CHECK(detector_iforest.walk(&w, &m) == 0);

	test_begin("rows with a missing value are left out of the fit");
	x[1] = 5;
	memset(&m, 0, sizeof(m));
	CHECK(iforest_fit(&m, &f, &err) == 0);
	CHECK_INT(m.sample, 1);
	CHECK_NEAR(m.median[0], 1, 0);
	CHECK_NEAR(m.median[1], 5, 0);
	CHECK(detector_iforest.walk(&w, &m) == 0);
}

static void
test_seed(void)
{
	double *x = rows_random(500, 3, 5);
	struct iforest *a = forest(x, 500, 3, 1, "10", "64");
	struct iforest *b = forest(x, 500, 3, 1, "20", "64");
	struct iforest *c = forest(x, 500, 3, 2, "10", "64");

	test_begin("a larger forest begins with the smaller one's trees");
	CHECK(b->n > a->n);
	CHECK(memcmp(a->thr, b->thr, a->n * sizeof(*a->thr)) == 0);
	CHECK(memcmp(a->left, b->left, a->n * sizeof(*a->left)) == 0);

	test_begin("another seed grows another forest");
	CHECK(a->n != c->n ||
	      memcmp(a->thr, c->thr, a->n * sizeof(*a->thr)) != 0);
	model_drop(&detector_iforest, a);
	model_drop(&detector_iforest, b);
	model_drop(&detector_iforest, c);
	free(x);
}

/* Rows, some of them with a missing value. */
static void
fit_in_threads(struct iforest *m, int slope, int missing, int jobs)
{
	static const char *const names[] = { "a", "b", "c" };
	double *x = rows_random(3000, 3, 5);
	struct iforest_opts o = { .trees = 450, .sample = 64 };
	struct fit f = { .opts = &o, .names = names, .d = 3, .seed = 7 };
	struct err err = { 0 };
	int i;

	for (i = 0; missing && i < 3000; i += 11)
		x[i * 3 + 1] = NAN;
	o.slope = slope;
	f.train = (struct rows){ .x = x, .n = 3000 };
	f.jobs = jobs;
	memset(m, 0, sizeof(*m));
	CHECK(iforest_fit(m, &f, &err) == 0);
	CHECK_STR(err.msg, "");
	free(x);
}

static void
test_threads(void)
{
	struct iforest a, b;
	struct walk w = { .mode = WALK_FREE };
	int slope, missing, jobs;

	test_begin("several threads grow the trees of one");
	for (slope = 1; slope <= 2; slope++)
		for (missing = 0; missing <= 1; missing++) {
			fit_in_threads(&a, slope, missing, 1);
			CHECK_INT(a.trees, 450);
			for (jobs = 2; jobs <= 8; jobs += 3) {
				fit_in_threads(&b, slope, missing, jobs);
				CHECK(a.n == b.n && a.trees == b.trees);
				CHECK(memcmp(a.root, b.root, 450 * 4) == 0);
				CHECK(memcmp(a.thr, b.thr, a.n * 4) == 0);
				CHECK(memcmp(a.feat, b.feat, a.n * 2) == 0);
				CHECK(memcmp(a.left, b.left, a.n * 4) == 0);
				CHECK(same_bits(a.value, b.value, a.n));
				CHECK(slope == 1 ||
				      (memcmp(a.columns, b.columns, a.n * 4) ==
					      0 &&
					  same_bits(a.coef, b.coef, a.n * 2) &&
					  same_bits(a.cut, b.cut, a.n)));
				detector_iforest.walk(&w, &b);
			}
			detector_iforest.walk(&w, &a);
		}
}

static void
test_reasons(void)
{
	double *x = rows_random(2000, 5, 11), s, row[5], other;
	struct iforest *m = forest(x, 2000, 5, 1, "100", "256");
	struct contrib why[DETECT_WHY];
	int j;

	test_begin("the feature that is off leads the reasons, with its sign");
	for (j = 0; j < 5; j++) {
		for (int k = 0; k < 5; k++)
			row[k] = 100;
		row[j] = j % 2 ? 110 : 90;
		iforest_score(&s, why, m, NULL, row, 1);
		iforest_score(&other, NULL, m, NULL, row, 1);
		CHECK(same_bits(&s, &other, 1));
		CHECK_INT(why[0].feature, j);
		CHECK(j % 2 ? why[0].share > 0.3 : why[0].share < -0.3);
		CHECK(fabs(why[0].share) + fabs(why[1].share) +
			  fabs(why[2].share) <=
		      1 + 1e-12);
	}
	row[2] = NAN;
	iforest_score(&s, why, m, NULL, row, 1);
	CHECK(isnan(s));
	CHECK_INT(why[0].feature, -1);
	model_drop(&detector_iforest, m);
	free(x);
}

/* Load what a forest saves, without the arrays whose names are in `without'. */
static int
reload(struct iforest *to, struct iforest *from, const char *without)
{
	struct tensors *all = tensors_new(), *some = tensors_new();
	struct err err = { 0 };
	struct walk w = { WALK_SAVE, all, "", &err, 0, NULL };
	const struct tensor *t;
	int rc;

	CHECK(detector_iforest.walk(&w, from) == 0);
	for (size_t i = 0; (t = tensors_at(all, i)) != NULL; i++)
		if (strstr(without, t->name) == NULL)
			CHECK(tensors_add(some, t->name, t->type, t->ndim,
				  t->shape, t->data, &err) == 0);
	w = (struct walk){ WALK_LOAD, some, "", &err, 0, NULL };
	rc = detector_iforest.walk(&w, to);
	tensors_free(all);
	tensors_free(some);
	return rc;
}

static void
test_older(void)
{
	double *x = rows_random(1000, 2, 3), a[40], b[40];
	void *o = opts_new(&detector_iforest);
	struct iforest *m, *older = calloc(1, sizeof(*older));
	struct iforest *cut = calloc(1, sizeof(*cut));

	m = model_make(&detector_iforest, o, x, 1000, 2, 1);
	test_begin("a model of a version without planes scores the same bits");
	CHECK_INT(reload(older, m, "slope columns coef cut"), 0);
	CHECK_INT(older->slope, 1);
	iforest_score(a, NULL, m, NULL, x, 40);
	iforest_score(b, NULL, older, NULL, x, 40);
	CHECK(same_bits(a, b, 40));
	model_drop(&detector_iforest, m);
	model_drop(&detector_iforest, older);

	test_begin("a model of planes is refused without them");
	opts_set(&detector_iforest, o, "oblique", "2");
	m = model_make(&detector_iforest, o, x, 1000, 2, 1);
	CHECK_INT(reload(cut, m, "columns"), -1);
	model_drop(&detector_iforest, cut);
	model_drop(&detector_iforest, m);
	free(o);
	free(x);
}

/* What splits of one column cannot see: two features that move together, and
 * rows where they do not. */
static void
test_oblique(void)
{
	static const char *const slopes[] = { "1", "2" };
	double *x = rows_random(4000, 2, 3), off[2] = { 101.2, 98.8 };
	double on[2] = { 101.2, 101.2 }, s[4], a[40], b[40], part;
	struct iforest *m[2];
	struct contrib why[DETECT_WHY];
	void *o;
	size_t i;

	for (i = 0; i < 4000; i++)
		x[2 * i + 1] = x[2 * i] + 0.1 * (x[2 * i + 1] - 100);
	for (i = 0; i < 2; i++) {
		o = opts_new(&detector_iforest);
		opts_set(&detector_iforest, o, "oblique", slopes[i]);
		m[i] = model_make(&detector_iforest, o, x, 4000, 2, 1);
		free(o);
		iforest_score(&s[2 * i], NULL, m[i], NULL, off, 1);
		iforest_score(&s[2 * i + 1], NULL, m[i], NULL, on, 1);
	}
	test_begin("planes see a row off the line that columns move along");
	CHECK(s[2] - s[3] > 1.4 * (s[0] - s[1]));
	CHECK(s[2] > 0.6 && s[3] < 0.5);

	test_begin("a plane parts the rows of its node: no leaf is empty");
	CHECK_INT(m[1]->nslope, 2 * m[1]->n);
	for (i = 0; i < m[1]->n; i++)
		if (m[1]->feat[i] >= 0)
			CHECK(m[1]->coef[2 * i] != 0);
	CHECK(iforest_check(m[1]) == NULL);
	m[1]->columns[0] = 2;
	CHECK_STR(iforest_check(m[1]), "columns: out of range");
	m[1]->columns[0] = 0;

	test_begin("planes score the same bits alone, in a batch and naively");
	iforest_score(a, NULL, m[1], NULL, x, 40);
	iforest_score_naive(b, m[1], x, 40);
	CHECK(same_bits(a, b, 40));
	iforest_score(s, why, m[1], NULL, x + 2 * 7, 1);
	CHECK(same_bits(s, a + 7, 1));
	part = fabs(why[0].share) + fabs(why[1].share);
	CHECK(part > 0.99 && part <= 1 + 1e-12);
	model_drop(&detector_iforest, m[0]);
	model_drop(&detector_iforest, m[1]);
	free(x);
}

/* A number in [0, 1), the same everywhere. */
static double
made(int i)
{
	return (double)((i * 7919 + 13) % 1009) / 1009;
}

/* Mean and sd of a forest's score over 25 forests of an independent
 * implementation in Python. */
static void
test_oblique_reference(void)
{
	static const double probe[15] = { .5, .6, 5, .9, .2, 5, .1, .9, 9, 2, 2,
		20, .5, .6, 30 };
	static const double mean[5] = { .5558, .6062, .6232, .6468, .6373 };
	static const double sd[5] = { .01117, .01055, .01061, .00952, .00880 };
	double x[900], got[5] = { 0 }, s[5];
	struct iforest *m;
	void *o = opts_new(&detector_iforest);
	int i, k;

	test_begin("planes agree with 25 forests of another implementation");
	for (i = 0; i < 300; i++) {
		x[3 * i] = made(3 * i);
		x[3 * i + 1] = made(3 * i) + 0.2 * made(3 * i + 1);
		x[3 * i + 2] = 10 * made(3 * i + 2);
	}
	opts_set(&detector_iforest, o, "oblique", "2");
	for (k = 0; k < FORESTS; k++) {
		m = model_make(&detector_iforest, o, x, 300, 3, (uint64_t)k);
		iforest_score(s, NULL, m, NULL, probe, 5);
		for (i = 0; i < 5; i++)
			got[i] += s[i] / FORESTS;
		model_drop(&detector_iforest, m);
	}
	for (i = 0; i < 5; i++)
		CHECK_NEAR(got[i], mean[i],
		    4 * sd[i] * sqrt(1.0 / FORESTS + 1.0 / 25));
	free(o);
}

int
main(void)
{
	const char *dir = test_shared();
	size_t len;

	if (dir != NULL)
		golden = file_text(dir, "/golden/detectors.json", &len);
	test_c();
	test_reference();
	test_twins();
	test_small();
	test_missing();
	test_seed();
	test_threads();
	test_reasons();
	test_older();
	test_oblique();
	test_oblique_reference();
	free(golden);
	return test_end();
}
