/*
 * synth_book.c - the kinds of one seed show one market: a book that is built
 * here from order messages, naively, against the levels that other kinds say.
 */
#include "synth/sim.h"

#include "synth_book.h"

static struct vocab vocab;
static struct err err;

enum { ROWS = 60000 };

/* A simulation that hands out row by row. */
struct rows {
	struct sim *s;
	struct recs b;
	size_t i;
};

static struct sim_opts
options(int world, const char *kind)
{
	struct sim_opts o;

	sim_opts_default(&o);
	sim_opts_world(&o, world);
	o.kind = kind;
	o.symbols = 2;
	o.days = 2;
	o.rate = 1500;
	o.seed = 5;
	return o;
}

static void
rows_open(struct rows *r, int world, const char *kind)
{
	struct sim_opts o = options(world, kind);

	memset(r, 0, sizeof(*r));
	r->s = sim_new(&o, &vocab, &err);
	CHECK(r->s != NULL);
}

static int
rows_next(struct rows *r, struct rec *out)
{
	while (r->i == r->b.n) {
		r->i = 0;
		if (sim_next(r->s, &r->b, &err) != 1)
			return 0;
	}
	*out = (struct rec){ r->b.schema,
		r->b.rows + r->i++ * r->b.schema->row_size };
	return 1;
}

static uint32_t
symbol_index(const struct rec *r)
{
	return rec_u32(r, r->schema->at.instrument_id) - 1;
}

/* ---- trades ---- */

static int
next_trade(struct rows *r, struct rec *out)
{
	while (rows_next(r, out))
		if (action(out) == 'T')
			return 1;
	return 0;
}

static void
test_trades(void)
{
	static const char *const kinds[] = { "tbbo", "mbp-1", "mbp-10", "mbo",
		NULL };
	struct rows a, b;
	struct rec x, y;
	size_t n;

	for (int world = 0; world < 4; world++)
		for (int k = 0; kinds[k] != NULL; k++) {
			test_begin("every kind has the same trades");
			rows_open(&a, world, "trades");
			rows_open(&b, world, kinds[k]);
			for (n = 0; next_trade(&a, &x); n++) {
				const struct places *p = &x.schema->at;
				const struct places *q;

				if (!next_trade(&b, &y))
					break;
				q = &y.schema->at;
				CHECK_INT(rec_u64(&y, q->ts_event),
				    rec_u64(&x, p->ts_event));
				CHECK_INT(rec_i64(&y, q->price),
				    rec_i64(&x, p->price));
				CHECK_INT(rec_i64(&y, q->size),
				    rec_i64(&x, p->size));
				CHECK_INT(*rec_at(&y, q->side),
				    *rec_at(&x, p->side));
				CHECK_INT(rec_symbol(&y), rec_symbol(&x));
			}
			CHECK(n > 2000 && !next_trade(&b, &y));
			sim_free(a.s);
			sim_free(b.s);
		}
}

/* ---- the touch ---- */

/* The touches of one symbol, in their order, without repetitions. */
struct touch {
	uint64_t t;
	int64_t bid, ask, bid_size, ask_size;
};
static struct touch seen[2][ROWS];

static size_t
add_touch(struct touch *v, size_t n, const struct touch *x)
{
	if (n > 0 && v[n - 1].bid == x->bid && v[n - 1].ask == x->ask &&
	    v[n - 1].bid_size == x->bid_size &&
	    v[n - 1].ask_size == x->ask_size)
		return n;
	if (n < ROWS)
		v[n] = *x;
	return n + 1;
}

static size_t
touches_of_mbo(struct touch *v, int world)
{
	static struct book book;
	struct rows r;
	struct rec x;
	size_t n = 0;

	rows_open(&r, world, "mbo");
	book.n = 0;
	while (rows_next(&r, &x)) {
		struct level b, a;

		if (symbol_index(&x) != 0)
			continue;
		apply(&book, &x);
		if (!last(&x))
			continue;
		b = level_of(&book, 'B', 0);
		a = level_of(&book, 'A', 0);
		CHECK(b.n > 0 && a.n > 0 && a.px > b.px);
		n = add_touch(v, n,
		    &(struct touch){ rec_u64(&x, x.schema->at.ts_event), b.px,
			a.px, b.size, a.size });
	}
	sim_free(r.s);
	return n;
}

static size_t
touches_of_quotes(struct touch *v, int world, const char *kind)
{
	struct rows r;
	struct rec x;
	size_t n = 0;

	rows_open(&r, world, kind);
	while (rows_next(&r, &x)) {
		const struct places *p = &x.schema->at;

		if (symbol_index(&x) != 0 || !last(&x))
			continue;
		n = add_touch(v, n,
		    &(struct touch){ rec_u64(&x, p->ts_event),
			rec_i64(&x, p->bid_px), rec_i64(&x, p->ask_px),
			rec_i64(&x, p->bid_sz), rec_i64(&x, p->ask_sz) });
	}
	sim_free(r.s);
	return n;
}

static void
test_touch(void)
{
	size_t n, m, day = 0;

	for (int world = 0; world < 4; world++) {
		test_begin("orders make the touch that mbp-1 shows");
		n = touches_of_mbo(seen[0], world);
		m = touches_of_quotes(seen[1], world, "mbp-1");
		/* mbp-1 has no row for the book that a day opens with */
		day = 0;
		for (size_t i = 0, k = 0; i < n && k < m; i++) {
			const struct touch *a = &seen[0][i], *b = &seen[1][k];

			if (i == 0 ||
			    a->t / NS_DAY != seen[0][i - 1].t / NS_DAY) {
				day++;
				continue;
			}
			CHECK_INT(b->t, a->t);
			CHECK(b->bid == a->bid && b->ask == a->ask);
			CHECK(b->bid_size == a->bid_size &&
			      b->ask_size == a->ask_size);
			k++;
		}
		CHECK_INT(day, 2);
		CHECK_INT(n, m + day);
		CHECK(n > 3000 && n < ROWS);
	}
}

/* ---- ten levels ---- */

static void
check_side(const struct book *b, const struct rec *r, int side)
{
	char name[32];

	for (int i = 0; i < 10; i++) {
		struct level l = level_of(b, side, i);
		const char *of = side == 'B' ? "bid" : "ask";
		int at;

		snprintf(name, sizeof(name), "%s_px_%02d", of, i);
		at = schema_find(r->schema, name);
		CHECK_INT(rec_i64(r, at), l.n > 0 ? l.px : PX_NULL);
		snprintf(name, sizeof(name), "%s_sz_%02d", of, i);
		CHECK_INT(rec_i64(r, schema_find(r->schema, name)), l.size);
		snprintf(name, sizeof(name), "%s_ct_%02d", of, i);
		CHECK_INT(rec_u32(r, schema_find(r->schema, name)), l.n);
	}
}

/* Does mbp-10 show the message?  As the book is before and after it. */
static int
shown(const struct book *b, const struct rec *r)
{
	struct level l = level_of(b, *rec_at(r, r->schema->at.side), 9);
	int64_t px = rec_i64(r, r->schema->at.price);
	int buy = *rec_at(r, r->schema->at.side) == 'B';

	if (action(r) == 'F' || action(r) == 'T')
		return action(r) == 'T';
	return l.n == 0 || (buy ? px >= l.px : px <= l.px);
}

static void
test_levels(void)
{
	static struct book book[2];
	struct rows a, b;
	struct rec x, y;
	int opening[2] = { 0, 0 };
	size_t n = 0;

	test_begin("orders make the ten levels that mbp-10 shows");
	rows_open(&a, 0, "mbo");
	rows_open(&b, 0, "mbp-10");
	while (rows_next(&a, &x) && n < 8000) {
		uint32_t k = symbol_index(&x);

		apply(&book[k], &x);
		if (action(&x) == 'R')
			opening[k] = 1;
		if (opening[k] && !last(&x))
			continue;
		if (!opening[k] && !shown(&book[k], &x))
			continue;
		if (!rows_next(&b, &y))
			break;
		n++;
		CHECK_INT(symbol_index(&y), k);
		CHECK_INT(action(&y), action(&x));
		CHECK_INT(rec_u64(&y, y.schema->at.ts_event),
		    rec_u64(&x, x.schema->at.ts_event));
		/* the last order that a book opens with may lie deeper */
		if (!opening[k])
			CHECK_INT(rec_i64(&y, y.schema->at.price),
			    rec_i64(&x, x.schema->at.price));
		opening[k] = 0;
		check_side(&book[k], &y, 'B');
		check_side(&book[k], &y, 'A');
	}
	CHECK(n == 8000);
	sim_free(a.s);
	sim_free(b.s);
}

int
main(void)
{
	if (vocab_init(&vocab, 0, &err) == -1)
		return 1;
	test_trades();
	test_touch();
	test_levels();
	CHECK(!err.set);
	if (err.set)
		printf("# %s\n", err.msg);
	vocab_fini(&vocab);
	return test_end();
}
