/*
 * sim_clock.c - the clock of activity, variance, and the market factor.
 *
 * Trading and variance both run in the clock of activity, which is fast at
 * the open and the close: Clark 1973, "A subordinated stochastic process
 * model", with the U of Wood, McInish and Ord 1985 as its mean speed.
 */
#include <math.h>
#include <stdlib.h>

#include "synth/sim_impl.h"

#define MARKET_SIGMA 0.010 /* of a day's factor return */
#define CELL_NS (60 * NS_SECOND)

static const double variance_spread = 1.5; /* stationary variance of v */
static const double variance_floor = 0.02;

double
sim_clock_y(double u)
{
	double w = 2 * u - 1;

	return SIM_U_FLOOR * u + (1 - SIM_U_FLOOR) * (w * w * w + 1) / 2;
}

int
sim_clock_init(struct sim_clock *c, uint64_t length, struct err *err)
{
	uint32_t i;

	c->length = length;
	c->n = (uint32_t)((length + CELL_NS - 1) / CELL_NS);
	if ((c->y = calloc(c->n + 1, sizeof(*c->y))) == NULL)
		return err_errno(err, "session");
	for (i = 0; i <= c->n; i++)
		c->y[i] = sim_clock_y((double)i / c->n);
	return 0;
}

void
sim_clock_fini(struct sim_clock *c)
{
	free(c->y);
	c->y = NULL;
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
 * 1993, eq. 4, with stationary mean 1 and variance xi^2 / (2 pull).  The
 * drift is taken at the step's end, so that any dt is stable.
 */
double
sim_variance_step(struct rng *r, double v, double pull, double dt)
{
	double xi2 = 2 * pull * variance_spread;

	v += pull * dt + sqrt(xi2 * v * dt) * rng_normal(r);
	v /= 1 + pull * dt;
	return v > variance_floor ? v : variance_floor;
}

void
sim_market_day(struct sim_market *m)
{
	m->day_variance =
	    sim_variance_step(&m->rng, m->day_variance, SIM_DAY_PULL, 1);
	m->second = 0;
}

/* Make the seconds of the factor that are over at t. */
void
sim_market_to(struct sim_market *m, const struct sim_clock *c, uint64_t t)
{
	uint64_t end = (t - c->open) / NS_SECOND;
	double seconds = (double)c->length / 1e9, dy;

	for (; m->second < end; m->second++) {
		dy = sim_clock_y((double)(m->second + 1) / seconds) -
		     sim_clock_y((double)m->second / seconds);
		m->variance = sim_variance_step(&m->rng, m->variance,
		    SIM_SESSION_PULL, dy);
		m->level += MARKET_SIGMA *
			    sqrt(m->day_variance * m->variance * dy) *
			    rng_normal(&m->rng);
	}
}
