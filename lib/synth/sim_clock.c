/*
 * sim_clock.c - the clock of activity, variance, and the market factor.
 *
 * Trading and variance both run in the clock of activity: Clark 1973, "A
 * subordinated stochastic process model".  Its mean speed over a session is
 *
 *	dy/du ~ 1 + sum_i height_i / (1 + ((u - at_i) / width_i)^2)
 *
 * with humps at the opening and the close (the U of Wood, McInish and Ord
 * 1985), or where other markets are awake.  In the lab it is
 *
 *	dy/du = F + 3 (1 - F) (2u - 1)^2, F = 0.55
 */
#include <math.h>
#include <stdlib.h>

#include "synth/sim_impl.h"

#define LAB_SIGMA 0.010 /* of a day's factor return */
#define LAB_FLOOR 0.55
#define CELL_NS (60 * NS_SECOND)

static const double lab_spread = 1.5; /* stationary variance of v */
static const double variance_floor = 0.02;

double
sim_lab_y(double u)
{
	double w = 2 * u - 1;

	return LAB_FLOOR * u + (1 - LAB_FLOOR) * (w * w * w + 1) / 2;
}

static double
speed(const struct sim_world *w, double u)
{
	const struct sim_hump *h;
	double d = 1, x;

	for (h = w->hump; h < w->hump + SIM_HUMPS_MAX && h->width > 0; h++) {
		x = (u - h->at) / h->width;
		d += h->height / (1 + x * x);
	}
	return d;
}

int
sim_clock_init(struct sim_clock *c, const struct sim_world *w, uint64_t length,
    struct err *err)
{
	uint32_t i;
	double sum = 0;

	c->length = length;
	c->n = (uint32_t)((length + CELL_NS - 1) / CELL_NS);
	if ((c->y = calloc(c->n + 1, sizeof(*c->y))) == NULL)
		return err_errno(err, "session");
	for (i = 0; i <= c->n; i++) {
		if (w == NULL) {
			c->y[i] = sim_lab_y((double)i / c->n);
			continue;
		}
		c->y[i] = sum;
		sum += speed(w, (i + 0.5) / c->n);
	}
	for (i = 0; w != NULL && i <= c->n; i++)
		c->y[i] /= c->y[c->n];
	return 0;
}

void
sim_clock_fini(struct sim_clock *c)
{
	free(c->y);
	c->y = NULL;
}

double
sim_clock_y(const struct sim_clock *c, double u)
{
	double at = u * c->n;
	uint32_t i = at < c->n ? (uint32_t)at : c->n - 1;

	return c->y[i] + (at - i) * (c->y[i + 1] - c->y[i]);
}

/* Linear inside of a cell; y never falls within a day. */
uint64_t
sim_clock_time(const struct sim_clock *c, double y, uint32_t *cell)
{
	uint32_t i = *cell;
	double part;

	while (i + 1 < c->n && c->y[i + 1] <= y)
		i++;
	*cell = i;
	part = (y - c->y[i]) / (c->y[i + 1] - c->y[i]);
	return c->open +
	       (uint64_t)((i + part) / c->n * (double)(c->length - 1));
}

/*
 * One step of dv = pull (1 - v) dt + xi sqrt(v) dW, the variance of Heston
 * 1993, eq. 4, with stationary mean 1 and variance spread = xi^2 / (2 pull).
 * The drift is taken at the step's end, so that any dt is stable.
 */
double
sim_variance_step(struct rng *r, double v, double pull, double spread,
    double dt)
{
	double xi2 = 2 * pull * spread;

	v += pull * dt + sqrt(xi2 * v * dt) * rng_normal(r);
	v /= 1 + pull * dt;
	return v > variance_floor ? v : variance_floor;
}

/* ---- the lab's factor ---- */

void
sim_lab_day(struct sim_market *m)
{
	m->day_variance = sim_variance_step(&m->rng, m->day_variance,
	    SIM_DAY_PULL, lab_spread, 1);
	m->second = 0;
}

/* Make the seconds of the factor that are over at t. */
void
sim_lab_to(struct sim_market *m, const struct sim_clock *c, uint64_t t,
    double wild)
{
	uint64_t end = (t - c->open) / NS_SECOND;
	double seconds = (double)c->length / 1e9, dy;

	for (; m->second < end; m->second++) {
		dy = sim_lab_y((double)(m->second + 1) / seconds) -
		     sim_lab_y((double)m->second / seconds);
		m->variance = sim_variance_step(&m->rng, m->variance,
		    SIM_SESSION_PULL, lab_spread, dy);
		m->level += wild * LAB_SIGMA *
			    sqrt(m->day_variance * m->variance * dy) *
			    rng_normal(&m->rng);
	}
}

/* ---- the factor of a market, for a whole day ---- */

int
sim_market_day(struct sim *s, struct err *err)
{
	const struct sim_world *w = s->world;
	struct sim_market *m = &s->market;
	uint64_t n = s->clock.length / NS_SECOND, i;
	const struct sim_news *news = m->news;
	double y, before = 0, dy;

	if (m->levels == NULL &&
	    (m->levels = calloc(n + 1, sizeof(*m->levels))) == NULL)
		return err_errno(err, "market");
	m->day_variance = sim_variance_step(&m->rng, m->day_variance,
	    w->day_pull, w->day_spread, 1);
	m->variance =
	    (m->variance + 1 + w->open_boost * rng_exponential(&m->rng)) / 2;
	for (i = 0; i < n; i++) {
		m->levels[i] = m->level;
		y = sim_clock_y(&s->clock, (double)(i + 1) / (double)n);
		dy = y - before;
		before = y;
		m->variance = sim_variance_step(&m->rng, m->variance,
		    w->session_pull, w->session_spread, dy);
		m->level += s->wild * w->factor_sigma *
			    sqrt(m->day_variance * m->variance * dy) *
			    rng_normal(&m->rng);
		for (; news->y <= y; news++) {
			m->level += news->jump;
			m->variance += w->news_variance;
		}
	}
	m->levels[n] = m->level;
	return 0;
}

double
sim_market_level(const struct sim *s, uint64_t t)
{
	uint64_t n = s->clock.length / NS_SECOND;
	uint64_t i = (t - s->clock.open) / NS_SECOND;

	return s->market.levels[i < n ? i : n];
}
