/*
 * sim_lab.c - one symbol of the lab: price, book, trades.
 *
 * This frozen world underlies the published quality measurements.  Its bytes
 * must never change, so it draws all random numbers from one sequence per
 * symbol, in this order.  Other worlds are in sim_market.c.
 *
 *	time between events  ACD(1,1), exponential: Engle and Russell 1998,
 *			     eq. 5-6, in the clock of activity, faster when
 *			     variance is high
 *	efficient price	     p *= 1 + r, r = beta dM + sigma sqrt(v dy) t_3,
 *			     v as in sim_clock.c, M the market factor, dy the
 *			     activity since the last event; overnight a gap
 *	book		     bid and ask on the tick grid around p, spread
 *			     1 + Poisson ticks, wider when variance is high
 *	trades		     at ask or bid; sides persist and lean to where
 *			     the price went; sweeps of several prints at one
 *			     instant walk away from the touch
 *	sizes		     product of two exponentials, in lots, with odd
 *			     lots and a few blocks
 *
 * No exp or log: libms round them differently, and every price depends on the
 * earlier ones.
 */
#include <math.h>

#include "synth/sim_impl.h"

#define TRAITS_STREAM (UINT64_C(1) << 32)

static const double acd_now = 0.15, acd_past = 0.75; /* the rest: level */
static const double tail = 3;                        /* degrees of freedom */
static const double sweep_on = 0.35;                 /* one more print */
static const double side_lean = 0.3, side_keep = 0.4;
static const double requote = 0.2; /* the spread is drawn anew */
static const double odd_lot = 0.3, block_trade = 0.02;
static const double trade_share = 1.0 / 3; /* of mbp-1 events */
static const double variance_spread = 1.5;
static const double gap_part = 0.5; /* sd of the night over that of a day */

static double
between(struct rng *r, double low, double high)
{
	return low + (high - low) * rng_unit(r);
}

/* Every fourth symbol is like a future: a coarse tick, single contracts. */
static void
grid_init(struct sim_sym *y, const struct sim_opts *o, uint32_t i,
    struct rng *r)
{
	double u = rng_unit(r);

	y->tick9 = i % 4 == 3 ? 250000000 : 10000000;
	y->base = i % 4 == 3 ? 1500 + 4500 * u : 15 + 285 * u * u;
	y->lot = i % 4 == 3 ? 1 : 100;
	if (o->tick > 0)
		y->tick9 = o->tick;
	y->tick = (double)y->tick9 / 1e9;
	/* with fewer ticks in a price, every move is a jump */
	if (y->base < 1000 * y->tick)
		y->base = 1000 * y->tick * (1 + u);
}

void
sim_lab_init(struct sim_sym *y, const struct sim_opts *o, enum sim_shape shape,
    uint32_t i)
{
	double prints = 1 / (1 - sweep_on), size;
	struct rng r;

	rng_init(&y->rng[SIM_LAB], o->seed, i + UINT64_C(1));
	rng_init(&r, o->seed, TRAITS_STREAM + i);
	grid_init(y, o, i, &r);
	/* rates 0.4 .. 1.6 of the mean, a single symbol at the mean */
	size = o->symbols > 1 ? between(&r, 0.4, 1.6) : 1;
	y->rate = o->rate * size;
	if (shape == SIM_SHAPE_MBP1)
		y->rate /= trade_share * prints;
	else if (shape != SIM_SHAPE_QUOTE)
		y->rate /= prints;
	y->beta = between(&r, 0.5, 1.5);
	y->sigma = between(&r, 0.008, 0.016);
	y->width = between(&r, 0.2, 1.2);
	y->price = y->base;
	y->variance = y->day_variance = 1;
	y->psi = 1;
	y->side = 1;
	y->spread = 1;
}

static void
schedule(struct sim_sym *y, const struct sim_clock *c)
{
	double x = y->psi * rng_exponential(&y->rng[SIM_LAB]);

	y->psi = 1 - acd_now - acd_past + acd_now * x + acd_past * y->psi;
	y->y_next = y->y + x / (y->rate * (0.5 + 0.5 * y->variance));
	y->next =
	    y->y_next < 1 ? sim_clock_time(c, y->y_next, &y->cell) : TS_NULL;
}

void
sim_lab_symbol_day(struct sim_sym *y, const struct sim *s)
{
	double dark = 1 - (double)s->clock.length / (double)NS_DAY;
	double sd = sqrt(y->sigma * y->sigma + y->beta * y->beta * 1e-4);

	y->day_variance = sim_variance_step(&y->rng[SIM_LAB], y->day_variance,
	    SIM_DAY_PULL, variance_spread, 1);
	if (s->day > 0)
		sim_move(y, s->wild * gap_part * sd *
				sqrt(y->day_variance * dark) *
				sim_fat(&y->rng[SIM_LAB], tail));
	y->level = s->market.level;
	y->y = 0;
	y->cell = 0;
	schedule(y, &s->clock);
}

/* Lots, odd lots below one, and a few blocks. */
static int64_t
draw_size(struct sim_sym *y)
{
	double e = rng_exponential(&y->rng[SIM_LAB]) *
		   rng_exponential(&y->rng[SIM_LAB]);
	double u = rng_unit(&y->rng[SIM_LAB]);
	int64_t n;

	if (y->lot > 1 && u < odd_lot)
		return 1 + (int64_t)rng_below(&y->rng[SIM_LAB],
			       (uint64_t)y->lot - 1);
	n = y->lot * (1 + (int64_t)(2 * e));
	return u > 1 - block_trade ? 20 * n : n;
}

static void
update_book(struct sim_sym *y)
{
	struct sim_book *b = &y->book;
	int64_t bid;

	if (rng_unit(&y->rng[SIM_LAB]) < requote)
		y->spread = 1 + (int64_t)rng_poisson(&y->rng[SIM_LAB],
				    y->width * sqrt(y->variance));
	bid =
	    (int64_t)floor(y->price / y->tick - 0.5 * (double)y->spread + 0.5);
	b->bid = bid < 1 ? 1 : bid;
	b->ask = b->bid + y->spread;
	b->bid_size =
	    y->lot * (1 + (int64_t)(5 * rng_exponential(&y->rng[SIM_LAB])));
	b->ask_size =
	    y->lot * (1 + (int64_t)(5 * rng_exponential(&y->rng[SIM_LAB])));
	b->bid_count = 1 + (uint32_t)(b->bid_size / y->lot) / 2;
	b->ask_count = 1 + (uint32_t)(b->ask_size / y->lot) / 2;
}

static void
choose_side(struct sim_sym *y, double r)
{
	double u = rng_unit(&y->rng[SIM_LAB]);

	if (u < side_lean)
		y->side = r < 0 ? -1 : 1;
	else if (u >= side_lean + side_keep)
		y->side = rng_u32(&y->rng[SIM_LAB]) & 1 ? 1 : -1;
}

/* A sweep: all prints at one instant, every second one a tick further. */
static void
trade(struct sim_sym *y, struct sim *s)
{
	int64_t at = y->side > 0 ? y->book.ask : y->book.bid, p;
	int i, n = 1;

	while (n < SIM_PRINTS_MAX && rng_unit(&y->rng[SIM_LAB]) < sweep_on)
		n++;
	for (i = 0; i < n; i++) {
		p = at + y->side * (i / 2);
		p = p < 1 ? 1 : p;
		if (s->shape == SIM_SHAPE_BARS)
			sim_bar_add(s, y, y->next, p, draw_size(y));
		else
			sim_row_trade(s, y, y->next, p, draw_size(y),
			    i == n - 1);
	}
}

/* The change of the book, as an order event describes it. */
static void
quote(struct sim_sym *y, struct sim *s, const struct sim_book *old)
{
	int side = y->book.bid != old->bid             ? 1
		   : y->book.ask != old->ask           ? -1
		   : y->book.bid_size != old->bid_size ? 1
						       : -1;
	int better = side > 0 ? y->book.bid > old->bid : y->book.ask < old->ask;
	int worse = side > 0 ? y->book.bid < old->bid : y->book.ask > old->ask;

	sim_row_quote(s, y, y->next, better ? 'A' : worse ? 'C' : 'M', side);
}

/* The event that is due: move, quote, trade, and say when the next is. */
void
sim_lab_event(struct sim_sym *y, struct sim *s)
{
	double dy = y->y_next - y->y, r;
	struct sim_book old = y->book;
	int trades;

	y->variance = sim_variance_step(&y->rng[SIM_LAB], y->variance,
	    SIM_SESSION_PULL, variance_spread, dy);
	/* the factor has its own part of a change of volatility */
	r = y->beta * (s->market.level - y->level) +
	    s->wild * y->sigma * sqrt(y->day_variance * y->variance * dy) *
		sim_fat(&y->rng[SIM_LAB], tail);
	y->level = s->market.level;
	y->y = y->y_next;
	sim_move(y, r);
	update_book(y);
	trades = s->shape != SIM_SHAPE_QUOTE &&
		 (s->shape != SIM_SHAPE_MBP1 ||
		     rng_unit(&y->rng[SIM_LAB]) < trade_share);
	if (s->shape == SIM_SHAPE_QUOTE ||
	    (s->shape == SIM_SHAPE_MBP1 &&
		(!trades || y->book.bid != old.bid || y->book.ask != old.ask)))
		quote(y, s, &old);
	else if (s->shape == SIM_SHAPE_MBP1)
		y->book = old; /* no message has shown new sizes */
	if (trades) {
		choose_side(y, r);
		trade(y, s);
	}
	schedule(y, &s->clock);
}
