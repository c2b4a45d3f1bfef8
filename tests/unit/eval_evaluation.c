/*
 * eval_evaluation.c - plain rows in, tables and reports out.
 */
#include "eval/evaluation.h"

#include "base/json.h"
#include "base/rng.h"
#include "base/tstamp.h"
#include "eval/report.h"
#include "test.h"
#include "tmp.h"

enum { N = 3000 };

static const uint64_t minute = 60 * NS_SECOND;
static struct symtab *syms;

static uint32_t
word(const char *text)
{
	struct err err = { 0 };

	return symtab_add(syms, text, strlen(text), &err);
}

/* Row i of two symbols in turn: every 50th is a spike that the score knows,
 * every 70th a drift that it does not; the first 20 have no score. */
static struct eval_row
row_at(size_t i, struct rng *rng)
{
	static double score;
	static signed char alarm;
	struct eval_row r = {
		.start = i / 2 * minute,
		.end = (i / 2 + 1) * minute,
		.symbol = word(i % 2 ? "A" : "B"),
		.scored = 1,
		.score = &score,
		.alarm = &alarm,
		.id = EVENT_NO_ID,
		.priced = 1,
		.price = 100 + rng_unit(rng),
	};

	score = i < 20 ? NAN : rng_unit(rng);
	if (i % 50 == 49 || i % 70 == 69) {
		r.label = 1;
		r.type = word(i % 50 == 49 ? "spike" : "drift");
		score += i % 50 == 49 ? 2 : 0;
	}
	alarm = score > 0.99;
	return r;
}

static void
evaluate(struct evaluation *e, double threshold)
{
	struct eval_opts how = { .threshold = threshold, .seeds = 8 };
	struct err err = { 0 };
	struct rng rng;

	rng_init(&rng, 5, 0);
	CHECK(evaluation_init(e, syms, &how, &err) == 0);
	for (size_t i = 0; i < N; i++) {
		struct eval_row r = row_at(i, &rng);

		CHECK(evaluation_push(e, &r, &err) == 0);
	}
	CHECK(evaluation_finish(e, &err) == 0);
}

static void
test_tables(void)
{
	struct evaluation e;

	evaluate(&e, NAN);
	CHECK_INT(e.seen, N);
	CHECK_INT(e.rows.n, N - 20);
	CHECK_INT(e.not_scored, 20);
	CHECK_INT(e.ntable, 3);
	CHECK_STR(evaluation_type(&e, e.table[0].type), "all");
	CHECK_STR(evaluation_type(&e, e.table[1].type), "drift");
	CHECK_STR(evaluation_type(&e, e.table[2].type), "spike");
	/* 8 rows are of both; they are spikes */
	CHECK_INT(e.table[2].positives, 60);
	CHECK_INT(e.table[1].positives, 42 - 8);
	CHECK_INT(e.table[0].positives, 60 + 42 - 8);
	CHECK_INT(e.table[2].rows, N - 20 - (42 - 8));
	CHECK_NEAR(evaluation_figure(&e, 2, 0, "average_precision", ""), 1, 0);
	CHECK_NEAR(evaluation_figure(&e, 2, 0, "point", "recall"), 1, 0);
	CHECK(!e.table[2].equals_baseline);
	CHECK(evaluation_figure(&e, 1, 0, "roc_auc", "") < 0.7);
	CHECK(isnan(evaluation_figure(&e, 0, 0, "no", "such")));
	evaluation_fini(&e);
}

static void
test_threshold(void)
{
	struct evaluation own, given;

	/* the same decisions as the rows' own */
	evaluate(&own, NAN);
	evaluate(&given, nextafter(0.99, 1));
	CHECK_INT(own.scorer[0].alarmed, given.scorer[0].alarmed);
	for (int t = 0; t < own.ntable; t++)
		for (int i = 0; i < own.nfigure; i++)
			CHECK_NEAR(given.table[t].value[i],
			    own.table[t].value[i], 0);
	evaluation_fini(&own);
	evaluation_fini(&given);
}

static void
test_refused(void)
{
	struct eval_opts how = { .threshold = NAN };
	double none = NAN;
	signed char alarm = -1;
	struct eval_row r = { .scored = 1, .score = &none, .alarm = &alarm };
	struct evaluation e;
	struct err err = { 0 };

	CHECK(evaluation_init(&e, syms, &how, &err) == 0);
	CHECK(evaluation_push(&e, &r, &err) == 0);
	CHECK(evaluation_finish(&e, &err) == -1);
	CHECK(err.set);
	evaluation_fini(&e);
	memset(&err, 0, sizeof(err));
	CHECK(evaluation_init(&e, syms, &how, &err) == 0);
	CHECK(evaluation_finish(&e, &err) == 0);
	CHECK_INT(e.rows.n, 0);
	evaluation_fini(&e);
}

/* The text of a report, to be freed. */
static char *
report_text(const struct evaluation *e, int form, size_t *n)
{
	struct err err = { 0 };
	struct report r = { .e = e, .err = &err, .each_event = 1 };
	char *path = tmp_path("report");

	r.out = out_open(path, 0, &err);
	CHECK(r.out != NULL);
	CHECK(report_write(&r, form) == 0);
	CHECK(out_close(r.out, 0, &err) == 0);
	return tmp_load(path, n);
}

static void
test_reports(void)
{
	struct evaluation e;
	struct json_token t;
	struct json j;
	struct err err = { 0 };
	size_t n, lines = 0;
	char *text;

	evaluate(&e, NAN);
	text = report_text(&e, REPORT_JSON, &n);
	json_init(&j, text, n);
	do
		CHECK(json_next(&j, &t, &err) == 0);
	while (!err.set && t.type != JSON_END);
	CHECK(strstr(text, "\"type\":\"drift\"") != NULL);
	free(text);
	text = report_text(&e, REPORT_CSV, &n);
	for (size_t i = 0; i < n; i++)
		lines += text[i] == '\n';
	CHECK_INT(lines,
	    8 + e.ntable * (5 + e.nscorer * e.nfigure + 3 * e.nfloor));
	free(text);
	text = report_text(&e, REPORT_TABLE, &n);
	CHECK(strstr(text, "spike: ") != NULL);
	free(text);
	evaluation_fini(&e);
}

int
main(void)
{
	tmp_begin();
	syms = symtab_new(100);
	test_begin("each type has a table, behind that of all");
	test_tables();
	test_begin("a threshold decides as the rows' own decisions do");
	test_threshold();
	test_begin("rows without any score are an error, no rows are none");
	test_refused();
	test_begin("a report is JSON, CSV or a table of the same figures");
	test_reports();
	symtab_free(syms);
	tmp_end();
	return test_end();
}
