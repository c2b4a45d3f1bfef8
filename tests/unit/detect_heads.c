/* The recommended detector: heads of tails, their columns and shares. */
#include "detect/trainer.h"

#include "detect/runner.h"

#include "detect_test.h"

enum { ROWS = 6000, D = 7 };

static const char *const names[D] = { "jmp", "vz", "mine", "r5", "absr_5d",
	"stale", "rngx" };
static const char *const units[D] = { "sd", "sd", "sd", "sd", "1", "rows",
	"sd" };
static const double none[HEADS] = { NAN, NAN, NAN, NAN, NAN };

static void
test_choose(void)
{
	static const char *const other[] = { "r", "v" };
	double own[HEADS] = { NAN, 0, 0, NAN, 1 };
	struct err err = { 0 };
	struct heads h;

	test_begin("columns go to the heads that know them");
	CHECK(heads_choose(&h, names, D, none, &err) == 0);
	CHECK_INT(h.n, 4);
	CHECK(!h.two_sided);
	CHECK_STR(h.head[0]->name, "row");
	CHECK(h.d[0] == 3 && h.column[0][0] == 0 && h.column[0][1] == 1);
	CHECK_INT(h.column[0][2], 6);
	CHECK(h.d[3] == 1 && h.column[3][0] == 5);
	CHECK_NEAR(h.share[0] + h.share[1] + h.share[2] + h.share[3], 1, 1e-12);
	CHECK_STR(h.head[1]->name, "burst");
	CHECK_NEAR(h.share[0], 0.83 / 0.93, 1e-12);
	heads_fini(&h);

	test_begin("a head without a column is left out, its share with it");
	CHECK(heads_choose(&h, names, 4, none, &err) == 0);
	CHECK_INT(h.n, 2);
	CHECK_NEAR(h.share[0], 0.83 / 0.85, 1e-12);
	heads_fini(&h);

	test_begin("shares may be given, 0 leaves a head out");
	CHECK(heads_choose(&h, names, D, own, &err) == 0);
	CHECK_INT(h.n, 3);
	CHECK_STR(h.head[1]->name, "regime");
	CHECK_NEAR(h.share[2], 1 / (1 + 0.83 + 0.06), 1e-12);
	heads_fini(&h);

	test_begin("columns that nobody knows make one head of two sides");
	CHECK(heads_choose(&h, other, 2, none, &err) == 0);
	CHECK(h.n == 1 && h.two_sided && h.d[0] == 2);
	CHECK_NEAR(h.share[0], 1, 0);
	heads_fini(&h);

	test_begin("a head must be left");
	own[0] = 0;
	CHECK(heads_choose(&h, other, 2, own, &err) == -1);
	heads_fini(&h);
}

static struct trainer *
offer(const double *x, size_t n, const char *const *name, int d,
    struct err *err)
{
	struct train_opts o = { .hold_back = 0.3,
		.quantile = 0.999,
		.max_rows = ROWS,
		.run = 512,
		.seed = 1,
		.jobs = 1 };
	struct trainer *t = trainer_new(&o, none, d, name, units, err);
	size_t i;

	CHECK(t != NULL);
	for (i = 0; i < n; i++) {
		struct train_row row = { .x = x + i * (size_t)d,
			.symbol = (uint32_t)(i % 2),
			.time = i,
			.start = i * UINT64_C(60000000000) };

		CHECK(trainer_add(t, &row, err) == 0);
	}
	return t;
}

/* Score of one row by a head. */
static double
head_score(const struct model *m, const double *x)
{
	double score;

	m->detector->score(&score, NULL, m->m, NULL, x, 1);
	return score;
}

static void
test_train(void)
{
	double *x = rows_random(ROWS, D, 3), most = 0;
	struct err err = { 0 };
	struct train_counts n;
	char unused[256];
	struct models ms;
	struct trainer *t;
	size_t i;

	for (i = 0; i < ROWS; i++) {
		x[i * D] -= 100;
		x[i * D + 1] = i % 3 == 0 ? NAN : x[i * D + 1] - 100;
		x[i * D + 6] -= 100;
		x[i * D + 5] = i % 500 == 0 ? 2 : 0;
		if (x[i * D] > most)
			most = x[i * D];
	}
	x[7 * D + 3] = NAN; /* all that head burst has */
	t = offer(x, ROWS, names, D, &err);
	n = trainer_count(t);
	test_begin("a row is used when a head can score it");
	CHECK_INT(n.used, ROWS);
	CHECK_INT(n.missing, 0);
	CHECK_NEAR(trainer_days(t), 5, 1e-12);
	trainer_columns(t, unused, sizeof(unused));
	CHECK_STR(unused, "columns that no head uses: mine");

	test_begin("each head gets its columns, share and calibration");
	CHECK(trainer_finish(t, &ms, &err) == 0);
	CHECK_STR(err.msg, "");
	CHECK_INT(ms.n, 4);
	CHECK_STR(ms.v[0]->head, "row");
	CHECK_STR(ms.v[0]->names[1], "vz");
	CHECK(ms.v[2]->gain == 0.2 && ms.v[2]->cooldown == 60);
	CHECK_INT(ms.v[1]->rows, ROWS - 1);
	CHECK(ms.v[0]->calib.law.n > ROWS / 4);
	CHECK(ms.v[3]->calib.rows_per_day == ms.v[0]->calib.rows_per_day);

	test_begin("a missing column leaves the maximum");
	{
		double both[3] = { 4, 0, 0 }, one[3] = { 4, NAN, 0 },
		       low[3] = { -9, -9, -9 }, gone[3] = { NAN, NAN, NAN };

		CHECK(head_score(ms.v[0], both) == head_score(ms.v[0], one));
		CHECK(head_score(ms.v[0], one) > 3.5);
		CHECK(head_score(ms.v[0], low) == 0);
		CHECK(isnan(head_score(ms.v[0], gone)));
	}
	models_free(&ms);
	trainer_free(t);
	free(x);
}

static void
test_few(void)
{
	double *x = rows_random(1999, 1, 3);
	static const char *const name[] = { "q" };
	struct err err = { 0 };
	struct models ms;
	struct trainer *t = offer(x, 1999, name, 1, &err);

	test_begin("too few rows for a tail are refused");
	CHECK(trainer_finish(t, &ms, &err) == -1);
	CHECK_STR(err.msg,
	    "1999 usable rows (0 with missing features, 0 labelled), expected "
	    "at least 2000");
	trainer_free(t);
	free(x);
}

static void
test_sides(void)
{
	const struct detector *det = detector_find("tails");
	double *x = rows_random(4000, 1, 8), far[2] = { 95, 105 };
	struct contrib why[DETECT_WHY];
	void *opts = opts_new(det), *m;
	double s[2], one[2];

	m = model_make(det, opts, x, 4000, 1, 1);
	det->score(s, NULL, m, NULL, far, 2);
	det->score(one, why, m, NULL, far, 1);
	test_begin("two sides count by the distance from the median");
	CHECK(s[0] > 3 && s[1] > 3 && fabs(s[0] - s[1]) < 0.3);
	CHECK(why[0].feature == 0 && why[0].share == -1);
	model_drop(det, m);

	test_begin("one side counts large values alone");
	opts_set(det, opts, "sides", "one");
	m = model_make(det, opts, x, 4000, 1, 1);
	det->score(s, NULL, m, NULL, far, 2);
	CHECK(s[0] == 0 && s[1] > 3);
	model_drop(det, m);
	free(opts);
	free(x);
}

static void
test_share_text(void)
{
	static const char *const bad[] = { "row", "row=", "row=0x1", "row= .5",
		"row=.5 ", "row=2", "row=-0.1", "row=nan", "tail=0.5" };
	double share[HEADS] = { 0 };
	struct err err = { 0 };
	size_t i;

	test_begin("a share is a plain number from 0 to 1");
	CHECK(heads_spare("ev") && !heads_spare("jmp") && !heads_spare("mine"));
	CHECK_INT(heads_share(share, "row=0.5", &err), 0);
	CHECK_NEAR(share[0], 0.5, 0);
	CHECK_INT(heads_share(share, "feed=1", &err), 0);
	CHECK_NEAR(share[4], 1, 0);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err = (struct err){ 0 };
		CHECK_INT(heads_share(share, bad[i], &err), -1);
		CHECK(err.usage);
	}
}

int
main(void)
{
	test_share_text();
	test_choose();
	test_train();
	test_few();
	test_sides();
	return test_end();
}
