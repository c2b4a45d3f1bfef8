/*
 * feat_engine.c - tests of the feature engine: rows, symbols, causality.
 */
#include "base/rng.h"
#include "feat/feat.h"
#include "stream_rows.h"
#include "stream/def.h"

enum { ROWS = 3000, SYMBOLS = 5, COLS_MAX = 16 };

static struct feats *
start(struct rows *t, const char *text)
{
	struct feats *f;

	rows_init(t);
	if ((f = feats_new(&(struct feat_opts){ .columns = text }, &t->vocab,
		 &t->err)) == NULL)
		rows_die(t);
	return f;
}

static void
finish(struct rows *t, struct feats *f)
{
	feats_free(f);
	rows_fini(t);
}

static void
test_row(void)
{
	static const double ohlc[] = { 1, 3, 1, 2 };
	struct feats *f;
	struct rows t;
	struct rec in, out;
	uint64_t def;

	test_begin("a row keeps its times, symbol and exact columns, and a "
		   "foreign bar gets its end");
	f = start(&t, "range=log(high/low),vv=z(volume,5)");
	in = rows_bar(&t, DAY0, "A", ohlc, 7);
	CHECK_INT(feats_step(f, &out, &in, &t.err), 1);
	CHECK_STR(out.schema->kind, "feat");
	CHECK_INT(rec_u64(&out, out.schema->at.ts_event), DAY0);
	CHECK_INT(rec_u64(&out, out.schema->at.ts_end), DAY0 + MIN);
	CHECK_INT(rec_time(&out), DAY0 + MIN);
	CHECK_INT(rec_symbol(&out), rec_symbol(&in));
	CHECK_NEAR(rows_get(&out, "close"), 2, 0);
	CHECK_NEAR(rows_get(&out, "volume"), 7, 0);
	CHECK_NEAR(rows_get(&out, "range"), log(3), 1e-15);
	CHECK(isnan(rows_get(&out, "vv")));
	CHECK(schema_find(out.schema, "publisher_id") < 0);
	CHECK_STR(out.schema->field[schema_find(out.schema, "range")].unit,
	    "ln");
	CHECK_STR(out.schema->field[schema_find(out.schema, "vv")].unit, "sd");

	test_begin("def is the hash of the canonical text over the input's");
	def = rec_u64(&out, out.schema->at.def);
	CHECK(def == def_step(0, feats_text(f)));
	finish(&t, f);

	test_begin("of a tick the end is its index time");
	f = start(&t, "r=logret(price)");
	in = rows_trade(&t, DAY0, "A", 2, 1);
	row_put_u64(t.row[K_TRADE], in.schema, in.schema->at.ts_recv, DAY0 + 5);
	CHECK_INT(feats_step(f, &out, &in, &t.err), 1);
	CHECK_INT(rec_u64(&out, out.schema->at.ts_event), DAY0);
	CHECK_INT(rec_u64(&out, out.schema->at.ts_end), DAY0 + 5);
	finish(&t, f);
}

static void
test_labels(void)
{
	struct feats *f;
	struct rows t;
	struct rec in, out;
	unsigned char *row;

	test_begin("labels go through, and only where the input has them");
	f = start(&t, "r=logret(price)");
	in = rows_trade_of(&t, K_LABELED, DAY0, "A", 2, 1);
	row = t.row[K_LABELED];
	row[in.schema->field[in.schema->at.label].off] = 1;
	row_put_u32(row, in.schema, in.schema->at.label_id, 9);
	CHECK_INT(feats_step(f, &out, &in, &t.err), 1);
	CHECK_INT(*rec_at(&out, out.schema->at.label), 1);
	CHECK_INT(rec_u32(&out, out.schema->at.label_id), 9);
	in = rows_trade(&t, DAY0, "A", 4, 1);
	CHECK_INT(feats_step(f, &out, &in, &t.err), 1);
	CHECK(out.schema->at.label < 0);
	CHECK_NEAR(rows_get(&out, "r"), log(2), 1e-15);
	finish(&t, f);
}

static void
test_refused(void)
{
	struct feats *f;
	struct rows t;
	struct rec in, out;

	test_begin("a field that the row has not is an error that says which "
		   "and what there is");
	f = start(&t, "r=logret(price), v=log(volume)");
	in = rows_trade(&t, DAY0, "A", 2, 1);
	CHECK_INT(feats_step(f, &out, &in, &t.err), -1);
	CHECK(strstr(t.err.msg, "-F: character 24") != NULL);
	CHECK(strstr(t.err.msg, "no field volume") != NULL);
	CHECK(strstr(t.err.msg, "price size") != NULL);
	CHECK(!t.err.usage);
	finish(&t, f);

	test_begin("a field that is no number, and a name that the row has, "
		   "are errors");
	f = start(&t, "r=symbol");
	in = rows_trade(&t, DAY0, "A", 2, 1);
	CHECK_INT(feats_step(f, &out, &in, &t.err), -1);
	CHECK(strstr(t.err.msg, "not a number") != NULL);
	finish(&t, f);
	f = start(&t, "x=1,price=price*2");
	in = rows_trade(&t, DAY0, "A", 2, 1);
	CHECK_INT(feats_step(f, &out, &in, &t.err), -1);
	CHECK(strstr(t.err.msg, "rows have a field price already") != NULL);
	finish(&t, f);
}

static void
test_account(void)
{
	const struct feat_account *a;
	struct feats *f;
	struct rows t;
	struct rec in, out;

	test_begin("every row comes out or is dropped for a reason");
	f = start(&t, "r=logret(price)");
	in = rows_trade(&t, DAY0, "", 2, 1);
	CHECK_INT(feats_step(f, &out, &in, &t.err), 0);
	in = rows_trade(&t, TS_NULL, "A", 2, 1);
	CHECK_INT(feats_step(f, &out, &in, &t.err), 0);
	in = rows_trade(&t, DAY0, "A", 2, 1);
	t.row[K_TRADE][in.schema->field[in.schema->at.flags].off] =
	    REC_FLAG_SNAPSHOT;
	CHECK_INT(feats_step(f, &out, &in, &t.err), 0);
	rows_kind(&t, K_TRADE, "symbol-mapping");
	in = rows_rec(&t, K_TRADE, DAY0, "A");
	CHECK_INT(feats_step(f, &out, &in, &t.err), 0);
	a = feats_account(f);
	CHECK_INT(a->in, 4);
	CHECK_INT(a->out, 0);
	CHECK_INT(a->no_symbol, 1);
	CHECK_INT(a->no_time, 1);
	CHECK_INT(a->snapshot, 1);
	CHECK_INT(a->not_row, 1);
	finish(&t, f);
}

static void
test_shared_nodes(void)
{
	struct feats *f;
	struct rows t;
	struct rec in, out;
	int i;

	test_begin("what the text says twice is computed once and the same");
	f = start(&t, "a=ewm(value),b=ewm(value)+ewm(value,hl=60)-a,c=a-b");
	for (i = 0; i < 10; i++) {
		in = rows_value(&t, DAY0 + (uint64_t)i, "A", i * i);
		CHECK_INT(feats_step(f, &out, &in, &t.err), 1);
	}
	CHECK_NEAR(rows_get(&out, "a"), rows_get(&out, "b"), 0);
	CHECK_NEAR(rows_get(&out, "c"), 0, 0);
	finish(&t, f);
}

/* All functions at once, over a random market. */
static const char everything[] =
    "r=logret(value),a=ret(value),b=diff(value,3),c=lag(value,2),"
    "d=z(value,20),e=rz(value,20),f=ewz(r,20,warm=10),g=mean(value,5),"
    "h=sd(value,5),i=min(value,7),j=max(value,7),k=ewm(value),"
    "l=ewsd(r,warm=10),m=lvol(r,warm=10),n=tod(r,days=1,bin=60),o=r/m/n";

struct tape {
	double v[ROWS][COLS_MAX];
	int symbol[ROWS];
	int n;
};

static void
run(struct tape *tape, int n, int only, uint64_t seed)
{
	static const char *const names[] = { "A", "B", "C", "D", "E" };
	struct feats *f;
	struct rows t;
	struct rec in, out;
	struct rng g;
	double x;
	int i, c, k, first;

	f = start(&t, everything);
	rng_init(&g, seed, 0);
	tape->n = 0;
	for (i = 0; i < n; i++) {
		k = (int)rng_below(&g, SYMBOLS);
		x = rng_below(&g, 50) == 0 ? NAN : exp(rng_normal(&g));
		if (only >= 0 && k != only)
			continue;
		in = rows_value(&t, DAY0 + (uint64_t)i * MIN, names[k], x);
		if (feats_step(f, &out, &in, &t.err) != 1)
			rows_die(&t);
		first = schema_find(out.schema, "r");
		for (c = 0; c < COLS_MAX; c++)
			tape->v[tape->n][c] = rec_f64(&out, first + c);
		tape->symbol[tape->n++] = k;
	}
	finish(&t, f);
}

static void
test_properties(void)
{
	static struct tape whole, part;
	int i, k, n, bad = 0;

	test_begin("the features of a prefix are a prefix of the features "
		   "(seed 21)");
	run(&whole, ROWS, -1, 21);
	for (n = 10; n < ROWS; n *= 3) {
		run(&part, n, -1, 21);
		CHECK_INT(part.n, n);
		bad += memcmp(part.v, whole.v,
			   (size_t)n * sizeof(whole.v[0])) != 0;
	}
	CHECK_INT(bad, 0);

	test_begin("a symbol's features do not depend on the other symbols "
		   "(seed 21)");
	run(&part, ROWS, 2, 21);
	for (i = k = 0; i < whole.n; i++)
		if (whole.symbol[i] == 2)
			bad += memcmp(part.v[k++], whole.v[i],
				   sizeof(whole.v[i])) != 0;
	CHECK_INT(k, part.n);
	CHECK_INT(bad, 0);
	CHECK(k > 400);
}

static void
test_many(void)
{
	struct feats *f;
	struct rows t;
	struct rec in, out;
	char name[16];
	int i, round, bad = 0;

	test_begin("10,000 symbols each have their own state");
	f = start(&t, "d=diff(value)");
	for (round = 0; round < 3; round++)
		for (i = 0; i < 10000; i++) {
			snprintf(name, sizeof(name), "S%d", i);
			in = rows_value(&t, DAY0 + (uint64_t)round, name,
			    (double)i * (round + 1));
			CHECK_INT(feats_step(f, &out, &in, &t.err), 1);
			bad += round > 0 && rows_get(&out, "d") != i;
		}
	CHECK_INT(bad, 0);
	finish(&t, f);
}

int
main(void)
{
	test_row();
	test_labels();
	test_refused();
	test_account();
	test_shared_nodes();
	test_properties();
	test_many();
	return test_end();
}
