/*
 * eval_alarms.c - alarms counted from the runs with labelled rows, against a
 * walk over all rows.
 */
#include "eval_rows.h"

enum { ROWS_MAX = 400, SYMBOLS = 3, KINDS = 3 /* 0: normal */ };

/* The rows of a symbol. */
struct line {
	char scored[ROWS_MAX], alarm[ROWS_MAX], kind[ROWS_MAX];
};

static const char *const names[] = { "A", "B", "C" };
static const char *const kinds[] = { "", "drift", "spike" };

static void
make_line(struct line *l, struct rng *rng, unsigned alarms, unsigned labels)
{
	int kind = 0;

	for (int i = 0; i < ROWS_MAX; i++) {
		l->scored[i] = rng_below(rng, 10) > 0;
		l->alarm[i] = rng_below(rng, 100) < alarms;
		if (rng_below(rng, 3) == 0)
			kind = rng_below(rng, 100) < labels
				   ? 1 + (int)rng_below(rng, KINDS - 1)
				   : 0;
		l->kind[i] = (char)kind;
	}
}

static void
push(struct evaluation *e, const struct line *l, int symbol, int i)
{
	double score = l->scored[i] ? l->alarm[i] : NAN;
	signed char alarm = l->alarm[i];
	struct err err = { 0 };
	struct eval_row r = { .start = (uint64_t)i * minute,
		.end = (uint64_t)(i + 1) * minute,
		.symbol = word(names[symbol]),
		.scored = 1,
		.score = &score,
		.alarm = &alarm,
		.label = l->kind[i] > 0,
		.type = l->kind[i] > 0 ? word(kinds[(int)l->kind[i]]) : 0,
		.id = EVENT_NO_ID,
		.base = { .has = NEEDS_PRICE, .price = 100 + i } };

	CHECK(evaluation_push(e, &r, &err) == 0);
}

struct sums {
	double tp, fp, hits, misses;
};

/* kind 0: all labels are positive.  always: every scored row alarms. */
static void
walk(struct sums *s, const struct line *l, int kind, int always)
{
	int in = 0, right = 0, other = 0;

	for (int i = 0; i <= ROWS_MAX; i++) {
		int on =
		    i < ROWS_MAX && l->scored[i] && (always || l->alarm[i]);

		if (!on && in) {
			s->hits += right;
			s->misses += !right && !other;
			right = other = 0;
		}
		in = on;
		if (!on)
			continue;
		s->fp += l->kind[i] == 0;
		if (l->kind[i] > 0 && (kind == 0 || l->kind[i] == kind)) {
			s->tp++;
			right = 1;
		} else if (l->kind[i] > 0) {
			other = 1;
		}
	}
}

static void
compare(const struct evaluation *e, int t, const char *scorer,
    const struct sums *want)
{
	int s = scorer_at(e, scorer);

	CHECK_NEAR(evaluation_figure(e, t, s, "point", "tp"), want->tp, 0);
	CHECK_NEAR(evaluation_figure(e, t, s, "point", "fp"), want->fp, 0);
	CHECK_NEAR(evaluation_figure(e, t, s, "events", "true_alarms"),
	    want->hits, 0);
	CHECK_NEAR(evaluation_figure(e, t, s, "events", "false_alarms"),
	    want->misses, 0);
}

static void
check_table(const struct evaluation *e, const struct line *l, int t, int kind,
    int first, int end)
{
	struct sums own = { 0 }, always = { 0 };

	if (t < 0)
		return; /* no row has this label */
	for (int k = first; k < end; k++) {
		walk(&own, &l[k], kind, 0);
		walk(&always, &l[k], kind, 1);
	}
	compare(e, t, "model", &own);
	compare(e, t, "always", &always);
}

static void
test_random(uint64_t seed, unsigned alarms, unsigned labels)
{
	struct eval_opts how = { .seeds = 1, .per_symbol = 1 };
	static struct line l[SYMBOLS];
	struct err err = { 0 };
	struct evaluation e;
	struct rng rng;

	rng_init(&rng, seed, 0);
	CHECK(evaluation_init(&e, syms, &how, &err) == 0);
	for (int k = 0; k < SYMBOLS; k++)
		make_line(&l[k], &rng, alarms, labels);
	for (int i = 0; i < ROWS_MAX; i++)
		for (int k = 0; k < SYMBOLS; k++)
			push(&e, &l[k], k, i);
	CHECK(evaluation_finish(&e, &err) == 0);
	check_table(&e, l, 0, 0, 0, SYMBOLS);
	for (int k = 1; k < KINDS; k++)
		check_table(&e, l, table_at(&e, TABLE_TYPE, kinds[k]), k, 0,
		    SYMBOLS);
	for (int k = 0; k < SYMBOLS; k++)
		check_table(&e, l, table_at(&e, TABLE_SYMBOL, names[k]), 0, k,
		    k + 1);
	evaluation_fini(&e);
}

int
main(void)
{
	static const unsigned alarms[] = { 0, 5, 50, 95, 100 };
	static const unsigned labels[] = { 0, 5, 60, 100 };
	uint64_t seed = 1;

	syms = symtab_new(1000);
	test_begin("alarms of runs with labels are those of a walk over all");
	for (size_t a = 0; a < sizeof(alarms) / sizeof(*alarms); a++)
		for (size_t b = 0; b < sizeof(labels) / sizeof(*labels); b++)
			test_random(seed++, alarms[a], labels[b]);
	symtab_free(syms);
	return test_end();
}
