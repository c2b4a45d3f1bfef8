/* Principal components that learn: the covariance against its definition. */
#include "detect/pca.h"

#include "detect_test.h"

extern const struct detector detector_pca_maha, detector_pca_recon;

enum { FIT = 400, ROWS = 3000, D = 3 };

static const double HALFLIFE = 300;

/* Correlated rows; from `change' on, the third column turns its sign. */
static double *
rows_of(size_t n, uint64_t seed, size_t change)
{
	double *x = malloc(n * D * sizeof(*x)), common;
	struct rng r;
	size_t i;

	rng_init(&r, seed, 1);
	for (i = 0; i < n; i++) {
		common = rng_normal(&r);
		x[i * D] = common + 0.3 * rng_normal(&r);
		x[i * D + 1] = 5 + common + 0.3 * rng_normal(&r);
		x[i * D + 2] =
		    (i < change ? 1 : -1) * common + 0.3 * rng_normal(&r);
	}
	return x;
}

struct scene {
	const struct detector *det, *online;
	void *model, *state;
	double *x;
};

static void
scene_init(struct scene *s, const struct detector *det, size_t change)
{
	double *x = rows_of(FIT, 1, FIT);
	void *o = opts_new(det);

	opts_set(det, o, "pca-window", "1");
	s->det = det;
	s->model = model_make(det, o, x, FIT, D, 1);
	s->online = det->online(s->model, HALFLIFE);
	s->state = state_make(s->online, s->model);
	s->x = rows_of(ROWS, 2, change);
	free(x);
	free(o);
}

static void
scene_fini(struct scene *s)
{
	state_drop(s->online, s->model, s->state);
	model_drop(s->det, s->model);
	free(s->x);
}

/* The score of row i with the model alone, and with what was learned. */
static void
scores(const struct scene *s, size_t i, double *fixed, double *learned)
{
	score_one(s->det, s->model, NULL, fixed, NULL, s->x + i * D);
	score_one(s->online, s->model, s->state, learned, NULL, s->x + i * D);
}

static void
test_same(const struct detector *det)
{
	struct scene s;
	double a, b;
	size_t i;

	test_begin(
	    "before the first row is learned, the scores are the model's");
	scene_init(&s, det, ROWS);
	for (i = 0; i < 100; i++) {
		scores(&s, i, &a, &b);
		CHECK(a == b);
	}
	scene_fini(&s);
}

/* Solve c y = e by elimination; the product e y. */
static double
quadratic(const double *c, const double *e)
{
	double a[D][D + 1], f, sum = 0;
	int i, j, k;

	for (i = 0; i < D; i++) {
		for (j = 0; j < D; j++)
			a[i][j] = c[i * D + j];
		a[i][D] = e[i];
	}
	for (i = 0; i < D; i++)
		for (j = 0; j < D; j++) {
			if (j == i)
				continue;
			f = a[j][i] / a[i][i];
			for (k = i; k <= D; k++)
				a[j][k] -= f * a[i][k];
		}
	for (i = 0; i < D; i++)
		sum += e[i] * a[i][D] / a[i][i];
	return sum;
}

static void
test_twin(void)
{
	const struct pca *m;
	double mean[D], cov[D * D] = { 0 }, used[D * D], e[D], far, by, got;
	double lambda = exp2(-1 / HALFLIFE), shrink;
	struct scene s;
	int i, j, k, n;

	test_begin("distances are those of the weighted covariance");
	scene_init(&s, &detector_pca_maha, 1500);
	m = s.model;
	memcpy(mean, m->mean, sizeof(mean));
	for (i = 0; i < D; i++)
		for (j = 0; j < D; j++)
			for (k = 0; k < D; k++)
				cov[i * D + j] += m->value[k] *
						  m->vector[k * D + i] *
						  m->vector[k * D + j];
	memcpy(used, cov, sizeof(used));
	for (n = 0; n < ROWS; n++) {
		if (n % PCA_EVERY == 0) {
			memcpy(used, cov, sizeof(used));
			for (shrink = 0, i = 0; i < D; i++)
				shrink += m->shrink * cov[i * D + i] / D;
			for (i = 0; i < D; i++)
				used[i * D + i] += shrink;
		}
		for (i = 0; i < D; i++)
			e[i] = (s.x[n * D + i] - mean[i]) / m->sd[i];
		far = quadratic(used, e);
		score_one(s.online, s.model, s.state, &got, NULL, s.x + n * D);
		CHECK_NEAR(got / far, 1, 1e-8);
		by = D + PCA_CLIP * sqrt(2.0 * D);
		by = far > by ? sqrt(by / far) : 1;
		for (i = 0; i < D; i++) {
			e[i] *= by;
			mean[i] += (1 - lambda) * e[i] * m->sd[i];
		}
		for (i = 0; i < D; i++)
			for (j = 0; j < D; j++)
				cov[i * D + j] =
				    lambda * (cov[i * D + j] +
						 (1 - lambda) * e[i] * e[j]);
		s.online->learn(s.state, s.model, s.x + n * D);
	}
	scene_fini(&s);
}

static void
test_change(const struct detector *det)
{
	double fixed, learned, a = 0, b = 0;
	struct scene s;
	size_t i;

	test_begin("a correlation that turns for good becomes normal");
	scene_init(&s, det, 500);
	for (i = 0; i < ROWS; i++) {
		scores(&s, i, &fixed, &learned);
		if (i >= 2000) {
			a += fixed;
			b += learned;
		}
		s.online->learn(s.state, s.model, s.x + i * D);
	}
	CHECK(b < a / 3);
	scene_fini(&s);
}

int
main(void)
{
	test_same(&detector_pca_maha);
	test_same(&detector_pca_recon);
	test_twin();
	test_change(&detector_pca_maha);
	test_change(&detector_pca_recon);
	return test_end();
}
