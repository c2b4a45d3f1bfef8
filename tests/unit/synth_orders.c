/*
 * synth_orders.c - anomalies in order messages and in levels: the book that
 * the messages make stays a book.
 */
#include "synth_inject.h"

#include "synth_book.h"

enum { EQUITY };

static struct inject_opts
hard_to_miss(const char *types)
{
	struct inject_opts o = options(types);

	o.level = INJECT_EASY;
	o.session.open_s = 14 * 3600 + 30 * 60;
	o.session.close_s = 21 * 3600;
	return o;
}

/* Apply all messages of both symbols; never crossed, and nothing of an event
 * is left at the end. */
static void
check_book(const struct run *run)
{
	static struct book book[2];
	struct level bid, ask;
	size_t ours = 0;

	book[0].n = book[1].n = 0;
	for (size_t i = 0; i < run->out.n; i++) {
		struct rec r = row_at(&run->out, i);
		struct book *b =
		    &book[rec_u32(&r, r.schema->at.instrument_id) - 1];

		apply(b, &r);
		if (!last(&r) || (i % 61 != 0 && label_of(&r) != 1))
			continue;
		bid = level_of(b, 'B', 0);
		ask = level_of(b, 'A', 0);
		CHECK(bid.n > 0 && ask.n > 0 && ask.px > bid.px);
	}
	for (int k = 0; k < 2; k++)
		for (int i = 0; i < book[k].n; i++)
			ours += book[k].o[i].id >> 63;
	CHECK_INT(ours, 0);
}

static void
test_messages(void)
{
	static const char *const types[] = { "stuff", "layer", "wash", "spike",
		"volume", "badtick", NULL };
	static struct run run;
	struct inject_opts o;
	struct rows in;
	uint64_t t;

	simulate_world(&in, EQUITY, "mbo", 2, 4, 250);
	for (int i = 0; types[i] != NULL; i++) {
		test_begin(types[i]);
		o = hard_to_miss(types[i]);
		inject(&run, &in, &o, 0);
		CHECK(run.n > 4);
		CHECK(run.account.added >= run.n);
		CHECK_INT(run.out.n, in.n + run.account.added);
		check_labels(&run);
		check_book(&run);
		t = 0;
		for (size_t k = 0; k < run.out.n; k++) {
			struct rec r = row_at(&run.out, k);

			CHECK(rec_time(&r) >= t);
			t = rec_time(&r);
		}
		free(run.out.v);
	}
	free(in.v);
}

/* Types that move prices have no place in messages that refer to orders. */
static void
test_unsuited(void)
{
	static struct run run;
	struct inject_opts o = hard_to_miss("shift,flash");
	struct rows in;

	test_begin("price paths are not put into order messages");
	simulate_world(&in, EQUITY, "mbo", 2, 2, 200);
	inject(&run, &in, &o, 0);
	CHECK_INT(run.n, 0);
	CHECK(run.account.not_placed[INJECT_UNSUITED] > 0);
	CHECK_INT(run.out.n, in.n);
	free(in.v);
	free(run.out.v);
}

static int64_t
level_field(const struct rec *r, const char *form, int i)
{
	char name[32];

	snprintf(name, sizeof(name), form, i);
	return rec_i64(r, schema_find(r->schema, name));
}

static void
check_levels(const struct rec *r)
{
	int64_t bid = 0, ask = 0, b, a;

	for (int i = 0; i < 10; i++) {
		b = level_field(r, "bid_px_%02d", i);
		a = level_field(r, "ask_px_%02d", i);
		if (b != PX_NULL)
			CHECK(i == 0 || b < bid);
		if (a != PX_NULL)
			CHECK(i == 0 || a > ask);
		if (i == 0)
			CHECK(a > b && b > 0);
		bid = b;
		ask = a;
	}
}

static void
test_levels(void)
{
	static const char *const types[] = { "layer", "stuff", "spread",
		"flash", "shift", "stale", NULL };
	static struct run run;
	struct inject_opts o;
	struct rows in;

	simulate_world(&in, EQUITY, "mbp-10", 2, 4, 300);
	for (int i = 0; types[i] != NULL; i++) {
		test_begin(types[i]);
		o = hard_to_miss(types[i]);
		inject(&run, &in, &o, 0);
		CHECK(run.n > 3);
		check_labels(&run);
		for (size_t k = 0; k < run.out.n; k++) {
			struct rec r = row_at(&run.out, k);

			check_levels(&r);
		}
		free(run.out.v);
	}
	free(in.v);
}

int
main(void)
{
	if (vocab_init(&vocab, 0, &err) == -1)
		return 1;
	test_messages();
	test_unsuited();
	test_levels();
	CHECK(!err.set);
	if (err.set)
		printf("# %s\n", err.msg);
	vocab_fini(&vocab);
	return test_end();
}
