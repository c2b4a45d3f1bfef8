/*
 * eval_events.c - metrics point and events on streams worked by hand.
 *
 * A stream is written as text, a character a row, one text a series:
 *
 *	.	normal		!	normal, alarmed
 *	a b c	event 1 2 3	A B C	the same, alarmed
 *	x	role -1		X	the same, alarmed
 *	-	no score	~	no score, in event 1
 */
#include "eval_scene.h"

/* Row i of a series, as a character says. */
static void
push(struct scene *s, char c, uint32_t symbol, size_t i)
{
	int alarm = c == '!' || (c >= 'A' && c <= 'Z');
	double score = c == '-' || c == '~' ? NAN : alarm;
	uint32_t event = 0;
	int type = WANTED;

	if (c == '~')
		c = 'a';
	if (c == 'x' || c == 'X') {
		event = 9;
		type = OTHER;
	} else if ((c | 32) >= 'a' && (c | 32) <= 'c') {
		event = (uint32_t)((c | 32) - 'a' + 1);
	}
	scene_row(s, symbol, i * minute, (i + 1) * minute, score, event, type,
	    alarm);
}

/* join_false of the runs that follow */
static int joined;

/* All values of a metric; turn: 1 row by row over the series, else one
 * series after the other.  text ends with NULL. */
static void
run(double *out, const char *name, const char *const *text, int turn)
{
	struct scene s;

	scene_begin(&s);
	for (size_t i = 0; turn && i < strlen(text[0]); i++)
		for (uint32_t k = 0; text[k] != NULL; k++)
			push(&s, text[k][i], k + 1, i);
	for (uint32_t k = 0; !turn && text[k] != NULL; k++)
		for (size_t i = 0; i < strlen(text[k]); i++)
			push(&s, text[k][i], k + 1, i);
	scene_end(&s);
	s.params.join_false = joined;
	scene_values(&s, metric_find(name), out);
	scene_free(&s);
}

static double
value(const char *name, const double *out, const char *part)
{
	return out[value_place(metric_find(name), part)];
}

static double
event_value(const char *text, const char *part)
{
	const char *const series[] = { text, NULL };
	double out[EVAL_VALUES_MAX];

	run(out, "events", series, 0);
	return value("events", out, part);
}

static double
point_value(const char *text, const char *part)
{
	const char *const series[] = { text, NULL };
	double out[EVAL_VALUES_MAX];

	run(out, "point", series, 0);
	return value("point", out, part);
}

static void
test_joined(void)
{
	const char *const two[] = { "..!..", "!....", NULL };
	double out[EVAL_VALUES_MAX];

	joined = 2;
	CHECK_NEAR(event_value("!.!..!...!", "false_alarms"), 3, 0);
	/* a row beside a true alarm is false, one of another label is not */
	CHECK_NEAR(event_value("..A!..!.", "false_alarms"), 2, 0);
	CHECK_NEAR(event_value("..A!..!.", "true_alarms"), 1, 0);
	CHECK_NEAR(event_value("!aA!....", "false_alarms"), 2, 0);
	CHECK_NEAR(event_value("!A!.....", "false_alarms"), 1, 0);
	CHECK_NEAR(event_value("!X!.....", "false_alarms"), 1, 0);
	/* rows without a score are rows */
	CHECK_NEAR(event_value("!-!.....", "false_alarms"), 1, 0);
	CHECK_NEAR(event_value("!--!....", "false_alarms"), 2, 0);
	run(out, "events", two, 1);
	CHECK_NEAR(value("events", out, "false_alarms"), 2, 0);
	joined = 0;
	CHECK_NEAR(event_value("..A!..!.", "false_alarms"), 1, 0);
}

static void
test_point(void)
{
	/* tp 2, fn 1, fp 1, tn 4; one unscored, two left out */
	const char *s = "..!AAa.-xX.";

	CHECK_NEAR(point_value(s, "rows"), 8, 0);
	CHECK_NEAR(point_value(s, "unscored"), 1, 0);
	CHECK_NEAR(point_value(s, "tp"), 2, 0);
	CHECK_NEAR(point_value(s, "fp"), 1, 0);
	CHECK_NEAR(point_value(s, "fn"), 1, 0);
	CHECK_NEAR(point_value(s, "tn"), 4, 0);
	CHECK_NEAR(point_value(s, "prevalence"), 3.0 / 8, 0);
	CHECK_NEAR(point_value(s, "f2"), 10.0 / 15, 1e-15);
	CHECK_NEAR(point_value(s, "mcc"), 7 / 15.0, 1e-15);
	CHECK_NEAR(point_value(s, "accuracy"), 6.0 / 8, 0);
	CHECK_NEAR(point_value(s, "accuracy_never"), 5.0 / 8, 0);
	CHECK_NEAR(point_value("", "rows"), 0, 0);
	CHECK_NEAR(point_value("", "mcc"), 0, 0);
	CHECK_NEAR(point_value("...", "precision"), 0, 0);
}

static void
test_counts(void)
{
	const char *s = "!!.!AA.aBb.!.cc";

	CHECK_NEAR(event_value(s, "events"), 3, 0);
	CHECK_NEAR(event_value(s, "detected"), 2, 0);
	CHECK_NEAR(event_value(s, "alarms"), 4, 0);
	CHECK_NEAR(event_value(s, "true_alarms"), 2, 0);
	CHECK_NEAR(event_value(s, "false_alarms"), 2, 0);
	CHECK_NEAR(event_value(s, "event_recall"), 2.0 / 3, 0);
	CHECK_NEAR(event_value(s, "event_precision"), 0.5, 0);
	CHECK_NEAR(event_value(s, "event_f1"), 4.0 / 7, 1e-15);
	/* point precision 3 of 7 */
	CHECK_NEAR(event_value(s, "composite_f1"), 12.0 / 23, 1e-15);
	CHECK_NEAR(event_value("", "events"), 0, 0);
	CHECK_NEAR(event_value("", "event_f1"), 0, 0);
	CHECK(isnan(event_value("", "false_alarms_per_day")));
}

static void
test_one_alarm_two_events(void)
{
	CHECK_NEAR(event_value(".aA!Bb.", "alarms"), 1, 0);
	CHECK_NEAR(event_value(".aA!Bb.", "detected"), 2, 0);
	CHECK_NEAR(event_value(".AaA.", "alarms"), 2, 0);
	CHECK_NEAR(event_value(".AaA.", "detected"), 1, 0);
}

static void
test_delay(void)
{
	/* event 1 after 2 rows = 3 minutes, event 2 at once, event 3 never */
	const char *s = "aaA.BB.ccc";

	CHECK_NEAR(event_value(s, "delay_mean_rows"), 1, 0);
	CHECK_NEAR(event_value(s, "delay_median_rows"), 1, 0);
	CHECK_NEAR(event_value(s, "delay_mean_seconds"), 120, 0);
	CHECK_NEAR(event_value(s, "delay_median_seconds"), 120, 0);
	CHECK_NEAR(event_value(s, "delay_p90_seconds"), 168, 1e-12);
	CHECK_NEAR(event_value(s, "delay_p95_seconds"), 174, 1e-12);
	CHECK(isnan(event_value("..aa!.", "delay_mean_rows")));
	CHECK(isnan(event_value("..aa!.", "delay_p95_seconds")));
}

static void
test_unscored(void)
{
	/* the event begins with its first row, scored or not */
	CHECK_NEAR(event_value("~~A", "delay_mean_rows"), 2, 0);
	CHECK_NEAR(event_value("~~a", "events"), 1, 0);
	CHECK_NEAR(event_value("~~.", "events"), 0, 0);
	/* a row without a score ends the run */
	CHECK_NEAR(event_value("!-!", "false_alarms"), 2, 0);
	/* and covers no time */
	CHECK_NEAR(event_value("-.-.", "series_days"), 2.0 / 1440, 1e-18);
}

static void
test_left_out(void)
{
	CHECK_NEAR(event_value(".XX.", "alarms"), 0, 0);
	CHECK_NEAR(event_value("!XX!", "alarms"), 0, 0);
	CHECK_NEAR(event_value("!xX!", "false_alarms"), 1, 0);
	CHECK_NEAR(event_value("!XA.", "true_alarms"), 1, 0);
	CHECK_NEAR(event_value("!XA.", "alarms"), 1, 0);
	CHECK_NEAR(event_value("!x!.", "false_alarms"), 2, 0);
	CHECK_NEAR(event_value(".xx.", "events"), 0, 0);
	CHECK_NEAR(event_value("!AX", "composite_f1"), 2.0 / 3, 1e-15);
}

static void
test_series(void)
{
	const char *const text[] = { "!!.aaA..b.", "..!!!!.cC-", ".!.!.!..!!",
		"XX.!~..!..", NULL };
	double apart[EVAL_VALUES_MAX], together[EVAL_VALUES_MAX];
	const struct metric *m = metric_find("events");

	run(apart, "events", text, 0);
	run(together, "events", text, 1);
	for (int i = 0; m->values[i] != NULL; i++)
		CHECK_NEAR(together[i], apart[i], 0);
	CHECK_NEAR(value("events", apart, "alarms"), 10, 0);
	CHECK_NEAR(value("events", apart, "false_alarms"), 8, 0);
	CHECK_NEAR(value("events", apart, "symbol_days"), 4, 0);
	CHECK_NEAR(value("events", apart, "false_alarms_per_symbol_day"), 2, 0);
}

static double
unlabelled_value(const uint64_t (*span)[2], size_t n, const char *part)
{
	struct scene s;
	double v;

	scene_begin(&s);
	for (size_t i = 0; i < n; i++)
		scene_row(&s, 1, span[i][0], span[i][1], 0, 0, WANTED, 0);
	scene_end(&s);
	v = scene_value(&s, "events", part);
	scene_free(&s);
	return v;
}

static void
test_cover(void)
{
	const uint64_t h = 60 * minute;
	const uint64_t overlap[][2] = { { 0, 2 * h }, { h, 3 * h },
		{ 2 * h, 4 * h }, { 20 * h, 24 * h }, { 0, 2 * h } };
	const uint64_t ticks[][2] = { { 0, 0 }, { h / 2, h / 2 },
		{ 6 * h, 6 * h }, { 6 * h, 6 * h }, { 48 * h, 48 * h } };

	CHECK_NEAR(unlabelled_value(overlap, 5, "series_days"), 8.0 / 24,
	    1e-15);
	CHECK_NEAR(unlabelled_value(overlap, 5, "symbol_days"), 1, 0);
	CHECK_NEAR(unlabelled_value(ticks, 5, "series_days"), 2.5 / 24, 1e-15);
	CHECK_NEAR(unlabelled_value(ticks, 5, "symbol_days"), 2, 0);
}

static void
test_timeless(void)
{
	struct scene s;

	scene_begin(&s);
	scene_row(&s, 1, TS_NULL, TS_NULL, 0, 0, WANTED, 0);
	scene_row(&s, 1, TS_NULL, TS_NULL, 0, 1, WANTED, 1);
	scene_end(&s);
	CHECK_NEAR(scene_value(&s, "events", "detected"), 1, 0);
	CHECK_NEAR(scene_value(&s, "events", "delay_mean_rows"), 0, 0);
	CHECK(isnan(scene_value(&s, "events", "delay_mean_seconds")));
	CHECK(isnan(scene_value(&s, "events", "false_alarms_per_day")));
	scene_free(&s);
}

static void
test_large(void)
{
	struct scene s;

	scene_begin(&s);
	scene_row(&s, 900000, 0, minute, 0, 700000, WANTED, 0);
	scene_row(&s, 3, minute, 2 * minute, 0, 0, WANTED, 0);
	scene_row(&s, 900000, 2 * minute, 3 * minute, 1, 700000, WANTED, 1);
	scene_end(&s);
	CHECK_NEAR(scene_value(&s, "events", "events"), 1, 0);
	CHECK_NEAR(scene_value(&s, "events", "delay_mean_rows"), 1, 0);
	CHECK_NEAR(scene_value(&s, "events", "delay_mean_seconds"), 180, 0);
	scene_free(&s);
}

int
main(void)
{
	test_begin("rows are counted by label and decision");
	test_point();
	test_begin("events, alarms and false alarms are counted as runs");
	test_counts();
	test_begin("false rows near each other are one alarm if asked for");
	test_joined();
	test_begin("one alarm may find two events, two alarms one");
	test_one_alarm_two_events();
	test_begin("delay runs from an event's start to its first alarmed "
		   "row's end");
	test_delay();
	test_begin("a row without a score is no decision but part of its "
		   "event");
	test_unscored();
	test_begin("an alarm that touches left-out rows is false in no table");
	test_left_out();
	test_begin("series one after the other or interleaved count the same");
	test_series();
	test_begin("covered time is a union; a tick covers to the next, an "
		   "hour at most");
	test_cover();
	test_begin("without times there are delays in rows, and no days");
	test_timeless();
	test_begin("event and series numbers may be large");
	test_large();
	return test_end();
}
