/*
 * sim_news.c - news and halts of a day.
 *
 * The number of news items is Poisson, their times are uniform in the clock of
 * activity, and their jumps are (size / 2)(1 + E) daily sigma, with E
 * exponential of mean 1.  If the jump of a single symbol exceeds halt_from
 * daily sigma, its trading stops for five minutes before the new price is seen;
 * some halts come without news.  News and halts draw from separate sequences.
 */
#include <math.h>

#include "synth/sim_impl.h"

static const uint64_t halt_ns = 300 * NS_SECOND;

static int
draw(struct sim_news *v, struct rng *r, double mean, double sigma)
{
	uint64_t many = rng_poisson(r, mean);
	int n = many > SIM_NEWS_MAX ? SIM_NEWS_MAX : (int)many, i, j;
	struct sim_news t;

	for (i = 0; i < n; i++) {
		t.y = rng_unit(r);
		t.jump = sigma * (0.5 + 0.5 * rng_exponential(r)) *
			 (rng_u32(r) & 1 ? 1 : -1);
		for (j = i; j > 0 && v[j - 1].y > t.y; j--)
			v[j] = v[j - 1];
		v[j] = t;
	}
	v[n] = (struct sim_news){ INFINITY, 0 };
	return n;
}

void
sim_news_market(struct sim *s)
{
	const struct sim_world *w = s->world;

	draw(s->market.news, &s->market.news_rng, w->market_news,
	    s->wild * w->news_size * w->factor_sigma);
}

/* The moment of y, from the start of the day on. */
static uint64_t
moment(const struct sim *s, double y)
{
	uint32_t cell = 0;

	return sim_clock_time(&s->clock, y, &cell);
}

void
sim_news_symbol(struct sim_sym *y, const struct sim *s)
{
	const struct sim_world *w = s->world;
	struct rng *r = &y->rng[SIM_EVENTS];
	double sigma = s->wild * y->sigma, at = INFINITY, idle = rng_unit(r);
	int i, n;

	n = draw(y->news, r, w->symbol_news, w->news_size * sigma);
	for (i = 0; i < n; i++)
		if (w->halt_from > 0 &&
		    fabs(y->news[i].jump) > w->halt_from * sigma)
			at = y->news[i].y;
	if (rng_unit(r) < w->halts && isinf(at))
		at = idle;
	y->halt_y = at;
	y->halt_end = at < 1 ? moment(s, at) + halt_ns : 0;
	y->next_news = y->next_shared = 0;
}
