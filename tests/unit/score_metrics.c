/*
 * score_metrics.c - metrics of scoring as Prometheus reads them.
 */
#include "score/metrics.h"

#include <sys/stat.h>

#include "score_test.h"
#include "tmp.h"

static struct feat_rows rows;

static int
no_rows(void *arg, const struct schema *schema, const unsigned char *v,
    size_t n, struct err *err)
{
	(void)arg;
	(void)schema;
	(void)v;
	(void)n;
	(void)err;
	return 0;
}

static void
begin(struct scoring *s, int joins)
{
	const struct decision how = { .threshold = NAN,
		.quantile = NAN,
		.adapt = NAN };
	const struct watch_opts watch = { .confirm_k = 1,
		.confirm_m = 1,
		.joins = joins,
		.join = SCORE_MINUTE };

	scoring_init(s, &rows.vocab, &how, &watch, no_rows, NULL);
}

/* A row of a symbol that a rule with a limit of 1 has judged. */
static void
row(struct scoring *s, uint32_t symbol, uint64_t at, double score)
{
	struct verdict v = { .score = score,
		.p = NAN,
		.threshold = 1,
		.scored = !isnan(score),
		.anomaly = score >= 1,
		.begins = score >= 1 };
	struct rec r = feat_row(&rows, 0, at, at != TS_NULL, 1, 1, 1);
	uint32_t reason = 1, by = 1;
	struct alert closed;
	struct err err = { 0 };

	row_put_u32(rows.row, rows.schema, F_SYMBOL, symbol);
	CHECK(watch_row(&s->watch, &s->judge, &v, &r, rows.vocab.syms, &reason,
		  &by, &closed, &err) >= 0);
}

static char *
written(const struct scoring *s)
{
	const char *path = tmp_path("m.prom");
	struct err err = { 0 };
	size_t n;

	CHECK_INT(metrics_write(s, path, &err), 0);
	CHECK_STR(err.msg, "");
	CHECK(access(tmp_path("m.prom.new"), F_OK) == -1);
	return tmp_load(path, &n);
}

static int
has(const char *text, const char *line)
{
	const char *at = strstr(text, line);

	if (at != NULL && (at == text || at[-1] == '\n'))
		return 1;
	printf("# no %s in\n%s", line, text);
	return 0;
}

static void
test_values(void)
{
	struct scoring s;
	char *text;

	test_begin("each symbol has its rows, scores, anomalies and alarms");
	begin(&s, 0);
	row(&s, rows.symbol[1], 1, 0.25);
	row(&s, rows.symbol[1], 2, 1.5);
	row(&s, rows.symbol[1], 3, 9);
	row(&s, rows.symbol[1], UINT64_C(1234567890123456788), NAN);
	text = written(&s);
	CHECK(has(text, "tickscore_rows_total{symbol=\"B\"} 4\n"));
	CHECK(has(text, "tickscore_scored_rows_total{symbol=\"B\"} 3\n"));
	CHECK(has(text, "tickscore_anomalies_total{symbol=\"B\",severity="
			"\"low\"} 1\n"));
	CHECK(has(text, "tickscore_anomalies_total{symbol=\"B\",severity="
			"\"medium\"} 0\n"));
	CHECK(has(text, "tickscore_anomalies_total{symbol=\"B\",severity="
			"\"high\"} 1\n"));
	CHECK(has(text, "tickscore_alarms_total{symbol=\"B\"} 2\n"));
	CHECK(has(text, "tickscore_score{symbol=\"B\"} 9\n"));
	CHECK(has(text, "tickscore_last_row_timestamp_seconds{symbol=\"B\"} "
			"1234567890.123456789\n"));
	CHECK(strstr(text, "alarm_open") == NULL);   /* without joins */
	CHECK(strstr(text, "symbol=\"A\"") == NULL); /* had no row */
	free(text);
	scoring_fini(&s);
}

static void
test_gauges(void)
{
	struct scoring s;
	char *text;

	test_begin("a symbol without a score or a time has no such gauge");
	begin(&s, 1);
	row(&s, rows.symbol[0], TS_NULL, NAN);
	row(&s, rows.symbol[1], 5, 2);
	text = written(&s);
	CHECK(has(text, "tickscore_rows_total{symbol=\"A\"} 1\n"));
	CHECK(strstr(text, "tickscore_score{symbol=\"A\"}") == NULL);
	CHECK(strstr(text, "timestamp_seconds{symbol=\"A\"}") == NULL);
	CHECK(has(text, "tickscore_alarm_open{symbol=\"A\"} 0\n"));
	CHECK(has(text, "tickscore_alarm_open{symbol=\"B\"} 1\n"));
	free(text);
	scoring_fini(&s);
}

static void
test_labels(void)
{
	static const char odd[] = "a\"b\\c\nd";
	struct err err = { 0 };
	struct scoring s;
	char *text, *a, *b;

	test_begin("symbols are in the order of their texts, and escaped");
	begin(&s, 0);
	row(&s, rows.symbol[3], 1, 0);
	row(&s, symtab_add(rows.vocab.syms, odd, strlen(odd), &err), 1, 0);
	row(&s, rows.symbol[2], 1, 0);
	row(&s, 0, 1, 0); /* no symbol */
	text = written(&s);
	CHECK(has(text, "tickscore_rows_total{symbol=\"\"} 1\n"
			"tickscore_rows_total{symbol=\"C\"} 1\n"
			"tickscore_rows_total{symbol=\"D\"} 1\n"
			"tickscore_rows_total{symbol=\"a\\\"b\\\\c\\nd\"} "
			"1\n"));
	a = strstr(text, "# HELP tickscore_rows_total Rows read.\n"
			 "# TYPE tickscore_rows_total counter\n");
	CHECK(a == text);
	b = strstr(text + 1, "# HELP tickscore_rows_total ");
	CHECK(b == NULL); /* once */
	free(text);
	scoring_fini(&s);
}

static void
test_files(void)
{
	struct err err = { 0 };
	struct scoring s;
	char *text, old[] = "old\n";

	test_begin("the file is replaced as a whole");
	begin(&s, 0);
	tmp_file("m.prom", old, strlen(old));
	text = written(&s);
	CHECK(strstr(text, "old") == NULL);
	CHECK(has(text, "# TYPE tickscore_score gauge\n")); /* without rows */
	free(text);

	test_begin("a file that cannot be written is an error by its name");
	CHECK_INT(metrics_write(&s, tmp_path("absent/m"), &err), -1);
	CHECK(strstr(err.msg, "absent/m") != NULL);
	err_clear(&err);
	/* in place of a folder: what was made beside it goes */
	CHECK_INT(mkdir(tmp_path("folder"), 0700), 0);
	CHECK_INT(metrics_write(&s, tmp_path("folder"), &err), -1);
	CHECK(strstr(err.msg, "folder: ") != NULL);
	CHECK(access(tmp_path("folder.new"), F_OK) == -1);
	scoring_fini(&s);
}

int
main(void)
{
	tmp_begin();
	feat_rows_init(&rows);
	test_values();
	test_gauges();
	test_labels();
	test_files();
	feat_rows_fini(&rows);
	CHECK(tmp_end() == 0);
	return test_end();
}
