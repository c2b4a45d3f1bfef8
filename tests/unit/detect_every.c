/* What must hold for every detector, those in the list and skel. */
#include "detect_test.h"

extern const struct detector detector_skel;

enum { ROWS = 400 };

struct run {
	const struct detector *det;
	int d;
	double *x;
	void *model, *state;
	size_t state_size;
};

static void
run_init(struct run *r, const struct detector *det)
{
	void *o = opts_new(det);

	r->det = det;
	r->d = columns_of(det);
	r->x = rows_random(ROWS, r->d, 21);
	r->model = model_make(det, o, r->x, ROWS, r->d, 3);
	r->state = state_make(det, r->model);
	r->state_size = r->state != NULL ? det->state_size(r->model) : 0;
	free(o);
}

static void
run_fini(struct run *r)
{
	model_drop(r->det, r->model);
	free(r->state);
	free(r->x);
}

/* score learns nothing, not even of strange rows; a copy goes on alike. */
static void
check_score_only(struct run *r)
{
	char *before = malloc(r->state_size + 1);
	struct contrib why[DETECT_WHY];
	double a, b;
	size_t i;

	for (i = 0; i < ROWS; i++) {
		const double *row = r->x + i * (size_t)r->d;

		memcpy(before, r->state != NULL ? r->state : "", r->state_size);
		r->det->score(&a, why, r->model, r->state, row, 1);
		r->det->score(&b, NULL, r->model, before, row, 1);
		CHECK(same_bits(&a, &b, 1));
		CHECK(r->state == NULL ||
		      memcmp(before, r->state, r->state_size) == 0);
		if (r->state != NULL)
			r->det->learn(r->state, r->model, row);
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

	for (i = 0; i < ROWS; i++) {
		r->det->score(&s, why, r->model, r->state,
		    r->x + i * (size_t)r->d, 1);
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
	double *row = malloc((size_t)r->d * sizeof(*row)), s, before, after;
	struct contrib why[DETECT_WHY];
	int j;

	for (j = 0; j < r->d; j++)
		row[j] = NAN;
	r->det->score(&before, NULL, r->model, r->state, r->x, 1);
	r->det->score(&s, why, r->model, r->state, row, 1);
	CHECK(isnan(s));
	CHECK_INT(why[0].feature, -1);
	if (r->state != NULL)
		r->det->learn(r->state, r->model, row);
	r->det->score(&after, NULL, r->model, r->state, r->x, 1);
	CHECK(same_bits(&before, &after, 1));
	free(row);
}

/* Constant history, then a step, then values at the ends of double. */
static void
check_constant(const struct detector *det)
{
	static const double odd[] = { 1e5, 1e5 + 0.01, 0, -1e308, 1e308,
		INFINITY, -INFINITY, 5e-324, 1e5 };
	struct run r;
	size_t i;
	double s;
	int j;

	run_init(&r, det);
	for (i = 0; i < ROWS; i++) {
		for (j = 0; j < r.d; j++)
			r.x[j] = i < ROWS / 2
				     ? 1e5
				     : odd[i % (sizeof(odd) / sizeof(odd[0]))];
		det->score(&s, NULL, r.model, r.state, r.x, 1);
		CHECK(!isinf(s));
		if (r.state != NULL)
			det->learn(r.state, r.model, r.x);
	}
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
	CHECK(r.state_size == 0 || memcmp(r.state, q.state, r.state_size) == 0);
	run_fini(&r);
	run_fini(&q);
}

static void
test_detector(const struct detector *det)
{
	static char text[64][5][100];
	static int n;
	char(*t)[100] = text[n++];
	struct run r;

	run_init(&r, det);
	sprintf(t[0], "%s: score never learns", det->name);
	test_begin(t[0]);
	check_score_only(&r);
	sprintf(t[1], "%s: reasons are sorted shares of at most 1", det->name);
	test_begin(t[1]);
	check_why(&r);
	sprintf(t[2], "%s: a missing row is not scored, not learned",
	    det->name);
	test_begin(t[2]);
	check_missing(&r);
	run_fini(&r);
	sprintf(t[3], "%s: no history makes an infinite score", det->name);
	test_begin(t[3]);
	check_constant(det);
	sprintf(t[4], "%s: the same rows give the same bits", det->name);
	test_begin(t[4]);
	check_deterministic(det);
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
		      ((*d)->state_size && (*d)->state_init && (*d)->learn));
		groups[n] = (struct opt_group){ .opts = (*d)->opts };
		groups[n++].base = opts_new(*d);
	}
	CHECK(detector_find("skel") == NULL);

	test_begin("all tables of options join without a collision");
	CHECK(opt_parse(&nops, 1, argv, groups, n, &err) == 0);
	while (n > 0)
		free(groups[--n].base);
}

int
main(void)
{
	const struct detector *const *d;

	test_list();
	for (d = detector_list; *d != NULL; d++)
		test_detector(*d);
	test_detector(&detector_skel);
	return test_end();
}
