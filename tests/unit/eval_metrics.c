/*
 * eval_metrics.c - the metrics on examples small enough to work by hand.
 */
#include "eval_scene.h"

#include "base/rng.h"
#include "eval/sweep.h"

enum { N_MAX = 20000 };

extern const struct metric metric_skel;

/* One value of a ranking metric; label 2 is left out. */
static double
rank_value(const struct metric *m, int i, const double *score,
    const char *label)
{
	double out[EVAL_VALUES_MAX];
	struct scene s;

	scene_begin(&s);
	for (size_t k = 0; k < strlen(label); k++)
		scene_row(&s, 1, k, k + 1, score[k],
		    label[k] == '0' ? 0 : (uint32_t)k + 1,
		    label[k] == '2' ? OTHER : WANTED, 0);
	scene_end(&s);
	m->rank(out, &s.ranking);
	scene_free(&s);
	return out[i];
}

static double
rank_of(const char *name, int i, const double *score, const char *label)
{
	return rank_value(metric_find(name), i, score, label);
}

static void
test_list(void)
{
	for (int i = 0; metric_list[i] != NULL; i++) {
		const struct metric *m = metric_list[i];
		int n = 0;

		while (m->values[n] != NULL)
			n++;
		CHECK(n > 0 && n <= EVAL_VALUES_MAX);
		CHECK((m->rank != NULL) != (m->timeline != NULL));
		CHECK(m->summary != NULL && m->source != NULL);
		CHECK(metric_find(m->name) == m);
	}
	CHECK(metric_find("roc") == NULL);
	CHECK(metric_find("") == NULL);
	CHECK(metric_find("skel") == NULL);
	CHECK(metric_find("best_f1")->oracle);
	CHECK(metric_find("youden")->oracle);
	CHECK(!metric_find("roc_auc")->oracle);
}

static void
test_ties(void)
{
	const double s[] = { 4, 3, 3, 2, 1, 1 };
	const char *l = "110010";

	/* positives 4, 3, 1 against negatives 3, 2, 1: 3 + 2.5 + 0.5 of 9 */
	CHECK_NEAR(rank_of("roc_auc", 0, s, l), 6.0 / 9, 1e-15);
	/* steps: 4 (1/1), 3 (2/3), 1 (3/6) */
	CHECK_NEAR(rank_of("average_precision", 0, s, l),
	    (1 + 2.0 / 3 + 0.5) / 3, 1e-15);
	CHECK_NEAR(rank_of("ap_lift", 0, s, l),
	    ((1 + 2.0 / 3 + 0.5) / 3 - 0.5) / 0.5, 1e-15);
	/* F1: 2/4, 4/6, 4/7, 6/9: the highest of the equal ones is 3 */
	CHECK_NEAR(rank_of("best_f1", 0, s, l), 2.0 / 3, 1e-15);
	CHECK_NEAR(rank_of("best_f1", 1, s, l), 3, 0);
	CHECK_NEAR(rank_of("best_f1", 2, s, l), 2.0 / 3, 1e-15);
	CHECK_NEAR(rank_of("best_f1", 3, s, l), 2.0 / 3, 1e-15);
	/* F4: 17/49, 34/51, 34/52, 51/54 */
	CHECK_NEAR(rank_of("best_f4", 0, s, l), 51.0 / 54, 1e-15);
	CHECK_NEAR(rank_of("best_f4", 1, s, l), 1, 0);
	/* J: 1/3, 1/3, 0, 0 */
	CHECK_NEAR(rank_of("youden", 0, s, l), 4, 0);
	CHECK_NEAR(rank_of("youden", 1, s, l), 1.0 / 3, 1e-15);
}

static void
test_one_kind(void)
{
	const double s[] = { 3, 2, 1 };

	CHECK(isnan(rank_of("roc_auc", 0, s, "000")));
	CHECK(isnan(rank_of("roc_auc", 0, s, "111")));
	CHECK(isnan(rank_of("average_precision", 0, s, "000")));
	CHECK_NEAR(rank_of("average_precision", 0, s, "111"), 1, 0);
	CHECK(isnan(rank_of("ap_lift", 0, s, "000")));
	CHECK(isnan(rank_of("ap_lift", 0, s, "111")));
	CHECK_NEAR(rank_of("best_f1", 0, s, "000"), 0, 0);
	CHECK_NEAR(rank_of("best_f1", 1, s, "000"), 3, 0);
	CHECK_NEAR(rank_of("best_f1", 0, s, "111"), 1, 0);
	CHECK_NEAR(rank_of("best_f1", 1, s, "111"), 1, 0);
	for (int i = 0; i < 4; i++) {
		CHECK(isnan(rank_of("youden", i, s, "000")));
		CHECK(isnan(rank_of("youden", i, s, "111")));
	}
}

static void
test_tiny(void)
{
	const double s[] = { 7 };

	CHECK_NEAR(rank_of("average_precision", 0, s, "1"), 1, 0);
	CHECK_NEAR(rank_of("best_f1", 1, s, "1"), 7, 0);
	CHECK(isnan(rank_of("roc_auc", 0, s, "1")));
	CHECK(isnan(rank_of("roc_auc", 0, s, "")));
	CHECK(isnan(rank_of("average_precision", 0, s, "")));
	CHECK(isnan(rank_of("best_f1", 1, s, "")));
	CHECK_NEAR(rank_of("best_f1", 0, s, ""), 0, 0);
	CHECK(isnan(rank_of("best_f1", 1, s, "2")));
}

static void
test_monotone(void)
{
	struct rng rng;
	double a[400], b[400], got, want;
	char label[401] = "";

	rng_init(&rng, 7, 0);
	for (int i = 0; i < 400; i++) {
		a[i] = (double)rng_below(&rng, 60); /* many ties */
		b[i] = exp(a[i] / 7) - 3;
		label[i] = (char)('0' + rng_below(&rng, 3));
	}
	for (int i = 0; metric_list[i] != NULL; i++) {
		const struct metric *m = metric_list[i];

		for (int v = 0; m->rank != NULL && m->values[v]; v++) {
			want = rank_value(m, v, a, label);
			got = rank_value(m, v, b, label);
			if (strcmp(m->values[v], "threshold") == 0)
				want = exp(want / 7) - 3;
			CHECK_NEAR(got, want, 0);
		}
	}
}

static void
test_left_out(void)
{
	const double with[] = { 9, 8, 7, 6, 5, 4 };
	const double without[] = { 8, 6, 5 };

	for (int i = 0; metric_list[i] != NULL; i++) {
		const struct metric *m = metric_list[i];

		for (int v = 0; m->rank != NULL && m->values[v]; v++)
			CHECK_NEAR(rank_value(m, v, with, "212012"),
			    rank_value(m, v, without, "101"), 0);
	}
}

static void
test_products(void)
{
	const uint64_t a = UINT64_C(1) << 32, x = UINT64_C(1) << 36;

	CHECK(product_greater(3, 5, 2, 7));
	CHECK(!product_greater(2, 7, 3, 5));
	CHECK(!product_greater(2, 6, 3, 4));
	CHECK(!product_greater(0, x, 0, 1));
	/* beyond 64 bits, a difference of one unit, or none */
	CHECK(!product_greater(a, x, a, x));
	CHECK(product_greater(a, x + 1, a, x));
	CHECK(!product_greater(a, x, a, x + 1));
	CHECK(!product_greater(a - 1, 2 * x, a, 2 * x - 32));
	CHECK(product_greater(a - 1, 2 * x, a, 2 * x - 33));
	CHECK(!product_greater(a / 2, 2 * x, a, x));
	CHECK(!product_greater(a, x, a / 2, 2 * x));
}

static void
test_exact(void)
{
	static double s[N_MAX];
	static char l[N_MAX + 1];
	int steps = 6000;

	/* each step adds a positive and two negatives */
	for (int i = 0; i < 3 * steps; i++) {
		s[i] = steps - i / 3;
		l[i] = i % 3 == 0 ? '1' : '0';
	}
	l[3 * steps] = '\0';
	/* J is 0 at each of them, so the first stays; F1 only rises */
	CHECK_NEAR(rank_of("youden", 0, s, l), steps, 0);
	CHECK_NEAR(rank_of("youden", 1, s, l), 0, 0);
	CHECK_NEAR(rank_of("best_f1", 1, s, l), 1, 0);
	CHECK_NEAR(rank_of("best_f1", 0, s, l), 0.5, 0);
	CHECK_NEAR(rank_of("roc_auc", 0, s, l), 0.5, 0);
}

static void
test_skel(void)
{
	const double s[] = { 9, 8, 8, 8, 7, 7 };

	CHECK_NEAR(rank_value(&metric_skel, 0, s, "001001"), 0.25, 0);
	CHECK_NEAR(rank_value(&metric_skel, 0, s, "221001"), 0.5, 0);
	CHECK_NEAR(rank_value(&metric_skel, 0, s, "100000"), 1, 0);
	CHECK(isnan(rank_value(&metric_skel, 0, s, "000000")));
	CHECK_INT(value_place(&metric_skel, ""), 0);
}

int
main(void)
{
	test_begin("every metric in the list is whole and is found by name");
	test_list();
	test_begin("tied scores are one step and the highest threshold wins");
	test_ties();
	test_begin("a table without positives or negatives is not defined");
	test_one_kind();
	test_begin("one row, and none, do no harm");
	test_tiny();
	test_begin("a strictly increasing transform changes no metric");
	test_monotone();
	test_begin("rows of role -1 are in no ranking");
	test_left_out();
	test_begin("products of counts are compared beyond 64 bits");
	test_products();
	test_begin("steps of equal merit leave the threshold at the first");
	test_exact();
	test_begin("the skeleton metric computes the reciprocal rank");
	test_skel();
	return test_end();
}
