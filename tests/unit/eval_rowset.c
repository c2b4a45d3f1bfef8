/*
 * eval_rowset.c - rows grouped by series, columns in a temporary file, time
 * covered.
 */
#include "eval/rowset.h"

#include "base/rng.h"
#include "base/tstamp.h"
#include "eval/column.h"
#include "eval/cover.h"
#include "test.h"
#include "tmp.h"

enum { SERIES = 7, N = 3 * COLUMN_BLOCK + 77 };

/* all: the times of all rows are kept, else those of rows with events. */
static void
test_group(int all)
{
	static const uint32_t order[SERIES] = { 3, 0, 6, 1, 5, 2, 4 };
	uint32_t *at = malloc(sizeof(order)), count[SERIES] = { 0 };
	uint32_t rows[SERIES] = { 0 };
	uint64_t *end;
	struct rowset r;
	struct err err = { 0 };
	struct rng rng;

	rowset_init(&r, tmp_dir);
	if (all)
		rowset_keep_times(&r);
	rng_init(&rng, 1, 0);
	for (uint32_t s = 0; s < SERIES; s++)
		CHECK(rowset_series(&r, 100 + s, 0, &err) == 0);
	/* series 5 has no row at all; a score says where a row belongs */
	for (int i = 0; i < 5000; i++) {
		uint32_t s = (uint32_t)rng_below(&rng, SERIES);

		s = s == 5 ? 6 : s;
		rows[s]++;
		if (rng_below(&rng, 10) == 0) {
			CHECK(rowset_miss(&r, s, &err) == 0);
			continue;
		}
		CHECK(rowset_add(&r, s, s * 10000.0 + rows[s] - 1, rows[s], s,
			  (int)s % 2, &err) == 0);
	}
	memcpy(at, order, sizeof(order));
	CHECK(rowset_group(&r, at, &err) == 0);
	end = calloc(r.n + 1, sizeof(*end));
	CHECK(rowset_times(&r, end, &err) == 0);
	for (size_t i = 0; i < r.n; i++) {
		uint32_t p = rowset_place(&r, i), s = r.at[p];
		uint64_t number = rowset_number(&r, i);

		CHECK_INT(rowset_events(&r, i), s);
		CHECK_NEAR(r.score[i], s * 10000.0 + (double)number, 0);
		CHECK_INT(end[i], all || s != 0 ? number + 1 : 0);
		CHECK_INT((r.set[i] & ROW_ALARM) != 0, s % 2);
		CHECK_INT(rowset_run(&r, i),
		    i == r.first[p] || number != rowset_number(&r, i - 1) + 1);
		CHECK_INT(i - r.first[p], count[s]++);
		CHECK_INT(r.place[s], p);
	}
	free(end);
	rowset_fini(&r);
}

static void
test_scatter(void)
{
	struct rowset r;
	struct err err = { 0 };
	uint32_t *at = malloc(2 * sizeof(*at));
	double from[100], to[100];

	rowset_init(&r, tmp_dir);
	rowset_series(&r, 1, 0, &err);
	rowset_series(&r, 2, 0, &err);
	for (uint32_t i = 0; i < 100; i++) {
		from[i] = i;
		CHECK(rowset_add(&r, i % 3 == 0, 0, 0, 0, 0, &err) == 0);
	}
	at[0] = 1;
	at[1] = 0;
	CHECK(rowset_group(&r, at, &err) == 0);
	rowset_rewind(&r);
	for (size_t i = 0; i < 100; i += 7)
		CHECK(rowset_scatter(&r, to, from + i, i,
			  i + 7 > 100 ? 100 - i : 7, &err) == 0);
	for (int i = 0; i < 34; i++)
		CHECK_NEAR(to[i], 3 * i, 0);
	CHECK_NEAR(to[34], 1, 0);
	CHECK_NEAR(to[99], 98, 0);
	rowset_fini(&r);
}

/* Bytes per row in all arrays of a rowset, their unused ends apart. */
static double
bytes_per_row(const struct rowset *r)
{
	size_t n = r->n * (sizeof(*r->score) + sizeof(*r->missed) +
			      sizeof(*r->set) + sizeof(*r->scratch));

	return (double)n / (double)r->n;
}

/* Half of the rows are labelled, no two scored rows follow each other, and
 * there are more rows than a block of the temporary file has. */
static void
test_size(void)
{
	struct rowset r;
	struct err err = { 0 };
	uint32_t *at = malloc(2 * sizeof(*at));
	uint64_t *end = malloc(100000 * sizeof(*end));

	rowset_init(&r, tmp_dir);
	rowset_keep_times(&r);
	rowset_series(&r, 1, 0, &err);
	rowset_series(&r, 2, 0, &err);
	for (uint32_t i = 0; i < 100000; i++) {
		CHECK(rowset_miss(&r, i % 2, &err) == 0);
		CHECK(rowset_add(&r, i % 2, i, i, i % 4 < 2, 0, &err) == 0);
	}
	at[0] = 1;
	at[1] = 0;
	CHECK(rowset_group(&r, at, &err) == 0);
	CHECK(bytes_per_row(&r) <= 24);
	CHECK(rowset_times(&r, end, &err) == 0);
	CHECK(r.order.file.dir != NULL);
	for (size_t i = 0; i < r.n; i++) {
		size_t k = i < 50000 ? 2 * i + 1 : 2 * (i - 50000);

		if (r.score[i] != (double)k || end[i] != k ||
		    rowset_number(&r, i) != 2 * (i % 50000) + 1 ||
		    rowset_events(&r, i) != (k % 4 < 2) || !rowset_run(&r, i))
			test_bad = 1;
	}
	free(end);
	rowset_fini(&r);
}

/* Column 0 is i, column 1 the half of it, column 2 its last bits. */
static void
columns_check(size_t n)
{
	struct columns c;
	struct err err = { 0 };
	double *d = malloc(COLUMN_BLOCK * sizeof(*d));
	float *f = malloc(COLUMN_BLOCK * sizeof(*f));
	unsigned char *u = malloc(COLUMN_BLOCK);
	size_t row = 0;
	long k;

	columns_init(&c, tmp_dir);
	CHECK_INT(columns_add(&c, sizeof(double)), 0);
	CHECK_INT(columns_add(&c, sizeof(float)), 1);
	CHECK_INT(columns_add(&c, 1), 2);
	for (size_t i = 0; i < n; i++) {
		double x = (double)i;
		float y = (float)i / 2;
		unsigned char z = (unsigned char)i;
		const void *cell[] = { &x, &y, &z };

		CHECK(columns_put(&c, cell, &err) == 0);
	}
	for (uint64_t b = 0; (k = columns_read(&c, 0, b, d, &err)) > 0; b++) {
		CHECK_INT(columns_read(&c, 1, b, f, &err), k);
		CHECK_INT(columns_read(&c, 2, b, u, &err), k);
		for (long i = 0; i < k; i++, row++)
			if (d[i] != (double)row || f[i] != (float)row / 2 ||
			    u[i] != (unsigned char)row)
				test_bad = 1;
	}
	CHECK_INT(k, 0);
	CHECK_INT(row, n);
	columns_fini(&c);
	free(d);
	free(f);
	free(u);
}

static void
test_no_folder(void)
{
	struct columns c;
	struct err err = { 0 };
	const float x = 1;
	const void *cell[] = { &x };
	int got = 0;

	columns_init(&c, "no/such/folder");
	columns_add(&c, sizeof(x));
	/* few rows need no file */
	for (int i = 0; i < COLUMN_BLOCK && got == 0; i++) {
		CHECK(!err.set);
		got = columns_put(&c, cell, &err);
	}
	CHECK_INT(got, -1);
	CHECK(strstr(err.msg, "no/such/folder") != NULL);
	CHECK(strstr(err.msg, "--tmp") != NULL);
	columns_fini(&c);
}

static void
test_cover(void)
{
	const uint64_t h = 3600 * NS_SECOND;
	struct cover a = { 0 }, b = { 0 };
	struct cover_sum sum = { 0 };

	cover_row(&a, 0, 2 * h, 1);
	cover_row(&a, h, 3 * h, 1);
	cover_row(&a, 5 * h, 6 * h, 0); /* no score */
	cover_row(&a, TS_NULL, TS_NULL, 1);
	CHECK_INT(a.ns, 3 * h);
	CHECK_INT(a.dates, 1);
	/* ticks: to the next one, an hour at most */
	cover_row(&b, 0, 0, 1);
	cover_row(&b, h / 4, h / 4, 1);
	cover_row(&b, 30 * h, 30 * h, 1);
	cover_row(&b, 31 * h, 31 * h, 0);
	cover_row(&b, 90 * h, 90 * h, 1);
	CHECK_INT(b.ns, h / 4 + h + h);
	CHECK_INT(b.dates, 3);
	cover_add(&sum, &a);
	for (int i = 0; i < 1000; i++)
		cover_add(&sum, &b);
	CHECK_NEAR(cover_days(&sum), (3 + 2250) / 24.0, 1e-9);
	CHECK_INT(sum.dates, 3001);
}

int
main(void)
{
	tmp_begin();
	test_begin("rows are grouped by series, each in its own order");
	test_group(0);
	test_group(1);
	test_begin("a row takes 24 bytes, whatever interrupts the series");
	test_size();
	test_begin("a column is brought into the same order piece by piece");
	test_scatter();
	test_begin("columns come back as they were put, from memory and file");
	columns_check(0);
	columns_check(COLUMN_BLOCK - 1);
	columns_check(COLUMN_BLOCK);
	columns_check(N);
	test_begin("a temporary file is made for many rows only, where it is "
		   "asked for");
	test_no_folder();
	test_begin("covered time is a union, dates are counted once");
	test_cover();
	tmp_end();
	return test_end();
}
