/*
 * score_verdict.c - from the scores of models and rules to the verdict on a
 * row.  The scores are set by hand: no detector runs.
 */
#include "score/verdict.h"

#include "detect_test.h"
#include "score_test.h"

enum { SEEN = 1000 };

static struct feat_rows rows;
static const char *const names[] = { "r", "size" };
static const char *const units[] = { "ln", "" };
static const struct decision plain = { .threshold = NAN,
	.quantile = NAN,
	.adapt = NAN };

/* Room for the results of a scorer's rows. */
static struct scored *
results(void)
{
	static struct scored room[64];
	static int n;

	return &room[n < 63 ? n++ : 63];
}

/* A model of two features; calibrated: scores 1 to SEEN, all alike. */
static struct scorer *
model(int calibrated)
{
	const struct detector *det = detector_find("z");
	void *o = opts_new(det);
	struct err err = { 0 };
	struct model *m = model_from_options(det, o, 2, names, units, &err);
	double score[SEEN];
	struct scorer *k;
	int i;

	free(o);
	for (i = 0; i < SEEN; i++)
		score[i] = i + 1;
	if (calibrated)
		CHECK_INT(calib_fit(&m->calib, score, SEEN, 100, &err), 0);
	m->symbols = 4;
	k = scorer_new_model(m, "a.model", 1, 0, rows.vocab.syms, &err);
	CHECK(k != NULL && scorer_schema(k, rows.schema, &err) == 0);
	CHECK_STR(err.msg, "");
	k->got = results();
	return k;
}

static struct scorer *
rule(const char *name)
{
	const struct detector *det = detector_find(name);
	static void *opts[16];
	static int n;
	struct err err = { 0 };
	struct scorer *k;

	opts[n] = opts_new(det); /* outlives the scorer */
	k = scorer_new_detector(det, opts[n], NULL, rows.vocab.syms, &err);
	n = n < 15 ? n + 1 : 15;
	CHECK(k != NULL && scorer_schema(k, rows.schema, &err) == 1);
	k->got = results();
	return k;
}

static void
judge_begin(struct judge *j, const struct decision *how)
{
	memset(j, 0, sizeof(*j));
	j->how = *how;
}

static void
add(struct judge *j, struct scorer *k)
{
	struct err err = { 0 };

	CHECK_INT(judge_add(j, &k, 1, &err), 0);
	CHECK_STR(err.msg, "");
}

static void
judge_end(struct judge *j)
{
	while (j->n > 0)
		scorer_free(j->scorer[--j->n]);
}

/* The score of a scorer in place 0, caused by its first feature alone. */
static void
give(struct scorer *k, double score)
{
	k->got->score[0] = score;
	k->got->gone[0] = 0;
	for (int i = 0; i < DETECT_WHY; i++)
		k->got->why[0][i] = (struct contrib){ -1, 0, 0 };
	k->got->why[0][0] = (struct contrib){ 0, 0, 1 };
	scorer_weigh(k, k->got, 1);
}

static struct verdict
row(struct judge *j)
{
	struct err err = { 0 };
	struct verdict v;

	memset(&v, 0xff, sizeof(v));
	CHECK_INT(judge_row(j, &v, 0, rows.symbol[0], &err), 0);
	CHECK_STR(err.msg, "");
	CHECK(v.anomaly == (v.by[0] != '\0'));
	CHECK(v.anomaly == (v.severity != NULL) || j->how.severity_by_p);
	return v;
}

static double
decided(const struct decision *how, struct scorer *k)
{
	struct err err = { 0 };
	struct judge j;
	double threshold;

	judge_begin(&j, how);
	add(&j, k);
	CHECK_INT(judge_decide(&j, &err), 0);
	threshold = k->threshold;
	judge_end(&j);
	return threshold;
}

static void
test_threshold(void)
{
	struct decision how = plain;
	struct scorer *k = model(1);
	struct err err = { 0 };
	struct judge j;

	test_begin("a single model has the threshold that was asked for");
	k->model->threshold = 7;
	how.threshold = 5;
	CHECK(decided(&how, k) == 5);
	k = model(1);
	k->model->threshold = 7;
	how = plain;
	CHECK(decided(&how, k) == 7); /* its own */
	CHECK(decided(&plain, model(0)) == 3);
	how.quantile = 0.9;
	CHECK_NEAR(decided(&how, model(1)), 901, 1.5);

	test_begin("a budget of alarms is one of the rows of a day");
	how = plain;
	how.alarms = 10; /* of 100 rows */
	CHECK_NEAR(decided(&how, model(1)), 901, 1.5);
	how.alarms = 40; /* of four symbols' 400 */
	how.shared = 1;
	CHECK_NEAR(decided(&how, model(1)), 901, 1.5);
	how.alarms = 1e6; /* more than there are rows */
	CHECK(decided(&how, model(1)) <= 1);

	test_begin("without a calibration there is no quantile and no budget");
	how.shared = 0;
	judge_begin(&j, &how);
	add(&j, model(0));
	CHECK_INT(judge_decide(&j, &err), -1);
	CHECK(strstr(err.msg, "a.model: has no calibration") != NULL);
	judge_end(&j);
}

static void
test_single(void)
{
	struct err err = { 0 };
	struct verdict v;
	struct judge j;
	struct scorer *k = model(1);

	test_begin("a row has the score, p and threshold of its model");
	k->model->threshold = 900;
	judge_begin(&j, &plain);
	add(&j, k);
	CHECK_INT(judge_decide(&j, &err), 0);
	CHECK(!j.several);
	give(k, 899);
	v = row(&j);
	CHECK(v.scored && !v.anomaly && !v.begins);
	CHECK(v.score == 899 && v.threshold == 900);
	CHECK(v.p == calib_p(&k->model->calib, 899));
	give(k, 900);
	v = row(&j);
	CHECK(v.anomaly && v.begins && v.spends);
	CHECK_STR(v.by, "z");
	CHECK_STR(v.reason, "price_spike");
	CHECK_STR(v.severity, "low");

	test_begin("a row without a score names the feature that is missing");
	give(k, NAN);
	k->got->gone[0] = 2;
	v = row(&j);
	CHECK(!v.scored && !v.anomaly && isnan(v.score) && isnan(v.p));
	CHECK_STR(v.missing, "size");
	k->got->gone[0] = 0; /* a warm-up */
	v = row(&j);
	CHECK(!v.scored && v.missing == NULL);
	judge_end(&j);
}

static void
test_reasons(void)
{
	struct decision how = plain;
	struct err err = { 0 };
	struct scorer *k = model(0);
	struct verdict v;
	struct judge j;

	test_begin("a reason is a feature with a share near the largest");
	judge_begin(&j, &how);
	add(&j, k);
	CHECK_INT(judge_decide(&j, &err), 0);
	give(k, 4);
	k->got->why[0][0] = (struct contrib){ 1, 0, -0.5 };
	k->got->why[0][1] = (struct contrib){ 0, 0, 0.2 };
	v = row(&j);
	CHECK_STR(v.reason, "volume_surge+price_spike");
	CHECK(v.share[0] == -0.5 && v.share[1] == 0.2 && isnan(v.share[2]));
	k->got->why[0][1].share = 0.19;
	v = row(&j);
	CHECK_STR(v.reason, "volume_surge");
	CHECK(v.share[0] == -0.5 && isnan(v.share[1]));
	give(k, 2);
	v = row(&j);
	CHECK(!v.anomaly && isnan(v.share[0]));
	judge_end(&j);

	test_begin("the user's words come first, each of them once");
	how.reasons = "r=odd,size=odd";
	k = model(0);
	judge_begin(&j, &how);
	add(&j, k);
	CHECK_INT(judge_decide(&j, &err), 0);
	give(k, 4);
	k->got->why[0][0] = (struct contrib){ 0, 0, -0.7 };
	k->got->why[0][1] = (struct contrib){ 1, 0, 0.3 };
	v = row(&j);
	CHECK_STR(v.reason, "odd");
	CHECK(v.share[0] == -0.7 && isnan(v.share[1])); /* the first's */
	judge_end(&j);
}

/* Three scorers without calibration and two rules, all of which fire; of names
 * and words, some are part of others. */
static void
test_shares(void)
{
	struct decision how = plain;
	struct err err = { 0 };
	struct scorer *a = model(0), *b = model(0);
	struct scorer *c = rule("rapid_change"), *d = rule("high_volume");
	struct scorer *e = rule("ewz"); /* needs no model either */
	struct verdict v;
	struct judge j;

	test_begin(
	    "shares are those of the first three words of all that fired");
	how.reasons = "r=volume_high,size=volume";
	judge_begin(&j, &how);
	add(&j, e);
	add(&j, a);
	add(&j, b);
	add(&j, c);
	add(&j, d);
	CHECK_INT(judge_decide(&j, &err), 0);
	give(e, 4);
	e->got->why[0][0].feature = -1; /* no word */
	give(a, 4);
	a->got->why[0][0] = (struct contrib){ 0, 0, 0.9 };
	give(b, 40);
	b->got->why[0][0] = (struct contrib){ 0, 0, -0.6 }; /* a's word */
	b->got->why[0][1] = (struct contrib){ 1, 0, 0.4 };
	give(c, 2);
	c->got->why[0][0].share = -1;
	give(d, 2);
	v = row(&j);
	CHECK_STR(v.by, "ewz+z+rapid_change+high_volume");
	CHECK_STR(v.reason, "volume_high+volume+rapid_change+high_volume");
	CHECK(v.share[0] == 0.9 && v.share[1] == 0.4 && v.share[2] == -1);
	judge_end(&j);
}

static void
test_rules(void)
{
	struct err err = { 0 };
	struct verdict v;
	struct judge j;
	struct scorer *a = rule("high_volume"), *b = rule("high_volume");

	test_begin("of rules alone the row has the largest ratio to a limit");
	judge_begin(&j, &plain);
	add(&j, a);
	add(&j, b);
	CHECK_INT(judge_decide(&j, &err), 0);
	CHECK_INT(j.models, 0);
	give(a, 0.5);
	give(b, 1); /* at its limit, not over it */
	v = row(&j);
	CHECK(v.scored && v.score == 1 && !v.anomaly && isnan(v.p));
	give(a, 4);
	v = row(&j);
	CHECK(v.score == 4 && v.anomaly && !v.spends);
	CHECK_STR(v.severity, "medium");
	CHECK_STR(v.reason, "high_volume");
	CHECK_STR(v.by, "high_volume");
	give(b, 5);
	CHECK_STR(row(&j).severity, "high");
	give(a, 1.5);
	give(b, NAN);
	CHECK_STR(row(&j).severity, "low");
	judge_end(&j);
}

static void
test_model_and_rule(void)
{
	struct err err = { 0 };
	struct verdict v;
	struct judge j;
	struct scorer *k = model(1), *r = rule("high_volume");

	test_begin("beside a model a rule fires, and the score is the model's");
	k->model->threshold = 900;
	judge_begin(&j, &plain);
	add(&j, k);
	add(&j, r);
	CHECK_INT(judge_decide(&j, &err), 0);
	CHECK(!j.several); /* one model */
	give(k, 10);
	give(r, 50);
	v = row(&j);
	CHECK(v.anomaly && v.begins && !v.spends);
	CHECK(v.score == 10 && v.threshold == 900);
	CHECK_STR(v.by, "high_volume");
	give(k, 950);
	v = row(&j);
	CHECK_STR(v.by, "z+high_volume");
	CHECK_STR(v.reason, "price_spike+high_volume");
	CHECK(v.spends);
	/* it fires too where the model has no score */
	give(k, NAN);
	v = row(&j);
	CHECK(v.anomaly && !v.scored);
	judge_end(&j);
}

static void
test_several(void)
{
	struct decision how = plain;
	struct err err = { 0 };
	struct scorer *a = model(1), *b = model(1);
	struct verdict v;
	struct judge j;
	double p;

	test_begin(
	    "several models share the budget, and the row has a surprise");
	how.quantile = 0.9;
	judge_begin(&j, &how);
	add(&j, a);
	add(&j, b);
	CHECK_INT(judge_decide(&j, &err), 0);
	CHECK(j.several && a->share == 0.5 && b->share == 0.5);
	CHECK_NEAR(a->alarm.q, 0.05, 1e-15);
	give(a, 500);
	give(b, 940); /* p of .061: more than its share */
	v = row(&j);
	p = calib_p(&b->model->calib, 940);
	CHECK(v.scored && !v.anomaly);
	CHECK_NEAR(v.score, -log10(p) + log10(0.5), 1e-12);
	CHECK_NEAR(v.p, pow(10, -v.score), 1e-12);
	CHECK_NEAR(v.threshold, 1, 1e-12);
	CHECK_NEAR(v.surprise[1], -log10(p), 1e-12);
	give(b, 960);
	v = row(&j);
	CHECK(v.anomaly && v.begins && v.spends);
	CHECK_STR(v.by, "z");

	test_begin("one without a score leaves the others");
	give(a, NAN);
	give(b, 980);
	v = row(&j);
	CHECK(v.scored && v.anomaly && isnan(v.surprise[0]));
	give(b, NAN);
	b->got->gone[0] = 1;
	v = row(&j);
	CHECK(!v.scored && !v.anomaly);
	CHECK_STR(v.missing, "r");

	test_begin("no score is below that of a row like all others");
	give(a, 1);
	give(b, 1);
	v = row(&j);
	CHECK(v.score == 0 && v.p == 1);
	judge_end(&j);
}

static void
test_cauchy(void)
{
	struct decision how = plain;
	struct err err = { 0 };
	struct scorer *a = model(1), *b = model(1);
	double p[2];
	struct verdict v;
	struct judge j;
	int i;

	test_begin("combined p-values are a p-value");
	how.quantile = 0.9;
	how.combine = COMBINE_CAUCHY;
	judge_begin(&j, &how);
	add(&j, a);
	add(&j, b);
	CHECK_INT(judge_decide(&j, &err), 0);
	give(a, 930);
	give(b, 960);
	p[0] = scorer_p(a, 0);
	p[1] = scorer_p(b, 0);
	v = row(&j);
	CHECK_NEAR(v.p, calib_combine(p, 2), 1e-15);
	CHECK_NEAR(v.score, -log10(v.p), 1e-15);
	CHECK_NEAR(v.threshold, 1, 1e-12);
	CHECK(v.anomaly && v.begins);
	give(a, 880); /* alone no alarm, together one */
	give(b, 940);
	v = row(&j);
	CHECK(v.anomaly == (v.score >= v.threshold));
	give(a, 100);
	give(b, 200);
	v = row(&j);
	CHECK(!v.anomaly);
	judge_end(&j);

	test_begin("each model that a combined alarm names is explained");
	judge_begin(&j, &how);
	for (i = 0; i < 6; i++)
		add(&j, model(1));
	CHECK_INT(judge_decide(&j, &err), 0);
	for (i = 0; i < 6; i++)
		give(j.scorer[i], 910);
	v = row(&j);
	CHECK(v.anomaly && v.surprise[5] >= v.threshold);
	CHECK(j.scorer[5]->runner.why_from <= 910);
	judge_end(&j);
}

static void
test_apart(void)
{
	struct err err = { 0 };
	struct scorer *a = model(0), *b = model(0);
	struct verdict v;
	struct judge j;

	test_begin("models without calibration each have their threshold");
	a->model->threshold = 10;
	b->model->threshold = 100;
	judge_begin(&j, &plain);
	add(&j, a);
	add(&j, b);
	CHECK_INT(judge_decide(&j, &err), 0);
	CHECK(j.apart);
	give(a, 9);
	give(b, 50);
	v = row(&j);
	/* the row shows the one that is nearest to its own */
	CHECK(v.score == 9 && v.threshold == 10 && !v.anomaly && isnan(v.p));
	give(b, 120);
	v = row(&j);
	CHECK(v.score == 120 && v.threshold == 100 && v.anomaly);
	give(a, 30);
	v = row(&j);
	CHECK(v.score == 30 && v.threshold == 10);
	CHECK_STR(v.by, "z");
	judge_end(&j);

	test_begin("among calibrated ones it fires beside them");
	a = model(1);
	b = model(0);
	b->model->threshold = 100;
	judge_begin(&j, &plain);
	add(&j, a);
	add(&j, b);
	CHECK_INT(judge_decide(&j, &err), 0);
	CHECK(!j.apart && b->apart && !a->apart);
	give(a, 500);
	give(b, 120);
	v = row(&j);
	CHECK(v.anomaly && v.score < 1); /* that of the calibrated one */
	judge_end(&j);
}

static void
test_severity(void)
{
	struct decision how = plain;
	struct verdict v = { .p = 1e-5, .score = 3.5 };
	struct judge j;

	test_begin(
	    "a severity is that of p where there is one, else of the sd");
	judge_begin(&j, &how);
	j.models = 1;
	CHECK_STR(judge_severity(&j, &v), severity_by_surprise(1e-5));
	v.p = 0.5; /* an anomaly has one at least */
	CHECK_STR(judge_severity(&j, &v), "low");
	v.p = NAN;
	CHECK_STR(judge_severity(&j, &v), severity_by_z(3.5));
	j.how.severity_by_p = 1;
	CHECK(judge_severity(&j, &v) == NULL);
	j.how.severity_by_p = 0;
	j.how.severity_by_z = 1;
	v.p = 1e-9;
	v.score = 4.5;
	CHECK_STR(judge_severity(&j, &v), severity_by_z(4.5));
}

static void
test_limits(void)
{
	struct decision how = plain;
	struct err err = { 0 };
	struct scorer *k;
	struct judge j;
	int i;

	test_begin("more models than there is room for are refused and freed");
	judge_begin(&j, &plain);
	for (i = 0; i < SCORERS_MAX; i++)
		add(&j, model(0));
	k = model(0);
	CHECK_INT(judge_add(&j, &k, 1, &err), -1);
	CHECK(err.usage && strstr(err.msg, "more than 32 models") != NULL);
	CHECK_INT(j.n, SCORERS_MAX);
	CHECK(isnan(judge_budget(&j)));
	judge_end(&j);

	test_begin("a threshold that no p reaches is refused with the remedy");
	err_clear(&err);
	how.alarms = 1e-6;
	judge_begin(&j, &how);
	add(&j, model(1));
	add(&j, model(1));
	CHECK_INT(judge_decide(&j, &err), 0);
	CHECK_NEAR(judge_budget(&j), 1e-8, 1e-20);
	CHECK_INT(judge_check_reach(&j, 1, &err), -1);
	CHECK(strstr(err.msg, "a.model: z can never alarm") != NULL);
	CHECK(strstr(err.msg, "allow more alarms") != NULL);
	judge_end(&j);
	err_clear(&err);
	how.alarms = 1;
	judge_begin(&j, &how);
	add(&j, model(1));
	add(&j, model(1));
	CHECK_INT(judge_decide(&j, &err), 0);
	CHECK_INT(judge_check_reach(&j, 0, &err), 0);
	judge_end(&j);
}

int
main(void)
{
	feat_rows_init(&rows);
	test_threshold();
	test_single();
	test_reasons();
	test_shares();
	test_rules();
	test_model_and_rule();
	test_several();
	test_cauchy();
	test_apart();
	test_severity();
	test_limits();
	feat_rows_fini(&rows);
	return test_end();
}
