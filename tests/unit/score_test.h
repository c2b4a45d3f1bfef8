/*
 * score_test.h - rows of kind feat, for the tests of lib/score.
 */
#ifndef UNIT_SCORE_TEST_H
#define UNIT_SCORE_TEST_H

#include "base/rng.h"
#include "stream/stream.h"

#include "test.h"

#define SCORE_MINUTE UINT64_C(60000000000)
/* 2024-01-01 09:30 UTC */
#define SCORE_TIME0 (UINT64_C(1704101400) * UINT64_C(1000000000))

enum { SCORE_FIELDS = 6 };

/* ts_event ts_end symbol size price r */
enum { F_START, F_END, F_SYMBOL, F_SIZE, F_PRICE, F_R };

struct feat_rows {
	struct vocab vocab;
	const struct schema *schema;
	unsigned char row[256];
	uint32_t symbol[4]; /* ids of A, B, C, D */
};

static inline void
feat_rows_init(struct feat_rows *t)
{
	const struct field f[SCORE_FIELDS] = {
		field_make("ts_event", F_TS, ""),
		field_make("ts_end", F_TS, ""),
		field_make("symbol", F_SYM, ""),
		field_make("size", F_F64, ""),
		field_make("price", F_F64, ""),
		field_make("r", F_F64, "ln"),
	};
	struct err err = { 0 };
	char name[2] = "A";
	int i;

	memset(t, 0, sizeof(*t));
	CHECK(vocab_init(&t->vocab, 1000, &err) == 0);
	t->schema = schema_get(t->vocab.schemas, "feat", f, SCORE_FIELDS, &err);
	CHECK(t->schema != NULL && t->schema->row_size <= sizeof(t->row));
	for (i = 0; i < 4; i++, name[0]++)
		t->symbol[i] = symtab_add(t->vocab.syms, name, 1, &err);
}

/* A row of a symbol that covers [start, start + span). */
static inline struct rec
feat_row(struct feat_rows *t, int symbol, uint64_t start, uint64_t span,
    double size, double price, double r)
{
	struct rec rec = { t->schema, t->row };

	row_put_u64(t->row, t->schema, F_START, start);
	row_put_u64(t->row, t->schema, F_END, start + span);
	row_put_u32(t->row, t->schema, F_SYMBOL, t->symbol[symbol]);
	row_put_f64(t->row, t->schema, F_SIZE, size);
	row_put_f64(t->row, t->schema, F_PRICE, price);
	row_put_f64(t->row, t->schema, F_R, r);
	return rec;
}

static inline void
feat_rows_fini(struct feat_rows *t)
{
	vocab_fini(&t->vocab);
}

#endif
