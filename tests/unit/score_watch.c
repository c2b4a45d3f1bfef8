/*
 * score_watch.c - from rows over a threshold to alarms: hysteresis, confirm,
 * cooldown, join, ids, and the same again from a saved state.
 */
#include "score/watch.h"

#include "score_test.h"
#include "tmp.h"

static struct feat_rows rows;

/* Rules alone: the severity is that of a multiple of the limit. */
static const struct judge judge;

/* A row that a rule has judged. */
struct said {
	struct verdict v;
	uint32_t reason, by;
	int did;
	struct alert closed;
};

/* Scores of the tests are tenths: 10 is the rule's limit. */
enum { LIMIT = 10 };

/* Minute NULL_TIME: a row without a time. */
enum { NULL_TIME = -1 };

static void
judged(struct said *s, double score)
{
	struct err err = { 0 };

	memset(s, 0, sizeof(*s));
	s->v.score = score / LIMIT;
	s->v.p = NAN;
	s->v.threshold = 1;
	s->v.scored = !isnan(score);
	s->v.anomaly = s->v.begins = score >= LIMIT;
	s->v.share[0] = s->v.anomaly ? -s->v.score : NAN;
	s->v.share[1] = s->v.share[2] = NAN;
	if (!s->v.anomaly)
		return;
	s->reason = symtab_add(rows.vocab.syms, "surge", 5, &err);
	s->by = symtab_add(rows.vocab.syms, "rule", 4, &err);
}

/* One row of a minute's length. */
static struct said
row(struct watch *w, int symbol, int minute, double score)
{
	struct rec r = feat_row(&rows, symbol,
	    SCORE_TIME0 + (uint64_t)minute * SCORE_MINUTE, SCORE_MINUTE, 1, 1,
	    1);
	struct err err = { 0 };
	struct said s;

	if (minute == NULL_TIME) {
		row_put_u64(rows.row, rows.schema, F_START, TS_NULL);
		row_put_u64(rows.row, rows.schema, F_END, TS_NULL);
	}
	judged(&s, score);
	s.did = watch_row(w, &judge, &s.v, &r, rows.vocab.syms, &s.reason,
	    &s.by, &s.closed, &err);
	CHECK(s.did >= 0 && !err.set);
	CHECK((s.v.id != 0) == s.v.anomaly);
	CHECK((s.v.severity != NULL) == s.v.anomaly);
	CHECK(s.v.anomaly || (s.reason == 0 && s.by == 0 && !s.v.begins));
	return s;
}

/* Rows of symbol A, one for each score: "." no anomaly, "B" an alarm begins,
 * "a" an anomaly of it; with joins "O" where it opens, "|" before a row at
 * which one closed. */
static const char *
run(const struct watch_opts *how, const double *score, size_t n)
{
	static char text[200];
	struct watch w;
	struct said s;
	char *p = text;
	size_t i;

	watch_init(&w, how);
	for (i = 0; i < n; i++) {
		s = row(&w, 0, (int)i, score[i]);
		if (s.did & WATCH_CLOSES)
			*p++ = '|';
		*p++ = s.did & WATCH_OPENS ? 'O'
		       : s.v.begins        ? 'B'
		       : s.v.anomaly       ? 'a'
					   : '.';
	}
	*p = '\0';
	watch_fini(&w);
	return text;
}

#define RUN(how, ...)                                                          \
	run(how, (const double[]){ __VA_ARGS__ },                              \
	    sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double))

static const struct watch_opts each_row = { .confirm_k = 1, .confirm_m = 1 };

static void
test_each(void)
{
	struct watch w;
	struct said a, b;

	test_begin("by itself each row over the limit is an alarm");
	CHECK_STR(RUN(&each_row, 9, 10, 11, 3, 12), ".BB.B");

	test_begin("its id is that of its symbol and its first row's time");
	watch_init(&w, &each_row);
	a = row(&w, 0, 5, 20);
	b = row(&w, 1, 5, 20);
	CHECK(a.v.id != b.v.id);
	CHECK(a.v.id >> 63 == 0); /* a bigint of SQL */
	CHECK_STR(a.v.severity, "medium");
	watch_fini(&w);
	watch_init(&w, &each_row);
	row(&w, 0, 1, 20);
	b = row(&w, 0, 5, 99);
	CHECK(a.v.id == b.v.id);
	CHECK_STR(b.v.severity, "high");
	watch_fini(&w);
}

static void
test_hysteresis(void)
{
	const struct watch_opts how = { .confirm_k = 1,
		.confirm_m = 1,
		.hysteresis = 0.2 };
	struct watch w;
	struct said s;
	uint32_t reason;

	test_begin(
	    "rows after an anomaly are ones down to the lower threshold");
	CHECK_STR(RUN(&how, 8, 10, 8, 12, 8, 7.9, 8, 10), ".Baaa..B");
	test_begin("a row without a score ends nothing");
	CHECK_STR(RUN(&how, 10, NAN, 8, 7), "B.a.");

	test_begin("they have the alarm's reason and the lower threshold");
	watch_init(&w, &how);
	s = row(&w, 0, 0, 10);
	reason = s.reason;
	CHECK(s.v.threshold == 1);
	s = row(&w, 0, 1, 9);
	CHECK(s.v.anomaly && s.v.threshold == 0.8);
	CHECK(s.reason == reason);
	CHECK(s.v.share[0] == -1 && isnan(s.v.share[1]));
	CHECK_STR(s.v.severity, "low");
	s = row(&w, 1, 1, 9); /* another symbol */
	CHECK(!s.v.anomaly && s.v.threshold == 1);
	watch_fini(&w);
}

static void
test_confirm(void)
{
	const struct watch_opts how = { .confirm_k = 2, .confirm_m = 3 };
	struct watch w;

	test_begin("K of the last M scored rows confirm an alarm");
	CHECK_STR(RUN(&how, 10, 9, 10, 10, 9, 9, 10), "..BB...");
	CHECK_STR(RUN(&how, 10, 9, 9, 10), "....");
	CHECK_STR(RUN(&how, 10, NAN, NAN, NAN, 10), "....B");

	test_begin("rows that are not confirmed are counted");
	watch_init(&w, &how);
	row(&w, 0, 0, 10);
	row(&w, 1, 0, 10); /* each symbol by itself */
	CHECK_INT(w.unconfirmed, 2);
	row(&w, 0, 1, 10);
	CHECK_INT(w.unconfirmed, 2);
	CHECK_INT(w.alarms, 1);
	watch_fini(&w);
}

static void
test_cooldown(void)
{
	const struct watch_opts how = { .confirm_k = 1,
		.confirm_m = 1,
		.cooldown = 3 * SCORE_MINUTE };
	struct watch w;

	test_begin("no alarm begins within the cooldown of the last one's end");
	/* the end of minute 0 is minute 1; three later it is over */
	CHECK_STR(RUN(&how, 10, 10, 10, 10, 10, 10), "B...B.");

	test_begin("rows that came too early are counted, by symbol");
	watch_init(&w, &how);
	row(&w, 0, 0, 10);
	row(&w, 0, 1, 10);
	CHECK_INT(w.cooled, 1);
	CHECK(row(&w, 1, 1, 10).v.begins);
	CHECK_INT(w.cooled, 1);
	/* a row of before the alarm is not after its cooldown */
	CHECK(!row(&w, 0, -30, 10).v.anomaly);
	watch_fini(&w);
}

static void
test_join(void)
{
	const struct watch_opts how = { .confirm_k = 1,
		.confirm_m = 1,
		.joins = 1,
		.join = 2 * SCORE_MINUTE };
	struct watch w;
	struct said s;

	test_begin("anomalies that are near enough are one alarm");
	CHECK_STR(RUN(&how, 10, 10, 1, 1, 10, 1, 1, 1, 1, 10), "Oa..a...|.O");

	test_begin("it is closed with its rows, its peak and its last row");
	watch_init(&w, &how);
	row(&w, 0, 0, 12);
	row(&w, 0, 1, 70);
	row(&w, 0, 2, 25);
	s = row(&w, 0, 9, 1);
	CHECK_INT(s.did, WATCH_CLOSES);
	CHECK_INT(s.closed.rows, 3);
	CHECK(s.closed.score == 7 && s.closed.share[0] == -7);
	CHECK(s.closed.start == SCORE_TIME0);
	CHECK(s.closed.peak_time == SCORE_TIME0 + 2 * SCORE_MINUTE);
	CHECK(s.closed.last == SCORE_TIME0 + 3 * SCORE_MINUTE);
	CHECK_INT(s.closed.severity, SEVERITY_HIGH);
	/* one row may close an alarm and open the next */
	row(&w, 0, 10, 10);
	s = row(&w, 0, 20, 10);
	CHECK_INT(s.did, WATCH_CLOSES | WATCH_OPENS);
	CHECK(s.closed.id != s.v.id);
	watch_fini(&w);
}

static void
test_end_of_stream(void)
{
	const struct watch_opts how = { .confirm_k = 1,
		.confirm_m = 1,
		.joins = 1,
		.join = SCORE_MINUTE };
	struct watch w;
	uint32_t symbol;

	test_begin("at the end open alarms close in the order of their starts");
	watch_init(&w, &how);
	row(&w, 2, 1, 10); /* C */
	row(&w, 1, 1, 10); /* B of the same time */
	row(&w, 3, 2, 1);  /* D has none */
	row(&w, 0, 3, 10); /* A, the last */
	CHECK(watch_close(&w, rows.vocab.syms, &symbol));
	CHECK_INT(symbol, rows.symbol[1]);
	CHECK(watch_close(&w, rows.vocab.syms, &symbol));
	CHECK_INT(symbol, rows.symbol[2]);
	CHECK(watch_close(&w, rows.vocab.syms, &symbol));
	CHECK_INT(symbol, rows.symbol[0]);
	CHECK(!watch_close(&w, rows.vocab.syms, &symbol));
	watch_fini(&w);

	test_begin("without joins nothing is open");
	watch_init(&w, &each_row);
	row(&w, 0, 1, 10);
	CHECK(!watch_close(&w, rows.vocab.syms, &symbol));
	watch_fini(&w);
}

static void
test_no_time(void)
{
	const struct watch_opts join = { .confirm_k = 1,
		.confirm_m = 1,
		.joins = 1,
		.join = SCORE_MINUTE };
	const struct watch_opts cool = { .confirm_k = 1,
		.confirm_m = 1,
		.cooldown = 3 * SCORE_MINUTE };
	struct watch w;
	struct said a, b;

	test_begin("a row without a time belongs to the alarm that is open");
	watch_init(&w, &join);
	a = row(&w, 0, 0, 10);
	b = row(&w, 0, NULL_TIME, 11);
	CHECK(b.v.id == a.v.id && b.did == 0);
	b = row(&w, 0, 1, 10);
	CHECK(b.v.id == a.v.id);
	b = row(&w, 0, 9, 1);
	CHECK_INT(b.did, WATCH_CLOSES);
	CHECK_INT(b.closed.rows, 3);
	CHECK(b.closed.last == SCORE_TIME0 + 2 * SCORE_MINUTE);
	CHECK_INT(w.alarms, 1);
	watch_fini(&w);

	test_begin("an alarm without a time is over at the first row with one");
	watch_init(&w, &join);
	a = row(&w, 0, NULL_TIME, 10);
	CHECK_INT(a.did, WATCH_OPENS);
	CHECK_INT(row(&w, 0, NULL_TIME, 10).did, 0);
	b = row(&w, 0, 1, 10);
	CHECK_INT(b.did, WATCH_CLOSES | WATCH_OPENS);
	CHECK(b.closed.id == a.v.id && b.closed.rows == 2);
	watch_fini(&w);

	test_begin("it starts no cooldown, and ends none");
	watch_init(&w, &cool);
	CHECK(row(&w, 0, NULL_TIME, 10).v.begins);
	CHECK(row(&w, 0, 1, 10).v.begins);
	CHECK(!row(&w, 0, 2, 10).v.begins);
	CHECK(row(&w, 0, 99, 10).v.begins);
	watch_fini(&w);
}

static void
test_counts(void)
{
	const struct watch_symbol *s;
	struct watch w;

	test_begin("rows, scores and anomalies are counted by symbol");
	watch_init(&w, &each_row);
	CHECK(watch_find(&w, rows.symbol[0]) == NULL);
	row(&w, 0, 0, 1);
	row(&w, 0, 1, 10);
	row(&w, 0, 2, 60);
	row(&w, 0, 3, NAN);
	s = watch_find(&w, rows.symbol[0]);
	CHECK_INT(s->rows, 4);
	CHECK_INT(s->scored, 3);
	CHECK_INT(s->anomalies[SEVERITY_LOW], 1);
	CHECK_INT(s->anomalies[SEVERITY_MEDIUM], 0);
	CHECK_INT(s->anomalies[SEVERITY_HIGH], 1);
	CHECK_INT(s->alarms, 2);
	CHECK(s->score == 6);
	CHECK(s->seen == SCORE_TIME0 + 4 * SCORE_MINUTE);
	watch_fini(&w);
}

/* The columns of others that a row of an alarm has. */
static void
test_kept(void)
{
	const struct field f[] = { field_make("ts_event", F_TS, ""),
		field_make("symbol", F_SYM, ""),
		field_make("trader", F_SYM, ""),
		field_make("label_type", F_SYM, "") };
	const struct watch_opts how = { .confirm_k = 1,
		.confirm_m = 1,
		.joins = 1 };
	const struct schema *schema;
	const struct alert *a;
	unsigned char bytes[128];
	struct err err = { 0 };
	struct watch w;
	struct rec r;
	struct said s;
	uint32_t trader = symtab_add(rows.vocab.syms, "Jo", 2, &err);

	test_begin(
	    "an alarm keeps the texts of its first row that are not ours");
	schema = schema_get(rows.vocab.schemas, "feat", f, 4, &err);
	r = (struct rec){ schema, bytes };
	row_clear(bytes, schema);
	row_put_u64(bytes, schema, 0, SCORE_TIME0);
	row_put_u32(bytes, schema, 1, rows.symbol[0]);
	row_put_u32(bytes, schema, 2, trader);
	row_put_u32(bytes, schema, 3, trader);
	watch_init(&w, &how);
	judged(&s, 50);
	CHECK_INT(watch_row(&w, &judge, &s.v, &r, rows.vocab.syms, &s.reason,
		      &s.by, &s.closed, &err),
	    WATCH_OPENS);
	a = &watch_find(&w, rows.symbol[0])->alert;
	CHECK_STR(symtab_text(rows.vocab.syms, a->kept_name[0], NULL),
	    "trader");
	CHECK_STR(symtab_text(rows.vocab.syms, a->kept[0], NULL), "Jo");
	CHECK_INT(a->kept_name[1], 0);
	watch_fini(&w);
}

static int
same_said(const struct said *a, const struct said *b)
{
	return a->did == b->did && a->v.id == b->v.id &&
	       a->v.anomaly == b->v.anomaly && a->v.begins == b->v.begins &&
	       a->v.threshold == b->v.threshold && a->reason == b->reason &&
	       (!(a->did & WATCH_CLOSES) ||
		   memcmp(&a->closed, &b->closed, sizeof(a->closed)) == 0);
}

static void
test_state(void)
{
	const struct watch_opts how = { .confirm_k = 2,
		.confirm_m = 4,
		.cooldown = 5 * SCORE_MINUTE,
		.joins = 1,
		.join = 2 * SCORE_MINUTE,
		.hysteresis = 0.1 };
	struct watch a, b;
	struct err err = { 0 };
	struct state *file;
	struct said x, y;
	struct rng g;
	int i, symbol, bad = 0, closed = 0;
	double score;

	test_begin("saved, loaded and gone on, alarms are the same (seed 4)");
	watch_init(&a, &how);
	watch_init(&b, &how);
	rng_init(&g, 4, 0);
	for (i = 0; i < 6000; i++) {
		symbol = (int)rng_below(&g, 4);
		score = LIMIT * (0.5 + 0.6 * rng_unit(&g));
		if (rng_below(&g, 20) == 0)
			score = NAN;
		x = row(&a, symbol, i / 4, score);
		if (i == 3000) {
			file = state_new(rows.vocab.syms, &err);
			CHECK_INT(watch_save(&a, file, &err), 0);
			CHECK_INT(state_write(file, tmp_path("s"), &err), 0);
			state_free(file);
			file = state_read(tmp_path("s"), rows.vocab.syms, &err);
			CHECK(file != NULL);
			CHECK_INT(watch_load(&b, file, &err), 0);
			state_free(file);
		}
		if (i <= 3000)
			continue;
		y = row(&b, symbol, i / 4, score);
		bad += !same_said(&x, &y);
		closed += (x.did & WATCH_CLOSES) != 0;
	}
	CHECK_INT(bad, 0);
	CHECK(closed > 20);
	CHECK_STR(err.msg, "");
	watch_fini(&a);
	watch_fini(&b);
}

static void
test_bad_state(void)
{
	struct err err = { 0 };
	struct watch_symbol *s;
	struct state *file;
	struct watch w;

	test_begin("a state that no run writes is refused");
	watch_init(&w, &each_row);
	row(&w, 0, 0, 10);
	s = idmap_find(&w.symbols, rows.symbol[0]);
	s->alert.severity = SEVERITIES;
	file = state_new(rows.vocab.syms, &err);
	CHECK_INT(watch_save(&w, file, &err), 0);
	CHECK_INT(state_write(file, tmp_path("s"), &err), 0);
	state_free(file);
	watch_fini(&w);
	watch_init(&w, &each_row);
	file = state_read(tmp_path("s"), rows.vocab.syms, &err);
	CHECK_INT(watch_load(&w, file, &err), -1);
	CHECK(strstr(err.msg, "severity: out of range") != NULL);
	state_free(file);
	watch_fini(&w);

	test_begin("a state without alarms is one of a run without rows");
	err_clear(&err);
	watch_init(&w, &each_row);
	file = state_new(rows.vocab.syms, &err);
	CHECK_INT(watch_load(&w, file, &err), 0);
	CHECK(!err.set);
	state_free(file);
	watch_fini(&w);
}

int
main(void)
{
	tmp_begin();
	feat_rows_init(&rows);
	test_each();
	test_hysteresis();
	test_confirm();
	test_cooldown();
	test_join();
	test_end_of_stream();
	test_no_time();
	test_counts();
	test_kept();
	test_state();
	test_bad_state();
	feat_rows_fini(&rows);
	CHECK(tmp_end() == 0);
	return test_end();
}
