/*
 * volatility.c - local volatility and volume of a symbol, causal.
 *
 *	sigma_t^2 = EW (pi/2) |r_j| |r_{j-1}| / (f_j f_{j-1})
 *
 * over the cells of a grid (1 s of ticks with the last price in each, or
 * bars), half-life 60 units: bipower variation, so that one jump does not
 * inflate it (Barndorff-Nielsen and Shephard 2004).  A cell without a price is
 * joined to the next cell with one; r is then divided by the square root of the
 * number of cells and weighted by that number.  With a price in every cell
 * this is previous-tick sampling.  A gap of more than 5 units is skipped.
 *
 *	f_k = EW over days (half-life 10) of mean |r| in the bin / in the day
 *
 * for bins of 5 minutes of the UTC day, mean 1, in use after 5 days.  Log
 * volume and rows: EW over units, half-life 60.
 */
#include "synth/volatility.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/tstamp.h"
#include "math/ew.h"

#define BIN_NS (300 * NS_SECOND)
#define HALF_PI 1.57079632679489661923

enum {
	GAP_UNITS = 5,
	FACTOR_DAYS = 5,
	VOLUME_WINDOWS = 10,
	RECENT_DAYS = 20,
	QUARTILE_DAYS = 4,
	BIN_FIRST = 2, /* many symbols trade for some minutes only */
	BIN_CHUNK = 4,
	PRINTS = 256 /* weight of the mean size */
};
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

void
vol_fini(struct vol *v)
{
	free(v->bin);
	free(v->recent);
	v->bin = NULL;
	v->recent = NULL;
}

static int
bin_index(uint64_t t)
{
	return (int)(t % NS_DAY / BIN_NS);
}

static double
factor_at(const struct vol *v, uint64_t t)
{
	int i = bin_index(t) - v->bin_first;

	if (v->days < FACTOR_DAYS || i < 0 || i >= v->nbin ||
	    !(v->bin[i].factor > 0))
		return 1;
	return (double)v->bin[i].factor;
}

/* The bin of an instant, with room made for it and those between. */
static struct vol_bin *
bin_at(struct vol *v, uint64_t t, struct err *err)
{
	int i = bin_index(t), first, end, n;
	int chunk = v->nbin > 0 ? BIN_CHUNK : BIN_FIRST;
	struct vol_bin *bin;

	if (i >= v->bin_first && i < v->bin_first + v->nbin)
		return &v->bin[i - v->bin_first];
	first = i - i % chunk;
	end = first + chunk;
	if (v->nbin > 0) {
		first = v->bin_first < first ? v->bin_first : first;
		n = v->bin_first + v->nbin;
		end = n > end ? n : end;
	}
	n = end - first;
	if ((bin = realloc(v->bin, (size_t)n * sizeof(*bin))) == NULL) {
		err_errno(err, "volatility by time of day");
		return NULL;
	}
	v->bin = bin;
	if (v->nbin > 0 && v->bin_first > first)
		memmove(bin + (v->bin_first - first), bin,
		    v->nbin * sizeof(*bin));
	else if (v->nbin == 0)
		v->bin_first = (uint16_t)first;
	for (i = first; i < end; i++)
		if (i < v->bin_first || i >= v->bin_first + v->nbin)
			bin[i - first] = (struct vol_bin){ 0 };
	v->bin_first = (uint16_t)first;
	v->nbin = (uint16_t)n;
	return bin_at(v, t, err);
}

static int
keep_day(struct vol *v, double mean, struct err *err)
{
	if (v->recent == NULL &&
	    (v->recent = calloc(RECENT_DAYS, sizeof(*v->recent))) == NULL)
		return err_errno(err, "volatility of days");
	v->recent[v->recent_at] = (float)mean;
	v->recent_at = (uint16_t)((v->recent_at + 1) % RECENT_DAYS);
	v->nrecent += v->nrecent < RECENT_DAYS;
	return 0;
}

/* The day is over: add its bins to the factors, then rescale their mean to
 * 1. */
static int
close_day(struct vol *v, struct err *err)
{
	double keep = ew_lambda(half_days), all = 0, n = 0, g, mean = 0;
	/* the first days have equal weights, until the half-life takes over */
	double part = (1 - keep) / (1 - pow(keep, v->days + 1.0));
	struct vol_bin *b, *end = v->bin + v->nbin;
	int bins = 0;

	for (b = v->bin; b < end; b++) {
		all += (double)b->today;
		n += b->n;
	}
	if (!(all > 0))
		return 0;
	for (b = v->bin; b < end; b++) {
		if (b->n > 0) {
			g = (double)b->today / b->n / (all / n);
			g = g > factor_floor ? g : factor_floor;
			b->factor +=
			    b->factor > 0
				? (float)(part * (g - (double)b->factor))
				: (float)g;
		}
		mean += (double)b->factor;
		bins += b->factor > 0;
		b->today = 0;
		b->n = 0;
	}
	for (b = v->bin; b < end; b++)
		b->factor *= (float)(bins / mean);
	v->days++;
	return keep_day(v, all / n, err);
}

static int
take_return(struct vol *v, struct err *err)
{
	double cells = (double)(v->cell - v->last_cell), r, f, keep;
	uint64_t t = v->cell * v->grid, ns = t - v->last_cell * v->grid;
	struct vol_bin *b;

	if (ns > GAP_UNITS * v->unit) {
		v->before = NAN;
		return 0;
	}
	if ((b = bin_at(v, t, err)) == NULL)
		return -1;
	r = fabs(log(v->price / v->last_price)) / sqrt(cells);
	f = factor_at(v, t);
	b->today += (float)r;
	b->n += b->n < UINT16_MAX;
	v->seen += ns;
	if (!isnan(v->before)) {
		keep = exp2(-(double)ns / (half_units * (double)v->unit));
		v->sum = v->sum * keep + HALF_PI * v->before * (r / f) * cells;
		v->weight = v->weight * keep + cells;
	}
	v->before = r / f;
	return 0;
}

static int
close_cell(struct vol *v, struct err *err)
{
	if (v->last_price > 0 && take_return(v, err) == -1)
		return -1;
	v->last_price = v->price;
	v->last_cell = v->cell;
	v->price = 0;
	return 0;
}

static void
close_window(struct vol *v)
{
	double keep = ew_lambda(half_units), x, d;

	/* plain mean of the first ones, then EW */
	v->usual_rows = ew_mean(v->usual_rows, v->rows - v->usual_rows,
	    ew_share(v->busy, keep));
	v->busy++;
	v->rows = 0;
	if (!(v->volume > 0))
		return;
	x = log(v->volume);
	d = x - v->mean;
	v->mass = v->mass * keep + 1;
	v->mean += d / v->mass;
	v->square = v->square * keep + d * (x - v->mean);
	v->windows++;
	v->volume = 0;
}

/* When the first of cell, window and day is over. */
static void
note_until(struct vol *v)
{
	uint64_t t = (v->date + UINT64_C(1)) * NS_DAY, end;

	if (v->price > 0 && (end = (v->cell + 1) * v->grid) < t)
		t = end;
	if (v->rows > 0 && (end = (v->window + 1) * v->unit) < t)
		t = end;
	v->until = t;
}

static int
close_due(struct vol *v, uint64_t t, struct err *err)
{
	if (v->price > 0 && t / v->grid > v->cell && close_cell(v, err) == -1)
		return -1;
	if (v->rows > 0 && t / v->unit > v->window)
		close_window(v);
	if (t / NS_DAY > v->date) {
		if (close_day(v, err) == -1)
			return -1;
		v->date = (uint32_t)(t / NS_DAY);
	}
	note_until(v);
	return 0;
}

int
vol_advance(struct vol *v, uint64_t t, struct err *err)
{
	return t < v->until ? 0 : close_due(v, t, err);
}

int
vol_push(struct vol *v, uint64_t t, double price, double size, struct err *err)
{
	int begun = 0;

	if (vol_advance(v, t, err) == -1)
		return -1;
	/* a late row counts in the open cell */
	if (price > 0) {
		if (v->price == 0) {
			v->cell = t / v->grid;
			begun = 1;
		}
		if (v->cell > v->last_cell || v->last_price == 0)
			v->price = price;
	}
	if (v->rows == 0) {
		v->window = t / v->unit;
		begun = 1;
	}
	v->rows++;
	if (begun)
		note_until(v);
	if (size > 0) {
		v->volume += size;
		v->print += v->print > 0 ? (size - v->print) / PRINTS : size;
	}
	return 0;
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

double
vol_rows(const struct vol *v)
{
	return v->busy < VOLUME_WINDOWS ? NAN : v->usual_rows;
}

int
vol_quartile(const struct vol *v)
{
	uint16_t last =
	    (uint16_t)((v->recent_at + RECENT_DAYS - 1) % RECENT_DAYS);
	int i, below = 0;

	if (v->nrecent < QUARTILE_DAYS)
		return -1;
	for (i = 0; i < v->nrecent; i++)
		below += v->recent[i] < v->recent[last];
	return 4 * below / v->nrecent;
}
