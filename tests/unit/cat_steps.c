/*
 * cat_steps.c - tests of dedup and shards against naive twins.
 */
#include "base/rng.h"
#include "cat/steps.h"
#include "stream_rows.h"

/* The naive twin: a list of the rows of the window, looked through. */
enum { WINDOW = 50, ROWS = 20000 };

struct seen {
	unsigned char row[WINDOW][ROWS_SIZE];
	int n, next;
};

static int
seen_row(struct seen *s, const struct rec *r, const unsigned char *compared)
{
	size_t size = r->schema->row_size;
	int i;

	for (i = 0; i < s->n; i++)
		if (memcmp(s->row[i], compared, size) == 0)
			return 0;
	memcpy(s->row[s->next], compared, size);
	s->next = (s->next + 1) % WINDOW;
	s->n += s->n < WINDOW;
	return 1;
}

static struct rec
random_trade(struct rows *t, struct rng *g)
{
	static const char *const names[] = { "AA", "B", "CCC" };
	struct rec r = rows_trade(t, DAY0 + rng_below(g, 6) * SEC,
	    names[rng_below(g, 3)], 100, (int64_t)rng_below(g, 5));
	unsigned char *row = t->row[K_TRADE];

	/* the sequence alone never decides, the time of arrival never does */
	row_put_u32(row, r.schema, schema_find(r.schema, "sequence"),
	    (uint32_t)rng_below(g, 2));
	row_put_u64(row, r.schema, r.schema->at.ts_recv,
	    DAY0 + rng_below(g, 1000000));
	return r;
}

static void
test_dedup(void)
{
	unsigned char compared[ROWS_SIZE];
	static struct seen seen;
	struct err err = { 0 };
	struct dedup *d;
	struct rows t;
	struct rec r;
	struct rng g;
	int i, is_new, bad = 0, repeated = 0;

	test_begin("rows that came before are told as a list tells them (seed "
		   "11)");
	rows_init(&t);
	d = dedup_new(WINDOW, t.vocab.syms, &err);
	rng_init(&g, 11, 0);
	for (i = 0; i < ROWS; i++) {
		r = random_trade(&t, &g);
		memcpy(compared, r.v, r.schema->row_size);
		row_put_u64(compared, r.schema, r.schema->at.ts_recv, 0);
		is_new = seen_row(&seen, &r, compared);
		bad += dedup_row(d, &r) != is_new;
		repeated += !is_new;
	}
	CHECK_INT(bad, 0);
	CHECK(repeated > ROWS / 10 && repeated < ROWS * 9 / 10);
	dedup_free(d);
	rows_fini(&t);
}

static void
test_kinds(void)
{
	double ohlc[4] = { 1, 1, 1, 1 };
	struct err err = { 0 };
	struct dedup *d;
	struct rows t;
	struct rec r;

	test_begin("rows of two kinds are never the same row");
	rows_init(&t);
	d = dedup_new(WINDOW, t.vocab.syms, &err);
	r = rows_quote(&t, DAY0, "A", 1, 2);
	CHECK_INT(dedup_row(d, &r), 1);
	r = rows_bar(&t, DAY0, "A", ohlc, 1);
	CHECK_INT(dedup_row(d, &r), 1);
	r = rows_value(&t, DAY0, "A", 1);
	CHECK_INT(dedup_row(d, &r), 1);
	CHECK_INT(dedup_row(d, &r), 0);
	r = rows_quote(&t, DAY0, "A", 1, 2);
	CHECK_INT(dedup_row(d, &r), 0);
	dedup_free(d);
	rows_fini(&t);
}

/* FNV-1a as its authors write it down. */
static uint64_t
fnv(const char *s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return h;
}

static void
test_shards(void)
{
	enum { N = 7, SYMBOLS = 1000 };
	struct err err = { 0 };
	struct shard *s[N];
	struct rows t;
	struct rec r;
	char name[16];
	int i, k, in, bad = 0, many = 0;

	test_begin("each symbol is in the one shard that its hash says, those "
		   "of --also in all");
	rows_init(&t);
	for (i = 0; i < N; i++) {
		snprintf(name, sizeof(name), "%d/%d", i + 1, N);
		s[i] = shard_new(name, "S7,S77,,S", &t.vocab, &err);
		CHECK(s[i] != NULL);
	}
	for (k = 0; k < SYMBOLS; k++) {
		snprintf(name, sizeof(name), "S%d", k);
		for (i = in = 0; i < N; i++) {
			r = rows_trade(&t, DAY0, name, 1, 1);
			CHECK(shard_keeps(s[i], name) ==
			      shard_row(s[i], &r, &err));
			if (shard_row(s[i], &r, &err) != 1)
				continue;
			in++;
			bad += k != 7 && k != 77 &&
			       fnv(name) % N != (uint64_t)(i + 1) % N;
		}
		bad += in != (k == 7 || k == 77 ? N : 1);
		many += in == N;
	}
	CHECK_INT(bad, 0);
	CHECK_INT(many, 2);
	for (i = 0; i < N; i++)
		shard_free(s[i]);
	rows_fini(&t);
}

static void
test_refused(void)
{
	static const char *const bad[] = { "", "1", "/", "1/", "/3", "4/3",
		"1/0", "-1/3", "1/3x", "1/2000000" };
	struct err err;
	struct rows t;
	size_t i;

	test_begin("a shard that is none is a mistake of the command line");
	rows_init(&t);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		memset(&err, 0, sizeof(err));
		CHECK(shard_new(bad[i], NULL, &t.vocab, &err) == NULL);
		CHECK(err.set && err.usage);
	}
	rows_fini(&t);
}

int
main(void)
{
	test_dedup();
	test_kinds();
	test_shards();
	test_refused();
	return test_end();
}
