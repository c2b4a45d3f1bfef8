/*
 * eval_options.c - user options have the right effect on an evaluation.
 */
#include "test.h"

#include "eval/options.h"

static int
take(struct eval_opts *to, const struct metric **metrics, const char *words,
    int legacy, struct err *err)
{
	struct eval_choice c = { .metrics = words,
		.buffer = 7,
		.resamples = 50,
		.seeds = 3,
		.window = 60,
		.legacy = legacy };

	memset(to, 0, sizeof(*to));
	return eval_choice_take(to, metrics, &c, err);
}

static int
has(const struct metric *const *m, const char *name)
{
	for (; *m != NULL; m++)
		if (strcmp((*m)->name, name) == 0)
			return 1;
	return 0;
}

static void
test_bootstrap_is_a_word_of_the_list_and_no_metric(void)
{
	const struct metric *m[METRICS_MAX + 1];
	struct eval_opts to;
	struct err err = { 0 };

	test_begin("bootstrap is a word of the list and no metric");
	CHECK_INT(take(&to, m, "bootstrap,vus", 0, &err), 0);
	CHECK_INT(to.resamples, 50);
	CHECK(has(m, "vus"));
	CHECK(!has(m, "affiliation"));
	CHECK_INT(take(&to, m, "vus", 0, &err), 0);
	CHECK_INT(to.resamples, 0);
	CHECK_INT(take(&to, m, "all", 0, &err), 0);
	CHECK_INT(to.resamples, 50);
}

static void
test_numbers_and_flags_reach_the_evaluation(void)
{
	const struct metric *m[METRICS_MAX + 1];
	struct eval_opts to;
	struct err err = { 0 };

	test_begin("numbers and flags reach the evaluation");
	CHECK_INT(take(&to, m, NULL, 0, &err), 0);
	CHECK_INT(to.params.buffer, 7);
	CHECK_INT(to.seeds, 3);
	CHECK_INT(to.window, 60);
	CHECK(to.metrics == m);
	CHECK(has(m, "average_precision"));
	CHECK(!has(m, "vus"));
}

static void
test_an_unknown_word_is_a_usage_error_that_names_it(void)
{
	const struct metric *m[METRICS_MAX + 1];
	struct eval_opts to;
	struct err err = { 0 };

	test_begin("an unknown word is a usage error that names it");
	CHECK_INT(take(&to, m, "vus,nonsense", 0, &err), -1);
	CHECK(strstr(err.msg, "nonsense") != NULL);
}

int
main(void)
{
	test_bootstrap_is_a_word_of_the_list_and_no_metric();
	test_numbers_and_flags_reach_the_evaluation();
	test_an_unknown_word_is_a_usage_error_that_names_it();
	return test_end();
}
