/*
 * eval_events.c - the tallies (point, events) on streams worked by hand.
 *
 * A stream is written as text, a character a row, one text a series:
 *
 *	.	normal		!	normal, alarmed
 *	a b c	event 1 2 3	A B C	the same, alarmed
 *	x	role -1		X	the same, alarmed
 *	-	no score	~	no score, in event 1
 */
#include "test.h"

#include "base/tstamp.h"
#include "eval/eval.h"

static const uint64_t minute = 60 * NS_SECOND;

static struct tally_row
row_of(char c, uint32_t series, size_t i)
{
	struct tally_row r = {
		.start = i * minute,
		.end = (i + 1) * minute,
		.series = series,
		.scored = c != '-' && c != '~',
		.alarm = c == '!' || (c >= 'A' && c <= 'Z'),
	};

	if (c == '~')
		c = 'a';
	if (c == 'x' || c == 'X') {
		r.event = 9;
		r.role = -1;
	} else if ((c | 32) >= 'a' && (c | 32) <= 'c') {
		r.event = (uint32_t)((c | 32) - 'a' + 1);
		r.role = 1;
	}
	return r;
}

static void
push(const struct metric *m, void *tally, const struct tally_row *r)
{
	struct err err = { 0 };

	CHECK(m->tally_push(tally, r, &err) == 0);
}

/* All values of a metric; turn: 1 row by row over the series, else one
 * series after the other.  text ends with NULL. */
static void
run(double *out, const char *name, const char *const *text, int turn)
{
	const struct metric *m = metric_find(name);
	struct err err = { 0 };
	void *tally = m->tally_new(&err);

	for (size_t i = 0; turn && i < strlen(text[0]); i++)
		for (uint32_t s = 0; text[s] != NULL; s++) {
			struct tally_row r = row_of(text[s][i], s, i);

			push(m, tally, &r);
		}
	for (uint32_t s = 0; !turn && text[s] != NULL; s++)
		for (size_t i = 0; i < strlen(text[s]); i++) {
			struct tally_row r = row_of(text[s][i], s, i);

			push(m, tally, &r);
		}
	m->tally_emit(out, tally);
	m->tally_free(tally);
}

static double
value(const char *name, const double *out, const char *part)
{
	const struct metric *m = metric_find(name);

	for (int i = 0; m->values[i] != NULL; i++)
		if (strcmp(m->values[i], part) == 0)
			return out[i];
	BUG("no such value");
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
	CHECK_NEAR(event_value(".xx.", "series_days"), 2.0 / 1440, 1e-18);
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

/* The values of the events tally over rows given one by one. */
static void
run_rows(double *out, const struct tally_row *rows, size_t n)
{
	const struct metric *m = metric_find("events");
	struct err err = { 0 };
	void *tally = m->tally_new(&err);

	for (size_t i = 0; i < n; i++)
		push(m, tally, &rows[i]);
	m->tally_emit(out, tally);
	m->tally_free(tally);
}

static struct tally_row
normal(uint64_t start, uint64_t end, uint32_t series)
{
	return (struct tally_row){ .start = start,
		.end = end,
		.series = series,
		.scored = 1 };
}

static void
test_cover(void)
{
	const uint64_t h = 60 * minute;
	const struct tally_row overlap[] = { normal(0, 2 * h, 0),
		normal(h, 3 * h, 0), normal(2 * h, 4 * h, 0),
		normal(20 * h, 24 * h, 0), normal(0, 2 * h, 0) };
	const struct tally_row ticks[] = { normal(0, 0, 0),
		normal(h / 2, h / 2, 0), normal(6 * h, 6 * h, 0),
		normal(6 * h, 6 * h, 0), normal(48 * h, 48 * h, 0) };
	struct tally_row timeless[] = { normal(TS_NULL, TS_NULL, 0),
		normal(TS_NULL, TS_NULL, 0) };
	double out[EVAL_VALUES_MAX];

	run_rows(out, overlap, 5);
	CHECK_NEAR(value("events", out, "series_days"), 8.0 / 24, 1e-15);
	CHECK_NEAR(value("events", out, "symbol_days"), 1, 0);
	run_rows(out, ticks, 5);
	CHECK_NEAR(value("events", out, "series_days"), 2.5 / 24, 1e-15);
	CHECK_NEAR(value("events", out, "symbol_days"), 2, 0);
	timeless[1].event = 1;
	timeless[1].role = timeless[1].alarm = 1;
	run_rows(out, timeless, 2);
	CHECK_NEAR(value("events", out, "detected"), 1, 0);
	CHECK_NEAR(value("events", out, "delay_mean_rows"), 0, 0);
	CHECK(isnan(value("events", out, "delay_mean_seconds")));
	CHECK(isnan(value("events", out, "false_alarms_per_day")));
}

static void
test_large(void)
{
	struct tally_row rows[3] = { normal(0, minute, 900000),
		normal(minute, 2 * minute, 3),
		normal(2 * minute, 3 * minute, 900000) };
	double out[EVAL_VALUES_MAX];

	rows[0].event = rows[2].event = 700000;
	rows[0].role = rows[2].role = 1;
	rows[2].alarm = 1;
	run_rows(out, rows, 3);
	CHECK_NEAR(value("events", out, "events"), 1, 0);
	CHECK_NEAR(value("events", out, "delay_mean_rows"), 1, 0);
	CHECK_NEAR(value("events", out, "delay_mean_seconds"), 180, 0);
}

static void
test_across(void)
{
	/* begins in series 0, whose third row is over when series 1 alarms */
	struct tally_row rows[4] = { normal(0, minute, 0),
		normal(minute, 2 * minute, 0),
		normal(2 * minute, 3 * minute, 0),
		normal(2 * minute, 3 * minute, 1) };
	double out[EVAL_VALUES_MAX];

	rows[0].event = rows[3].event = 1;
	rows[0].role = rows[3].role = 1;
	rows[3].alarm = 1;
	run_rows(out, rows, 4);
	CHECK_NEAR(value("events", out, "events"), 1, 0);
	CHECK_NEAR(value("events", out, "delay_mean_rows"), 2, 0);
	CHECK_NEAR(value("events", out, "delay_mean_seconds"), 180, 0);
}

int
main(void)
{
	test_begin("rows are counted by label and decision");
	test_point();
	test_begin("events, alarms and false alarms are counted as runs");
	test_counts();
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
	test_begin("event and series numbers may be large");
	test_large();
	test_begin("an event across two series counts rows where it began");
	test_across();
	return test_end();
}
