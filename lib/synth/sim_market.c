/*
 * sim_market.c - one symbol: price, the touch, trades.
 *
 *	time between trades  ACD(1,1), exponential: Engle and Russell 1998,
 *			     eq. 5-6, in the clock of activity, faster when
 *			     variance is high
 *	efficient price	     p *= 1 + r, r = beta dM + sigma sqrt(v dy) t,
 *			     v as in sim_clock.c, M the market factor, dy the
 *			     activity since the last trade; jumps with news;
 *			     overnight a gap
 *	touch		     bid and ask on the tick grid around p, spread
 *			     1 + Poisson ticks, wider when variance is high
 *	trades		     at ask or bid; sides persist and lean to where
 *			     the price went; sweeps of several prints at one
 *			     instant take level after level
 *	sizes		     product of exponentials, in lots, with odd
 *			     lots and a few blocks
 *
 * A trade and the touch before it are decided as soon as the previous trade is
 * done.  The events in between, changes of the touch (sim_path.c) and messages
 * of single orders (sim_depth.c), lead from one to the other.  They are drawn
 * only for kinds that show them.  So every kind shows the same trades.
 *
 * No exp or log except those of rng.h: libms round them differently, and every
 * price depends on the earlier ones.
 */
#include <math.h>
#include <stdlib.h>

#include "synth/sim_impl.h"

#define TRAITS_STREAM (UINT64_C(1) << 60)

static const double return_max = 0.2; /* of one step */
static const double requote = 0.2;    /* the spread is drawn anew */
static const double variance_max = 30;

static double
between(struct rng *r, double low, double high)
{
	return low + (high - low) * rng_unit(r);
}

/* The largest power of ten (1e-9) not above a share of the price. */
static int64_t
tick_near(double price, double share)
{
	double want = price * share * 1e9;
	int64_t tick = 1;

	while ((double)tick * 10 <= want)
		tick *= 10;
	return tick;
}

static void
grid_init(struct sim_sym *y, const struct sim_world *w,
    const struct sim_opts *o, uint32_t i, struct rng *r)
{
	double u = rng_unit(r), u2 = rng_unit(r);
	int future = w->futures && i % 4 == 3;

	y->base = w->price_low + (w->price_high - w->price_low) * u * u2;
	y->tick9 = w->tick9;
	y->lot = w->lot;
	if (w->tick_share > 0)
		y->tick9 = tick_near(y->base, w->tick_share);
	if (future) {
		y->tick9 = 250000000;
		y->base = 1500 + 4500 * u;
		y->lot = 1;
	}
	if (o->tick > 0)
		y->tick9 = o->tick;
	y->tick = (double)y->tick9 / 1e9;
	/* with fewer ticks in a price, every move is a jump */
	if (y->base < 1000 * y->tick)
		y->base = 1000 * y->tick * (1 + u);
}

/* Events per day that give the requested rate of that kind. */
static double
events(const struct sim_world *w, enum sim_shape shape, double rate)
{
	if (shape == SIM_SHAPE_QUOTE)
		return rate / (w->changes + 2);
	return rate * (1 - w->sweep_on);
}

int
sim_symbol_init(struct sim_sym *y, const struct sim *s, uint32_t i,
    struct err *err)
{
	const struct sim_world *w = s->world;
	const struct sim_opts *o = &s->opts;
	struct rng r;
	int p;

	for (p = 1; p < SIM_PURPOSES; p++)
		rng_init(&y->rng[p], o->seed,
		    (uint64_t)p << 32 | (i + UINT64_C(1)));
	rng_init(&r, o->seed, TRAITS_STREAM + i);
	grid_init(y, w, o, i, &r);
	/* rates 0.4 .. 1.6 of the mean, a single symbol at the mean */
	y->rate = events(w, s->shape,
	    o->rate * (o->symbols > 1 ? between(&r, 0.4, 1.6) : 1));
	y->beta = between(&r, w->beta_low, w->beta_high);
	y->sigma = between(&r, w->sigma_low, w->sigma_high);
	y->width = between(&r, w->width_low, w->width_high);
	y->price = y->base;
	y->variance = y->day_variance = 1;
	y->psi = 1;
	y->side = 1;
	y->spread = 1;
	if (s->shape == SIM_SHAPE_MBP1 || s->shape == SIM_SHAPE_QUOTE ||
	    s->shape == SIM_SHAPE_MBP10 || s->shape == SIM_SHAPE_MBO)
		if ((y->path = sim_path_new()) == NULL)
			return err_errno(err, "symbols");
	if (s->shape == SIM_SHAPE_MBP10 || s->shape == SIM_SHAPE_MBO)
		if ((y->depth = sim_depth_new()) == NULL)
			return err_errno(err, "symbols");
	return 0;
}

void
sim_symbol_fini(struct sim_sym *y)
{
	free(y->path);
	free(y->depth);
}

void
sim_move(struct sim_sym *y, double r)
{
	double p;

	r = r > return_max ? return_max : r < -return_max ? -return_max : r;
	p = y->price * (1 + r);
	p = p < y->base / 20 ? y->base / 20 : p;
	y->price = p > y->base * 20 ? y->base * 20 : p;
}

double
sim_fat(struct rng *r, double tail)
{
	return rng_student(r, tail) * sqrt((tail - 2) / tail);
}

/* ---- the next trade ---- */

static void
boost(struct sim_sym *y, double by)
{
	y->variance += by;
	if (y->variance > variance_max)
		y->variance = variance_max;
}

/* The jumps that news have made by y_next; what moved all symbols is in the
 * factor already. */
static double
take_news(struct sim_sym *y, const struct sim *s)
{
	double jump = 0;

	for (; y->news[y->next_news].y <= y->y_next; y->next_news++) {
		jump += y->news[y->next_news].jump;
		boost(y, s->world->news_variance);
	}
	for (; s->market.news[y->next_shared].y <= y->y_next; y->next_shared++)
		boost(y, s->world->news_variance);
	return jump;
}

static double
next_return(struct sim_sym *y, const struct sim *s, double dy)
{
	const struct sim_world *w = s->world;
	double level = sim_market_level(s, y->due), r;

	y->variance = sim_variance_step(&y->rng[SIM_PRICES], y->variance,
	    w->session_pull, w->session_spread, dy);
	r = y->beta * (level - y->level) +
	    s->wild * y->sigma * sqrt(y->day_variance * y->variance * dy) *
		sim_fat(&y->rng[SIM_PRICES], w->tail);
	y->level = level;
	return r + take_news(y, s);
}

static int64_t
touch_size(struct sim_sym *y, const struct sim_world *w)
{
	double e = rng_exponential(&y->rng[SIM_QUOTES]);

	return y->lot * (1 + (int64_t)(w->touch_scale * e));
}

static uint32_t
count_of(const struct sim_sym *y, int64_t size)
{
	return 1 + (uint32_t)(size / y->lot / 4);
}

/* The touch that market makers aim for. */
static void
target(struct sim_book *b, struct sim_sym *y, const struct sim_world *w)
{
	struct rng *r = &y->rng[SIM_QUOTES];
	int64_t bid;

	if (rng_unit(r) < requote)
		y->spread =
		    1 + (int64_t)rng_poisson(r, y->width * sqrt(y->variance));
	bid =
	    (int64_t)floor(y->price / y->tick - 0.5 * (double)y->spread + 0.5);
	b->bid = bid < SIM_PRINTS_MAX ? SIM_PRINTS_MAX : bid;
	b->ask = b->bid + y->spread;
	b->bid_size = touch_size(y, w);
	b->ask_size = touch_size(y, w);
}

static void
choose_side(struct sim_sym *y, const struct sim_world *w, double r)
{
	double u = rng_unit(&y->rng[SIM_TRADES]);

	if (u < w->side_lean)
		y->side = r < 0 ? -1 : 1;
	else if (u >= w->side_lean + w->side_keep)
		y->side = rng_u32(&y->rng[SIM_TRADES]) & 1 ? 1 : -1;
}

/* Lots, odd lots below one, and a few blocks. */
static int64_t
draw_size(struct sim_sym *y, const struct sim_world *w)
{
	struct rng *r = &y->rng[SIM_TRADES];
	double e = 1, u;
	int64_t n;
	int i;

	for (i = 0; i < w->size_terms; i++)
		e *= rng_exponential(r);
	u = rng_unit(r);
	if (y->lot > 1 && u < w->odd_lot)
		return 1 + (int64_t)rng_below(r, (uint64_t)y->lot - 1);
	n = y->lot * (1 + (int64_t)(w->size_scale * e));
	return u > 1 - w->block ? 20 * n : n;
}

/*
 * The prints of a sweep and what it leaves.  A level is taken whole before
 * the next one; of the last one something is left.
 */
static void
sweep(struct sim_sym *y, const struct sim_world *w)
{
	struct sim_deal *d = &y->deal;
	struct rng *r = &y->rng[SIM_TRADES];
	int64_t px = y->side > 0 ? d->before.ask : d->before.bid, first = px;
	int64_t taken = 0, *left;

	d->side = y->side;
	d->n = 0;
	d->after = d->before;
	left = y->side > 0 ? &d->after.ask_size : &d->after.bid_size;
	for (;;) {
		d->print[d->n].px = px;
		d->print[d->n].size = draw_size(y, w);
		if (px == first)
			taken += d->print[d->n].size;
		if (++d->n == SIM_PRINTS_MAX || rng_unit(r) >= w->sweep_on)
			break;
		px += rng_unit(r) < w->level_on ? y->side : 0;
	}
	/* the size drawn for the touch is what remains of the last level */
	if (y->side > 0) {
		d->before.ask_size = taken + (px == first ? *left : 0);
		d->after.ask = px;
	} else {
		d->before.bid_size = taken + (px == first ? *left : 0);
		d->after.bid = px;
	}
	d->before.bid_count = count_of(y, d->before.bid_size);
	d->before.ask_count = count_of(y, d->before.ask_size);
	d->after.bid_count = count_of(y, d->after.bid_size);
	d->after.ask_count = count_of(y, d->after.ask_size);
}

/* Trading stops between y->halt_y and y->halt_end. */
static void
skip_halt(struct sim_sym *y, const struct sim *s)
{
	const struct sim_clock *c = &s->clock;

	if (y->y_next < y->halt_y)
		return;
	y->halt_y = INFINITY;
	if (y->due < y->halt_end) {
		y->due = y->halt_end;
		y->y_next = sim_clock_y(c,
		    (double)(y->halt_end - c->open) / (double)c->length);
	}
}

/* Decide the next trade, if there is one today. */
static void
plan(struct sim_sym *y, const struct sim *s)
{
	const struct sim_world *w = s->world;
	double x = y->psi * rng_exponential(&y->rng[SIM_TIMES]), r;
	uint64_t from = y->due;

	y->psi = 1 - w->acd_now - w->acd_past + w->acd_now * x +
		 w->acd_past * y->psi;
	y->y_next =
	    y->y + x / (y->rate * (1 - w->crowd + w->crowd * y->variance));
	y->due = TS_NULL;
	if (y->y_next < 1) {
		y->due = sim_clock_time(&s->clock, y->y_next, &y->cell);
		if (y->halt_y < 1)
			skip_halt(y, s);
		if (y->y_next >= 1 || y->due >= s->clock.open + s->clock.length)
			y->due = TS_NULL;
	}
	y->next = y->due;
	if (y->due == TS_NULL)
		return;
	r = next_return(y, s, y->y_next - y->y);
	y->y = y->y_next;
	sim_move(y, r);
	target(&y->deal.before, y, w);
	choose_side(y, w, r);
	sweep(y, w);
	if (y->path == NULL)
		return;
	/* nobody quotes while trading stops */
	if (y->halt_end > from && y->halt_end <= y->due)
		from = y->halt_end;
	sim_path_plan(y->path, &y->rng[SIM_CHANGES], y, w, from, y->due);
	if (sim_path_next(y->path) < y->next)
		y->next = sim_path_next(y->path);
}

/* ---- days ---- */

static double
night(const struct sim_sym *y, const struct sim *s)
{
	const struct sim_world *w = s->world;
	double dark = 1 - (double)s->clock.length / (double)NS_DAY;
	double sd2 = y->sigma * y->sigma +
		     y->beta * y->beta * w->factor_sigma * w->factor_sigma;

	return s->wild * w->gap_part * sqrt(sd2 * y->day_variance * dark);
}

/* The book that the day opens with. */
static void
open_book(struct sim_sym *y, struct sim *s)
{
	target(&y->book, y, s->world);
	y->book.bid_count = count_of(y, y->book.bid_size);
	y->book.ask_count = count_of(y, y->book.ask_size);
	if (y->depth != NULL)
		sim_depth_open(s, y, s->clock.open);
}

void
sim_symbol_day(struct sim_sym *y, struct sim *s)
{
	const struct sim_world *w = s->world;
	struct rng *r = &y->rng[SIM_PRICES];

	y->day_variance = sim_variance_step(r, y->day_variance, w->day_pull,
	    w->day_spread, 1);
	if (s->day > 0)
		sim_move(y, night(y, s) * sim_fat(r, w->tail));
	y->variance =
	    (y->variance + 1 + w->open_boost * rng_exponential(r)) / 2;
	sim_news_symbol(y, s);
	y->level = sim_market_level(s, s->clock.open);
	y->y = 0;
	y->cell = 0;
	y->due = s->clock.open;
	open_book(y, s);
	plan(y, s);
}

/* ---- events ---- */

/* The touch after print i: less of the level, or the next one. */
static void
consume(struct sim_sym *y, int i)
{
	const struct sim_deal *d = &y->deal;
	const struct sim_print *p = &d->print[i];
	int64_t *px = d->side > 0 ? &y->book.ask : &y->book.bid;
	int64_t *size = d->side > 0 ? &y->book.ask_size : &y->book.bid_size;
	uint32_t *count = d->side > 0 ? &y->book.ask_count : &y->book.bid_count;
	int64_t more = 0;
	int k;

	*size -= p->size;
	if (*size <= 0) { /* the next level, as the rest of the sweep says */
		for (k = i + 1;
		     k < d->n && d->print[k].px == d->print[i + 1].px; k++)
			more += d->print[k].size;
		*px = i + 1 < d->n ? d->print[i + 1].px : *px;
		if (k == d->n)
			more +=
			    d->side > 0 ? d->after.ask_size : d->after.bid_size;
		*size = more;
	}
	*count = count_of(y, *size);
}

static void
deal(struct sim_sym *y, struct sim *s)
{
	const struct sim_deal *d = &y->deal;
	int i, last;

	y->book = d->before;
	if (y->depth != NULL) {
		sim_depth_deal(s, y, y->due);
		y->book = d->after;
		return;
	}
	y->side = d->side;
	for (i = 0; i < d->n; i++) {
		last = i == d->n - 1;
		if (s->shape == SIM_SHAPE_BARS)
			sim_bar_add(s, y, y->due, d->print[i].px,
			    d->print[i].size);
		else if (s->shape != SIM_SHAPE_QUOTE)
			sim_row_trade(s, y, y->due, d->print[i].px,
			    d->print[i].size,
			    last && s->shape != SIM_SHAPE_MBP1);
		consume(y, i);
		if (s->shape == SIM_SHAPE_MBP1)
			sim_row_taken(s, y, y->due, &d->print[i], last);
	}
	if (s->shape == SIM_SHAPE_QUOTE)
		sim_row_quote(s, y, y->due, 'C', -d->side);
}

/* The change of the touch, as an order event describes it. */
static void
change(struct sim_sym *y, struct sim *s, uint64_t t)
{
	struct sim_book old = y->book;
	int side, better, worse;

	sim_path_take(y->path, &y->book);
	y->book.bid_count = count_of(y, y->book.bid_size);
	y->book.ask_count = count_of(y, y->book.ask_size);
	if (y->depth != NULL) {
		sim_depth_touch(s, y, t);
		return;
	}
	side =
	    y->book.bid != old.bid || y->book.bid_size != old.bid_size ? 1 : -1;
	better = side > 0 ? y->book.bid > old.bid : y->book.ask < old.ask;
	worse = side > 0 ? y->book.bid < old.bid : y->book.ask > old.ask;
	sim_row_quote(s, y, t, better ? 'A' : worse ? 'C' : 'M', side);
}

/* The row that is due: a change of the touch, or the trade. */
void
sim_symbol_event(struct sim_sym *y, struct sim *s)
{
	uint64_t t = y->path != NULL ? sim_path_next(y->path) : TS_NULL;

	if (t <= y->due && t != TS_NULL) {
		change(y, s, t);
		t = sim_path_next(y->path);
		y->next = t < y->due ? t : y->due;
		return;
	}
	deal(y, s);
	plan(y, s);
}
