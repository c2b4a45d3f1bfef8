/*
 * inject_vol.c - local volatility and volume of a symbol, causal.
 *
 *	sigma_t^2 = EW (pi/2) |r_j| |r_{j-1}| / (f_j f_{j-1})
 *
 * over the cells of a grid (1 s of ticks with the last price in each, or
 * bars), half-life 60 units: bipower variation, so that one jump does not
 * inflate it (Barndorff-Nielsen and Shephard 2004).  A cell without a price
 * is joined to the next one that has it, r then being divided by the root of
 * the number of cells and weighted by it; with a price in every cell this is
 * previous-tick sampling.  Across a gap of more than 5 units nothing is fed.
 *
 *	f_k = EW over days (half-life 10) of mean |r| in the bin / in the day
 *
 * for bins of 5 minutes of the UTC day, mean 1, in use after 5 days.  Log
 * volume: EW mean and sd over units, half-life 60.
 */
#include "synth/inject_vol.h"

#include <math.h>
#include <string.h>

#include "base/tstamp.h"

#define BIN_NS (300 * NS_SECOND)
#define HALF_PI 1.57079632679489661923

enum { GAP_UNITS = 5, FACTOR_DAYS = 5, VOLUME_WINDOWS = 10 };
static const double half_units = 60, half_days = 10;
static const double factor_floor = 0.1;

void
vol_init(struct vol *v, uint64_t grid, uint64_t unit)
{
	memset(v, 0, sizeof(*v));
	v->grid = grid;
	v->unit = unit;
	v->before = NAN;
}

static double
factor_at(const struct vol *v, uint64_t t)
{
	double f = v->factor[t % NS_DAY / BIN_NS];

	return v->days < FACTOR_DAYS || f == 0 ? 1 : f;
}

/* The day is over: its bins into the factors, then their mean back to 1. */
static void
close_day(struct vol *v)
{
	double keep = exp2(-1 / half_days), all = 0, n = 0, g, mean = 0;
	/* the first days count alike, until the half-life rules */
	double part = (1 - keep) / (1 - pow(keep, v->days + 1.0));
	int i, bins = 0;

	for (i = 0; i < VOL_BINS; i++) {
		all += v->today[i];
		n += v->count[i];
	}
	if (!(all > 0))
		return;
	for (i = 0; i < VOL_BINS; i++) {
		if (v->count[i] == 0)
			continue;
		g = v->today[i] / v->count[i] / (all / n);
		g = g > factor_floor ? g : factor_floor;
		v->factor[i] = v->factor[i] == 0
				   ? g
				   : v->factor[i] + part * (g - v->factor[i]);
	}
	for (i = 0; i < VOL_BINS; i++) {
		mean += v->factor[i];
		bins += v->factor[i] != 0;
	}
	for (i = 0; i < VOL_BINS; i++)
		v->factor[i] *= bins / mean;
	memset(v->today, 0, sizeof(v->today));
	memset(v->count, 0, sizeof(v->count));
	v->days++;
}

static void
take_return(struct vol *v)
{
	double cells = (double)(v->cell - v->last_cell), r, f, keep;
	uint64_t t = v->cell * v->grid, ns = t - v->last_cell * v->grid;

	if (ns > GAP_UNITS * v->unit) {
		v->before = NAN;
		return;
	}
	r = fabs(log(v->price / v->last_price)) / sqrt(cells);
	f = factor_at(v, t);
	v->today[t % NS_DAY / BIN_NS] += r;
	v->count[t % NS_DAY / BIN_NS]++;
	v->seen += ns;
	if (!isnan(v->before)) {
		keep = exp2(-(double)ns / (half_units * (double)v->unit));
		v->sum = v->sum * keep + HALF_PI * v->before * (r / f) * cells;
		v->weight = v->weight * keep + cells;
	}
	v->before = r / f;
}

static void
close_cell(struct vol *v)
{
	if (v->last_price > 0)
		take_return(v);
	v->last_price = v->price;
	v->last_cell = v->cell;
	v->price = 0;
}

static void
close_window(struct vol *v)
{
	double keep = exp2(-1 / half_units), x = log(v->volume), d;

	d = x - v->mean;
	v->mass = v->mass * keep + 1;
	v->mean += d / v->mass;
	v->square = v->square * keep + d * (x - v->mean);
	v->windows++;
	v->volume = 0;
}

void
vol_advance(struct vol *v, uint64_t t)
{
	if (v->price > 0 && t / v->grid > v->cell)
		close_cell(v);
	if (v->volume > 0 && t / v->unit > v->window)
		close_window(v);
	if (t / NS_DAY > v->date) {
		close_day(v);
		v->date = t / NS_DAY;
	}
}

void
vol_push(struct vol *v, uint64_t t, double price, double size)
{
	vol_advance(v, t);
	/* what comes late is in the cell that is open */
	if (price > 0) {
		if (v->price == 0)
			v->cell = t / v->grid;
		if (v->cell > v->last_cell || v->last_price == 0)
			v->price = price;
	}
	if (size > 0) {
		if (v->volume == 0)
			v->window = t / v->unit;
		v->volume += size;
	}
}

double
vol_sigma(const struct vol *v, uint64_t t)
{
	double s;

	if (!(v->weight > 0))
		return NAN;
	s = sqrt(v->sum / v->weight * (double)v->unit / (double)v->grid);
	return s > 0 ? s * factor_at(v, t) : NAN;
}

double
vol_log_volume(const struct vol *v, double *sd)
{
	*sd = NAN;
	if (v->windows < VOLUME_WINDOWS || !(v->square > 0))
		return NAN;
	*sd = sqrt(v->square / v->mass);
	return v->mean;
}
