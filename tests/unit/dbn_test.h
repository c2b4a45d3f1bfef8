/*
 * dbn_test.h - what the tests of DBN share: read a whole file, sum it up.
 */
#ifndef UNIT_DBN_TEST_H
#define UNIT_DBN_TEST_H

#include "dbn/dbn.h"
#include "test.h"
#include "tmp.h"

/* What came of reading a file to its end. */
struct tally {
	int opened, last; /* last answer of dbn_next */
	uint64_t rows;
	uint64_t price_sum; /* of kind "trades", wrapping */
	struct dbn_stats stats;
	struct err err;
};

static struct vocab vocab;

static inline void
vocab_begin(void)
{
	struct err err = { 0 };

	if (vocab_init(&vocab, SYMTAB_DEFAULT_MAX, &err) == -1) {
		puts(err.msg);
		exit(1);
	}
}

/* Open by what the name says: .dbz raw, .frag a fragment. */
static inline struct dbn *
open_sample(const char *path, struct err *err)
{
	struct dbn_opts opts = { .fragment = strstr(path, ".frag") != NULL };
	struct in *in = in_open(path, strstr(path, ".dbz") != NULL, err);

	return in == NULL ? NULL : dbn_open(in, &vocab, &opts, err);
}

/* Called with each row, NULL for none. */
typedef void row_fn(void *arg, const struct rec *r);

static inline void
tally_batch(struct tally *t, const struct recs *b, row_fn *fn, void *arg)
{
	struct rec r = { b->schema, b->rows };
	int price = strcmp(b->schema->kind, "trades") == 0 ?
	    b->schema->at.price :
	    -1;
	size_t i;

	for (i = 0; i < b->n; i++, r.v += b->schema->row_size) {
		if (price >= 0)
			t->price_sum += rec_u64(&r, price);
		if (fn != NULL)
			fn(arg, &r);
	}
	t->rows += b->n;
}

static inline struct tally
read_sample(const char *path, row_fn *fn, void *arg)
{
	struct tally t = { 0 };
	struct dbn *d = open_sample(path, &t.err);
	struct recs b;

	t.opened = d != NULL;
	t.last = d == NULL ? -1 : 1;
	while (t.last == 1) {
		t.last = dbn_next(d, &b, &t.err);
		if (t.last == 1)
			tally_batch(&t, &b, fn, arg);
	}
	if (d != NULL)
		t.stats = *dbn_stats(d);
	dbn_close(d);
	return t;
}

#endif
