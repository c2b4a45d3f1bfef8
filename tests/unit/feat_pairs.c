/*
 * feat_pairs.c - tests of rows that wait: at() and late rows; and of ticks of
 * several kinds in one stream.
 */
#include "base/rng.h"
#include "feat/feat.h"
#include "stream_rows.h"

enum { ROWS = 600, SYMBOLS = 4 };

static const char *const names[SYMBOLS] = { "A", "B", "ES", "Z" };

struct tick {
	uint64_t time;
	int symbol;
	double value;
};

struct got {
	struct tick row[ROWS];
	double y[ROWS];
	int n;
};

static int
take(void *arg, const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err)
{
	struct got *g = arg;
	struct rec r = { .schema = s };
	size_t j;

	(void)err;
	for (j = 0; j < n; j++, g->n++) {
		r.v = rows + j * s->row_size;
		g->row[g->n].time = rec_time(&r);
		g->row[g->n].symbol = (int)rec_symbol(&r) - 1;
		g->row[g->n].value = rows_get(&r, "v");
		g->y[g->n] = rows_get(&r, "y");
	}
	return 0;
}

/* Through the columns, at most so many rows a push; *held: the most rows that
 * were waiting. */
static struct feat_account
pass(struct got *g, const char *text, uint64_t lateness, const struct tick *t,
    int n, size_t most, struct rng *cuts, int *held)
{
	static unsigned char rows[ROWS][64];
	struct feat_opts o = { .columns = text, .lateness = lateness };
	struct feat_account acc;
	struct rows vocab;
	struct feats *f;
	struct rec r;
	size_t size = 0, m;
	int k;

	rows_init(&vocab);
	for (k = 0; k < SYMBOLS; k++)
		CHECK_INT(rows_symbol(&vocab, names[k]), k + 1);
	if ((f = feats_new(&o, &vocab.vocab, &vocab.err)) == NULL)
		rows_die(&vocab);
	for (k = 0; k < n; k++) {
		r = rows_value(&vocab, t[k].time, names[t[k].symbol],
		    t[k].value);
		size = r.schema->row_size;
		CHECK(size <= sizeof(rows[0]));
		memcpy(rows[0] + (size_t)k * size, r.v, size);
	}
	g->n = 0;
	*held = 0;
	for (k = 0; k < n; k += (int)m) {
		m = 1 + rng_below(cuts, most);
		m = (int)m < n - k ? m : (size_t)(n - k);
		if (feats_push(f, r.schema, rows[0] + (size_t)k * size, m, take,
			g, &vocab.err) == -1)
			rows_die(&vocab);
		if (k + (int)m - g->n > *held)
			*held = k + (int)m - g->n;
	}
	if (feats_end(f, take, g, &vocab.err) == -1)
		rows_die(&vocab);
	acc = *feats_account(f);
	feats_free(f);
	rows_fini(&vocab);
	return acc;
}

/* Rows in order of time, many of them of one time. */
static void
make_ticks(struct tick *t, struct rng *g)
{
	uint64_t time = DAY0;
	int k;

	for (k = 0; k < ROWS; k++) {
		if (rng_below(g, 3) == 0)
			time += (1 + rng_below(g, 4)) * MIN;
		t[k] = (struct tick){ time, (int)rng_below(g, SYMBOLS),
			(double)k };
	}
}

/* at(ES, value, 3m) at row k, from its definition. */
static double
expected(const struct tick *t, int k)
{
	int i, es = 2;

	for (i = k; i >= 0 && t[i].time == t[k].time; i--)
		if (t[i].symbol == es)
			return t[i].value;
	for (i = k; i < ROWS && t[i].time == t[k].time; i++)
		if (t[i].symbol == es)
			return t[i].value;
	for (i = k; i >= 0; i--)
		if (t[i].symbol == es)
			return t[k].time - t[i].time <= 3 * MIN ? t[i].value
								: NAN;
	return NAN;
}

static int
same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static void
test_at(void)
{
	static struct tick t[ROWS];
	static struct got g;
	struct rng r, cuts;
	int round, k, held, bad = 0;

	test_begin(
	    "at() is the other symbol's value of the same time, else its "
	    "newest, for any order and any pieces (seed 31)");
	rng_init(&r, 31, 0);
	rng_init(&cuts, 31, 1);
	for (round = 0; round < 20; round++) {
		make_ticks(t, &r);
		pass(&g, "v=value,y=at(ES,value,3m)", 0, t, ROWS,
		    1 + rng_below(&r, 300), &cuts, &held);
		CHECK_INT(g.n, ROWS);
		for (k = 0; k < g.n; k++)
			bad += g.row[k].value != t[k].value ||
			       !same(g.y[k], expected(t, k));
	}
	CHECK_INT(bad, 0);

	test_begin("a row waits only for the other symbol's row of its time");
	for (k = 0; k < 100; k++)
		t[k] =
		    (struct tick){ DAY0 + (uint64_t)(k / 4) * MIN, k % 4, k };
	pass(&g, "v=value,y=at(ES,value)", 0, t, 100, 1, &cuts, &held);
	CHECK_INT(held, 2); /* A and B, until ES comes */
	CHECK_INT(g.n, 100);
	pass(&g, "v=value,y=at(ES,value)+at(Z,value)", 0, t, 100, 1, &cuts,
	    &held);
	CHECK_INT(held, 3);
	CHECK_NEAR(g.y[50], 50 + 51, 0);
	pass(&g, "v=value,y=at(NONE,value)", 0, t, 100, 1, &cuts, &held);
	CHECK_INT(held, 4);
	CHECK_INT(g.n, 100);
}

/* A pair's functions see what one symbol's functions would. */
static void
test_pair(void)
{
	static struct tick t[ROWS];
	static struct got g, own;
	struct rng r, cuts;
	int k, n, held, bad = 0;

	test_begin("an expression at another symbol is that symbol's column "
		   "(seed 32)");
	rng_init(&r, 32, 0);
	rng_init(&cuts, 32, 1);
	make_ticks(t, &r);
	pass(&g, "v=value,_d=diff(value,2),y=at(A,ewm(_d),0s)", 0, t, ROWS, 50,
	    &cuts, &held);
	pass(&own, "v=value,y=ewm(diff(value,2))", 0, t, ROWS, 50, &cuts,
	    &held);
	for (k = n = 0; k < ROWS; k++)
		if (t[k].symbol == 0) {
			n++;
			bad += !same(g.y[k], own.y[k]);
		}
	CHECK_INT(bad, 0);
	CHECK(n > 100);

	test_begin("a shard with the other symbol beside it gives the same "
		   "values (seed 32)");
	pass(&g, "v=value,y=diff(value)-at(ES,ewm(value),3m)", 0, t, ROWS, 50,
	    &cuts, &held);
	for (k = n = 0; k < ROWS; k++)
		if (t[k].symbol == 1 || t[k].symbol == 2)
			t[n++] = t[k];
	pass(&own, "v=value,y=diff(value)-at(ES,ewm(value),3m)", 0, t, n, 50,
	    &cuts, &held);
	CHECK_INT(own.n, n);
	for (k = n = 0; k < g.n; k++)
		if (g.row[k].symbol == 1 || g.row[k].symbol == 2)
			bad += !same(g.y[k], own.y[n++]);
	CHECK_INT(bad, 0);
	CHECK_INT(n, own.n);
}

static int
by_time(const void *a, const void *b)
{
	const struct tick *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

static void
test_late(void)
{
	static const char text[] = "v=value,y=diff(value)+0*at(ES,value)";
	static struct tick t[ROWS], late[ROWS];
	static struct got a, b;
	struct feat_account acc;
	struct rng r, cuts;
	int k, held, bad = 0;

	test_begin("rows that come late within --lateness give what rows in "
		   "order give (seed 33)");
	rng_init(&r, 33, 0);
	rng_init(&cuts, 33, 1);
	for (k = 0; k < ROWS; k++) /* no two of one time */
		t[k] = (struct tick){ DAY0 + (uint64_t)k * MIN,
			(int)rng_below(&r, SYMBOLS), k };
	memcpy(late, t, sizeof(late));
	for (k = 0; k < ROWS; k++) /* each up to four minutes later */
		late[k].time += rng_below(&r, 5) * MIN;
	qsort(late, ROWS, sizeof(late[0]), by_time);
	for (k = 0; k < ROWS; k++) /* in that order, with their own times */
		late[k].time = t[(int)late[k].value].time;
	pass(&a, text, 0, t, ROWS, 50, &cuts, &held);
	acc = pass(&b, text, 4 * MIN, late, ROWS, 50, &cuts, &held);
	CHECK_INT(acc.late, 0);
	CHECK_INT(b.n, ROWS);
	for (k = 0; k < ROWS; k++)
		bad +=
		    a.row[k].value != b.row[k].value || !same(a.y[k], b.y[k]);
	CHECK_INT(bad, 0);

	test_begin("rows that come later than that are dropped and counted");
	acc = pass(&b, "v=value,y=diff(value)", 1 * MIN, late, ROWS, 50, &cuts,
	    &held);
	CHECK(acc.late > 20 && acc.late + acc.out == ROWS);
	for (k = 1; k < b.n; k++)
		bad += b.row[k].time < b.row[k - 1].time;
	CHECK_INT(bad, 0);

	test_begin("without --lateness a row older than its symbol's newest is "
		   "late, and that of another symbol is not");
	acc =
	    pass(&b, "v=value,y=diff(value)", 0, late, ROWS, 50, &cuts, &held);
	CHECK(acc.late > 20 && acc.late + acc.out == ROWS);
	for (k = 0; k < 50; k++)
		t[k] =
		    (struct tick){ DAY0 + (uint64_t)(50 - k) * MIN, k % 2, k };
	acc = pass(&b, "v=value,y=diff(value)", 0, t, 2, 50, &cuts, &held);
	CHECK_INT(acc.late, 0);
}

static void
test_clock(void)
{
	enum { YEAR = 365 };
	struct tick t[40];
	struct feat_account acc;
	struct rng cuts;
	struct got g;
	int k, n, held;

	rng_init(&cuts, 34, 1);
	for (k = 0; k < 40; k++)
		t[k] = (struct tick){ DAY0 + (uint64_t)k * MIN, k % 2, k };

	test_begin("one row of another year does not make the others late");
	for (n = 0; n < 39; n++) {
		t[n].time += YEAR * NS_DAY;
		acc = pass(&g, "v=value,y=diff(value)", 0, t, 40, 7, &cuts,
		    &held);
		CHECK_INT(acc.late, 0);
		CHECK_INT(g.n, 40);
		t[n].time -= YEAR * NS_DAY;
	}

	test_begin("after a week-end time moves on with the second row");
	for (k = 20; k < 40; k++)
		t[k].time += 3 * NS_DAY;
	pass(&g, "v=value,y=at(A,value)", 0, t, 40, 1, &cuts, &held);
	CHECK(held <= 3);
	t[30].time -= 3 * NS_DAY; /* late now */
	acc = pass(&g, "v=value,y=diff(value)", 0, t, 40, 1, &cuts, &held);
	CHECK_INT(acc.late, 1);
}

static void
test_kinds(void)
{
	struct rows t;
	struct feats *f;
	struct rec in, out;
	struct got g = { .n = 0 };

	test_begin("trades and quotes may be interleaved: what a kind lacks is "
		   "missing in its rows");
	rows_init(&t);
	f = feats_new(&(struct feat_opts){ .columns =
					       "px=price,b=bid_px_00,m=mid,"
					       "t=trade_price,s=trade_size" },
	    &t.vocab, &t.err);
	in = rows_trade(&t, DAY0, "A", 10, 3);
	CHECK_INT(feats_step(f, &out, &in, &t.err), 1);
	CHECK_NEAR(rows_get(&out, "px"), 10, 0);
	CHECK_NEAR(rows_get(&out, "t"), 10, 0);
	CHECK_NEAR(rows_get(&out, "s"), 3, 0);
	CHECK(isnan(rows_get(&out, "b")) && isnan(rows_get(&out, "m")));
	in = rows_quote(&t, DAY0, "A", 9, 12);
	CHECK_INT(feats_step(f, &out, &in, &t.err), 1);
	CHECK(isnan(rows_get(&out, "px")) && isnan(rows_get(&out, "t")));
	CHECK_NEAR(rows_get(&out, "b"), 9, 0);
	CHECK_NEAR(rows_get(&out, "m"), 10.5, 0);

	test_begin("of a book's rows only trades have a trade price");
	in = rows_rec(&t, K_MBP1, DAY0, "A");
	row_put_i64(t.row[K_MBP1], in.schema, in.schema->at.price, rows_px(8));
	t.row[K_MBP1][in.schema->field[in.schema->at.action].off] = 'A';
	CHECK_INT(feats_step(f, &out, &in, &t.err), 1);
	CHECK_NEAR(rows_get(&out, "px"), 8, 0);
	CHECK(isnan(rows_get(&out, "t")));
	t.row[K_MBP1][in.schema->field[in.schema->at.action].off] = 'T';
	CHECK_INT(feats_step(f, &out, &in, &t.err), 1);
	CHECK_NEAR(rows_get(&out, "t"), 8, 0);
	CHECK_INT(feats_end(f, take, &g, &t.err), 0);
	feats_free(f);

	test_begin("a field that no row had is an error at the end");
	f = feats_new(&(struct feat_opts){ .columns = "px=price,b=bid_px_00" },
	    &t.vocab, &t.err);
	in = rows_trade(&t, DAY0, "A", 10, 3);
	CHECK_INT(feats_step(f, &out, &in, &t.err), 1);
	CHECK_INT(feats_end(f, take, &g, &t.err), -1);
	CHECK(strstr(t.err.msg,
		  "-F: character 12: no row has a field bid_px_00") != NULL);
	feats_free(f);
	rows_fini(&t);
}

int
main(void)
{
	test_at();
	test_pair();
	test_late();
	test_clock();
	test_kinds();
	return test_end();
}
