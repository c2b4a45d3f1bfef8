/*
 * sim.c - the simulated market: days, and symbols merged by time.
 *
 * Every symbol makes its events one by one (sim_lab.c, sim_market.c); a heap by
 * (time, symbol) merges them.  The market factor is made second by second as
 * the merged time passes.  Each symbol draws from separate sequences, so it
 * does not change when others are added.
 *
 * Days follow each other from the start date, without Saturdays and Sundays
 * unless requested.  Memory: some 500 bytes per symbol, whatever the length.
 * Limits: no holidays, one venue; the lab has no halts.
 */
#include "synth/sim.h"

#include <stdio.h>
#include <stdlib.h>

#include "synth/sim_impl.h"

#define NEWS_STREAM (UINT64_C(1) << 61)

enum { NAME_MAX_LEN = 16, BATCH = 1024 };

const char *const sim_kinds[] = { "trades", "tbbo", "mbp-1", "mbp-10", "mbo",
	"quote", "ohlcv-1s", "ohlcv-1m", "ohlcv-1h", NULL };

static const enum sim_shape shapes[] = { SIM_SHAPE_TRADES, SIM_SHAPE_TBBO,
	SIM_SHAPE_MBP1, SIM_SHAPE_MBP10, SIM_SHAPE_MBO, SIM_SHAPE_QUOTE,
	SIM_SHAPE_BARS, SIM_SHAPE_BARS, SIM_SHAPE_BARS };

static int
check(const struct sim_opts *o, struct err *err)
{
	int i;

	if (o->symbols < 1 || o->symbols > SIM_SYMBOLS_MAX)
		return err_usage(err, "%u symbols: expected 1 to %d",
		    o->symbols, SIM_SYMBOLS_MAX);
	if (o->days < 1 || o->days > SIM_DAYS_MAX)
		return err_usage(err, "%u days: expected 1 to %d", o->days,
		    SIM_DAYS_MAX);
	if (o->only_day > o->days)
		return err_usage(err, "day %u: the run has %u days",
		    o->only_day, o->days);
	if (o->session.open_s == o->session.close_s)
		return err_usage(err, "a session without length");
	if (!(o->rate > 0 && o->rate <= 1e9))
		return err_usage(err,
		    "rate %g: expected more than 0, at most 1e9 a day",
		    o->rate);
	if (o->tick < 0 || o->tick > INT64_C(1000000000000))
		return err_usage(err,
		    "tick %g: expected more than 0, at most 1000",
		    (double)o->tick / 1e9);
	if (!sim_world_makes(o->world, o->kind))
		return err_usage(err, "preset %s: has no kind %s",
		    sim_worlds[o->world], o->kind);
	if (o->without != 0 && sim_world_at(o->world) == NULL)
		return err_usage(err,
		    "preset %s: has no news, halts or bursts to leave out",
		    sim_worlds[o->world]);
	for (i = 1; i < o->nchange; i++)
		if (o->change[i].day <= o->change[i - 1].day)
			return err_usage(err,
			    "changes of volatility on days %u and %u: expected "
			    "rising days",
			    o->change[i - 1].day, o->change[i].day);
	if (o->start / NS_DAY + (uint64_t)o->days * 2 > 150000)
		return err_usage(err, "the days end after the year 2380");
	return 0;
}

/* The date itself, or the next trading day. */
static int64_t
trading_date(const struct sim_opts *o, int64_t date)
{
	int64_t weekday = (date + 3) % 7; /* 0: Monday; 1970 began Thursday */

	return o->all_days || weekday < 5 ? date : date + 7 - weekday;
}

static int64_t
first_date(const struct sim_opts *o)
{
	return trading_date(o, (int64_t)(o->start / NS_DAY));
}

/* Byte order is numeric order: all names have the same width. */
static int
name_symbols(struct sim *s, struct err *err)
{
	char name[NAME_MAX_LEN];
	uint32_t i, last = s->opts.symbols - 1;
	int width = 3, n;

	for (i = 1000; i <= last; i *= 10)
		width++;
	for (i = 0; i <= last; i++) {
		n = snprintf(name, sizeof(name), "SYM%0*u", width, i);
		s->sym[i].id = symtab_add(s->vocab->syms, name, (size_t)n, err);
		if (s->sym[i].id == 0)
			return -1;
	}
	return 0;
}

static int
find_kind(struct sim *s, struct err *err)
{
	const struct field *f;
	int i, n;

	for (i = 0; sim_kinds[i] != NULL; i++)
		if (strcmp(sim_kinds[i], s->opts.kind) == 0)
			break;
	if (sim_kinds[i] == NULL)
		return err_usage(err, "kind \"%.40s\": unknown: see --list",
		    s->opts.kind);
	s->shape = shapes[i];
	f = kind_fields(sim_kinds[i], &n);
	s->schema = schema_get(s->vocab->schemas, sim_kinds[i], f, n, err);
	return s->schema == NULL ? -1 : 0;
}

static int
earlier(const struct sim *s, uint32_t a, uint32_t b)
{
	uint64_t ta = s->sym[a].next, tb = s->sym[b].next;

	return ta < tb || (ta == tb && a < b);
}

static void
sift_down(struct sim *s, uint32_t i)
{
	uint32_t v = s->heap[i], child;

	while ((child = 2 * i + 1) < s->nheap) {
		if (child + 1 < s->nheap &&
		    earlier(s, s->heap[child + 1], s->heap[child]))
			child++;
		if (!earlier(s, s->heap[child], v))
			break;
		s->heap[i] = s->heap[child];
		i = child;
	}
	s->heap[i] = v;
}

static double
volatility_of(const struct sim_opts *o, uint32_t day)
{
	double wild = 1;
	int i;

	for (i = 0; i < o->nchange; i++)
		if (day + 1 >= o->change[i].day)
			wild = o->change[i].factor;
	return wild;
}

static int
begin_day(struct sim *s, struct err *err)
{
	uint64_t close;
	uint32_t i;

	session_span(&s->clock.open, &close, &s->opts.session, s->date);
	s->sequence = 0;
	s->wild = volatility_of(&s->opts, s->day);
	if (sim_is_lab(s)) {
		sim_lab_day(&s->market);
	} else {
		sim_news_market(s);
		if (sim_market_day(s, err) == -1)
			return -1;
	}
	for (i = 0; i < s->opts.symbols; i++) {
		if (sim_is_lab(s))
			sim_lab_symbol_day(&s->sym[i], s);
		else
			sim_symbol_day(&s->sym[i], s);
		s->heap[i] = i;
	}
	s->nheap = s->opts.symbols;
	for (i = s->nheap / 2; i-- > 0;)
		sift_down(s, i);
	return 0;
}

/* The rest of the lab's factor is made too: the next day starts from it. */
static void
end_day(struct sim *s)
{
	if (sim_is_lab(s))
		sim_lab_to(&s->market, &s->clock,
		    s->clock.open + s->clock.length, s->wild);
	s->date = trading_date(&s->opts, s->date + 1);
	s->day++;
	s->night = 1;
}

static int
init_symbols(struct sim *s, struct err *err)
{
	uint32_t i;

	for (i = 0; i < s->opts.symbols; i++)
		if (sim_is_lab(s))
			sim_lab_init(&s->sym[i], &s->opts, s->shape, i);
		else if (sim_symbol_init(&s->sym[i], s, i, err) == -1)
			return -1;
	return 0;
}

struct sim *
sim_new(const struct sim_opts *opts, struct vocab *vocab, struct err *err)
{
	struct sim *s;

	if (check(opts, err) == -1)
		return NULL;
	if ((s = calloc(1, sizeof(*s))) == NULL) {
		err_errno(err, "market");
		return NULL;
	}
	s->opts = *opts;
	s->world = sim_world_at(opts->world);
	if (opts->without != 0) {
		s->part = *s->world;
		sim_world_without(&s->part, opts->without);
		s->world = &s->part;
	}
	s->vocab = vocab;
	s->sym = calloc(opts->symbols, sizeof(*s->sym));
	s->heap = calloc(opts->symbols, sizeof(*s->heap));
	if (s->sym == NULL || s->heap == NULL) {
		err_errno(err, "symbols");
		goto fail;
	}
	if (find_kind(s, err) == -1 || name_symbols(s, err) == -1 ||
	    sim_clock_init(&s->clock, s->world, session_length(&opts->session),
		err) == -1 ||
	    sim_rows_init(s, err) == -1)
		goto fail;
	rng_init(&s->market.rng, opts->seed, 0);
	rng_init(&s->market.news_rng, opts->seed, NEWS_STREAM);
	s->market.variance = s->market.day_variance = 1;
	s->bar_end = TS_NULL;
	s->date = first_date(opts);
	s->night = 1;
	if (init_symbols(s, err) == -1)
		goto fail;
	return s;
fail:
	sim_free(s);
	return NULL;
}

/* The next event of all, or the end of a day. */
static int
step(struct sim *s, struct err *err)
{
	struct sim_sym *y;

	if (s->night) {
		s->night = 0;
		return begin_day(s, err);
	}
	y = &s->sym[s->heap[0]];
	/* bars are closed before any time beyond them, and at night */
	if (y->next >= s->bar_end && s->bar_end != TS_NULL) {
		sim_bars_close(s);
		return 0;
	}
	if (y->next == TS_NULL) {
		end_day(s);
		return 0;
	}
	if (sim_is_lab(s)) {
		sim_lab_to(&s->market, &s->clock, y->next, s->wild);
		sim_lab_event(y, s);
	} else {
		sim_symbol_event(y, s);
	}
	sift_down(s, 0);
	return 0;
}

int
sim_next(struct sim *s, struct recs *b, struct err *err)
{
	uint32_t last = s->opts.only_day ? s->opts.only_day : s->opts.days;
	uint32_t day;

	s->n = 0;
	while (s->day < last && s->n <= BATCH) {
		day = s->day;
		if (step(s, err) == -1)
			return -1;
		if (s->opts.only_day != 0 && day + 1 != s->opts.only_day)
			s->n = 0;
	}
	if (s->opts.rows != 0 && s->n > s->opts.rows - s->handed)
		s->n = s->opts.rows - s->handed;
	s->handed += s->n;
	b->schema = s->schema;
	b->rows = s->rows;
	b->n = s->n;
	return s->n > 0;
}

const char *
sim_symbol(const struct sim *s, uint32_t i)
{
	size_t len;

	return symtab_text(s->vocab->syms, s->sym[i].id, &len);
}

uint32_t
sim_instrument(const struct sim *s, uint32_t i)
{
	(void)s;
	return i + 1;
}

int64_t
sim_tick(const struct sim *s, uint32_t i)
{
	return s->sym[i].tick9;
}

static uint32_t
yyyymmdd(int64_t date)
{
	int y, m, d;

	ts_civil(date, &y, &m, &d);
	return (uint32_t)(y * 10000 + m * 100 + d);
}

void
sim_span(const struct sim *s, struct sim_span *span)
{
	const struct sim_opts *o = &s->opts;
	int64_t date = first_date(o), first = date;
	uint64_t open, close;
	uint32_t i, last = o->only_day ? o->only_day : o->days;

	for (i = 1; i < last; i++)
		date = trading_date(o, date + 1);
	if (o->only_day)
		first = date;
	session_span(&span->start, &close, &o->session, first);
	session_span(&open, &span->end, &o->session, date);
	span->start_date = yyyymmdd(first);
	span->end_date = yyyymmdd(date + 1);
}

void
sim_free(struct sim *s)
{
	uint32_t i;

	if (s == NULL)
		return;
	for (i = 0; s->sym != NULL && i < s->opts.symbols; i++)
		sim_symbol_fini(&s->sym[i]);
	sim_clock_fini(&s->clock);
	free(s->market.levels);
	free(s->sym);
	free(s->heap);
	free(s->blank);
	free(s->rows);
	free(s);
}
