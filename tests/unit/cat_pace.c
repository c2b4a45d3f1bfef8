/*
 * cat_pace.c - rows at the pace of their times; skip and runs of rows.
 *
 * No test measures how long a wait takes, only that a row does not come before
 * it is due.
 */
#include "cat/steps.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "stream_rows.h"

struct idle {
	int calls, last, fails;
};

static int
count_idle(void *arg, int idle, struct err *err)
{
	struct idle *i = arg;

	i->calls++;
	i->last = idle;
	return i->fails ? err_set(err, "no output") : 0;
}

static int
paced(struct rows *t, struct pace *p, uint64_t ts, struct idle *i)
{
	struct rec r = rows_value(t, ts, "A", 1);

	err_clear(&t->err);
	return pace_row(p, &r, count_idle, i, &t->err);
}

static void
test_due(struct rows *t)
{
	struct pace *p = pace_new(0.5, &t->err);
	struct idle i = { 0 };
	uint64_t began;

	test_begin("a row comes when it is due, its output before the wait");
	began = io_now();
	CHECK_INT(paced(t, p, DAY0, &i), 1);
	CHECK_INT(i.calls, 0);
	CHECK_INT(paced(t, p, DAY0 + 20000000, &i), 1);
	CHECK(io_now() - began >= 40000000);
	CHECK(i.calls > 0);

	test_begin("a row that steps back, or has no time, is due at once");
	i = (struct idle){ .fails = 1 };
	CHECK_INT(paced(t, p, DAY0, &i), 1);
	CHECK_INT(paced(t, p, DAY0 - NS_DAY, &i), 1);
	CHECK_INT(paced(t, p, TS_NULL, &i), 1);
	CHECK_INT(i.calls, 0);

	test_begin("output that fails before a long wait ends it");
	CHECK_INT(paced(t, p, DAY0 + NS_DAY, &i), -1);
	CHECK_STR(t->err.msg, "no output");
	CHECK_INT(i.calls, 1);
	CHECK_INT(i.last, 1);
	pace_free(p);
}

/* A reader that is slow: it takes 50 ms whenever there is time. */
static int
slow_idle(void *arg, int idle, struct err *err)
{
	const struct timespec pause = { 0, 50000000 };
	struct idle *i = arg;

	(void)idle;
	(void)err;
	i->calls++;
	nanosleep(&pause, NULL);
	return 0;
}

static void
test_drift(struct rows *t)
{
	struct pace *p = pace_new(1, &t->err);
	struct idle i = { 0 };
	struct rec r;

	test_begin("a delay is made up for: it does not add to later waits");
	r = rows_value(t, DAY0, "A", 1);
	CHECK_INT(pace_row(p, &r, slow_idle, &i, &t->err), 1);
	r = rows_value(t, DAY0 + 20000000, "A", 1);
	CHECK_INT(pace_row(p, &r, slow_idle, &i, &t->err), 1);
	if (i.calls > 0) { /* or the machine took the 20 ms by itself */
		i.calls = 0;
		r = rows_value(t, DAY0 + 45000000, "A", 1);
		CHECK_INT(pace_row(p, &r, slow_idle, &i, &t->err), 1);
		CHECK_INT(i.calls, 0);
	}
	pace_free(p);
}

static void
test_no_time(struct rows *t)
{
	struct pace *p = pace_new(1e9, &t->err);
	struct idle i = { .fails = 1 };

	test_begin("the pace begins with the first row that has a time");
	CHECK_INT(paced(t, p, TS_NULL, &i), 1);
	CHECK_INT(paced(t, p, DAY0, &i), 1);
	CHECK_INT(i.calls, 0);
	i.fails = 0;
	CHECK_INT(paced(t, p, DAY0 + 1, &i), 1);
	pace_free(p);
	pace_free(NULL);
}

static void
test_speed(struct rows *t)
{
	static const double none[] = { 0, -1, NAN };
	size_t i;

	test_begin("a speed that is none is a wrong command line");
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		err_clear(&t->err);
		CHECK(pace_new(none[i], &t->err) == NULL);
		CHECK(t->err.usage);
	}
	err_clear(&t->err);
}

/* In a process of its own: the signal stays. */
static int
signalled(struct rows *t)
{
	struct pace *p = pace_new(1, &t->err);
	struct idle i = { 0 };
	int ok;

	io_catch_signals();
	ok = paced(t, p, DAY0, &i) == 1;
	raise(SIGTERM);
	/* due already, or not before tomorrow; after that none is */
	ok &= paced(t, p, DAY0 - 1, &i) == 1;
	ok &= paced(t, p, DAY0 + NS_DAY, &i) == 0;
	ok &= paced(t, p, DAY0 - 1, &i) == 0;
	ok &= i.calls == 0;
	pace_free(p);
	return ok;
}

static void
test_signal(struct rows *t)
{
	int status = 0;
	pid_t pid;

	test_begin("after a signal rows that are not due are dropped, and all "
		   "behind them");
	fflush(stdout);
	if ((pid = fork()) == 0)
		_exit(signalled(t) ? 0 : 1);
	CHECK(pid != -1 && waitpid(pid, &status, 0) == pid);
	CHECK_INT(status, 0);
}

/* ---- a batch ---- */

struct got {
	char text[200]; /* values, a bar between the calls */
	int fails;
};

static int
take_rows(void *arg, const struct schema *s, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct got *g = arg;
	struct rec r = { s, rows };

	if (g->fails)
		return err_set(err, "full");
	for (; n > 0; n--, r.v += s->row_size)
		sprintf(g->text + strlen(g->text), "%g ",
		    rows_get(&r, "value"));
	strcat(g->text, "| ");
	return 0;
}

/* Ten values 0 to 9 a ns apart, symbols A and B in turn from A on. */
static struct recs
ten(struct rows *t)
{
	static unsigned char rows[10 * ROWS_SIZE];
	struct rec r;
	size_t i, size = t->schema[K_VALUE]->row_size;

	for (i = 0; i < 10; i++) {
		r = rows_value(t, DAY0 + i, i % 2 ? "B" : "A", (double)i);
		memcpy(rows + i * size, r.v, size);
	}
	return (struct recs){ t->schema[K_VALUE], rows, 10 };
}

/* The text of what passed. */
static const char *
batch(struct rows *t, struct steps *s, const struct step_opts *o,
    const struct select_opts *select, uint64_t limit)
{
	static struct got g;
	const struct steps_job job = { .part = STEPS_ALL,
		.limit = limit,
		.put = take_rows,
		.idle = NULL,
		.arg = &g };
	struct recs b = ten(t);
	size_t seen = 0;

	g = (struct got){ 0 };
	memset(s, 0, sizeof(*s));
	CHECK_INT(steps_init(s, o, select, NULL, &t->vocab, &t->err), 0);
	CHECK_INT(steps_batch(s, &seen, &b, &job, &t->err), 0);
	sprintf(g.text + strlen(g.text), "of %zu", seen);
	steps_fini(s);
	return g.text;
}

static void
test_batch(struct rows *t)
{
	const struct select_opts all = { 0 }, b = { .symbols = "B" };
	const struct step_opts none = { 0 }, skip = { .skip = 3 };
	struct steps s;

	test_begin("without steps a batch passes as it is, up to the limit");
	CHECK_STR(batch(t, &s, &none, &all, 99), "0 1 2 3 4 5 6 7 8 9 | of 10");
	CHECK_STR(batch(t, &s, &none, &all, 4), "0 1 2 3 | of 4");
	CHECK_STR(batch(t, &s, &none, &all, 0), "of 0");

	test_begin("rows that pass go on in runs, the others are counted");
	CHECK_STR(batch(t, &s, &none, &b, 99), "1 | 3 | 5 | 7 | 9 | of 10");
	CHECK_INT(s.not_selected, 5);
	CHECK_STR(batch(t, &s, &none, &b, 2), "1 | 3 | of 4");
	CHECK_INT(s.not_selected, 2);
	CHECK_STR(batch(t, &s, &skip, &all, 99), "3 4 5 6 7 8 9 | of 10");
	CHECK_INT(s.skipped, 3);
	CHECK_STR(batch(t, &s, &skip, &all, 2), "3 4 | of 5");

	test_begin("skipped are rows that were selected");
	CHECK_STR(batch(t, &s, &skip, &b, 99), "7 | 9 | of 10");
	CHECK_INT(s.skipped, 3);
	CHECK_INT(s.not_selected, 5);
}

static void
test_shards(struct rows *t)
{
	const struct select_opts all = { 0 };
	const struct step_opts one = { .shard = "1/2" },
			       two = { .shard = "2/2" },
			       also = { .shard = "2/2", .also = "A,B" };
	const char *text;
	struct steps s;
	uint64_t other;

	test_begin("each row passes in one of the shards");
	text = batch(t, &s, &one, &all, 99);
	other = s.other_shard;
	CHECK(strstr(text, "of 10") != NULL);
	text = batch(t, &s, &two, &all, 99);
	CHECK_INT(other + s.other_shard, 10);
	CHECK_STR(batch(t, &s, &also, &all, 99), "0 1 2 3 4 5 6 7 8 9 | of 10");
	CHECK_INT(s.other_shard, 0);
}

static void
test_paced_batch(struct rows *t)
{
	const struct select_opts all = { 0 };
	const struct step_opts o = { .speed = 1e9 };
	struct steps s;

	test_begin("with a pace each row goes on by itself");
	CHECK_STR(batch(t, &s, &o, &all, 3), "0 | 1 | 2 | of 3");
	CHECK_INT(s.not_due, 0);
}

static void
test_fails(struct rows *t)
{
	const struct select_opts b = { .symbols = "B" };
	const struct step_opts none = { 0 }, also = { .also = "A" };
	struct got g = { .fails = 1 };
	const struct steps_job job = { .part = STEPS_ALL,
		.limit = 99,
		.put = take_rows,
		.arg = &g };
	struct recs rows = ten(t);
	struct steps s = { 0 };
	size_t seen;

	test_begin("an output that fails is the batch's error");
	CHECK_INT(steps_init(&s, &none, &b, NULL, &t->vocab, &t->err), 0);
	CHECK(!steps_all(&s, STEPS_CHOOSE));
	CHECK(steps_all(&s, STEPS_PASS));
	CHECK_INT(steps_batch(&s, &seen, &rows, &job, &t->err), -1);
	CHECK_STR(t->err.msg, "full");
	CHECK_INT(seen, 3); /* it was noticed at the row behind the run */
	err_clear(&t->err);
	steps_fini(&s);

	test_begin("--also without a shard is a wrong command line");
	memset(&s, 0, sizeof(s));
	CHECK_INT(steps_init(&s, &also, &b, NULL, &t->vocab, &t->err), -1);
	CHECK(t->err.usage);
	err_clear(&t->err);
	steps_fini(&s);
}

static void
test_narrow(struct rows *t)
{
	const struct select_opts by_symbol = { .symbols = "A*",
		.start = "2024-01-01" };
	const struct select_opts all = { 0 };
	const struct step_opts o = { .shard = "1/2" }, none = { 0 };
	struct dbn_narrow n = { 0 };
	struct steps s = { 0 };

	test_begin("a header is told symbols, times and the limit of the rows");
	CHECK_INT(steps_init(&s, &o, &by_symbol, NULL, &t->vocab, &t->err), 0);
	steps_narrow(&s, &n, 7, 1);
	CHECK_INT(n.limit, 7);
	CHECK(n.start == DAY0 && n.end == TS_NULL);
	CHECK(n.keep != NULL);
	CHECK(!n.keep(n.arg, "B", 1));
	CHECK_INT(n.keep(n.arg, "A", 1), shard_keeps(s.shard, "A"));
	steps_narrow(&s, &n, -1, 0);
	CHECK_INT(n.limit, 0);
	CHECK_INT(n.start, 0);
	steps_fini(&s);

	test_begin("nothing narrow leaves it whole");
	memset(&s, 0, sizeof(s));
	n = (struct dbn_narrow){ 0 };
	CHECK_INT(steps_init(&s, &none, &all, NULL, &t->vocab, &t->err), 0);
	steps_narrow(&s, &n, -1, 1);
	CHECK(n.keep == NULL && n.limit == 0 && n.start == 0);
	CHECK(n.end == TS_NULL);
	steps_fini(&s);
}

int
main(void)
{
	struct rows t;

	rows_init(&t);
	test_due(&t);
	test_drift(&t);
	test_no_time(&t);
	test_speed(&t);
	test_signal(&t);
	test_batch(&t);
	test_shards(&t);
	test_paced_batch(&t);
	test_fails(&t);
	test_narrow(&t);
	rows_fini(&t);
	return test_end();
}
