/* The sample of runs: what is kept, in which order, and what is fitted on. */
#include "detect/grouped.h"

#include "test.h"

enum { SYMBOLS = 7, D = 2 };

/* Rows of symbols in turn; x[0] is the row's number, x[1] its place among
 * those of its symbol. */
static void
offer(struct reservoir *r, uint32_t n, int breaks)
{
	struct err err = { 0 };
	struct rng rng;
	uint32_t i;

	rng_init(&rng, 8, 1);
	for (i = 0; i < n; i++) {
		double x[D] = { i, i / SYMBOLS };
		struct reservoir_row row = { .x = x,
			.symbol = i % SYMBOLS,
			.time = i,
			.score = -1.0 * i,
			.fresh = i < SYMBOLS ||
				 (breaks && rng_below(&rng, 50) == 0) };

		if (breaks && rng_below(&rng, 60) == 0)
			CHECK(reservoir_skip(r, row.symbol, &err) == 0);
		CHECK(reservoir_add(r, &row, &err) == 0);
	}
	CHECK(reservoir_finish(r, &err) == 0);
	CHECK_INT(r->seen, n);
}

static void
test_all(void)
{
	struct reservoir r;
	size_t i;

	test_begin("as many rows as fit are all kept, in order");
	reservoir_init(&r, D, 1000, 1, 3);
	offer(&r, 1000, 0);
	CHECK_INT(r.n, 1000);
	for (i = 0; i < r.n; i++)
		CHECK(r.place[i] == i && r.x[i * D] == (double)i &&
		      r.symbol[i] == i % SYMBOLS && r.time[i] == i);
	reservoir_fini(&r);
}

/* Rows one by one: exactly max of them, rising, spread evenly. */
static void
test_single(void)
{
	size_t half = 0, i;
	struct reservoir r;

	test_begin("of more rows exactly max are kept, in order");
	reservoir_init(&r, D, 5000, 1, 3);
	offer(&r, 100000, 0);
	CHECK_INT(r.n, 5000);
	for (i = 0; i < r.n; i++) {
		CHECK(i == 0 || r.place[i] > r.place[i - 1]);
		CHECK(r.x[i * D] == (double)r.place[i]);
		half += r.place[i] < 50000;
	}

	test_begin("every row has the same chance");
	/* 2500 +- 5 sd of 34 */
	CHECK(half > 2330 && half < 2670);
	reservoir_fini(&r);

	test_begin("a sample of scores keeps scores alone");
	reservoir_init(&r, 0, 5000, 1, 3);
	offer(&r, 100000, 0);
	CHECK_INT(r.n, 5000);
	CHECK(r.x == NULL && r.symbol == NULL);
	for (i = 0; i < r.n; i++)
		CHECK(r.score[i] == -1.0 * (double)r.place[i]);
	reservoir_fini(&r);
}

static void
check_runs(const struct grouped *g, size_t most)
{
	const struct rows *rows = &g->rows;
	size_t k, i, n;

	CHECK_INT(rows->run[0], 0);
	CHECK_INT(rows->run[rows->runs], rows->n);
	for (k = 0; k < rows->runs; k++) {
		n = rows->run[k + 1] - rows->run[k];
		CHECK(n > 0 && n <= most);
		for (i = rows->run[k] + 1; i < rows->run[k + 1]; i++) {
			CHECK(rows->symbol[i] == rows->symbol[i - 1]);
			CHECK(
			    rows->x[i * D + 1] == rows->x[(i - 1) * D + 1] + 1);
			CHECK(rows->time[i] > rows->time[i - 1]);
		}
		CHECK(k == 0 ||
		      rows->time[rows->run[k]] > rows->time[rows->run[k - 1]]);
	}
}

static void
test_runs(int breaks, uint32_t n, size_t max, const char *name)
{
	struct err err = { 0 };
	struct grouped g, h;
	struct reservoir r;
	size_t i, cut;

	test_begin(name);
	reservoir_init(&r, D, max, 32, 5);
	offer(&r, n, breaks);
	CHECK(r.n <= max && (r.n > max - 64 || r.n == n));
	for (i = 1; i < r.n; i++)
		CHECK(r.place[i] > r.place[i - 1] && r.run[i] < r.runs);
	cut = r.n / 2;
	CHECK(grouped_init(&g, &r, 0, cut, &err) == 0);
	CHECK(grouped_init(&h, &r, cut, r.n, &err) == 0);
	check_runs(&g, 32);
	check_runs(&h, 32);
	for (i = 0; i < cut; i++) /* place is the position of a row */
		CHECK(r.time[g.place[i]] == r.place[i]);
	grouped_fini(&g);
	grouped_fini(&h);
	reservoir_fini(&r);
}

/* A run that was cut short by a break is followed by another serial. */
static void
test_serial(void)
{
	uint32_t last[SYMBOLS] = { 0 };
	size_t joined = 0, broken = 0, i;
	double before[SYMBOLS];
	struct reservoir r;

	test_begin("serial numbers say which rows follow one another");
	reservoir_init(&r, D, 3000, 32, 5);
	offer(&r, 30000, 1);
	for (i = 0; i < r.n; i++) {
		uint32_t s = r.symbol[i];
		double at = r.x[i * D + 1];

		if (last[s] != 0 && r.serial[i] == last[s] + 1) {
			CHECK(at == before[s] + 1);
			joined++;
		} else {
			broken++;
		}
		last[s] = r.serial[i];
		before[s] = at;
	}
	CHECK(joined > 2000 && broken > 100);
	reservoir_fini(&r);
}

int
main(void)
{
	test_all();
	test_single();
	test_runs(0, 7 * 640, 100000 / 10, "a stream that fits is all runs");
	test_runs(0, 100000, 4000, "runs are kept or left out as a whole");
	test_runs(1, 100000, 4000, "breaks and rows left out end runs");
	test_serial();
	return test_end();
}
