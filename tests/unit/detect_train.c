/* Training: what is fitted on, what is held back, what is calibrated. */
#include "detect/train.h"

#include "detect/runner.h"

#include "detect_kinds.h"
#include "detect_test.h"

enum { ROWS = 2000, SYMBOLS = 3, D = 2 };

static const char *const names[] = { "a", "b" };
static const char *const units[] = { "sd", "" };

/* What a fit was given, as the hook or the spy below saw it. */
static struct seen {
	size_t train, valid, calls;
	uint64_t train_end, valid_begin, valid_end;
	int stop;
} seen;

static int
progress(void *arg, uint64_t done, uint64_t total, double loss)
{
	struct seen *s = arg;

	s->calls += done == total && isfinite(loss);
	return s->stop;
}

static uint64_t
last_time(const struct rows *r)
{
	uint64_t last = 0;
	size_t i;

	for (i = 0; i < r->n; i++)
		last = r->time[i] > last ? r->time[i] : last;
	return last;
}

static int
spy_fit(void *model, const struct fit *f, struct err *err)
{
	size_t i;

	seen.train = f->train.n;
	seen.valid = f->valid.n;
	seen.train_end = last_time(&f->train);
	seen.valid_end = last_time(&f->valid);
	seen.valid_begin = UINT64_MAX;
	for (i = 0; i < f->valid.n; i++)
		if (f->valid.time[i] < seen.valid_begin)
			seen.valid_begin = f->valid.time[i];
	return kind_fit(model, f, err);
}

static struct train_opts
options(const struct detector *det, const void *opts)
{
	return (struct train_opts){ .det = det,
		.det_opts = opts,
		.hold_back = 0.3,
		.quantile = 0.99,
		.max_rows = ROWS,
		.run = 512,
		.seed = 2,
		.jobs = 1,
		.hooks = { .arg = &seen, .progress = progress } };
}

/* Row i of the tests' stream: symbols in turn, a break now and then. */
static struct train_row
row_at(const double *x, size_t i)
{
	return (struct train_row){ .x = x + i * D,
		.symbol = (uint32_t)(i % SYMBOLS),
		.time = i,
		.start = i * UINT64_C(1000000000) * 100,
		.fresh = i < SYMBOLS || i % 250 == 0 };
}

static struct model *
train(const struct train_opts *o, const double *x, struct err *err)
{
	struct train *t = train_new(o, D, names, units, err);
	struct model *m;
	size_t i;

	CHECK(t != NULL);
	for (i = 0; i < ROWS; i++) {
		struct train_row row = row_at(x, i);

		CHECK(train_add(t, &row, err) == 1);
	}
	m = train_finish(t, err);
	train_free(t);
	return m;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* The scores of the held-back rows are those of a runner that came through
 * all rows, its windows empty at the border. */
static void
check_scores(const struct model *m, const double *x)
{
	size_t border = ROWS - (size_t)(ROWS * 0.3), i, n = 0;
	double score[ROWS], scaled[D];
	struct err err = { 0 };
	struct runner r;

	CHECK(runner_init(&r, m->detector, m->m, D, &err) == 0);
	for (i = 0; i < ROWS; i++) {
		struct train_row row = row_at(x, i);
		struct runner_out out = { .score = &score[i] };

		if (i == border) {
			runner_flush(&r);
			runner_break(&r);
		}
		model_scale(m, scaled, row.x);
		CHECK(runner_push(&r, scaled, row.symbol, row.fresh, out,
			  &err) == 0);
	}
	runner_flush(&r);
	for (i = border; i < ROWS; i++)
		if (!isnan(score[i]))
			score[n++] = score[i];
	qsort(score, n, sizeof(*score), by_value);
	CHECK_INT(m->calib.kept, n);
	CHECK(same_bits(m->calib.sorted, score, n));
	runner_fini(&r);
}

static void
test_kinds(void)
{
	static const struct detector *const kinds[] = { &detector_windowed,
		&detector_learner, &detector_pooled };
	static const enum scale scales[] = { SCALE_NONE, SCALE_Z };
	double *x = rows_random(ROWS, D, 17);
	struct train_opts o;
	struct model *m;
	size_t i, k;

	test_begin("a fitted detector that learns or looks back is calibrated "
		   "as it is served");
	for (i = 0; i < 3; i++)
		for (k = 0; k < 2; k++) {
			struct err err = { 0 };

			o = options(kinds[i], NULL);
			o.scale = scales[k];
			m = train(&o, x, &err);
			CHECK(m != NULL);
			if (m != NULL)
				check_scores(m, x);
			model_free(m);
		}
	free(x);
}

static void
test_parts(void)
{
	struct detector spy = detector_windowed;
	double *x = rows_random(ROWS, D, 17);
	struct err err = { 0 };
	struct train_opts o;
	struct model *m;

	spy.fit = spy_fit;
	o = options(&spy, NULL);
	memset(&seen, 0, sizeof(seen));
	m = train(&o, x, &err);
	test_begin("a fit stops by rows later than those it fits on");
	CHECK_INT(seen.train + seen.valid, ROWS * 7 / 10);
	CHECK_INT(seen.valid, ROWS * 7 / 50);
	CHECK(seen.valid_begin > seen.train_end);
	CHECK(seen.valid_end < ROWS * 7 / 10);

	test_begin("progress is told, and can stop a fit");
	CHECK_INT(seen.calls, 1);
	model_free(m);
	seen.stop = 1;
	CHECK(train(&o, x, &err) == NULL);
	CHECK_STR(err.msg, "stopped");
	seen.stop = 0;
	free(x);
}

static void
test_scale(void)
{
	const struct detector *det = detector_find("z");
	double *x = rows_random(ROWS, D, 17);
	void *opts = opts_new(det);
	struct err err = { 0 };
	struct train_opts o = options(det, opts);
	struct model *plain = train(&o, x, &err), *scaled;

	o.scale = SCALE_MINMAX;
	scaled = train(&o, x, &err);
	test_begin("scaling acts for a detector that needs no fit");
	CHECK(plain->scale[0] == 1 && plain->center[0] == 0);
	CHECK(scaled->scale[0] > 3 && scaled->center[0] < 100);
	check_scores(scaled, x);
	/* z does not change with the scale, except for rounding */
	CHECK_NEAR(plain->threshold, scaled->threshold, 1e-6);

	test_begin("of a sample it is calibrated on runs");
	model_free(scaled);
	o.max_rows = ROWS / 2;
	o.run = 128;
	scaled = train(&o, x, &err);
	CHECK(scaled != NULL && scaled->calib.kept > ROWS / 10);
	CHECK_NEAR(plain->threshold, scaled->threshold, 1);
	model_free(plain);
	model_free(scaled);
	free(opts);
	free(x);
}

static void
test_counts(void)
{
	const struct detector *det = detector_find("iforest");
	void *opts = opts_new(det);
	struct train_opts o = options(det, opts);
	struct err err = { 0 };
	struct train *t = train_new(&o, D, names, units, &err);
	double x[D] = { 1, 2 }, gone[D] = { 1, NAN };
	struct train_counts n;
	int i;

	for (i = 0; i < 19; i++) {
		struct train_row row = row_at(x, 0);

		CHECK(train_add(t, &row, &err) >= 0);
		row.label = i < 5;
		row.x = i < 5 ? x : gone;
		CHECK(train_add(t, &row, &err) >= 0);
	}
	n = train_count(t);
	test_begin("rows left out are counted by their reason");
	CHECK_INT(n.used, 19);
	CHECK_INT(n.labelled, 5);
	CHECK_INT(n.missing, 14);
	CHECK_INT(n.symbols, 1);

	test_begin("too few rows are refused with what is missing");
	CHECK(train_finish(t, &err) == NULL);
	CHECK_STR(err.msg,
	    "19 usable rows (14 with missing features, 5 labelled), expected "
	    "at least 20");
	train_free(t);
	free(opts);
}

int
main(void)
{
	test_kinds();
	test_parts();
	test_scale();
	test_counts();
	return test_end();
}
