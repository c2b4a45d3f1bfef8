/*
 * eval_marks.c - counting instead of sorting, against a sort of all rows.
 *
 * The naive twin sorts every row and walks down all distinct scores; the
 * ranking metrics are computed from it in plain code.
 */
#include "eval_scene.h"

#include "base/rng.h"
#include "eval/subset.h"
#include "math/stats.h"

enum { N_MAX = 3000 };

struct naive {
	double roc, ap, f1, f1_threshold, j, j_threshold;
};

/* label: 0 negative, 1 positive, 2 left out. */
static void
naive_sweep(struct naive *v, const double *score, const char *label, size_t n)
{
	static uint32_t order[N_MAX];
	double pos = 0, neg = 0, tp = 0, fp = 0, pairs = 0, ap = 0;

	*v = (struct naive){ .f1 = -1, .j = -2 };
	for (size_t i = 0; i < n; i++) {
		pos += label[i] == 1;
		neg += label[i] == 0;
	}
	stats_order_desc(order, score, n);
	for (size_t i = 0; i < n;) {
		double x = score[order[i]], dp = 0, dn = 0, f, j;

		for (; i < n && score[order[i]] == x; i++) {
			dp += label[order[i]] == 1;
			dn += label[order[i]] == 0;
		}
		if (dp + dn == 0)
			continue;
		pairs += dn * (tp + dp / 2);
		tp += dp;
		fp += dn;
		ap += dp * tp / (tp + fp);
		f = 2 * tp / (pos + tp + fp);
		j = tp / pos - fp / neg;
		if (f > v->f1 + 1e-12) {
			v->f1 = f;
			v->f1_threshold = x;
		}
		if (j > v->j + 1e-12) {
			v->j = j;
			v->j_threshold = x;
		}
	}
	if (pos + neg == 0) {
		v->f1 = 0;
		v->f1_threshold = NAN;
	}
	v->roc = pos > 0 && neg > 0 ? pairs / pos / neg : NAN;
	v->ap = pos > 0 ? ap / pos : NAN;
}

static void
compare(const double *score, const char *label, size_t n)
{
	struct scene s;
	struct naive want;

	naive_sweep(&want, score, label, n);
	scene_begin(&s);
	for (size_t i = 0; i < n; i++)
		scene_row(&s, 1, i, i + 1, score[i],
		    label[i] ? (uint32_t)i + 1 : 0,
		    label[i] == 2 ? OTHER : WANTED, 0);
	scene_end(&s);
	CHECK_NEAR(scene_value(&s, "roc_auc", ""), want.roc, 1e-12);
	CHECK_NEAR(scene_value(&s, "average_precision", ""), want.ap, 1e-12);
	CHECK_NEAR(scene_value(&s, "best_f1", "f"), want.f1, 1e-12);
	CHECK_NEAR(scene_value(&s, "best_f1", "threshold"), want.f1_threshold,
	    0);
	if (s.view.pos > 0 && s.view.neg > 0) {
		CHECK_NEAR(scene_value(&s, "youden", "j"), want.j, 1e-12);
		CHECK_NEAR(scene_value(&s, "youden", "threshold"),
		    want.j_threshold, 0);
	}
	scene_free(&s);
}

/* levels: how many distinct scores; share: of labelled rows, in percent. */
static void
test_random(uint64_t seed, size_t n, unsigned levels, unsigned share)
{
	static double score[N_MAX];
	static char label[N_MAX];
	struct rng rng;
	int bad;

	rng_init(&rng, seed, 0);
	for (size_t i = 0; i < n; i++) {
		score[i] = levels ? (double)rng_below(&rng, levels) - levels / 2
				  : rng_normal(&rng);
		label[i] = 0;
		if (rng_below(&rng, 100) < share)
			label[i] = rng_below(&rng, 4) == 0 ? 2 : 1;
		if (label[i] == 1 && rng_below(&rng, 3) == 0)
			score[i] += 1;
	}
	bad = test_bad;
	compare(score, label, n);
	if (test_bad && !bad)
		printf("# seed %d, %zu rows, %u levels, %u %% labelled\n",
		    (int)seed, n, levels, share);
}

static void
test_many(void)
{
	static const unsigned levels[] = { 0, 1, 2, 3, 20, 1000 };
	static const unsigned share[] = { 1, 10, 50, 99, 100 };
	uint64_t seed = 1;

	for (size_t i = 0; i < 6; i++)
		for (size_t k = 0; k < 5; k++)
			for (size_t n = 1; n <= N_MAX; n = n * 3 + 4)
				test_random(seed++, n, levels[i], share[k]);
}

static void
test_special(void)
{
	const double s[] = { INFINITY, 1, -INFINITY, 0.0, -0.0, -INFINITY,
		INFINITY, 1, 0.0 };

	compare(s, (const char[]){ 1, 0, 0, 1, 0, 1, 0, 2, 0 }, 9);
	compare(s, (const char[]){ 0, 0, 0, 0, 0, 0, 0, 0, 1 }, 9);
	compare(s, (const char[]){ 1, 1, 1, 1, 1, 1, 1, 1, 1 }, 9);
	compare(s, (const char[]){ 2, 2, 2, 2, 2, 2, 2, 2, 1 }, 9);
}

static void
test_unscored(void)
{
	struct scene a, b;

	/* rows without a score are in no ranking */
	scene_begin(&a);
	scene_begin(&b);
	for (size_t i = 0; i < 200; i++) {
		double score = i * 7 % 40;
		uint32_t event = i % 9 == 0 ? (uint32_t)i + 1 : 0;

		scene_row(&a, 1, i, i + 1, score, event, WANTED, 0);
		scene_row(&b, 1, 2 * i, 2 * i + 1, score, event, WANTED, 0);
		scene_row(&b, 1, 2 * i + 1, 2 * i + 2, NAN, event, WANTED, 0);
	}
	scene_end(&a);
	scene_end(&b);
	CHECK_NEAR(scene_value(&b, "roc_auc", ""),
	    scene_value(&a, "roc_auc", ""), 0);
	CHECK_NEAR(scene_value(&b, "average_precision", ""),
	    scene_value(&a, "average_precision", ""), 0);
	scene_free(&a);
	scene_free(&b);
}

/* Shuffling all rows is the twin of drawing ranks of the labelled ones. */
static double
shuffled_rank(struct rng *rng, size_t n, size_t labelled)
{
	char label[64] = { 0 };
	size_t i, j;
	double sum = 0;

	memset(label, 1, labelled);
	for (i = n; i > 1; i--) {
		char x = label[i - 1];

		j = (size_t)rng_below(rng, i);
		label[i - 1] = label[j];
		label[j] = x;
	}
	for (i = 0; i < n; i++)
		sum += label[i] ? (double)i * (double)i : 0;
	return sum;
}

static void
test_draws(void)
{
	const uint32_t labelled[] = { 3, 9, 11, 20, 31 };
	double ours = 0, naive = 0;
	uint32_t first[5] = { 0 };
	uint64_t seen[SUBSET_WORDS(40)] = { 0 };
	struct marks m;
	struct rng rng;
	struct err err = { 0 };

	marks_init(&m);
	rng_init(&rng, 4, 0);
	for (int i = 0; i < 20000; i++) {
		CHECK(marks_draw(&m, 40, labelled, 5, seen, &rng, &err) == 0);
		CHECK_INT(m.normal, 35);
		for (uint32_t k = 0; k < 5; k++) {
			double rank = m.v[k].above + k;

			CHECK(m.v[k].above == m.v[k].upto);
			CHECK(k == 0 || m.v[k].above >= m.v[k - 1].above);
			ours += rank * rank / 20000;
			first[k] += m.v[0].row == labelled[k];
		}
		naive += shuffled_rank(&rng, 40, 5) / 20000;
	}
	/* 5 * 513.5; the standard error of each is 7 */
	CHECK_NEAR(ours, 2567.5, 50);
	CHECK_NEAR(naive, 2567.5, 50);
	for (int k = 0; k < 5; k++)
		CHECK(first[k] > 3700 && first[k] < 4300);
	marks_fini(&m);
}

/* All rows of one score: without a look at the scores. */
static void
test_ties(void)
{
	static const double score[7];
	const uint32_t labelled[] = { 1, 2, 6 };
	struct err err = { 0 };
	struct marks a, b;

	marks_init(&a);
	marks_init(&b);
	for (size_t n = 0; n <= 3; n++) {
		CHECK(marks_count(&a, score, 0, 7, labelled, n, &err) == 0);
		CHECK(marks_tie(&b, 7, labelled, n, 0, &err) == 0);
		CHECK_INT(a.n, b.n);
		CHECK_INT(a.normal, b.normal);
		CHECK_NEAR(a.top, b.top, 0);
		CHECK(n == 0 || memcmp(a.v, b.v, n * sizeof(*a.v)) == 0);
	}
	marks_fini(&a);
	marks_fini(&b);
}

int
main(void)
{
	test_begin("curves from counts are those of a sort of all rows");
	test_many();
	test_begin(
	    "infinite scores, and zeros of both signs, keep their order");
	test_special();
	test_begin("rows without a score are in no ranking");
	test_unscored();
	test_begin("rows of equal scores need no count");
	test_ties();
	test_begin("drawn ranks are those of a shuffle of all rows");
	test_draws();
	return test_end();
}
