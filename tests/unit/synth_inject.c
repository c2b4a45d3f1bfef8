/*
 * synth_inject.c - labelled anomalies in simulated streams, held against the
 * streams without them.
 */
#include "synth/volatility.h"

#include "synth_inject.h"

static void
test_exact(void)
{
	static const char *const kinds[] = { "trades", "mbp-1", "quote",
		"ohlcv-1m", NULL };
	static struct run run;
	struct inject_opts o;
	struct rows in;

	for (int i = 0; kinds[i] != NULL; i++) {
		test_begin("labelled are exactly the rows that were altered");
		simulate(&in, kinds[i], 3, 6, 3000);
		o = options("spike,volume");
		inject(&run, &in, &o, 0);
		CHECK_INT(run.out.n, in.n);
		CHECK(run.n > 5);
		CHECK_INT(run.n, placed(&run));
		for (size_t k = 0; k < in.n && k < run.out.n; k++) {
			struct rec a = row_at(&in, k);
			struct rec b = row_at(&run.out, k);

			CHECK_INT(differs(&a, &b), label_of(&b));
		}
		check_labels(&run);
		free(in.v);
		free(run.out.v);
	}
}

/* Prices valid: grid, spread, bars. */
static void
check_valid(const struct rec *r, int64_t tick)
{
	const struct places *at = &r->schema->at;

	if (at->price >= 0)
		CHECK(rec_i64(r, at->price) > 0 &&
		      rec_i64(r, at->price) % tick == 0);
	if (at->size >= 0)
		CHECK(rec_i64(r, at->size) >= 1);
	if (at->bid_px >= 0) {
		CHECK(rec_i64(r, at->bid_px) > 0 &&
		      rec_i64(r, at->bid_px) % tick == 0);
		CHECK(rec_i64(r, at->ask_px) >= rec_i64(r, at->bid_px) + tick);
	}
	if (at->open < 0)
		return;
	CHECK(rec_i64(r, at->low) > 0 && rec_i64(r, at->low) % tick == 0);
	CHECK(rec_i64(r, at->high) >= rec_i64(r, at->open));
	CHECK(rec_i64(r, at->high) >= rec_i64(r, at->close));
	CHECK(rec_i64(r, at->low) <= rec_i64(r, at->open));
	CHECK(rec_i64(r, at->low) <= rec_i64(r, at->close));
	CHECK(rec_i64(r, at->volume) >= 1);
}

static void
test_valid(void)
{
	static struct run run;
	struct inject_opts o = options("spike,shift,volume");
	struct rows in;
	uint64_t last;

	o.ndecoy = 0;
	CHECK(inject_opts_decoys(&o, "news", &err) == 0);

	for (int i = 0; sim_kinds[i] != NULL; i++) {
		if (!sim_world_makes(4, sim_kinds[i]))
			continue;
		test_begin("the stream stays valid, whatever its kind");
		simulate(&in, sim_kinds[i], 3, 4, 2000);
		o.decoys = 1;
		inject(&run, &in, &o, 0);
		CHECK_INT(run.out.n, in.n);
		last = 0;
		for (size_t k = 0; k < run.out.n; k++) {
			struct rec r = row_at(&run.out, k);

			check_valid(&r, 10000000);
			CHECK(rec_time(&r) >= last);
			last = rec_time(&r);
		}
		free(in.v);
		free(run.out.v);
	}
}

/* Volatility from the raw rows of a symbol strictly before row n. */
static double
sigma_before(const struct rows *in, size_t n, uint32_t symbol, uint64_t grid)
{
	struct rec r = row_at(in, n);
	uint64_t now = rec_time(&r);
	struct vol v;
	double sigma;

	vol_init(&v, grid, 60 * NS_SECOND);
	for (size_t i = 0; i < n; i++) {
		r = row_at(in, i);
		if (rec_symbol(&r) == symbol)
			vol_push(&v, rec_time(&r),
			    r.schema->at.close >= 0
				? rec_double(&r, r.schema->at.close)
				: rec_price(&r),
			    NAN, &err);
	}
	vol_advance(&v, now, &err);
	sigma = vol_sigma(&v, now);
	vol_fini(&v);
	return sigma;
}

static void
test_magnitude(void)
{
	static const char *const kinds[] = { "trades", "ohlcv-1m", NULL };
	static struct run run;
	struct inject_opts o = options("spike");
	struct rows in;
	double s, p, q, k;

	for (int i = 0; kinds[i] != NULL; i++) {
		test_begin("a spike is as many local sigma as was asked");
		simulate(&in, kinds[i], 2, 7, 3000);
		inject(&run, &in, &o, 0);
		CHECK(run.n > 5);
		for (size_t e = 0; e < run.n; e++) {
			const struct inject_label *l = &run.label[e];
			struct rec a = row_at(&in, l->row_start);
			struct rec b = row_at(&run.out, l->row_start);
			int at =
			    i == 0 ? a.schema->at.price : a.schema->at.close;

			s = sigma_before(&in, l->row_start, l->symbol,
			    (i == 0 ? 1 : 60) * NS_SECOND);
			p = rec_double(&a, at);
			q = rec_double(&b,
			    schema_find(b.schema, i == 0 ? "price" : "close"));
			k = log(q / p) / s;
			/* within half a tick */
			CHECK_NEAR(k, l->magnitude * l->sign,
			    0.0051 / q / s + 1e-9);
			CHECK(l->magnitude >= 5 && l->magnitude <= 8);
		}
		free(in.v);
		free(run.out.v);
	}
}

static void
test_shift(void)
{
	static struct run run;
	struct inject_opts o = options("shift");
	struct rows in;
	double stay = 0, move;
	size_t e = 0;

	test_begin("a shift stays, and its first minute is labelled");
	simulate(&in, "tbbo", 1, 6, 3000);
	inject(&run, &in, &o, 0);
	CHECK(run.n > 3);
	for (size_t i = 0; i < in.n; i++) {
		struct rec a = row_at(&in, i), b = row_at(&run.out, i);
		double ratio = log(rec_price(&b) / rec_price(&a));

		if (e < run.n && i == run.label[e].row_start) {
			move = ratio - stay;
			CHECK(move * run.label[e].sign > 0);
			stay = ratio;
			e++;
		}
		/* the tick, twice: the reference is rounded too */
		CHECK_NEAR(ratio, stay, 0.021 / rec_price(&b));
		CHECK_INT(label_of(&b), e > 0 && i <= run.label[e - 1].row_end);
		if (label_of(&b) == 1)
			CHECK(rec_time(&b) - run.label[e - 1].t_start <
			      60 * NS_SECOND);
	}
	CHECK_INT(e, run.n);
	check_labels(&run);
	free(in.v);
	free(run.out.v);
}

static void
test_volume(void)
{
	static struct run run;
	struct inject_opts o = options("volume");
	struct rows in;
	double more, less;

	test_begin("blocks are many times the usual print");
	simulate(&in, "trades", 1, 6, 3000);
	inject(&run, &in, &o, 0);
	CHECK(run.n > 3);
	for (size_t e = 0; e < run.n; e++) {
		more = less = 0;
		CHECK(run.label[e].sign == 1);
		CHECK(run.label[e].row_end - run.label[e].row_start < 3);
		for (size_t i = run.label[e].row_start;
		     i <= run.label[e].row_end; i++) {
			struct rec a = row_at(&in, i);
			struct rec b = row_at(&run.out, i);

			less += rec_size(&a);
			more += rec_size(&b);
			CHECK(rec_price(&a) == rec_price(&b));
		}
		CHECK(more > 2000 && more < 1e6);
		CHECK(more > less);
	}
	free(in.v);
	free(run.out.v);
	test_begin("a bar's log volume goes up by as many sd as was asked");
	simulate(&in, "ohlcv-1m", 1, 5, 3000);
	inject(&run, &in, &o, 0);
	CHECK(run.n > 2);
	for (size_t e = 0; e < run.n; e++) {
		struct rec a = row_at(&in, run.label[e].row_start);
		struct rec b = row_at(&run.out, run.label[e].row_start);

		CHECK_INT(run.label[e].row_start, run.label[e].row_end);
		more = log(rec_double(&b, b.schema->at.volume) /
			   rec_double(&a, a.schema->at.volume));
		/* sd of log volume of such minutes: about one */
		CHECK(more > 2.7 * 0.4 && more < 3.5 * 1.8);
	}
	free(in.v);
	free(run.out.v);
}

int
main(void)
{
	if (vocab_init(&vocab, 0, &err) == -1)
		return 1;
	test_exact();
	test_valid();
	test_magnitude();
	test_shift();
	test_volume();
	CHECK(!err.set);
	if (err.set)
		printf("# %s\n", err.msg);
	vocab_fini(&vocab);
	return test_end();
}
