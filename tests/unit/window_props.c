/*
 * window_props.c - tests of what holds for any input of the windows.
 */
#include "window_bars.h"
#include "base/rng.h"

static struct bars other;

/* A market of a few symbols with disorder below 5 s. */
static void
market(struct rows *t, struct windows *w, int n, const char *only,
    uint64_t seed)
{
	static const char *const names[] = { "AA", "B", "CCC", "D.E" };
	struct rng g;
	uint64_t ts = DAY0, back;
	const char *name;
	double price;
	int i;

	rng_init(&g, seed, 0);
	for (i = 0; i < n; i++) {
		ts += rng_below(&g, 3 * SEC);
		back = rng_below(&g, 5 * SEC);
		name = names[rng_below(&g, 4)];
		price = 100 + (double)rng_below(&g, 1000) / 100;
		if (only == NULL || strcmp(only, name) == 0)
			push(t, w,
			    rows_trade(t, ts - back, name, price,
				(int64_t)rng_below(&g, 10)));
		else
			rng_below(&g, 10);
	}
}

static void
test_properties(void)
{
	struct window_opts o = options(30 * SEC, 10 * SEC, 5 * SEC);
	struct windows *w;
	struct rows t;
	int i, n, k, bad = 0;

	test_begin("the bars of a prefix are a prefix of the bars (seed 7)");
	w = start(&t, &o, &other);
	market(&t, w, 5000, NULL, 7);
	finish(&t, w);
	for (n = 1; n < 5000; n = n * 3 / 2 + 1) {
		w = start(&t, &o, &got);
		market(&t, w, n, NULL, 7);
		CHECK(got.n <= other.n);
		for (i = 0; i < got.n; i++) {
			got.v[i].schema = other.v[i].schema;
			bad += memcmp(&got.v[i], &other.v[i],
				   sizeof(got.v[i])) != 0;
		}
		finish(&t, w);
	}
	CHECK_INT(bad, 0);

	test_begin("a symbol's bars do not depend on the other symbols "
		   "(seed 7)");
	w = start(&t, &o, &other);
	market(&t, w, 5000, NULL, 7);
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(account(w).late, 0);
	n = (int)symtab_find(t.vocab.syms, "CCC", 3);
	finish(&t, w);
	w = start(&t, &o, &got);
	market(&t, w, 5000, "CCC", 7);
	CHECK(windows_flush(w, &t.err) == 0);
	finish(&t, w);
	for (i = k = 0; i < other.n; i++) {
		if ((int)other.v[i].symbol != n)
			continue;
		CHECK(k < got.n);
		other.v[i].symbol = got.v[k].symbol;
		other.v[i].schema = got.v[k].schema;
		bad += memcmp(&other.v[i], &got.v[k], sizeof(got.v[k])) != 0;
		k++;
	}
	CHECK_INT(bad, 0);
	CHECK_INT(k, got.n);
	CHECK(k > 100);
}

static void
test_many(void)
{
	struct window_opts o = options(SEC, 0, 0);
	struct windows *w;
	struct rows t;
	char name[16];
	int i, round, bad = 0;

	test_begin("10,000 symbols in three windows each come out in order");
	w = start(&t, &o, &got);
	for (round = 0; round < 3; round++)
		for (i = 0; i < 10000; i++) {
			snprintf(name, sizeof(name), "SYM%05d",
			    (i * 7919) % 10000);
			push(&t, w,
			    rows_trade(&t,
				DAY0 + (uint64_t)round * SEC +
				    (uint64_t)i * 1000,
				name, i + 1, round + 1));
		}
	CHECK(windows_flush(w, &t.err) == 0);
	CHECK_INT(got.n, 30000);
	for (i = 1; i < got.n; i++)
		bad += got.v[i].end < got.v[i - 1].end ||
		       (got.v[i].end == got.v[i - 1].end &&
			   symtab_cmp(t.vocab.syms, got.v[i - 1].symbol,
			       got.v[i].symbol) >= 0);
	CHECK_INT(bad, 0);
	finish(&t, w);

	test_begin("a day of millisecond windows needs one open window");
	o = options(1000000, 0, 0);
	o.max_open = 1;
	w = start(&t, &o, &got);
	got.fail_at = -1;
	for (i = 0; i < 30000; i++)
		push(&t, w,
		    rows_trade(&t, DAY0 + (uint64_t)i * 2880000000, "A", 1, 1));
	CHECK_INT(got.n, 29999);
	finish(&t, w);
}

int
main(void)
{
	test_properties();
	test_many();
	return test_end();
}
