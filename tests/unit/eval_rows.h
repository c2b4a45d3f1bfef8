/*
 * eval_rows.h - made-up rows for an evaluation, from a seed.
 *
 * Two symbols in turn, a row a minute: every 50th row is a spike, which the
 * score knows, every 70th a drift, which it does not; the first 20 rows have
 * no score.  A second score is the first with noise.
 */
#ifndef UNIT_EVAL_ROWS_H
#define UNIT_EVAL_ROWS_H

#include "base/rng.h"
#include "base/tstamp.h"
#include "eval/evaluation.h"
#include "test.h"

static const uint64_t minute = 60 * NS_SECOND;
static struct symtab *syms;

static inline uint32_t
word(const char *text)
{
	struct err err = { 0 };

	return symtab_add(syms, text, strlen(text), &err);
}

/* A row, with the numbers that it points at. */
struct made_row {
	struct eval_row r;
	double score[2];
	signed char alarm[2];
};

static inline void
make_row(struct made_row *m, size_t i, struct rng *rng)
{
	double u = rng_unit(rng), v = rng_unit(rng);
	int spike = i % 50 == 49, drift = i % 70 == 69;

	m->score[0] = i < 20 ? NAN : u + (spike ? 2 : 0);
	m->score[1] = i < 20 ? NAN : u + v + (spike ? 1 : 0);
	m->alarm[0] = m->score[0] > 0.99;
	m->alarm[1] = m->score[1] > 1.9;
	m->r = (struct eval_row){
		.start = i / 2 * minute,
		.end = (i / 2 + 1) * minute,
		.symbol = word(i % 2 ? "A" : "B"),
		.scored = 1,
		.score = m->score,
		.alarm = m->alarm,
		.id = EVENT_NO_ID,
		.base = { .has = NEEDS_PRICE | NEEDS_VOLUME,
		    .price = 100 + rng_unit(rng),
		    .volume = 1 + (double)rng_below(rng, 50) },
	};
	if (!spike && !drift)
		return;
	m->r.label = 1;
	m->r.type = word(spike ? "spike" : "drift");
}

/* Rows 0 .. n-1 of the seed, judged. */
static inline void
evaluate(struct evaluation *e, const struct eval_opts *how, size_t n,
    uint64_t seed)
{
	struct err err = { 0 };
	struct made_row m;
	struct rng rng;

	rng_init(&rng, seed, 0);
	CHECK(evaluation_init(e, syms, how, &err) == 0);
	for (size_t i = 0; i < n; i++) {
		make_row(&m, i, &rng);
		CHECK(evaluation_push(e, &m.r, &err) == 0);
	}
	CHECK(evaluation_finish(e, &err) == 0);
	if (err.set)
		printf("# %s\n", err.msg);
}

/* The table of a kind and name, -1: none. */
static inline int
table_at(const struct evaluation *e, enum table_kind kind, const char *name)
{
	for (int i = 0; i < e->ntable; i++)
		if (e->table[i].kind == kind &&
		    strcmp(evaluation_name(e, &e->table[i]), name) == 0)
			return i;
	return -1;
}

static inline int
scorer_at(const struct evaluation *e, const char *name)
{
	for (int i = 0; i < e->nscorer; i++)
		if (strcmp(e->scorer[i].name, name) == 0)
			return i;
	return -1;
}

#endif
