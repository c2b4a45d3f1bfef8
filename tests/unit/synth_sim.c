/*
 * synth_sim.c - the simulated market.
 */
#include "base/hash.h"
#include "synth/session.h"
#include "synth/sim.h"

#include "test.h"

enum { MINUTES = 390, DAYS = 20 };

static struct vocab vocab;
static struct err err;

enum { EQUITY, FX, CRYPTO, MINUTE, LAB, WORLDS };

static struct sim_opts
options_of(int world, const char *kind)
{
	struct sim_opts o;

	sim_opts_default(&o);
	sim_opts_world(&o, world);
	o.kind = kind;
	o.days = 2;
	o.rate = 3000;
	return o;
}

static struct sim_opts
options(const char *kind)
{
	return options_of(LAB, kind);
}

/* The first kind from i on that the world makes; -1: none. */
static int
made(int world, int i)
{
	while (sim_kinds[i] != NULL && !sim_world_makes(world, sim_kinds[i]))
		i++;
	return sim_kinds[i] == NULL ? -1 : i;
}

/* Hash of all rows behind those of h, and their number. */
static uint64_t
digest_on(uint64_t h, const struct sim_opts *o, uint64_t *rows)
{
	struct sim *s = sim_new(o, &vocab, &err);
	struct recs b;

	*rows = 0;
	CHECK(s != NULL);
	while (s != NULL && sim_next(s, &b, &err) == 1) {
		for (size_t i = 0; i < b.n; i++)
			h = hash_xxh64(b.rows + i * b.schema->row_size,
			    b.schema->row_size, h);
		*rows += b.n;
	}
	sim_free(s);
	return h;
}

static uint64_t
digest(const struct sim_opts *o, uint64_t *rows)
{
	return digest_on(0, o, rows);
}

static void
test_same(void)
{
	struct sim_opts o;
	uint64_t n, m, h;

	test_begin("the same seed gives the same bytes, another one others");
	for (int w = 0; w < WORLDS; w++)
		for (int i = 0; (i = made(w, i)) >= 0; i++) {
			o = options_of(w, sim_kinds[i]);
			o.rows = 1500;
			h = digest(&o, &n);
			CHECK(n > 0);
			CHECK(digest(&o, &m) == h);
			CHECK_INT(m, n);
			o.seed = 2;
			CHECK(digest(&o, &m) != h);
		}
}

/* Bytes that no version may change: seed 1, 10,000 rows or two days. */
static const struct {
	int world;
	const char *kind;
	uint64_t digest;
} frozen[] = {
	{ LAB, "trades", UINT64_C(0x5dcd1be53481ce36) },
	{ LAB, "mbp-1", UINT64_C(0xf7db86e0935e0034) },
	{ LAB, "ohlcv-1m", UINT64_C(0x6e2eeaebf817e284) },
	{ EQUITY, "trades", UINT64_C(0x1d350b85ec9950bb) },
	{ EQUITY, "mbp-1", UINT64_C(0x63ea6c2f4b85154f) },
	{ EQUITY, "mbp-10", UINT64_C(0x22eb7628db9ac8a5) },
	{ EQUITY, "mbo", UINT64_C(0x22d1c036d5b07e11) },
	{ FX, "quote", UINT64_C(0xc0c74a7afc9be009) },
	{ CRYPTO, "trades", UINT64_C(0x0c0ae28cbf04f647) },
	{ MINUTE, "ohlcv-1m", UINT64_C(0x76f64946a448ac39) },
};

static void
test_frozen(void)
{
	struct sim_opts o;
	uint64_t n, h;

	test_begin("these very bytes come from seed 1 on every machine");
	for (size_t i = 0; i < sizeof(frozen) / sizeof(frozen[0]); i++) {
		o = options_of(frozen[i].world, frozen[i].kind);
		o.rows = 10000;
		h = digest(&o, &n);
		if (h != frozen[i].digest)
			printf("# %s %s: 0x%016llx\n",
			    sim_worlds[frozen[i].world], frozen[i].kind,
			    (unsigned long long)h);
		CHECK(h == frozen[i].digest);
	}
}

/* A symbol does not change when others are added. */
static void
test_alone(void)
{
	struct sim_opts o = options_of(EQUITY, "trades");
	uint64_t h[2] = { 0, 0 };
	struct sim *s;
	struct recs b;

	test_begin("a symbol is the same in company");
	for (int k = 0; k < 2; k++) {
		o.symbols = k == 0 ? 2 : 7;
		s = sim_new(&o, &vocab, &err);
		while (sim_next(s, &b, &err) == 1) {
			struct rec r = { b.schema, b.rows };

			for (size_t i = 0; i < b.n; i++) {
				int64_t v[3] = { rec_i64(&r,
						     b.schema->at.ts_event),
					rec_i64(&r, b.schema->at.price),
					rec_i64(&r, b.schema->at.size) };

				if (rec_u32(&r, b.schema->at.instrument_id) ==
				    2)
					h[k] = hash_xxh64(v, sizeof(v), h[k]);
				r.v += b.schema->row_size;
			}
		}
		sim_free(s);
	}
	CHECK(h[0] != 0 && h[0] == h[1]);
}

static void
test_rows(void)
{
	struct sim_opts o = options("trades");
	uint64_t n, h, whole, all, sum;

	test_begin("as many rows come as were asked for");
	for (int i = 1; i <= 3; i++) {
		o.rows = (uint64_t[]){ 0, 1, 1024, 4321 }[i];
		digest(&o, &n);
		CHECK_INT(n, o.rows);
	}
	test_begin("the days made one by one are the run");
	for (int w = EQUITY; w <= LAB; w += LAB)
		for (int i = 0; (i = made(w, i)) >= 0; i++) {
			o = options_of(w, sim_kinds[i]);
			o.days = 3;
			o.rate = 200;
			whole = digest(&o, &all);
			sum = h = 0;
			for (o.only_day = 1; o.only_day <= 3; o.only_day++) {
				h = digest_on(h, &o, &n);
				sum += n;
			}
			CHECK_INT(sum, all);
			CHECK(h == whole);
		}
}

static void
check_quote(const struct rec *r, int64_t tick)
{
	const struct places *at = &r->schema->at;
	int64_t bid = rec_i64(r, at->bid_px), ask = rec_i64(r, at->ask_px);

	CHECK(bid > 0 && ask >= bid + tick);
	CHECK(bid % tick == 0 && ask % tick == 0);
	CHECK(rec_i64(r, at->bid_sz) > 0 && rec_i64(r, at->ask_sz) > 0);
}

static void
check_row(const struct sim *s, const struct rec *r)
{
	const struct places *at = &r->schema->at;
	uint32_t i;
	int64_t tick;
	size_t len;

	for (i = 0; i < 5; i++)
		if (strcmp(sim_symbol(s, i),
			symtab_text(vocab.syms, rec_symbol(r), &len)) == 0)
			break;
	CHECK(i < 5);
	tick = sim_tick(s, i);
	if (at->instrument_id >= 0)
		CHECK_INT(rec_u32(r, at->instrument_id), sim_instrument(s, i));
	if (at->ts_recv >= 0)
		CHECK(rec_u64(r, at->ts_event) <= rec_u64(r, at->ts_recv));
	if (at->action >= 0 && *rec_at(r, at->action) == 'R') {
		CHECK(rec_i64(r, at->price) == PX_NULL);
		return;
	}
	if (at->price >= 0)
		CHECK(rec_i64(r, at->price) > 0 &&
		      rec_i64(r, at->price) % tick == 0);
	if (at->size >= 0)
		CHECK(rec_i64(r, at->size) >= 1);
	if (at->bid_px >= 0)
		check_quote(r, tick);
	if (at->open < 0)
		return;
	CHECK(rec_i64(r, at->low) > 0 && rec_i64(r, at->volume) >= 1);
	CHECK(rec_i64(r, at->high) >= rec_i64(r, at->open));
	CHECK(rec_i64(r, at->high) >= rec_i64(r, at->close));
	CHECK(rec_i64(r, at->low) <= rec_i64(r, at->open));
	CHECK(rec_i64(r, at->low) <= rec_i64(r, at->close));
	CHECK(rec_u64(r, at->ts_event) % (uint64_t)r->schema->cadence == 0);
}

static void
check_rows(const struct sim_opts *o)
{
	struct sim *s = sim_new(o, &vocab, &err);
	uint64_t last = 0, first = 0, open, close;
	struct recs b;

	while (sim_next(s, &b, &err) == 1) {
		struct rec r = { b.schema, b.rows };

		for (size_t j = 0; j < b.n; j++) {
			check_row(s, &r);
			CHECK(rec_time(&r) >= last);
			last = rec_time(&r);
			first = first ? first : last;
			r.v += b.schema->row_size;
		}
	}
	/* hours begin before the opening */
	session_span(&open, &close, &o->session, ts_days(2024, 1, 2));
	CHECK(first >= open || strcmp(o->kind, "ohlcv-1h") == 0);
	session_span(&open, &close, &o->session, ts_days(2024, 1, 3));
	CHECK(last <= close + 1000000 && last > open);
	sim_free(s);
}

static void
test_valid(void)
{
	struct sim_opts o;

	for (int w = 0; w < WORLDS; w++)
		for (int i = 0; (i = made(w, i)) >= 0; i++) {
			test_begin(sim_kinds[i]);
			o = options_of(w, sim_kinds[i]);
			o.symbols = 5;
			o.rate = 600;
			check_rows(&o);
		}
}

static void
test_book(void)
{
	struct sim_opts o = options("tbbo");
	struct sim *s = sim_new(&o, &vocab, &err);
	struct recs b;
	uint64_t buys = 0, n = 0;

	test_begin("trades are at the touch or beyond it, on both sides");
	while (sim_next(s, &b, &err) == 1) {
		struct rec r = { b.schema, b.rows };

		for (size_t i = 0; i < b.n; i++, r.v += b.schema->row_size) {
			if (rec_sign(&r) > 0)
				CHECK(rec_price(&r) >= rec_ask(&r));
			else
				CHECK(rec_price(&r) <= rec_bid(&r));
			buys += rec_sign(&r) > 0;
			n++;
		}
	}
	CHECK(buys > n / 3 && buys < n - n / 3);
	sim_free(s);
}

/* Returns and counts of one symbol's minutes, over many days. */
struct minutes {
	double r[DAYS * MINUTES];
	double trades[MINUTES];
	size_t n;
};

static void
collect(struct minutes *m)
{
	struct sim_opts o = options("trades");
	struct sim *s;
	struct recs b;
	double p, last = 0, before = 0;
	uint64_t minute, open = 0;

	memset(m, 0, sizeof(*m));
	o.symbols = 1;
	o.days = DAYS;
	o.rate = 10000;
	s = sim_new(&o, &vocab, &err);
	while (sim_next(s, &b, &err) == 1) {
		struct rec r = { b.schema, b.rows };

		for (size_t i = 0; i < b.n; i++, r.v += b.schema->row_size) {
			minute = rec_u64(&r, b.schema->at.ts_event) /
				 (60 * NS_SECOND);
			m->trades[minute % 1440 - 810]++;
			p = rec_price(&r);
			if (minute != open && last > 0) {
				/* the night is not a return */
				if (before > 0 && minute - open == 1)
					m->r[m->n++] = log(last / before);
				before = minute - open < 60 ? last : 0;
				open = minute;
			}
			open = open ? open : minute;
			last = p;
		}
	}
	sim_free(s);
}

static void
test_facts(void)
{
	static struct minutes m;
	double noon = 0, edges = 0, all = 0, m2 = 0, m4 = 0, c = 0, v = 0, a;

	collect(&m);
	test_begin("activity is a U over the session, at the rate asked for");
	for (int i = 0; i < 30; i++) {
		edges += m.trades[i] + m.trades[MINUTES - 1 - i];
		noon += m.trades[MINUTES / 2 - 30 + 2 * i] +
			m.trades[MINUTES / 2 - 29 + 2 * i];
	}
	for (int i = 0; i < MINUTES; i++)
		all += m.trades[i];
	CHECK(edges > 2 * noon);
	CHECK_NEAR(all / DAYS, 10000, 1500);
	test_begin("minute returns have fat tails");
	for (size_t i = 0; i < m.n; i++) {
		m2 += m.r[i] * m.r[i] / (double)m.n;
		m4 += pow(m.r[i], 4) / (double)m.n;
	}
	CHECK(m.n > 7000);
	CHECK(m4 / (m2 * m2) > 4);
	test_begin("large moves come in clusters");
	a = 0;
	for (size_t i = 0; i < m.n; i++)
		a += fabs(m.r[i]) / (double)m.n;
	for (size_t i = 5; i < m.n; i++) {
		c += (fabs(m.r[i]) - a) * (fabs(m.r[i - 5]) - a);
		v += (fabs(m.r[i]) - a) * (fabs(m.r[i]) - a);
	}
	CHECK(c / v > 0.05);
	test_begin("a day moves by some per cent");
	CHECK(sqrt(m2 * MINUTES) > 0.008 && sqrt(m2 * MINUTES) < 0.04);
}

static void
test_market(void)
{
	struct sim_opts o = options("ohlcv-1m");
	struct sim *s;
	struct recs b;
	double last[2] = { 0, 0 }, r[2] = { 0, 0 }, sxy = 0, sxx = 0, syy = 0;
	int64_t minute[2] = { 0, 1 };

	test_begin("symbols move together");
	o.symbols = 2;
	o.rate = 5000;
	o.days = 5;
	s = sim_new(&o, &vocab, &err);
	while (sim_next(s, &b, &err) == 1) {
		struct rec bar = { b.schema, b.rows };

		for (size_t i = 0; i < b.n; i++) {
			uint32_t k =
			    rec_u32(&bar, b.schema->at.instrument_id) - 1;
			double p = rec_double(&bar, b.schema->at.close);

			r[k] = last[k] > 0 ? log(p / last[k]) : 0;
			last[k] = p;
			minute[k] = rec_i64(&bar, b.schema->at.ts_event);
			if (k == 1 && minute[0] == minute[1]) {
				sxy += r[0] * r[1];
				sxx += r[0] * r[0];
				syy += r[1] * r[1];
			}
			bar.v += b.schema->row_size;
		}
	}
	CHECK(sxy / sqrt(sxx * syy) > 0.1);
	sim_free(s);
}

/* Mean |return| of the minutes of each day. */
static void
daily(double *mean, int days, const struct sim_opts *o)
{
	struct sim *s = sim_new(o, &vocab, &err);
	double last = 0, n = 0, close;
	int64_t day = -1, d = 0;
	struct recs b;

	while (sim_next(s, &b, &err) == 1) {
		struct rec r = { b.schema, b.rows };

		for (size_t i = 0; i < b.n; i++, r.v += b.schema->row_size) {
			d = rec_i64(&r, b.schema->at.ts_event) /
			    (int64_t)NS_DAY;
			close = rec_double(&r, b.schema->at.close);
			if (d != day) {
				days--;
				*mean++ = n = 0;
			} else {
				n++;
				mean[-1] +=
				    (fabs(log(close / last)) - mean[-1]) / n;
			}
			day = d;
			last = close;
		}
	}
	CHECK_INT(days, 0);
	sim_free(s);
}

static void
test_change(void)
{
	struct sim_opts o;
	double was[8], is[8];

	for (int w = EQUITY; w <= LAB; w += LAB) {
		test_begin("volatility doubles on the day it is told to");
		o = options_of(w, "ohlcv-1m");
		o.symbols = 1;
		o.days = 8;
		o.tick = 100000; /* no bounce between bid and ask */
		daily(was, 8, &o);
		o.nchange = 2;
		CHECK(sim_change_parse(&o.change[0], "2@4") == 0);
		CHECK(sim_change_parse(&o.change[1], "0.5@7") == 0);
		daily(is, 8, &o);
		for (int i = 0; i < 3; i++)
			CHECK(is[i] == was[i]);
		for (int i = 3; i < 6; i++)
			CHECK_NEAR(is[i] / was[i], 2, 0.3);
		for (int i = 6; i < 8; i++)
			CHECK_NEAR(is[i] / was[i], 0.5, 0.3);
	}
	test_begin("a change is a factor and a day");
	for (int i = 0; i < 8; i++)
		CHECK(sim_change_parse(&o.change[0],
			  (const char *const[]){ "", "2", "@3", "2@", "2@0",
			      "0@3", "x@3", "2@3x" }[i]) == -1);
}

/* Trading stops now and then, and only in worlds that have halts. */
static void
test_halts(void)
{
	struct sim_opts o = options_of(EQUITY, "trades");
	uint64_t last[16] = { 0 }, t;
	int gaps = 0;
	struct sim *s;
	struct recs b;

	test_begin("some days have halts of five minutes");
	o.symbols = 16;
	o.days = 10;
	o.rate = 10000;
	s = sim_new(&o, &vocab, &err);
	while (sim_next(s, &b, &err) == 1) {
		struct rec r = { b.schema, b.rows };

		for (size_t i = 0; i < b.n; i++, r.v += b.schema->row_size) {
			uint32_t k =
			    rec_u32(&r, b.schema->at.instrument_id) - 1;

			t = rec_u64(&r, b.schema->at.ts_event);
			if (last[k] != 0 && t / NS_DAY == last[k] / NS_DAY &&
			    t - last[k] > 299 * NS_SECOND)
				gaps++;
			last[k] = t;
		}
	}
	sim_free(s);
	CHECK(gaps > 2 && gaps < 60);
}

static void
test_refused(void)
{
	struct sim_opts o = options("mbo");

	test_begin("options out of range are usage errors");
	CHECK(sim_new(&o, &vocab, &err) == NULL && err.usage);
	o = options("trades");
	o.session.close_s = o.session.open_s;
	err = (struct err){ 0 };
	CHECK(sim_new(&o, &vocab, &err) == NULL && err.usage);
	o = options("trades");
	o.only_day = 3;
	err = (struct err){ 0 };
	CHECK(sim_new(&o, &vocab, &err) == NULL && err.usage);
	o = options("trades");
	o.rate = NAN;
	err = (struct err){ 0 };
	CHECK(sim_new(&o, &vocab, &err) == NULL && err.usage);
	err = (struct err){ 0 };
}

static void
test_span(void)
{
	struct sim_opts o = options("trades");
	struct sim_span span;
	struct sim *s;

	test_begin("a week end is passed over, and what DBN asks is known");
	o.start = (uint64_t)ts_days(2024, 1, 5) * NS_DAY; /* a Friday */
	s = sim_new(&o, &vocab, &err);
	sim_span(s, &span);
	CHECK_INT(span.start_date, 20240105);
	CHECK_INT(span.end_date, 20240109);
	sim_free(s);
	o.only_day = 2;
	s = sim_new(&o, &vocab, &err);
	sim_span(s, &span);
	CHECK_INT(span.start_date, 20240108);
	CHECK_INT(span.end_date, 20240109);
	sim_free(s);
}

int
main(void)
{
	if (vocab_init(&vocab, 0, &err) == -1)
		return 1;
	test_same();
	test_frozen();
	test_alone();
	test_rows();
	test_valid();
	test_book();
	test_facts();
	test_market();
	test_change();
	test_halts();
	test_refused();
	test_span();
	CHECK(!err.set);
	vocab_fini(&vocab);
	return test_end();
}
