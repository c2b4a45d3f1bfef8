/*
 * synth_parts.c - the parts of a simulated market that can be left out: each is
 * the first difference between a run with it and one without.
 */
#include <math.h>
#include <string.h>

#include "synth/sim.h"

#include "test.h"

enum { EQUITY };

static struct vocab vocab;
static struct err err;

static struct sim_opts
options_of(int world, const char *kind)
{
	struct sim_opts o;

	sim_opts_default(&o);
	sim_opts_world(&o, world);
	o.kind = kind;
	o.rate = 3000;
	return o;
}

/* The trades of a run, one at a time. */
struct walk {
	struct sim *s;
	struct recs b;
	size_t i;
	uint64_t before, t; /* of the last one, of this one */
	double price;
};

static int
walk_next(struct walk *w)
{
	struct rec r;

	if (w->i == w->b.n) {
		if (sim_next(w->s, &w->b, &err) != 1)
			return 0;
		w->i = 0;
	}
	r = (struct rec){ w->b.schema,
		w->b.rows + w->i++ * w->b.schema->row_size };
	w->before = w->t;
	w->t = rec_u64(&r, r.schema->at.ts_event);
	w->price = rec_price(&r);
	return 1;
}

/* Both runs at their first difference: 1, or 0 if there is none. */
static int
first_difference(struct walk *a, struct walk *b, uint64_t seed,
    unsigned without_a, unsigned without_b)
{
	struct sim_opts o = options_of(EQUITY, "trades");
	int more = 1;

	o.seed = seed;
	o.symbols = 1;
	o.days = 10;
	o.without = without_a;
	*a = (struct walk){ .s = sim_new(&o, &vocab, &err) };
	o.without = without_b;
	*b = (struct walk){ .s = sim_new(&o, &vocab, &err) };
	do
		more = walk_next(a) && walk_next(b);
	while (more && a->t == b->t && a->price == b->price);
	sim_free(a->s);
	sim_free(b->s);
	return more;
}

/* Mean |r| of the minutes soon after the opening, over that of late ones. */
static double
opening(unsigned without)
{
	struct sim_opts o = options_of(EQUITY, "ohlcv-1m");
	double last[8] = { 0 }, close, sum[2] = { 0 }, n[2] = { 0 };
	uint64_t before[8] = { 0 }, t, minute;
	struct sim *s;
	struct recs b;
	int late;

	o.symbols = 8;
	o.days = 20;
	o.rate = 20000;
	o.without = without;
	s = sim_new(&o, &vocab, &err);
	while (sim_next(s, &b, &err) == 1) {
		struct rec r = { b.schema, b.rows };

		for (size_t i = 0; i < b.n; i++, r.v += b.schema->row_size) {
			uint32_t k =
			    rec_u32(&r, b.schema->at.instrument_id) - 1;

			t = rec_u64(&r, b.schema->at.ts_event) / NS_SECOND;
			close = rec_double(&r, b.schema->at.close);
			minute = t / 60 % 1440 - 14 * 60 - 30;
			late = minute >= 120;
			if (t - before[k] == 60 && (minute < 10 || late)) {
				sum[late] += fabs(log(close / last[k]));
				n[late]++;
			}
			before[k] = t;
			last[k] = close;
		}
	}
	sim_free(s);
	return sum[0] / n[0] / (sum[1] / n[1]);
}

static void
test_parts(void)
{
	struct walk a, b;
	double jump = 0, with, without;
	unsigned parts;
	int found = 0;

	test_begin("news moves a price at once, and can be left out");
	for (uint64_t seed = 1; seed <= 12; seed++) {
		if (!first_difference(&a, &b, seed, SIM_HALTS,
			SIM_HALTS | SIM_NEWS))
			continue;
		found++;
		jump += fabs(log(a.price / b.price));
	}
	CHECK(found > 8);
	CHECK(jump / found > 8e-4); /* a quarter of a day's sigma or so */
	test_begin("a halt is five minutes without trades, and can be left "
		   "out");
	found = 0;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		if (!first_difference(&a, &b, seed, 0, SIM_HALTS))
			continue;
		found++;
		CHECK(a.t - a.before >= 300 * NS_SECOND);
		CHECK(b.t < a.t);
	}
	CHECK(found > 1);
	test_begin("an opening is a burst, and can be left out");
	with = opening(0);
	without = opening(SIM_BURSTS);
	CHECK(with > 1.04 * without);
	test_begin("parts are named, and the lab has none");
	CHECK(sim_parts_parse(&parts, "bursts,news", &err) == 0);
	CHECK_INT(parts, SIM_NEWS | SIM_BURSTS);
	for (const char *const *bad =
		 (const char *const[]){ "", "new", "news,", "all", NULL };
	     *bad != NULL; bad++) {
		CHECK(sim_parts_parse(&parts, *bad, &err) == -1 && err.usage);
		err = (struct err){ 0 };
	}
}

int
main(void)
{
	if (vocab_init(&vocab, 0, &err) == -1)
		return 1;
	test_parts();
	CHECK(!err.set);
	vocab_fini(&vocab);
	return test_end();
}
