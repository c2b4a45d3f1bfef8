/* What must hold for every detector: those in the list, skel, and kinds that
 * the list need not have.  What the runner and training promise of each is in
 * detect_serve.h. */
#include "detect_test.h"

#include "detect_kinds.h"
#include "detect_serve.h"

extern const struct detector detector_skel;

enum { ROWS = 400 };

struct run {
	const struct detector *det;
	int d;
	size_t window;
	double *x;
	void *model, *state;
	size_t state_size;
};

static void
run_init(struct run *r, const struct detector *det)
{
	void *o = opts_short(det);

	r->det = det;
	r->d = columns_of(det);
	r->x = rows_random(ROWS, r->d, 21);
	r->model = model_make(det, o, r->x, ROWS, r->d, 3);
	r->window = detector_window(det, r->model);
	r->state = state_make(det, r->model);
	r->state_size = r->state != NULL ? det->state_size(r->model) : 0;
	free(o);
}

static void
run_fini(struct run *r)
{
	state_drop(r->det, r->model, r->state);
	model_drop(r->det, r->model);
	free(r->x);
}

/* The window that ends with row i. */
static const double *
window_at(const struct run *r, size_t i)
{
	return r->x + (i + 1 - r->window) * (size_t)r->d;
}

/* score learns nothing, not even of strange rows; a copy goes on alike. */
static void
check_score_only(struct run *r)
{
	char *before = malloc(r->state_size + 1);
	struct contrib why[DETECT_WHY];
	double a = NAN, b;
	size_t i;

	for (i = r->window - 1; i < ROWS; i++) {
		const double *x = window_at(r, i);

		memcpy(before, r->state != NULL ? r->state : "", r->state_size);
		score_one(r->det, r->model, r->state, &a, why, x);
		score_one(r->det, r->model, r->state != NULL ? before : NULL,
		    &b, NULL, x);
		CHECK(same_bits(&a, &b, 1));
		CHECK(r->state == NULL ||
		      memcmp(before, r->state, r->state_size) == 0);
		if (r->state != NULL)
			r->det->learn(r->state, r->model, x);
	}
	CHECK(isfinite(a));
	free(before);
}

static void
check_why(struct run *r)
{
	struct contrib why[DETECT_WHY];
	double s, sum;
	size_t i;
	int k;

	for (i = r->window - 1; i < ROWS; i++) {
		score_one(r->det, r->model, r->state, &s, why, window_at(r, i));
		for (sum = 0, k = 0; k < DETECT_WHY; k++) {
			CHECK(why[k].feature >= -1 && why[k].feature < r->d);
			CHECK(why[k].feature >= 0 || why[k].share == 0);
			CHECK(k == 0 ||
			      fabs(why[k].share) <= fabs(why[k - 1].share));
			sum += fabs(why[k].share);
		}
		CHECK(sum <= 1 + 1e-12);
	}
}

/* Rows of nothing: not scored, and the state goes on as if they were not. */
static void
check_missing(struct run *r)
{
	size_t n = r->window * (size_t)r->d, i;
	double *gone = malloc(n * sizeof(*gone)), s, before, after;
	const double *x = window_at(r, ROWS - 1);
	struct contrib why[DETECT_WHY];

	for (i = 0; i < n; i++)
		gone[i] = NAN;
	score_one(r->det, r->model, r->state, &before, NULL, x);
	score_one(r->det, r->model, r->state, &s, why, gone);
	CHECK(isnan(s));
	CHECK_INT(why[0].feature, -1);
	if (r->state != NULL)
		r->det->learn(r->state, r->model, gone);
	score_one(r->det, r->model, r->state, &after, NULL, x);
	CHECK(same_bits(&before, &after, 1));
	free(gone);
}

/* Constant history, then a step, then values at the ends of double. */
static void
check_constant(const struct detector *det)
{
	static const double odd[] = { 1e5, 1e5 + 0.01, 0, -1e308, 1e308,
		INFINITY, -INFINITY, 5e-324, 1e5 };
	double score[ROWS];
	struct run r;
	size_t i;
	int j;

	run_init(&r, det);
	for (i = 0; i < ROWS; i++)
		for (j = 0; j < r.d; j++)
			r.x[i * (size_t)r.d + (size_t)j] =
			    i < ROWS / 2
				? 1e5
				: odd[i % (sizeof(odd) / sizeof(odd[0]))];
	run_rows(det, r.model, r.state, score, NULL, r.x, ROWS, r.d);
	for (i = 0; i < ROWS; i++)
		CHECK(!isinf(score[i]));
	run_fini(&r);
}

static void
check_deterministic(const struct detector *det)
{
	double a[ROWS], b[ROWS];
	struct run r, q;

	run_init(&r, det);
	run_init(&q, det);
	run_rows(det, r.model, r.state, a, NULL, r.x, ROWS, r.d);
	run_rows(det, q.model, q.state, b, NULL, q.x, ROWS, q.d);
	CHECK(same_bits(a, b, ROWS));
	run_fini(&r);
	run_fini(&q);
}

/* The name of a test of a detector; it lives on. */
static void
begin(const struct detector *det, const char *what)
{
	static char text[512][100];
	static int n;

	snprintf(text[n], sizeof(text[n]), "%s: %s", det->name, what);
	test_begin(text[n++]);
}

static void
test_detector(const struct detector *det)
{
	struct run r;

	run_init(&r, det);
	begin(det, "score never learns");
	check_score_only(&r);
	begin(det, "reasons are sorted shares of at most 1");
	check_why(&r);
	begin(det, "a missing row is not scored, not learned");
	check_missing(&r);
	run_fini(&r);
	begin(det, "no history makes an infinite score");
	check_constant(det);
	begin(det, "the same rows give the same bits");
	check_deterministic(det);
	begin(det, "any interleaving and any batch give the same bits");
	check_batches(det);
	begin(det, "saved, loaded and gone on: the same bits");
	check_resumed(det);
	begin(det, "a damaged state is refused or does no harm");
	check_damaged(det);
	begin(det, "training fits, scales and calibrates it");
	check_trained(det);
}

/* The same detector as one that learns. */
static void
test_online(const struct detector *det)
{
	void *model = calloc(1, det->model_size);

	test_detector(det->online(model, 300));
	free(model);
}

static void
test_list(void)
{
	struct opt_group groups[OPT_GROUPS_MAX];
	const struct detector *const *d;
	char name[] = "test", *argv[] = { name, NULL };
	struct err err = { 0 };
	int n = 0, nops;

	test_begin("the detectors of the list have all their parts");
	for (d = detector_list; *d != NULL; d++) {
		CHECK(detector_find((*d)->name) == *d);
		CHECK((*d)->summary && (*d)->source && (*d)->fit);
		CHECK((*d)->walk && (*d)->score && (*d)->model_size > 0);
		CHECK(!((*d)->flags & DETECT_STATE) ||
		      ((*d)->state_size && (*d)->state_init &&
			  (*d)->walk_state && (*d)->learn));
		if (((*d)->flags & DETECT_FIT) != 0)
			continue;
		groups[n] = (struct opt_group){ .opts = (*d)->opts };
		groups[n++].base = opts_new(*d);
	}
	CHECK(detector_find("skel") == NULL);

	/* Those that need a fit come one at a time, in ticktrain. */
	test_begin("options of detectors that run side by side do not collide");
	CHECK(opt_parse(&nops, 1, argv, groups, n, &err) == 0);
	while (n > 0)
		free(groups[--n].base);
}

int
main(void)
{
	const struct detector *const *d;

	tmp_begin();
	test_list();
	for (d = detector_list; *d != NULL; d++) {
		test_detector(*d);
		if ((*d)->online != NULL)
			test_online(*d);
	}
	test_detector(&detector_skel);
	test_detector(&detector_windowed);
	test_detector(&detector_learner);
	test_detector(&detector_pooled);
	return test_end() | tmp_end();
}
