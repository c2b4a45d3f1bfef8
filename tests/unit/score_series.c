/* Breaks in a symbol's series of rows. */
#include "score/series.h"

#include "score_test.h"

static struct feat_rows rows;

/* Is the row of A that starts after `minutes' and lasts `span' fresh? */
static int
fresh(struct series *s, int symbol, double minutes, double span)
{
	struct err err = { 0 };
	struct rec r = feat_row(&rows, symbol,
	    SCORE_TIME0 + (uint64_t)(minutes * (double)SCORE_MINUTE),
	    (uint64_t)(span * (double)SCORE_MINUTE), 0, 0, 0);

	return series_fresh(s, &r, &err);
}

static void
test_default(void)
{
	struct series s;

	test_begin("the first row of each symbol begins a run");
	series_init(&s, 0);
	CHECK_INT(fresh(&s, 0, 0, 1), 1);
	CHECK_INT(fresh(&s, 1, 0, 1), 1);
	CHECK_INT(fresh(&s, 0, 1, 1), 0);

	test_begin("a pause of an hour goes on, a longer one is a break");
	CHECK_INT(fresh(&s, 0, 2 + 60, 1), 0);
	CHECK_INT(fresh(&s, 0, 63 + 60.1, 1), 1);
	CHECK_INT(fresh(&s, 0, 124.1, 1), 0);

	test_begin("a row that is late or overlaps breaks nothing");
	CHECK_INT(fresh(&s, 0, 3, 1), 0);
	CHECK_INT(fresh(&s, 0, 126, 1), 0);
	series_fini(&s);
}

static void
test_spans(void)
{
	const double day = 24 * 60;
	struct series s;

	test_begin("daily rows go on over a weekend, not over a holiday week");
	series_init(&s, 0);
	CHECK_INT(fresh(&s, 0, 0, day), 1);
	CHECK_INT(fresh(&s, 0, 3 * day, day), 0);
	CHECK_INT(fresh(&s, 0, 10 * day, day), 1);
	series_fini(&s);

	test_begin("a gap that was asked for is the only rule");
	series_init(&s, 5 * SCORE_MINUTE);
	CHECK_INT(fresh(&s, 0, 0, day), 1);
	CHECK_INT(fresh(&s, 0, day + 5, day), 0);
	CHECK_INT(fresh(&s, 0, 2 * day + 10.1, day), 1);
	series_fini(&s);
}

static void
test_no_time(void)
{
	struct err err = { 0 };
	struct series s;
	struct rec r;

	test_begin("rows without time break nothing after the first");
	series_init(&s, 0);
	r = feat_row(&rows, 0, TS_NULL, 0, 0, 0, 0);
	CHECK_INT(series_fresh(&s, &r, &err), 1);
	CHECK_INT(series_fresh(&s, &r, &err), 0);
	CHECK_INT(fresh(&s, 0, 0, 1), 0);
	CHECK_INT(fresh(&s, 0, 600, 1), 1);
	CHECK_INT(series_fresh(&s, &r, &err), 0);
	series_fini(&s);
}

int
main(void)
{
	feat_rows_init(&rows);
	test_default();
	test_spans();
	test_no_time();
	feat_rows_fini(&rows);
	return test_end();
}
