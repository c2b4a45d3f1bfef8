/*
 * synth_inject.c - labelled anomalies in simulated streams, held against the
 * streams without them.
 */
#include "synth/inject.h"
#include "synth/inject_vol.h"
#include "synth/sim.h"

#include "test.h"

enum { LABELS_MAX = 4096 };

static struct house house;
static struct err err;

/* Rows of one schema, in memory. */
struct rows {
	const struct schema *schema;
	unsigned char *v;
	size_t n, room;
};

/* What an injection gave. */
struct run {
	struct rows out;
	struct inject_label label[LABELS_MAX];
	size_t n;
	struct inject_account account;
};

static struct rec
row_at(const struct rows *r, size_t i)
{
	return (struct rec){ r->schema, r->v + i * r->schema->row_size };
}

static int
keep(struct rows *t, const struct rec *r)
{
	size_t size = r->schema->row_size;

	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 65536;
		t->v = realloc(t->v, t->room * size);
	}
	t->schema = r->schema;
	memcpy(t->v + t->n++ * size, r->v, size);
	return 0;
}

static int
on_row(void *arg, const struct rec *r, struct err *e)
{
	(void)e;
	return keep(&((struct run *)arg)->out, r);
}

static int
on_label(void *arg, const struct inject_label *l, struct err *e)
{
	struct run *run = arg;

	(void)e;
	if (run->n < LABELS_MAX)
		run->label[run->n++] = *l;
	return 0;
}

static void
simulate(struct rows *t, const char *kind, uint32_t symbols, uint32_t days,
    double rate)
{
	struct sim_opts o;
	struct sim *s;
	struct batch b;

	sim_opts_default(&o);
	o.kind = kind;
	o.symbols = symbols;
	o.days = days;
	o.rate = rate;
	*t = (struct rows){ 0 };
	s = sim_new(&o, &house, &err);
	while (sim_next(s, &b, &err) == 1)
		for (size_t i = 0; i < b.n; i++)
			keep(t, &(struct rec){ b.schema,
				    b.rows + i * b.schema->row_size });
	sim_free(s);
}

/* Inject into the rows of a symbol, 0: all. */
static void
inject(struct run *run, const struct rows *in, const struct inject_opts *o,
    uint32_t symbol)
{
	struct inject *j;

	memset(run, 0, sizeof(*run));
	j = inject_new(o, &house, on_row, on_label, run, &err);
	CHECK(j != NULL);
	for (size_t i = 0; i < in->n; i++) {
		struct rec r = row_at(in, i);

		if (symbol == 0 || rec_symbol(&r) == symbol)
			CHECK(inject_push(j, &r, &err) == 0);
	}
	CHECK(inject_flush(j, &err) == 0);
	run->account = *inject_account(j);
	inject_free(j);
}

/* Many events, of some types. */
static struct inject_opts
options(const char *types)
{
	struct inject_opts o;

	inject_opts_default(&o);
	CHECK(inject_opts_types(&o, types, &err) == 0);
	o.per_day = 3;
	o.quiet = 0.1;
	o.share = 1;
	o.open_s = 13 * 3600 + 30 * 60;
	o.close_s = 20 * 3600;
	return o;
}

static int
label_of(const struct rec *r)
{
	return *rec_at(r, r->schema->at.label);
}

/* Do the fields that both have differ? */
static int
differs(const struct rec *a, const struct rec *b)
{
	for (int i = 0; i < a->schema->nfield; i++) {
		int k = schema_find(b->schema, a->schema->field[i].name);

		if (memcmp(rec_at(a, i), rec_at(b, k),
			a->schema->field[i].len) != 0)
			return 1;
	}
	return 0;
}

static uint64_t
placed(const struct run *run)
{
	uint64_t n = 0;

	for (int i = 0; inject_list[i] != NULL; i++)
		n += run->account.placed[i];
	return n;
}

static uint64_t
missed(const struct run *run)
{
	uint64_t n = 0;

	for (int i = 0; i < INJECT_REASONS; i++)
		n += run->account.not_placed[i];
	return n;
}

/* Each label says where its rows are and names them as they do. */
static void
check_labels(const struct run *run)
{
	uint64_t inside = 0, labelled = 0;

	for (size_t i = 0; i < run->n; i++) {
		const struct inject_label *l = &run->label[i];
		struct rec a = row_at(&run->out, l->row_start);
		struct rec b = row_at(&run->out, l->row_end);

		CHECK_INT(rec_time(&a), l->t_start);
		CHECK_INT(rec_time(&b), l->t_end);
		CHECK(label_of(&a) == 1 && label_of(&b) == 1);
		CHECK(l->row_end < run->out.n && l->magnitude > 0);
		for (size_t k = l->row_start; k <= l->row_end; k++) {
			struct rec r = row_at(&run->out, k);

			inside +=
			    label_of(&r) == 1 &&
			    rec_u32(&r, r.schema->at.label_id) == l->event &&
			    rec_symbol(&r) == l->symbol &&
			    strcmp(symtab_text(house.syms,
				       rec_u32(&r, r.schema->at.label_type),
				       NULL),
				l->type->name) == 0;
		}
	}
	for (size_t i = 0; i < run->out.n; i++) {
		struct rec r = row_at(&run->out, i);

		labelled += label_of(&r) == 1;
		if (label_of(&r) != 1)
			CHECK(label_of(&r) == 0 &&
			      rec_is_null(&r, r.schema->at.label_id) &&
			      rec_is_null(&r, r.schema->at.label_type));
	}
	CHECK_INT(inside, labelled);
	CHECK_INT(labelled, run->account.labelled);
	CHECK_INT(run->account.planned, placed(run) + missed(run));
}

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

	for (int i = 0; sim_kinds[i] != NULL; i++) {
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

	vol_init(&v, grid, 60 * NS_SECOND);
	for (size_t i = 0; i < n; i++) {
		r = row_at(in, i);
		if (rec_symbol(&r) == symbol)
			vol_push(&v, rec_time(&r),
			    r.schema->at.close >= 0
				? rec_double(&r, r.schema->at.close)
				: rec_price(&r),
			    NAN);
	}
	vol_advance(&v, now);
	return vol_sigma(&v, now);
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
test_sigma(void)
{
	struct vol v;
	struct rng r;
	double p = 100, before;

	test_begin("local sigma is that of the returns, jumps aside");
	rng_init(&r, 1, 1);
	vol_init(&v, NS_SECOND, 60 * NS_SECOND);
	CHECK(isnan(vol_sigma(&v, 0)));
	for (uint64_t t = 1; t < 20000; t++) {
		p *= exp(1e-4 * rng_normal(&r));
		vol_push(&v, t * NS_SECOND, p, 10);
	}
	before = vol_sigma(&v, 20000 * NS_SECOND);
	CHECK_NEAR(before / (1e-4 * sqrt(60)), 1, 0.06);
	vol_push(&v, 20000 * NS_SECOND, p * 1.05, 10);
	vol_push(&v, 20001 * NS_SECOND, p * 1.05, 10);
	vol_advance(&v, 20002 * NS_SECOND);
	CHECK_NEAR(vol_sigma(&v, 20002 * NS_SECOND) / before, 1, 0.3);
	test_begin("a night is no return");
	before = vol_sigma(&v, 20002 * NS_SECOND);
	vol_push(&v, 60000 * NS_SECOND, p * 2, 10);
	vol_push(&v, 60001 * NS_SECOND, p * 2, 10);
	vol_advance(&v, 60002 * NS_SECOND);
	CHECK_NEAR(vol_sigma(&v, 60002 * NS_SECOND) / before, 1, 0.01);
	test_begin("constant prices have no sigma");
	vol_init(&v, NS_SECOND, 60 * NS_SECOND);
	for (uint64_t t = 1; t < 5000; t++)
		vol_push(&v, t * NS_SECOND, 7, 1);
	CHECK(isnan(vol_sigma(&v, 5000 * NS_SECOND)));
}

static void
test_time_of_day(void)
{
	struct vol v;
	struct rng r;
	double p = 100, calm, wild;
	uint64_t t = 0;

	test_begin("the time of day counts from the sixth day on");
	rng_init(&r, 1, 2);
	vol_init(&v, 60 * NS_SECOND, 60 * NS_SECOND);
	for (int day = 1; day <= 12; day++) {
		for (int m = 0; m < 400; m++) {
			t = (uint64_t)day * NS_DAY +
			    (uint64_t)m * 60 * NS_SECOND;
			p *= exp((m < 100 ? 3e-3 : 1e-3) * rng_normal(&r));
			vol_push(&v, t, p, 10);
		}
		wild = vol_sigma(&v, (uint64_t)day * NS_DAY + 3000 * NS_SECOND);
		calm = vol_sigma(&v, t);
		if (day <= 5)
			CHECK_NEAR(wild, calm, 0);
	}
	CHECK_NEAR(wild / calm, 3, 1);
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

static void
test_repeat(void)
{
	static struct run run, again;
	struct inject_opts o = options("spike,shift,volume");
	struct rows in;
	size_t n = 0;

	test_begin("the same seed gives the same rows, another one others");
	simulate(&in, "trades", 3, 5, 2000);
	inject(&run, &in, &o, 0);
	inject(&again, &in, &o, 0);
	CHECK_INT(again.n, run.n);
	CHECK(memcmp(run.out.v, again.out.v,
		  run.out.n * run.out.schema->row_size) == 0);
	free(again.out.v);
	o.seed = 2;
	inject(&again, &in, &o, 0);
	CHECK(memcmp(run.out.v, again.out.v,
		  run.out.n * run.out.schema->row_size) != 0);
	free(again.out.v);
	test_begin("a symbol alone is treated as in company");
	o.seed = 1;
	for (uint32_t id = 1; id < symtab_count(house.syms); id++) {
		inject(&again, &in, &o, id);
		n = 0;
		for (size_t i = 0; i < run.out.n; i++) {
			struct rec a = row_at(&run.out, i), b;

			if (rec_symbol(&a) != id)
				continue;
			b = row_at(&again.out, n++);
			CHECK(n <= again.out.n &&
			      memcmp(a.v, b.v, a.schema->row_size) == 0);
		}
		CHECK_INT(n, again.out.n);
		free(again.out.v);
	}
	test_begin("what comes first does not depend on what follows");
	n = in.n;
	in.n = in.n * 2 / 3;
	inject(&again, &in, &o, 0);
	/* all but the event that the end cuts */
	CHECK(memcmp(run.out.v, again.out.v,
		  (in.n - 500) * run.out.schema->row_size) == 0);
	free(again.out.v);
	free(run.out.v);
	free(in.v);
}

static void
test_rules(void)
{
	static struct run run;
	struct inject_opts o = options("spike");
	struct rows in;
	uint64_t first;

	simulate(&in, "trades", 4, 10, 2000);
	test_begin("none in the warm-up");
	o.warmup = 8 * 3600 * NS_SECOND;
	inject(&run, &in, &o, 0);
	CHECK(run.account.not_placed[INJECT_WARMUP] > 0);
	{
		struct rec r = row_at(&in, 0);
		first = rec_time(&r);
	}
	CHECK(run.n > 0 && run.label[0].t_start > first + NS_DAY);
	free(run.out.v);
	test_begin("at most so many rows of a symbol are labelled");
	o = options("spike");
	o.share = 0.0005;
	inject(&run, &in, &o, 0);
	CHECK(run.account.not_placed[INJECT_SHARE] > 0);
	CHECK((double)run.account.labelled <= 0.0005 * (double)in.n);
	free(run.out.v);
	test_begin("some symbol-days have no events");
	o = options("spike");
	o.quiet = 0.5;
	inject(&run, &in, &o, 0);
	CHECK_INT(run.account.symbol_days, 40);
	CHECK(run.account.quiet_days >= 12 && run.account.quiet_days <= 30);
	free(run.out.v);
	test_begin("a price below zero is not made, and rows stay");
	o = options("spike,shift");
	o.low = 900;
	o.high = 1000;
	o.unit = NS_DAY;
	inject(&run, &in, &o, 0);
	CHECK(run.account.not_placed[INJECT_PRICE] > 0);
	CHECK_INT(run.account.planned, placed(&run) + missed(&run));
	for (size_t i = 0; i < run.out.n; i++) {
		struct rec r = row_at(&run.out, i);

		CHECK(rec_price(&r) > 0);
	}
	free(run.out.v);
	test_begin("ids of events differ");
	o = options("spike");
	inject(&run, &in, &o, 0);
	for (size_t i = 0; i < run.n; i++)
		for (size_t k = 0; k < i; k++)
			CHECK(run.label[i].event != run.label[k].event);
	free(run.out.v);
	free(in.v);
}

static void
test_decoys(void)
{
	static struct run run;
	struct inject_opts o = options("spike");
	struct rows in;
	size_t changed = 0;

	test_begin("decoys move prices and volume and are not labelled");
	simulate(&in, "trades", 2, 6, 2000);
	o.per_day = 0;
	o.decoys = 2;
	inject(&run, &in, &o, 0);
	CHECK_INT(run.n, 0);
	CHECK(placed(&run) > 3);
	CHECK_INT(run.account.labelled, 0);
	for (size_t i = 0; i < in.n; i++) {
		struct rec a = row_at(&in, i), b = row_at(&run.out, i);

		changed += (size_t)differs(&a, &b);
	}
	CHECK(changed > in.n / 4);
	free(in.v);
	free(run.out.v);
}

static void
test_again(void)
{
	static struct run run, twice;
	struct inject_opts o = options("spike");
	struct rows in;
	uint64_t before = 0;

	test_begin("a row in two events has the label of the first");
	simulate(&in, "trades", 2, 5, 2000);
	inject(&run, &in, &o, 0);
	o.seed = 5;
	inject(&twice, &run.out, &o, 0);
	CHECK(twice.out.schema == run.out.schema);
	for (size_t i = 0; i < in.n; i++) {
		struct rec a = row_at(&run.out, i);
		struct rec b = row_at(&twice.out, i);

		if (label_of(&a) != 1)
			continue;
		before++;
		CHECK_INT(label_of(&b), 1);
		CHECK_INT(rec_u32(&b, b.schema->at.label_id),
		    rec_u32(&a, a.schema->at.label_id));
	}
	CHECK(before > 0);
	free(in.v);
	free(run.out.v);
	free(twice.out.v);
}

static void
test_file(void)
{
	struct inject_label l = { .event = 7,
		.type = inject_find("spike"),
		.level = "hard",
		.t_start = UINT64_C(1704202200000000000),
		.t_end = UINT64_C(1704202201500000000),
		.row_start = 3,
		.row_end = 5,
		.magnitude = 3.25,
		.sign = -1,
		.seed = 9 };
	char buf[INJECT_CSV_MAX];
	size_t n;

	test_begin("a line of the label file");
	l.symbol = symtab_add(house.syms, "A,\"B", 4, &err);
	n = inject_label_csv(buf, house.syms, &l);
	buf[n] = '\0';
	CHECK_STR(buf,
	    "7,spike,hard,\"A,\"\"B\",2024-01-02T13:30:00.000000000Z,"
	    "2024-01-02T13:30:01.500000000Z,3,5,3.25,-1,9\n");
	test_begin("unknown and repeated types are usage errors");
	{
		struct inject_opts o;
		struct err e = { 0 };

		inject_opts_default(&o);
		CHECK_INT(o.ntype, 3);
		CHECK(
		    inject_opts_types(&o, "spike,nought", &e) == -1 && e.usage);
		e = (struct err){ 0 };
		CHECK(inject_opts_types(&o, "spike,spike", &e) == -1);
		e = (struct err){ 0 };
		CHECK(inject_opts_types(&o, "news", &e) == -1);
		e = (struct err){ 0 };
		CHECK(inject_opts_types(&o, "", &e) == -1);
	}
}

extern const struct inject_type inject_type_skel;

static void
test_types(void)
{
	const struct inject_type *t;

	test_begin("every type says all it must, the skeleton too");
	for (int i = -1; i < 0 || inject_list[i] != NULL; i++) {
		t = i < 0 ? &inject_type_skel : inject_list[i];
		CHECK(t->name && t->summary && t->source && t->span &&
		      t->apply && t->on != 0);
		for (int k = 0; k < INJECT_LEVELS; k++)
			CHECK(t->k[k][0] > 0 && t->k[k][0] <= t->k[k][1]);
		CHECK(i < 0 || inject_find(t->name) == t);
	}
	CHECK(inject_find("skel") == NULL);
}

int
main(void)
{
	if (house_init(&house, 0, &err) == -1)
		return 1;
	test_exact();
	test_valid();
	test_magnitude();
	test_sigma();
	test_time_of_day();
	test_shift();
	test_volume();
	test_repeat();
	test_rules();
	test_decoys();
	test_again();
	test_file();
	test_types();
	CHECK(!err.set);
	if (err.set)
		printf("# %s\n", err.msg);
	house_fini(&house);
	return test_end();
}
