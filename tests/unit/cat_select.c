/*
 * cat_select.c - which rows tickcat's criteria select.
 */
#include "cat/select.h"
#include "opt_line.h"
#include "stream_rows.h"

/* 1 or 0: the row is selected by these criteria; -1 with a message. */
static int
has(struct rows *t, const struct select_opts *o, const struct rec *r)
{
	struct err err = { 0 };
	struct select *s = select_new(o, &t->vocab, &err);
	int got = s == NULL ? -1 : select_row(s, r, &err), again;

	if (s == NULL) {
		printf("# %s\n", err.msg);
		return -1;
	}
	/* what is remembered of a symbol or kind answers as the first time */
	again = select_row(s, r, &err);
	CHECK_INT(again, got);
	select_free(s);
	return got;
}

#define HAS(r, ...) has(t, &(struct select_opts){ __VA_ARGS__ }, r)

static void
put_byte(struct rows *t, int k, const char *field, unsigned char v)
{
	const struct schema *s = t->schema[k];

	t->row[k][s->field[schema_find(s, field)].off] = v;
}

static void
test_all(struct rows *t)
{
	struct select_opts o = { 0 };
	struct err err = { 0 };
	struct rec r = rows_value(t, TS_NULL, "", NAN);
	struct select *s = select_new(&o, &t->vocab, &err);
	uint64_t start = 1, end = 1;

	test_begin("without a criterion every row passes, also an empty one");
	CHECK(select_all(s));
	CHECK_INT(select_row(s, &r, &err), 1);
	CHECK(!select_by_symbol(s));
	CHECK(select_keeps(s, "", UINT32_MAX));
	select_range(s, &start, &end);
	CHECK(start == 0 && end == TS_NULL);
	select_free(s);

	test_begin("any criterion is one");
	o.no_snapshots = 1;
	s = select_new(&o, &t->vocab, &err);
	CHECK(!select_all(s));
	select_free(s);
}

static void
test_names(struct rows *t)
{
	struct rec r = rows_trade(t, DAY0, "ESH4", 1, 1), none;

	test_begin("symbols and kinds are chosen by names and globs");
	CHECK_INT(HAS(&r, .symbols = "AAPL,ESH4"), 1);
	CHECK_INT(HAS(&r, .symbols = "ES*"), 1);
	CHECK_INT(HAS(&r, .symbols = "ES"), 0);
	CHECK_INT(HAS(&r, .kinds = "trades"), 1);
	CHECK_INT(HAS(&r, .kinds = "mbp-*,t*"), 1);
	CHECK_INT(HAS(&r, .kinds = "quote"), 0);
	CHECK_INT(HAS(&r, .kinds = "trades", .symbols = "NQ"), 0);

	test_begin("no glob matches the missing symbol");
	none = rows_value(t, DAY0, "", 1);
	CHECK_INT(HAS(&none, .symbols = "*"), 0);
	CHECK_INT(HAS(&none, .kinds = "value"), 1);
}

static void
test_ids(struct rows *t)
{
	struct rec r = rows_trade(t, DAY0, "A", 1, 1), q;
	const struct schema *s = r.schema;
	const uint16_t publisher = 2;

	row_put_u32(t->row[K_TRADE], s, s->at.instrument_id, 4000000000u);
	memcpy(t->row[K_TRADE] + s->field[s->at.publisher_id].off, &publisher,
	    sizeof(publisher));

	test_begin("ids are looked up in a list of any order");
	CHECK_INT(HAS(&r, .instruments = "9,4000000000,1"), 1);
	CHECK_INT(HAS(&r, .instruments = "9,1,1,0"), 0);
	CHECK_INT(HAS(&r, .publishers = "3,2"), 1);
	CHECK_INT(HAS(&r, .publishers = "3"), 0);

	test_begin("a row without the field is not selected");
	q = rows_value(t, DAY0, "A", 1);
	CHECK_INT(HAS(&q, .instruments = "9"), 0);
	CHECK_INT(HAS(&q, .publishers = "2"), 0);
	CHECK_INT(HAS(&q, .sides = "ABN"), 0);
	CHECK_INT(HAS(&q, .actions = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 0);
	CHECK_INT(HAS(&q, .no_snapshots = 1), 1);
}

/* The answer for each of many ids by one selection, as rows of many
 * instruments come interleaved. */
static void
test_last_id(struct rows *t)
{
	const struct select_opts o = { .instruments = "3,1,4,15,9,2,6" };
	struct err err = { 0 };
	struct select *s = select_new(&o, &t->vocab, &err);
	struct rec r = rows_trade(t, DAY0, "A", 1, 1);
	uint32_t id;
	int i, want, bad = 0;

	test_begin("the answer for one id is not that for the next");
	for (i = 0; i < 400; i++) {
		id = (uint32_t)(i * 7 % 20);
		want = id == 1 || id == 2 || id == 3 || id == 4 || id == 6 ||
		       id == 9 || id == 15;
		row_put_u32(t->row[K_TRADE], r.schema,
		    r.schema->at.instrument_id, id);
		bad += select_row(s, &r, &err) != want;
		bad += select_row(s, &r, &err) != want;
	}
	CHECK_INT(bad, 0);
	select_free(s);
}

static void
test_letters(struct rows *t)
{
	struct rec r = rows_trade(t, DAY0, "A", 1, 1), m;

	test_begin("letters select actions and sides, with or without commas");
	put_byte(t, K_TRADE, "action", 'T');
	put_byte(t, K_TRADE, "side", 'B');
	CHECK_INT(HAS(&r, .actions = "FT"), 1);
	CHECK_INT(HAS(&r, .actions = "F,T"), 1);
	CHECK_INT(HAS(&r, .actions = "AC"), 0);
	CHECK_INT(HAS(&r, .sides = "B"), 1);
	CHECK_INT(HAS(&r, .sides = "A,N"), 0);

	test_begin("a missing side is N, a missing action T in trades, else N");
	put_byte(t, K_TRADE, "action", 0);
	put_byte(t, K_TRADE, "side", 0);
	CHECK_INT(HAS(&r, .sides = "N"), 1);
	CHECK_INT(HAS(&r, .sides = "AB"), 0);
	CHECK_INT(HAS(&r, .actions = "T"), 1);
	CHECK_INT(HAS(&r, .actions = "N"), 0);
	m = rows_rec(t, K_MBO, DAY0, "A");
	put_byte(t, K_MBO, "action", 0);
	CHECK_INT(HAS(&m, .actions = "N"), 1);
	CHECK_INT(HAS(&m, .actions = "T"), 0);
}

static void
test_snapshots(struct rows *t)
{
	struct rec r = rows_rec(t, K_MBO, DAY0, "A");

	test_begin("snapshot rows can be left out, unless flags are undefined");
	put_byte(t, K_MBO, "flags", 0);
	CHECK_INT(HAS(&r, .no_snapshots = 1), 1);
	put_byte(t, K_MBO, "flags", REC_FLAG_SNAPSHOT);
	CHECK_INT(HAS(&r, .no_snapshots = 1), 0);
	CHECK_INT(HAS(&r, .symbols = "A"), 1);
	put_byte(t, K_MBO, "flags", UINT8_MAX);
	CHECK_INT(HAS(&r, .no_snapshots = 1), 1);
}

static void
test_time(struct rows *t)
{
	const struct select_opts o = { .start = "2024-01-01", .end = "+1h" };
	struct err err = { 0 };
	struct select *s = select_new(&o, &t->vocab, &err);
	uint64_t start, end;
	struct rec r;

	test_begin("a time range has its start and not its end");
	r = rows_value(t, DAY0 - 1, "A", 1);
	CHECK_INT(select_row(s, &r, &err), 0);
	r = rows_value(t, DAY0, "A", 1);
	CHECK_INT(select_row(s, &r, &err), 1);
	r = rows_value(t, DAY0 + 60 * MIN - 1, "A", 1);
	CHECK_INT(select_row(s, &r, &err), 1);
	r = rows_value(t, DAY0 + 60 * MIN, "A", 1);
	CHECK_INT(select_row(s, &r, &err), 0);
	r = rows_value(t, TS_NULL, "A", 1);
	CHECK_INT(select_row(s, &r, &err), 0);
	select_range(s, &start, &end);
	CHECK(start == DAY0 && end == DAY0 + 60 * MIN);
	CHECK(!select_all(s));
	select_free(s);
}

static void
test_header(struct rows *t)
{
	const struct select_opts o = { .symbols = "A*,B",
		.instruments = "7,8" };
	struct err err = { 0 };
	struct select *s = select_new(&o, &t->vocab, &err);

	test_begin("a header keeps what rows could bring");
	CHECK(select_by_symbol(s));
	CHECK(select_keeps(s, "AA", 7));
	CHECK(!select_keeps(s, "AA", 9));
	CHECK(!select_keeps(s, "C", 7));
	CHECK(!select_keeps(s, "B", UINT32_MAX));
	select_free(s);
}

static void
list_unused(void *arg, const char *option, const char *name)
{
	char *text = arg;

	sprintf(text + strlen(text), "%s:%s ", option, name);
}

static void
test_unused(struct rows *t)
{
	const struct select_opts o = { .symbols = "A,B,C*",
		.kinds = "trades,mbo" };
	struct err err = { 0 };
	struct select *s = select_new(&o, &t->vocab, &err);
	struct rec r = rows_trade(t, DAY0, "B", 1, 1);
	char unused[100] = "";

	test_begin("names that no row had are listed, by option");
	CHECK(select_keeps(s, "A", UINT32_MAX)); /* a header is no row */
	CHECK_INT(select_row(s, &r, &err), 1);
	select_unused(s, list_unused, unused);
	CHECK_STR(unused, "symbols:A symbols:C* kind:mbo ");
	select_free(s);
}

static int
refused(struct rows *t, const struct select_opts *o, const char *why)
{
	struct err err = { 0 };
	struct select *s = select_new(o, &t->vocab, &err);

	if (s == NULL && err.usage && strstr(err.msg, why) != NULL)
		return 1;
	printf("# %s\n", s != NULL ? "accepted" : err.msg);
	select_free(s);
	return 0;
}

#define REFUSED(why, ...)                                                      \
	CHECK(refused(t, &(struct select_opts){ __VA_ARGS__ }, why))

static void
test_refused(struct rows *t)
{
	struct err err = { 0 };
	struct select_opts o = { .symbols = "@absent", .sides = "X" };

	test_begin("a criterion that cannot be read is a wrong command line");
	REFUSED("--instruments: \"x\": expected numbers from 0 to 4294967294",
	    .instruments = "1,x");
	REFUSED("--instruments: \"\"", .instruments = "1,");
	REFUSED("4294967295", .instruments = "4294967295"); /* the null */
	REFUSED("--publisher: \"65535\": expected numbers from 0 to 65534",
	    .publishers = "65535");
	REFUSED("--action: \"t\"", .actions = "t");
	REFUSED("--action: \"\"", .actions = "");
	REFUSED("--side: \",\"", .sides = ",");
	REFUSED("--side: \"AX\"", .sides = "AX");
	REFUSED("--symbols: an empty name", .symbols = "");
	REFUSED("--kind: an empty name", .kinds = "a,,b");
	REFUSED("start", .start = "noon");

	test_begin("the command line is checked before files are read");
	REFUSED("--side", .symbols = "@absent", .sides = "X");
	o.sides = NULL;
	CHECK(select_new(&o, &t->vocab, &err) == NULL);
	CHECK(!err.usage);
	CHECK(strstr(err.msg, "absent") != NULL);
}

static void
test_table(void)
{
	struct select_opts o = { 0 };
	struct err err = { 0 };

	test_begin("each option of the table reaches its field");
	CHECK_INT(opt_line(cat_select_opts, &o,
		      "-s A,B --instruments 1 -k mbo --publisher 2 --action T "
		      "--side A --no-snapshots --start 2024-01-01 --end +1h "
		      "--session 09:30-16:00 input",
		      &err),
	    1);
	CHECK_STR(o.symbols, "A,B");
	CHECK_STR(o.instruments, "1");
	CHECK_STR(o.kinds, "mbo");
	CHECK_STR(o.publishers, "2");
	CHECK_STR(o.actions, "T");
	CHECK_STR(o.sides, "A");
	CHECK_INT(o.no_snapshots, 1);
	CHECK_STR(o.start, "2024-01-01");
	CHECK_STR(o.end, "+1h");
	CHECK_STR(o.session, "09:30-16:00");
}

int
main(void)
{
	struct rows t;

	rows_init(&t);
	test_all(&t);
	test_names(&t);
	test_ids(&t);
	test_last_id(&t);
	test_letters(&t);
	test_snapshots(&t);
	test_time(&t);
	test_header(&t);
	test_unused(&t);
	test_refused(&t);
	test_table();
	select_free(NULL);
	rows_fini(&t);
	return test_end();
}
