/*
 * synth_rules.c - the rules of injection: when, how many, and the same again.
 */
#include "synth_inject.h"

static void
test_repeat(void)
{
	static struct run run, again;
	struct inject_opts o = options("spike,shift,volume");
	struct rows in;
	size_t n = 0;

	test_begin("the same seed gives the same rows, another one others");
	simulate(&in, "trades", 3, 5, 2000);
	inject(&run, &in, &o, 0);
	inject(&again, &in, &o, 0);
	CHECK_INT(again.n, run.n);
	CHECK(memcmp(run.out.v, again.out.v,
		  run.out.n * run.out.schema->row_size) == 0);
	free(again.out.v);
	o.seed = 2;
	inject(&again, &in, &o, 0);
	CHECK(memcmp(run.out.v, again.out.v,
		  run.out.n * run.out.schema->row_size) != 0);
	free(again.out.v);
	test_begin("a symbol alone is treated as in company");
	o.seed = 1;
	for (uint32_t id = 1; id < symtab_count(vocab.syms); id++) {
		inject(&again, &in, &o, id);
		n = 0;
		for (size_t i = 0; i < run.out.n; i++) {
			struct rec a = row_at(&run.out, i), b;

			if (rec_symbol(&a) != id)
				continue;
			b = row_at(&again.out, n++);
			CHECK(n <= again.out.n &&
			      memcmp(a.v, b.v, a.schema->row_size) == 0);
		}
		CHECK_INT(n, again.out.n);
		free(again.out.v);
	}
	test_begin("what comes first does not depend on what follows");
	n = in.n;
	in.n = in.n * 2 / 3;
	inject(&again, &in, &o, 0);
	/* all but the event that the end cuts */
	CHECK(memcmp(run.out.v, again.out.v,
		  (in.n - 500) * run.out.schema->row_size) == 0);
	free(again.out.v);
	free(run.out.v);
	free(in.v);
}

static void
test_rules(void)
{
	static struct run run;
	struct inject_opts o = options("spike");
	struct rows in;
	uint64_t first;

	simulate(&in, "trades", 4, 10, 2000);
	test_begin("none in the warm-up");
	o.warmup = 8 * 3600 * NS_SECOND;
	inject(&run, &in, &o, 0);
	CHECK(run.account.not_placed[INJECT_WARMUP] > 0);
	{
		struct rec r = row_at(&in, 0);
		first = rec_time(&r);
	}
	CHECK(run.n > 0 && run.label[0].t_start > first + NS_DAY);
	free(run.out.v);
	test_begin("at most so many rows of a symbol are labelled");
	o = options("spike");
	o.share = 0.0005;
	inject(&run, &in, &o, 0);
	CHECK(run.account.not_placed[INJECT_SHARE] > 0);
	CHECK((double)run.account.labelled <= 0.0005 * (double)in.n);
	free(run.out.v);
	test_begin("some symbol-days have no events");
	o = options("spike");
	o.quiet = 0.5;
	inject(&run, &in, &o, 0);
	CHECK_INT(run.account.symbol_days, 40);
	CHECK(run.account.quiet_days >= 12 && run.account.quiet_days <= 30);
	free(run.out.v);
	test_begin("a price below zero is not made, and rows stay");
	o = options("spike,shift");
	o.low = 900;
	o.high = 1000;
	o.unit = NS_DAY;
	inject(&run, &in, &o, 0);
	CHECK(run.account.not_placed[INJECT_RANGE] > 0);
	CHECK_INT(run.account.planned, placed(&run) + missed(&run));
	for (size_t i = 0; i < run.out.n; i++) {
		struct rec r = row_at(&run.out, i);

		CHECK(rec_price(&r) > 0);
	}
	free(run.out.v);
	test_begin("ids of events differ");
	o = options("spike");
	inject(&run, &in, &o, 0);
	for (size_t i = 0; i < run.n; i++)
		for (size_t k = 0; k < i; k++)
			CHECK(run.label[i].event != run.label[k].event);
	free(run.out.v);
	free(in.v);
}

static void
test_decoys(void)
{
	static struct run run;
	struct inject_opts o = options("spike");
	struct rows in;
	size_t changed = 0;

	test_begin("decoys move prices and volume and are not labelled");
	simulate(&in, "trades", 2, 6, 2000);
	CHECK(inject_opts_decoys(&o, "news", &err) == 0);
	o.per_day = 0;
	o.decoys = 2;
	inject(&run, &in, &o, 0);
	CHECK_INT(run.n, 0);
	CHECK(placed(&run) > 3);
	CHECK_INT(run.account.labelled, 0);
	for (size_t i = 0; i < in.n; i++) {
		struct rec a = row_at(&in, i), b = row_at(&run.out, i);

		changed += (size_t)differs(&a, &b);
	}
	CHECK(changed > in.n / 4);
	free(in.v);
	free(run.out.v);
}

static void
test_again(void)
{
	static struct run run, twice;
	struct inject_opts o = options("spike");
	struct rows in;
	uint64_t before = 0;

	test_begin("a row in two events has the label of the first");
	simulate(&in, "trades", 2, 5, 2000);
	inject(&run, &in, &o, 0);
	o.seed = 5;
	inject(&twice, &run.out, &o, 0);
	CHECK(twice.out.schema == run.out.schema);
	for (size_t i = 0; i < in.n; i++) {
		struct rec a = row_at(&run.out, i);
		struct rec b = row_at(&twice.out, i);

		if (label_of(&a) != 1)
			continue;
		before++;
		CHECK_INT(label_of(&b), 1);
		CHECK_INT(rec_u32(&b, b.schema->at.label_id),
		    rec_u32(&a, a.schema->at.label_id));
	}
	CHECK(before > 0);
	free(in.v);
	free(run.out.v);
	free(twice.out.v);
}

static void
test_file(void)
{
	struct inject_label l = { .event = 7,
		.type = inject_find("spike"),
		.level = "hard",
		.t_start = UINT64_C(1704202200000000000),
		.t_end = UINT64_C(1704202201500000000),
		.row_start = 3,
		.row_end = 5,
		.magnitude = 3.25,
		.sign = -1,
		.seed = 9 };
	char buf[INJECT_CSV_MAX];
	size_t n;

	test_begin("a line of the label file");
	l.symbol = symtab_add(vocab.syms, "A,\"B", 4, &err);
	n = inject_label_csv(buf, vocab.syms, &l);
	buf[n] = '\0';
	CHECK_STR(buf,
	    "7,spike,hard,\"A,\"\"B\",2024-01-02T13:30:00.000000000Z,"
	    "2024-01-02T13:30:01.500000000Z,3,5,3.25,-1,9\n");
	test_begin("unknown and repeated types are usage errors");
	{
		struct inject_opts o;
		struct err e = { 0 };

		inject_opts_default(&o);
		CHECK_INT(o.ntype, 3);
		CHECK(
		    inject_opts_types(&o, "spike,nought", &e) == -1 && e.usage);
		e = (struct err){ 0 };
		CHECK(inject_opts_types(&o, "spike,spike", &e) == -1);
		e = (struct err){ 0 };
		CHECK(inject_opts_types(&o, "news", &e) == -1);
		e = (struct err){ 0 };
		CHECK(inject_opts_types(&o, "", &e) == -1);
	}
}

extern const struct inject_type inject_type_skel;

static void
test_types(void)
{
	const struct inject_type *t;

	test_begin("every type says all it must, the skeleton too");
	for (int i = -1; i < 0 || inject_list[i] != NULL; i++) {
		t = i < 0 ? &inject_type_skel : inject_list[i];
		CHECK(
		    t->name && t->summary && t->span && t->apply && t->on != 0);
		for (int k = 0; k < INJECT_LEVELS; k++)
			CHECK(t->k[k][0] > 0 && t->k[k][0] <= t->k[k][1]);
		CHECK(i < 0 || inject_find(t->name) == t);
	}
	CHECK(inject_find("skel") == NULL);
}

int
main(void)
{
	if (vocab_init(&vocab, 0, &err) == -1)
		return 1;
	test_repeat();
	test_rules();
	test_decoys();
	test_again();
	test_file();
	test_types();
	CHECK(!err.set);
	if (err.set)
		printf("# %s\n", err.msg);
	vocab_fini(&vocab);
	return test_end();
}
