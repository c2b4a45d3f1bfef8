/*
 * stream_row.c - what rows of all kinds share.
 */
#include "stream/row.h"

#include "stream_rows.h"

/* A row of a kind with its built-in fields and more. */
static const struct schema *
extended(struct rows *t, const char *kind, const struct field *more, int n)
{
	const struct field *f;
	const struct schema *s;
	int nf;

	f = kind_fields(kind, &nf);
	s = schema_get(t->vocab.schemas, kind, f, nf, &t->err);
	s = s == NULL
		? NULL
		: schema_extend(t->vocab.schemas, s, kind, more, n, &t->err);
	if (s == NULL)
		rows_die(t);
	return s;
}

static void
test_span(struct rows *t)
{
	const struct schema *s = t->schema[K_OHLCV];
	unsigned char *row = t->row[K_OHLCV];
	struct row_span span = { 1, 1 };
	struct rec r = rows_trade(t, DAY0 + SEC, "A", 10, 1);

	test_begin("a trade covers its moment");
	CHECK_INT(row_span(&span, &r), 0);
	CHECK_INT(span.end, DAY0 + SEC);

	test_begin("a foreign bar ends its cadence after its start");
	r = (struct rec){ s, row };
	row_put_u64(row, s, s->at.ts_event, DAY0);
	CHECK(s->at.ts_end < 0 && s->cadence > 0);
	CHECK_INT(row_span(&span, &r), 0);
	CHECK_INT(span.start, DAY0);
	CHECK_INT(span.end, DAY0 + (uint64_t)s->cadence);

	test_begin("a bar at the end of time ends there");
	row_put_u64(row, s, s->at.ts_event, TS_NULL - 5);
	CHECK_INT(row_span(&span, &r), 0);
	CHECK_INT(span.end, TS_NULL - 1);

	test_begin("a row without a time has no span");
	row_put_u64(row, s, s->at.ts_event, TS_NULL);
	CHECK_INT(row_span(&span, &r), -1);
	CHECK_INT(span.end, TS_NULL);
}

static void
test_own_bar(struct rows *t)
{
	struct field more[2] = { field_make("ts_end", F_TS, ""),
		field_make("def", F_ID, "") };
	const struct schema *s = extended(t, "ohlcv-1m", more, 2);
	unsigned char row[ROWS_SIZE];
	struct rec r = { s, row };
	struct row_span span;

	test_begin("a bar with ts_end ends there");
	row_clear(row, s);
	row_put_u64(row, s, s->at.ts_event, DAY0);
	row_put_u64(row, s, s->at.ts_end, DAY0 + 7);
	CHECK_INT(row_span(&span, &r), 0);
	CHECK_INT(span.start, DAY0);
	CHECK_INT(span.end, DAY0 + 7);

	test_begin("a def is that of the row, 0 where there is none");
	CHECK_INT(row_def(&r), 0);
	row_put_u64(row, s, s->at.def, 77);
	CHECK_INT(row_def(&r), 77);
	r = rows_trade(t, DAY0, "A", 10, 1);
	CHECK_INT(row_def(&r), 0);
}

static void
test_snapshot(struct rows *t)
{
	const struct schema *s = t->schema[K_MBP1];
	unsigned char *row = t->row[K_MBP1];
	struct rec r = { s, row };
	int flags = s->at.flags;

	test_begin("the snapshot bit counts, beside others, but not in null");
	CHECK(flags >= 0 && s->field[flags].len == 1);
	row[s->field[flags].off] = 0;
	CHECK(!row_is_snapshot(&r));
	row[s->field[flags].off] = 128 | REC_FLAG_SNAPSHOT;
	CHECK(row_is_snapshot(&r));
	row[s->field[flags].off] = 128 | REC_FLAG_BAD_TS_RECV;
	CHECK(!row_is_snapshot(&r));
	row[s->field[flags].off] = UINT8_MAX;
	CHECK(!row_is_snapshot(&r));
	r = rows_trade(t, DAY0, "A", 10, 1);
	CHECK(!row_is_snapshot(&r));
}

int
main(void)
{
	struct rows t;

	rows_init(&t);
	test_span(&t);
	test_own_bar(&t);
	test_snapshot(&t);
	rows_fini(&t);
	return test_end();
}
