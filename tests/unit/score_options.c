/*
 * score_options.c - user options become a decision and a watch.
 */
#include "test.h"

#include "score/options.h"

static struct score_choice
nothing(void)
{
	struct score_choice c;

	score_choice_init(&c);
	return c;
}

static void
test_spot(void)
{
	struct score_choice c = nothing();
	struct decision d = { 0 };
	struct err err = { 0 };

	test_begin("a share given to --spot or --dspot reaches the decision");
	CHECK_INT(score_choice_decision(&d, &c, &err), 0);
	CHECK(d.spot == 0);
	c.spot = 0.01;
	CHECK_INT(score_choice_decision(&d, &c, &err), 0);
	CHECK(d.spot == 0.01);
	CHECK(!d.drifts);
	c = nothing();
	c.dspot = 0.02;
	CHECK_INT(score_choice_decision(&d, &c, &err), 0);
	CHECK(d.spot == 0.02);
	CHECK(d.drifts);
}

static void
test_ways(void)
{
	struct score_choice c = nothing();
	struct decision d = { 0 };
	struct err err = { 0 };

	test_begin("two ways to choose a threshold are refused");
	c.threshold = 3;
	c.spot = 0.01;
	CHECK_INT(score_choice_decision(&d, &c, &err), -1);
	CHECK(err.usage);
	CHECK(strstr(err.msg, "--spot") != NULL);
}

static void
test_effects(void)
{
	struct score_choice c[5] = { nothing(), nothing(), nothing(), nothing(),
		nothing() };
	static const char *const named[5] = { "--threshold", "--spot",
		"--combine cauchy", "--dspot", "--spot" };
	struct decision d = { 0 };
	struct err err;
	int i;

	test_begin("an option without effect beside another is refused");
	c[0].threshold = 3;
	c[0].adapt = 1;
	c[1].spot = 0.01;
	c[1].adapt = 1;
	c[2].combine = COMBINE_CAUCHY;
	c[2].adapt = 1;
	c[3].combine = COMBINE_CAUCHY;
	c[3].dspot = 0.01;
	c[4].combine = COMBINE_CAUCHY;
	c[4].spot = 0.01;
	for (i = 0; i < 5; i++) {
		err = (struct err){ 0 };
		CHECK_INT(score_choice_decision(&d, &c[i], &err), -1);
		CHECK(err.usage);
		CHECK(strstr(err.msg, named[i]) != NULL);
		CHECK(strstr(err.msg, "no effect") != NULL);
	}
	/* a gain of 0 is a fixed threshold */
	err = (struct err){ 0 };
	c[0].adapt = 0;
	CHECK_INT(score_choice_decision(&d, &c[0], &err), 0);
}

static void
test_texts(void)
{
	struct score_choice c = nothing();
	struct decision d = { 0 };
	static const char *const bad[] = { "5/al", "", "/all", "0", "0x5", " 5",
		"5 ", "inf", "5/all/all" };
	struct watch_opts w = { 0 };
	struct err err = { 0 };
	size_t i;

	test_begin("a budget and K/M are read whole or refused");
	c.alarms = "5/all";
	c.confirm = "2/3";
	CHECK_INT(score_choice_decision(&d, &c, &err), 0);
	CHECK_INT(score_choice_watch(&w, &c, &err), 0);
	CHECK(d.alarms == 5);
	CHECK(d.shared);
	CHECK_INT(w.confirm_k, 2);
	CHECK_INT(w.confirm_m, 3);
	CHECK(!w.joins);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err = (struct err){ 0 };
		c.alarms = bad[i];
		CHECK_INT(score_choice_decision(&d, &c, &err), -1);
	}
	err = (struct err){ 0 };
	c.confirm = "3/2";
	CHECK_INT(score_choice_watch(&w, &c, &err), -1);
}

static void
test_text(void)
{
	struct score_choice c = nothing();
	struct decision d = { 0 };
	struct err err = { 0 };
	char *one, *other;

	test_begin("options that decide are part of the text of a state");
	d.reasons = "";
	c.dspot = 0.02;
	CHECK_INT(score_choice_decision(&d, &c, &err), 0);
	one = score_choice_text(&c, &d, &err);
	c.join = 60;
	other = score_choice_text(&c, &d, &err);
	CHECK(one != NULL && strstr(one, "--dspot 0.02") != NULL);
	CHECK(one != NULL && strstr(one, "--join") == NULL);
	CHECK(other != NULL && strstr(other, "--join 60ns") != NULL);
	free(one);
	free(other);
}

int
main(void)
{
	test_spot();
	test_ways();
	test_effects();
	test_texts();
	test_text();
	return test_end();
}
