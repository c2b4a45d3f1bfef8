/*
 * stream_sort.c - rows in order of time, and from the last one back.
 */
#include "stream/sort.h"
#include "stream/sort_runs.h"
#include "stream/spool.h"
#include "stream/stream.h"
#include "stream/time_order.h"

#include "base/rng.h"
#include "test.h"
#include "tmp.h"

static struct vocab vocab;
static const struct schema *kind[3];

/* Rows of three lengths: a time and the number of the row. */
static void
make_kinds(void)
{
	static const char *const names[] = { "a", "b", "c" };
	struct field f[3];
	struct err err = { 0 };
	int i;

	f[0] = field_make("ts_event", F_TS, "");
	f[1] = field_make("number", F_U64, "");
	f[2] = field_make("text", F_TEXT, "");
	for (i = 0; i < 3; i++) {
		f[2].len = (uint16_t)(i == 2 ? 4000 : 1 + 16 * i);
		kind[i] = schema_get(vocab.schemas, names[i], f, 3, &err);
		if (kind[i] == NULL)
			exit(1);
	}
}

static void
make_row(unsigned char *row, const struct schema *s, uint64_t t, uint64_t n)
{
	row_clear(row, s);
	row_put_u64(row, s, 0, t);
	row_put_u64(row, s, 1, n);
}

/* What a stream of rows was made of, and what came out. */
struct run {
	uint64_t rows, seed, range; /* times are below the range */
	uint64_t memory;
	uint64_t spilled;
};

static uint64_t
time_at(struct rng *rng, const struct run *u, uint64_t i)
{
	if (u->range == 0) /* newest first */
		return 2 * u->rows - i;
	if (u->range == 1) /* in order */
		return i + 1;
	return 1 + rng_u64(rng) % u->range;
}

static int
check_sorted(struct sort *s, const struct run *u)
{
	struct err err = { 0 };
	uint64_t n = 0, last = 0, last_number = 0, number, t;
	struct recs b;
	struct rec r;
	size_t i;
	int got, ok = 1;

	while ((got = sort_next(s, &b, &err)) == 1) {
		r = (struct rec){ b.schema, b.rows };
		for (i = 0; i < b.n; i++, n++, r.v += b.schema->row_size) {
			t = rec_u64(&r, 0);
			number = rec_u64(&r, 1);
			ok &= t > last || (t == last && number > last_number);
			ok &= b.schema == kind[number % 7 % 3];
			last = t;
			last_number = number;
		}
	}
	if (got == -1)
		printf("# %s\n", err.msg);
	return ok && got == 0 && n == u->rows;
}

static int
sorts(struct run *u)
{
	const struct spill_opts o = { .dir = tmp_dir, .memory = u->memory };
	unsigned char row[8192];
	struct err err = { 0 };
	struct sort *s = sort_new("--sort", &o, vocab.schemas, &err);
	struct rng rng;
	uint64_t i;
	int ok = s != NULL;

	rng_init(&rng, u->seed, 0);
	for (i = 0; ok && i < u->rows; i++) {
		make_row(row, kind[i % 7 % 3], time_at(&rng, u, i), i);
		ok = sort_add(s, kind[i % 7 % 3], row, 1, &err) == 0;
	}
	ok = ok && check_sorted(s, u);
	u->spilled = s != NULL ? sort_spilled(s) : 0;
	if (err.set)
		printf("# %s\n", err.msg);
	sort_free(s);
	return ok;
}

static void
test_sort(void)
{
	struct run in_memory = { .rows = 2000, .seed = 1, .range = 500 };
	struct run few = { .rows = 3, .seed = 2, .range = UINT64_MAX - 2 };
	struct run none = { .rows = 0, .seed = 2, .range = 10 };
	struct run big = { .rows = 30000, .seed = 3, .range = UINT64_MAX - 2 };
	struct run equal = { .rows = 30000, .seed = 4, .range = 2 };
	struct run back = { .rows = 30000, .range = 0 };
	struct run forth = { .rows = 30000, .range = 1 };

	in_memory.memory = few.memory = none.memory = 64 << 20;
	test_begin("rows are sorted in memory, equal times as they came");
	CHECK(sorts(&in_memory) && in_memory.spilled == 0);
	CHECK(sorts(&few) && sorts(&none));
	test_begin("runs of a temporary file are merged, equal times as ever");
	CHECK(sorts(&big) && big.spilled > 10 << 20);
	CHECK(sorts(&equal) && equal.spilled > 10 << 20);
	CHECK(sorts(&back) && sorts(&forth));
}

static void
test_many_runs(void)
{
	struct run u = { .rows = 300000, .seed = 5, .range = UINT64_MAX - 2 };

	test_begin("more runs than have windows are merged first");
	CHECK(sorts(&u));
	/* each row was written more than once */
	CHECK(u.spilled > u.rows * 4000 * 2 / 7 * 3 / 2);
}

/* Bytes of the windows of as many runs as are merged at once. */
static uint64_t
windows_of(uint64_t memory)
{
	const struct spill_opts o = { .dir = tmp_dir, .memory = memory };
	const struct sort_item item = { 1, kind[0]->id, 0 };
	unsigned char row[64];
	struct err err = { 0 };
	struct sort_runs r;
	uint64_t bytes;

	sort_runs_init(&r, &o, vocab.schemas);
	make_row(row, kind[0], 1, 1);
	while (!sort_runs_full(&r))
		CHECK_INT(sort_runs_add(&r, &item, 1, row, &err), 0);
	CHECK_INT(sort_runs_begin(&r, &err), 0);
	bytes = r.n * r.window;
	sort_runs_fini(&r);
	return bytes;
}

static void
test_limits(void)
{
	const uint64_t most = 8 * (uint64_t)UINT32_MAX;

	test_begin("the windows of a merge fit into the memory");
	CHECK(windows_of(4 << 20) <= 4 << 20);
	CHECK(windows_of(9 << 20) <= 9 << 20);

	test_begin("rows are gathered up to the memory, and to 32 GiB");
	CHECK(sort_fits(1000, 10, 1320) && !sort_fits(1000, 10, 1319));
	CHECK(sort_fits(most, 1, UINT64_MAX));
	CHECK(!sort_fits(most + 8, 1, UINT64_MAX));
}

static void
test_timeless(void)
{
	const struct spill_opts o = { .memory = 8 << 20 };
	static const uint64_t t[] = { 5, TS_NULL, 3, TS_NULL, 0, 4 };
	static const uint64_t want[] = { 2, 3, 4, 5, 0, 1 };
	struct err err = { 0 };
	struct sort *s = sort_new("--sort", &o, vocab.schemas, &err);
	unsigned char row[64];
	struct recs b;
	struct rec r;
	uint64_t i;

	test_begin("a row without a time stays behind the row before it");
	for (i = 0; i < 6; i++) {
		make_row(row, kind[0], t[i], i);
		CHECK(sort_add(s, kind[0], row, 1, &err) == 0);
	}
	CHECK(sort_next(s, &b, &err) == 1 && b.n == 6);
	for (i = 0; i < 6; i++) {
		r = (struct rec){ b.schema, b.rows + i * b.schema->row_size };
		CHECK_INT(rec_u64(&r, 1), want[i]);
	}
	sort_free(s);
}

static int
spools(uint64_t rows, int back)
{
	const struct spill_opts o = { .dir = tmp_dir };
	struct err err = { 0 };
	struct spool *s = spool_new(&o, vocab.schemas, &err);
	unsigned char row[3 * 8192];
	struct recs b;
	struct rec r;
	uint64_t i, want = back ? rows : 0;
	size_t j, n, size;
	int ok = s != NULL, got = 0;

	for (i = 0; ok && i < rows; i += n) {
		n = i + 3 <= rows ? 1 + i % 3 : 1;
		size = kind[i % 7 % 3]->row_size;
		for (j = 0; j < n; j++)
			make_row(row + j * size, kind[i % 7 % 3], 1, i + j);
		ok = spool_add(s, kind[i % 7 % 3], row, n, &err) == 0;
	}
	while (ok &&
	       (got = (back ? spool_back : spool_forward)(s, &b, &err)) == 1) {
		r = (struct rec){ b.schema, b.rows };
		for (j = 0; j < b.n; j++, r.v += b.schema->row_size) {
			want -= (uint64_t)back;
			ok &= rec_u64(&r, 1) == want;
			want += !back;
		}
	}
	ok = ok && got == 0 && want == (back ? 0 : rows) &&
	     (rows < 10000) == (spool_spilled(s) == 0);
	if (err.set)
		printf("# %s\n", err.msg);
	spool_free(s);
	return ok;
}

static void
test_spool(void)
{
	test_begin(
	    "a spool gives rows from the first on and from the last back");
	CHECK(spools(0, 0) && spools(0, 1));
	CHECK(spools(1, 0) && spools(1, 1));
	CHECK(spools(500, 0) && spools(500, 1));
	CHECK(spools(20001, 0) && spools(20001, 1));
}

static void
test_no_room(void)
{
	const struct spill_opts o = { .dir = "/nowhere", .memory = 1 };
	struct err err = { 0 };
	struct spool *s = spool_new(&o, vocab.schemas, &err);
	unsigned char row[8192];
	int i, got = 0;

	test_begin("a folder that is not there is named, with what to do");
	for (i = 0; i < 10000 && got == 0; i++) {
		make_row(row, kind[2], 1, 1);
		got = spool_add(s, kind[2], row, 1, &err);
	}
	CHECK_INT(got, -1);
	CHECK(strstr(err.msg, "/nowhere: ") != NULL);
	CHECK(strstr(err.msg, "--tmp") != NULL);
	spool_free(s);
}

/* Steps back in rows of these times, put one by one or all at once. */
static void
steps(const uint64_t *t, size_t n, uint64_t back, uint64_t first, int newest)
{
	struct time_order one = { 0 }, all = { 0 };
	unsigned char rows[16 * 64];
	size_t i;

	for (i = 0; i < n; i++) {
		make_row(rows + i * kind[0]->row_size, kind[0], t[i], i);
		time_order_rows(&one, kind[0], rows + i * kind[0]->row_size, 1);
	}
	time_order_rows(&all, kind[0], rows, n);
	CHECK_INT(one.back, back);
	CHECK_INT(all.back, back);
	CHECK_INT(all.first, first);
	CHECK_INT(all.rows, n);
	CHECK_INT(time_order_newest_first(&all), newest);
	CHECK_INT(time_order_newest_first(&one), newest);
}

static void
test_order(void)
{
	static const uint64_t rise[] = { 1, 2, 2, 3, 9 };
	static const uint64_t dip[] = { 1, 5, 3, 6, 7, 8 };
	static const uint64_t fall[] = { 9, 8, 8, 7, 6 };
	static const uint64_t gaps[] = { 0, 5, TS_NULL, 6, 0, 7, 6 };

	test_begin("rows that step back are counted, whatever the batches");
	steps(rise, 5, 0, 0, 0);
	steps(dip, 6, 1, 3, 0);
	steps(fall, 5, 3, 2, 1);
	steps(gaps, 7, 1, 7, 0);
}

/* Bars of three sorts: with an end, with a start only, without a time. */
static void
make_bars(unsigned char *rows, const struct schema *s, size_t n, struct rng *g)
{
	static const uint64_t none[] = { 0, TS_NULL };
	uint64_t t = 1000, share = rng_below(g, 3);
	size_t i;

	for (i = 0; i < n; i++, rows += s->row_size) {
		t += rng_below(g, 3);
		t -= rng_below(g, 40) == 0 ? 30 * share : 0;
		row_clear(rows, s);
		row_put_u64(rows, s, s->at.ts_event, t);
		row_put_u64(rows, s, s->at.ts_end,
		    rng_below(g, 3) < share ? t + 5 : none[rng_below(g, 2)]);
		if (rng_below(g, 200) == 0)
			row_put_u64(rows, s, s->at.ts_event,
			    none[rng_below(g, 2)]);
	}
}

static void
test_two_times(void)
{
	enum { ROWS = 64, CASES = 2000 };
	const struct field f[] = { field_make("ts_event", F_TS, ""),
		field_make("ts_end", F_TS, "") };
	struct err err = { 0 };
	const struct schema *s = schema_get(vocab.schemas, "bar", f, 2, &err);
	unsigned char rows[ROWS * 16];
	struct time_order one, all;
	struct rng g;
	uint64_t t, last, back, first;
	size_t i, n;
	int k, same = 1;

	test_begin("rows of two times are counted by the one that they have");
	CHECK(s != NULL && s->row_size == 16);
	rng_init(&g, 5, 0);
	for (k = 0; same && k < CASES; k++) {
		n = 1 + rng_below(&g, ROWS);
		make_bars(rows, s, n, &g);
		one = all = (struct time_order){ 0 };
		last = back = first = 0;
		for (i = 0; i < n; i++) {
			struct rec r = { s, rows + i * 16 };

			time_order_rows(&one, s, r.v, 1);
			if ((t = rec_time(&r)) == TS_NULL)
				continue;
			if (t < last && back++ == 0)
				first = i + 1;
			last = t;
		}
		time_order_rows(&all, s, rows, n / 2);
		time_order_rows(&all, s, rows + n / 2 * 16, n - n / 2);
		same = one.back == back && all.back == back &&
		       one.first == first && all.first == first &&
		       one.last == last && all.last == last;
	}
	CHECK(same);
}

static void
test_some(void)
{
	unsigned char rows[600 * 32];
	struct time_order some = { 0 }, all = { 0 };
	size_t size = kind[0]->row_size, i;

	test_begin("of many rows some are compared until one steps back");
	CHECK(size <= 32);
	for (i = 0; i < 600; i++)
		make_row(rows + i * size, kind[0], 1000 - i, i);
	time_order_some(&some, kind[0], rows, 600);
	time_order_rows(&all, kind[0], rows, 600);
	CHECK_INT(some.back, 599);
	CHECK_INT(all.back, 599);
	CHECK_INT(some.first, 2);
	for (i = 0; i < 600; i++) /* one block after the other */
		make_row(rows + i * size, kind[0], 1 + i % 300, i);
	some = all = (struct time_order){ 0 };
	time_order_some(&some, kind[0], rows, 600);
	CHECK_INT(some.back, 1);
	CHECK_INT(some.first, 301);
	some = (struct time_order){ 0 };
	time_order_some(&some, kind[0], rows, 300);
	CHECK_INT(some.back, 0);
	CHECK_INT(some.last, 300);
	time_order_some(&some, kind[0], rows, 300);
	CHECK_INT(some.back, 1);
	CHECK_INT(some.first, 301);
}

int
main(void)
{
	struct err err = { 0 };

	tmp_begin();
	if (vocab_init(&vocab, 0, &err) == -1)
		return 1;
	make_kinds();
	test_sort();
	test_timeless();
	test_many_runs();
	test_limits();
	test_spool();
	test_no_room();
	test_order();
	test_two_times();
	test_some();
	vocab_fini(&vocab);
	tmp_end();
	return test_end();
}
