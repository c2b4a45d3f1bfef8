/*
 * eval_evaluation.c - plain rows in, tables and reports out.
 */
#include "eval_rows.h"

#include "base/json.h"
#include "eval/report.h"
#include "tmp.h"

enum { N = 3000 };

static double
ap(const struct evaluation *e, int table, int scorer)
{
	return evaluation_figure(e, table, scorer, "average_precision", "");
}

/* ---- tables ---- */

static void
test_types(void)
{
	const struct eval_opts how = { .seeds = 8 };
	struct evaluation e;
	int drift, spike;

	evaluate(&e, &how, N, 5);
	CHECK_INT(e.seen, N);
	CHECK_INT(e.nrow, N - 20);
	CHECK_INT(e.not_scored, 20);
	CHECK_INT(e.ntable, 3);
	drift = table_at(&e, TABLE_TYPE, "drift");
	spike = table_at(&e, TABLE_TYPE, "spike");
	CHECK_INT(drift, 1);
	CHECK_INT(spike, 2);
	/* 8 rows are of both; they are spikes */
	CHECK_INT(e.table[spike].positives, 60);
	CHECK_INT(e.table[drift].positives, 42 - 8);
	CHECK_INT(e.table[0].positives, 60 + 42 - 8);
	CHECK_INT(e.table[spike].rows, N - 20 - (42 - 8));
	CHECK_NEAR(ap(&e, spike, 0), 1, 0);
	CHECK_NEAR(evaluation_figure(&e, spike, 0, "point", "recall"), 1, 0);
	CHECK(!e.table[spike].verdict[0].no_better);
	CHECK(evaluation_figure(&e, drift, 0, "roc_auc", "") < 0.7);
	CHECK(isnan(evaluation_figure(&e, 0, 0, "no", "such")));
	/* false alarms are the same in every table */
	CHECK_NEAR(evaluation_figure(&e, spike, 0, "events", "false_alarms"),
	    evaluation_figure(&e, 0, 0, "events", "false_alarms"), 0);
	evaluation_fini(&e);
}

static void
test_symbols(void)
{
	struct idmap classes;
	struct eval_opts how = { .seeds = 2,
		.per_symbol = 1,
		.classes = &classes };
	struct err err = { 0 };
	struct evaluation e;
	int a, b;

	idmap_init(&classes, sizeof(uint32_t), "symbols");
	*(uint32_t *)idmap_get(&classes, word("A"), &err) = word("fast");
	evaluate(&e, &how, N, 5);
	CHECK_INT(e.ntable, 3 + 2 + 2);
	a = table_at(&e, TABLE_SYMBOL, "A");
	b = table_at(&e, TABLE_SYMBOL, "B");
	CHECK_INT(e.table[a].rows + e.table[b].rows, e.table[0].rows);
	CHECK_INT(e.table[a].rows, N / 2 - 10);
	CHECK_INT(e.table[a].events + e.table[b].events, e.table[0].events);
	/* a class of one symbol is that symbol */
	for (int s = 0; s < e.nscorer; s++)
		for (int i = 0; i < e.nfigure; i++) {
			int t = table_at(&e, TABLE_CLASS, "fast");

			CHECK_NEAR(table_values(&e, &e.table[t], s)[i],
			    table_values(&e, &e.table[a], s)[i], 0);
		}
	CHECK(table_at(&e, TABLE_CLASS, "") >= 0);
	CHECK(ap(&e, a, 0) != ap(&e, b, 0));
	evaluation_fini(&e);
	idmap_fini(&classes);
}

/* Each symbol's table is an evaluation of its rows alone. */
static void
test_alone(void)
{
	const struct eval_opts how = { .per_symbol = 1 };
	struct evaluation both, one;
	struct err err = { 0 };
	struct made_row m;
	struct rng rng;
	int a;

	evaluate(&both, &how, N, 5);
	a = table_at(&both, TABLE_SYMBOL, "A");
	rng_init(&rng, 5, 0);
	CHECK(evaluation_init(&one, syms, &how, &err) == 0);
	for (size_t i = 0; i < N; i++) {
		make_row(&m, i, &rng);
		if (m.r.symbol == word("A"))
			CHECK(evaluation_push(&one, &m.r, &err) == 0);
	}
	CHECK(evaluation_finish(&one, &err) == 0);
	for (int i = 0; i < both.nfigure; i++)
		CHECK_NEAR(table_values(&both, &both.table[a], 0)[i],
		    table_values(&one, &one.table[0], 0)[i], 1e-12);
	evaluation_fini(&both);
	evaluation_fini(&one);
}

/* ---- labels of a file ---- */

static void
test_overlap(void)
{
	static const char text[] = "start,end,type\n"
				   "600,1800,regime\n"
				   "660,660,spike\n"
				   "1200,1200,spike\n";
	struct spans spans = { 0 };
	struct eval_opts how = { .spans = &spans };
	struct err err = { 0 };
	struct evaluation e;
	int regime, spike;

	CHECK(spans_read(&spans, tmp_file("l.csv", text, strlen(text)), NULL,
		  syms, &err) == 0);
	evaluate(&e, &how, N, 5);
	regime = table_at(&e, TABLE_TYPE, "regime");
	spike = table_at(&e, TABLE_TYPE, "spike");
	/* minutes 10 to 30, of two symbols; a spike's row is in both tables */
	CHECK_INT(e.table[regime].positives, 2 * 21);
	CHECK_INT(e.table[regime].events, 2);
	CHECK_INT(e.table[spike].positives, 2 * 2);
	CHECK_INT(e.table[spike].events, 2 * 2);
	CHECK_INT(e.table[0].positives, 2 * 21);
	CHECK_INT(e.table[0].events, 6);
	/* the regime's other rows are left out of the table of spikes */
	CHECK_INT(e.table[spike].rows, e.nrow - 2 * 19);
	CHECK_INT(spans_met(&spans), 3);
	evaluation_fini(&e);
	spans_fini(&spans);
}

/* ---- models ---- */

static void
test_models(void)
{
	const char *const names[] = { "one", "two" };
	const struct eval_opts two = { .models = names, .nmodel = 2 };
	const struct eval_opts one = { .seeds = 0 };
	struct evaluation both, first;

	evaluate(&both, &two, N, 7);
	evaluate(&first, &one, N, 7);
	CHECK_STR(both.scorer[1].name, "two");
	CHECK_INT(both.nscorer, first.nscorer + 1);
	for (int t = 0; t < both.ntable; t++)
		for (int i = 0; i < both.nfigure; i++) {
			CHECK_NEAR(table_values(&both, &both.table[t], 0)[i],
			    table_values(&first, &first.table[t], 0)[i], 0);
			CHECK_NEAR(table_values(&both, &both.table[t],
				       scorer_at(&both, "B5"))[i],
			    table_values(&first, &first.table[t],
				scorer_at(&first, "B5"))[i],
			    0);
		}
	CHECK(ap(&both, 0, 1) < ap(&both, 0, 0));
	CHECK(both.scorer[1].alarmed > 0);
	CHECK_NEAR(evaluation_figure(&both, 0, 1, "point", "tp") +
		       evaluation_figure(&both, 0, 1, "point", "fp"),
	    (double)both.scorer[1].alarmed, 0);
	evaluation_fini(&both);
	evaluation_fini(&first);
}

static void
test_threshold(void)
{
	const double given[] = { nextafter(0.99, 1) };
	const struct eval_opts by_number = { .threshold = given };
	const struct eval_opts by_row = { .seeds = 0 };
	struct evaluation own, number;

	evaluate(&own, &by_row, N, 5);
	evaluate(&number, &by_number, N, 5);
	CHECK_INT(own.scorer[0].alarmed, number.scorer[0].alarmed);
	for (int t = 0; t < own.ntable; t++)
		for (int i = 0; i < own.nfigure; i++)
			CHECK_NEAR(number.table[t].value[i],
			    own.table[t].value[i], 0);
	evaluation_fini(&own);
	evaluation_fini(&number);
}

/* ---- baselines ---- */

static void
test_baselines(void)
{
	const struct eval_opts how = { .seeds = 32 };
	struct evaluation e;
	int always, b1, b6, b7;
	double p;

	evaluate(&e, &how, N, 5);
	always = scorer_at(&e, "always");
	b1 = scorer_at(&e, "B1");
	b6 = scorer_at(&e, "B6");
	b7 = scorer_at(&e, "B7");
	p = e.table[0].prevalence;
	CHECK(e.scorer[b1].known && e.scorer[b7].known);
	CHECK(!e.scorer[b6].known);
	CHECK(isnan(ap(&e, 0, b6)));
	CHECK_NEAR(ap(&e, 0, always), p, 1e-15);
	CHECK_NEAR(evaluation_figure(&e, 0, always, "roc_auc", ""), 0.5, 0);
	CHECK_NEAR(evaluation_figure(&e, 0, always, "point", "f1"),
	    2 * p / (1 + p), 1e-15);
	CHECK_NEAR(evaluation_figure(&e, 0, always, "events", "event_recall"),
	    1, 0);
	/* as many alarms as the model, or fewer where rows are tied */
	CHECK(e.scorer[b1].alarmed <= e.scorer[0].alarmed);
	CHECK(e.scorer[b1].alarmed + 5 > e.scorer[0].alarmed);
	/* chance gets the share of positives */
	for (int i = 0; i < e.nfloor; i++) {
		const struct figure *f = &e.figure[e.floor_figure[i]];
		const struct floor *v = &e.table[0].floor[i];

		CHECK(!(v->low > v->mean) && !(v->mean > v->high));
		if (strcmp(f->metric->name, "average_precision") == 0)
			CHECK_NEAR(v->mean, p, 0.02);
		if (strcmp(f->metric->name, "roc_auc") == 0)
			CHECK_NEAR(v->mean, 0.5, 0.03);
		if (strcmp(f->metric->name, "point") == 0 &&
		    strcmp(f->value, "precision") == 0)
			CHECK_NEAR(v->mean, p, 0.03);
	}
	evaluation_fini(&e);
}

/* ---- thresholds that are chosen ---- */

static void
test_choose(void)
{
	/* rows until the 1000th minute choose, the others are judged */
	struct eval_opts how = { .choose = CHOOSE_F1,
		.calibrate_until = 1000 * minute };
	struct eval_opts same = { .choose = CHOOSE_F1 };
	struct eval_opts cost = { .choose = CHOOSE_COST, .cost = 1e9 };
	struct evaluation e;

	evaluate(&e, &how, N, 5);
	CHECK_INT(e.calibration, 2000 - 20);
	CHECK_INT(e.nrow, 1000);
	CHECK_INT(e.table[0].rows, 1000);
	/* spikes have scores above 2, all others below 1 */
	CHECK(e.scorer[0].threshold > 1 && e.scorer[0].threshold < 2.5);
	CHECK_NEAR(evaluation_figure(&e, 0, 0, "point", "precision"), 1, 0);
	evaluation_fini(&e);
	/* chosen on the very rows it is the oracle's */
	evaluate(&e, &same, N, 5);
	for (int s = 0; s < e.nscorer; s++) {
		if (!e.scorer[s].known || e.scorer[s].kind == SCORER_ALWAYS)
			continue;
		CHECK_NEAR(e.scorer[s].threshold,
		    evaluation_figure(&e, 0, s, "best_f1", "threshold"), 0);
		CHECK_NEAR(evaluation_figure(&e, 0, s, "point", "f1"),
		    evaluation_figure(&e, 0, s, "best_f1", "f"), 1e-12);
	}
	evaluation_fini(&e);
	/* misses that cost a world are not made */
	evaluate(&e, &cost, N, 5);
	CHECK_NEAR(evaluation_figure(&e, 0, 0, "point", "recall"), 1, 0);
	evaluation_fini(&e);
}

/* ---- windows ---- */

/* The same rows with windows made by hand. */
static void
naive_windows(struct evaluation *e, size_t n, size_t window)
{
	const struct eval_opts how = { .no_baselines = 1 };
	static struct made_row m[N];
	struct err err = { 0 };
	struct rng rng;

	rng_init(&rng, 5, 0);
	for (size_t i = 0; i < n; i++)
		make_row(&m[i], i, &rng);
	CHECK(evaluation_init(e, syms, &how, &err) == 0);
	for (size_t i = 20; i < n; i++) {
		double score = -INFINITY;
		signed char alarm = 0;
		struct eval_row r = m[i].r;

		r.label = 0;
		for (size_t k = i; k >= 20 && (i - k) / 2 < window; k -= 2) {
			score = fmax(score, m[k].score[0]);
			alarm |= m[k].alarm[0];
			r.label |= m[k].r.label;
		}
		r.type = word("any");
		r.score = &score;
		r.alarm = &alarm;
		CHECK(evaluation_push(e, &r, &err) == 0);
	}
	CHECK(evaluation_finish(e, &err) == 0);
}

static void
test_windows(void)
{
	static const char *const rank[] = { "average_precision", "roc_auc" };
	static const char *const point[] = { "tp", "fp", "fn", "tn" };
	struct evaluation e, naive;

	for (int w = 2; w <= 60; w = w * 5 + 5) {
		const struct eval_opts how = { .no_baselines = 1, .window = w };

		evaluate(&e, &how, N, 5);
		naive_windows(&naive, N, (size_t)w);
		CHECK_INT(e.table[0].positives, naive.table[0].positives);
		for (int i = 0; i < 2; i++)
			CHECK_NEAR(evaluation_figure(&e, 0, 0, rank[i], ""),
			    evaluation_figure(&naive, 0, 0, rank[i], ""), 0);
		for (int i = 0; i < 4; i++)
			CHECK_NEAR(evaluation_figure(&e, 0, 0, "point",
				       point[i]),
			    evaluation_figure(&naive, 0, 0, "point", point[i]),
			    0);
		/* a window may be of both types */
		CHECK(e.table[1].positives + e.table[2].positives >=
		      e.table[0].positives);
		evaluation_fini(&e);
		evaluation_fini(&naive);
	}
}

/* ---- what is refused ---- */

static void
test_refused(void)
{
	struct eval_opts how = { .seeds = 1 };
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
	CHECK_INT(e.nrow, 0);
	evaluation_fini(&e);
}

static void
test_metrics(void)
{
	const struct metric *m[METRICS_MAX + 1];
	struct err err = { 0 };
	int n = 0, all = 0;

	CHECK(metrics_choose(m, NULL, 0, &err) == 0);
	for (; m[n] != NULL; n++)
		CHECK(!m[n]->extra && !m[n]->legacy);
	CHECK(metrics_choose(m, "vus,range", 0, &err) == 0);
	CHECK(m[n + 6] == NULL && m[n + 5] != NULL);
	CHECK(metrics_choose(m, "none,roc_auc", 0, &err) == 0);
	CHECK_STR(m[0]->name, "roc_auc");
	CHECK(m[1] == NULL);
	CHECK(metrics_choose(m, "all", 1, &err) == 0);
	while (metric_list[all] != NULL)
		all++;
	CHECK(m[all] == NULL && m[all - 1] != NULL);
	CHECK(metrics_choose(m, "vus,rok", 0, &err) == -1);
	CHECK(strstr(err.msg, "\"rok\"") != NULL && err.usage);
}

/* ---- reports ---- */

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

static int
is_json(const char *text, size_t n)
{
	struct json_token t;
	struct json j;
	struct err err = { 0 };

	json_init(&j, text, n);
	do
		if (json_next(&j, &t, &err) == -1)
			return 0;
	while (t.type != JSON_END);
	return 1;
}

static void
test_reports(void)
{
	const struct metric *m[METRICS_MAX + 1];
	struct eval_opts how = { .seeds = 2,
		.metrics = m,
		.resamples = 20,
		.per_symbol = 1 };
	struct evaluation e;
	struct err err = { 0 };
	char *text;
	size_t n;

	CHECK(metrics_choose(m, "all", 1, &err) == 0);
	evaluate(&e, &how, N, 5);
	text = report_text(&e, REPORT_JSON, &n);
	CHECK(is_json(text, n));
	CHECK(strstr(text, "\"type\":\"drift\"") != NULL);
	free(text);
	text = report_text(&e, REPORT_CSV, &n);
	for (int i = 0; i < e.nfigure; i++)
		CHECK(strstr(text, e.figure[i].metric->name) != NULL);
	CHECK(strstr(text, "\nsymbol:A,model,roc_auc,") != NULL);
	free(text);
	text = report_text(&e, REPORT_TABLE, &n);
	CHECK(strstr(text, "\nspike: ") != NULL);
	CHECK(strstr(text, "\nsymbol:B: ") != NULL);
	CHECK(strstr(text, "  vus.vus_pr") != NULL);
	free(text);
	evaluation_fini(&e);
}

/* A type with the name of another table, letters of several bytes. */
static void
test_names(void)
{
	const struct eval_opts how = { .seeds = 0 };
	char name[TABLE_NAME_MAX], *text;
	double score = 1;
	signed char alarm = 1;
	struct eval_row r = { .scored = 1,
		.score = &score,
		.alarm = &alarm,
		.label = 1,
		.id = EVENT_NO_ID };
	struct evaluation e;
	struct err err = { 0 };
	size_t n;

	CHECK(evaluation_init(&e, syms, &how, &err) == 0);
	r.type = word("all");
	r.symbol = word("S\xc3\xa9"
			"ance-\xe2\x82\xac\xe2\x82\xac-\xe2\x82\xac"
			"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac");
	CHECK(evaluation_push(&e, &r, &err) == 0);
	r.type = word("symbol:x\x1b[1m");
	CHECK(evaluation_push(&e, &r, &err) == 0);
	CHECK(evaluation_finish(&e, &err) == 0);
	CHECK_INT(e.ntable, 3);
	CHECK_STR(report_table_name(name, &e, &e.table[0]), "all");
	CHECK_STR(report_table_name(name, &e, &e.table[1]), "all (type)");
	for (int form = REPORT_TABLE; form <= REPORT_CSV; form++) {
		text = report_text(&e, form, &n);
		CHECK(utf8_valid(text, n));
		CHECK(form == REPORT_CSV || strchr(text, '\x1b') == NULL);
		free(text);
	}
	evaluation_fini(&e);
}

int
main(void)
{
	tmp_begin();
	syms = symtab_new(1000);
	test_begin("each type has a table, behind that of all");
	test_types();
	test_begin("symbols and classes have tables of their rows");
	test_symbols();
	test_begin("a symbol's table is an evaluation of its rows alone");
	test_alone();
	test_begin(
	    "a row counts for every span it meets, in the table of each");
	test_overlap();
	test_begin("a second model changes nothing for the first");
	test_models();
	test_begin("a threshold decides as the rows' own decisions do");
	test_threshold();
	test_begin("baselines, always and chance are where they must be");
	test_baselines();
	test_begin("a threshold is chosen on rows set apart, or on the same");
	test_choose();
	test_begin("windows are those made by hand");
	test_windows();
	test_begin("rows without any score are an error, no rows are none");
	test_refused();
	test_begin("metrics are chosen by name, by group, all or none");
	test_metrics();
	test_begin("a report is JSON, CSV or a table of the same figures");
	test_reports();
	test_begin("tables have names of their own, texts are UTF-8");
	test_names();
	symtab_free(syms);
	tmp_end();
	return test_end();
}
