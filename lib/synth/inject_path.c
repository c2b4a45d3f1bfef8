/*
 * inject_path.c - changes to the path of prices over several rows.
 */
#include <string.h>

#include "synth/inject_impl.h"

struct inject_span
inject_units(const struct inject_event *e, double units)
{
	uint64_t rows = (uint64_t)ceil(units);

	/* a missing bar does not shorten the event */
	if (e->bars)
		return (struct inject_span){ rows, 2 * rows * e->unit };
	return (struct inject_span){ INJECT_ANY_ROWS,
		(uint64_t)(units * (double)e->unit) };
}

struct inject_span
inject_first_minute(const struct inject_event *e)
{
	uint64_t ns = 60 * NS_SECOND;

	ns = 5 * e->unit < ns ? 5 * e->unit : ns;
	if (e->bars)
		return (struct inject_span){ (ns + e->unit - 1) / e->unit,
			5 * e->unit };
	return (struct inject_span){ INJECT_ANY_ROWS, ns };
}

int
inject_between(double u, int low, int high)
{
	return low + (int)(u * (high - low + 1));
}

static double
units_at(const struct inject_event *e, const struct inject_row *r)
{
	if (r->time < e->start)
		return 0;
	return (double)(r->time - e->start) / (double)e->unit;
}

int
inject_unit_of(const struct inject_event *e, const struct inject_row *rows,
    size_t i)
{
	double u = e->bars ? (double)i : units_at(e, &rows[i]);

	return u < INJECT_UNITS_MAX - 1 ? (int)u : INJECT_UNITS_MAX - 1;
}

/* A bar moved by `from` at its open and `to` at its close; high and low by
 * the middle of the two. */
static enum inject_reason
move_bar(struct inject_row *r, double from, double to)
{
	double mid = exp((from + to) / 2);
	struct inject_ohlc b;

	inject_ohlc_get(&b, r);
	b.open *= exp(from);
	b.close *= exp(to);
	b.high *= mid;
	b.low *= mid;
	return inject_ohlc_put(r, &b);
}

enum inject_reason
inject_follow(struct inject_event *e, struct inject_row *rows, size_t n,
    inject_path_fn *path)
{
	enum inject_reason why = INJECT_OK;
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++) {
		if (e->bars)
			why = move_bar(&rows[i], path(e, (double)i),
			    path(e, (double)i + 1));
		else
			why = inject_shift(&rows[i],
			    path(e, units_at(e, &rows[i])));
	}
	if (n > 0)
		e->stay =
		    path(e, e->bars ? (double)n : units_at(e, &rows[n - 1]));
	return why;
}

enum inject_reason
inject_level(struct inject_event *e, struct inject_row *rows, size_t n)
{
	enum inject_reason why = INJECT_OK;
	size_t i;

	e->stay = e->k * e->sigma;
	for (i = 0; i < n && why == INJECT_OK; i++)
		why = e->bars && i == 0 ? inject_print(&rows[i], e->stay)
					: inject_shift(&rows[i], e->stay);
	return why;
}

/* ---- shapes ---- */

static void
shape_of(struct inject_shape *s, const struct inject_ohlc *b, double before,
    double size)
{
	s->close = log(b->close / before);
	s->open = log(b->open / before);
	s->high = log(b->high / fmax(b->open, b->close));
	s->low = log(fmin(b->open, b->close) / b->low);
	s->log_volume = size > 0 ? log(size) : NAN;
}

static int
shapes_of_bars(struct inject_shape *shape, const struct inject_event *e,
    const struct inject_row *rows, size_t n)
{
	double before = e->before;
	struct inject_ohlc b;
	size_t i;

	for (i = 0; i < n && i < INJECT_UNITS_MAX; i++) {
		inject_ohlc_get(&b, &rows[i]);
		if (!(before > 0 && b.open > 0 && b.low > 0 && b.high > 0 &&
			b.close > 0))
			return 0;
		shape_of(&shape[i], &b, before, inject_size(&rows[i]));
		before = b.close;
	}
	return (int)i;
}

/* Closes of units; a unit without a price repeats the one before. */
static int
shapes_of_ticks(struct inject_shape *shape, const struct inject_event *e,
    const struct inject_row *rows, size_t n)
{
	double before = e->before, size = 0, p, s;
	struct inject_ohlc b = { 0, 0, 0, 0 };
	int unit = 0, at;
	size_t i;

	for (i = 0; i <= n; i++) {
		at = i < n ? inject_unit_of(e, rows, i) : unit + 1;
		for (; unit < at; unit++) {
			if (b.close == 0)
				b = (struct inject_ohlc){ before, before,
					before, before };
			shape_of(&shape[unit], &b, before, size);
			before = b.close;
			b.close = size = 0;
		}
		p = i < n ? inject_price(&rows[i]) : NAN;
		if (i == n || !(p > 0))
			continue;
		if (b.close == 0)
			b = (struct inject_ohlc){ p, p, p, p };
		b.high = fmax(b.high, p);
		b.low = fmin(b.low, p);
		b.close = p;
		s = inject_size(&rows[i]);
		size += s > 0 ? s : 0;
	}
	return unit;
}

int
inject_shapes(struct inject_shape *shape, const struct inject_event *e,
    const struct inject_row *rows, size_t n)
{
	if (!(e->before > 0))
		return 0;
	return e->bars ? shapes_of_bars(shape, e, rows, n)
		       : shapes_of_ticks(shape, e, rows, n);
}

static enum inject_reason
scale_size(struct inject_row *r, const struct inject_shape *now,
    const struct inject_shape *want)
{
	double size = inject_size(r);

	if (!(size > 0) || isnan(now->log_volume) || isnan(want->log_volume) ||
	    now->log_volume == want->log_volume)
		return INJECT_OK;
	return inject_resize(r, size * exp(want->log_volume - now->log_volume));
}

static enum inject_reason
reshape_bars(struct inject_event *e, struct inject_row *rows,
    const struct inject_shape *now, const struct inject_shape *want, int count)
{
	double before = e->before, was = log(e->before), to = was;
	enum inject_reason why = INJECT_OK;
	struct inject_ohlc b;
	int i;

	for (i = 0; i < count && why == INJECT_OK; i++) {
		b.open = before * exp(want[i].open);
		b.close = before * exp(want[i].close);
		b.high = fmax(b.open, b.close) * exp(fmax(want[i].high, 0));
		b.low = fmin(b.open, b.close) * exp(-fmax(want[i].low, 0));
		before = b.close;
		was += now[i].close;
		to += want[i].close;
		why = inject_ohlc_put(&rows[i], &b);
		if (why == INJECT_OK)
			why = scale_size(&rows[i], &now[i], &want[i]);
	}
	e->stay = to - was;
	return why;
}

/* The difference of two paths of closes at the end of each unit. */
static void
differences(double *d, const struct inject_shape *now,
    const struct inject_shape *want, int count)
{
	int i;

	d[0] = 0;
	for (i = 0; i < count; i++)
		d[i + 1] = d[i] + want[i].close - now[i].close;
}

static enum inject_reason
reshape_ticks(struct inject_event *e, struct inject_row *rows, size_t n,
    const struct inject_shape *now, const struct inject_shape *want, int count)
{
	double d[INJECT_UNITS_MAX + 1], u, part;
	enum inject_reason why = INJECT_OK;
	size_t i;
	int unit;

	differences(d, now, want, count);
	for (i = 0; i < n && why == INJECT_OK; i++) {
		u = units_at(e, &rows[i]);
		unit = u < count - 1 ? (int)u : count - 1;
		part = u - unit < 1 ? u - unit : 1;
		e->stay = d[unit] + part * (d[unit + 1] - d[unit]);
		why = inject_shift(&rows[i], e->stay);
		if (why == INJECT_OK)
			why = scale_size(&rows[i], &now[unit], &want[unit]);
	}
	return why;
}

enum inject_reason
inject_reshape(struct inject_event *e, struct inject_row *rows, size_t n,
    const struct inject_shape *now, const struct inject_shape *want, int count)
{
	if (count == 0)
		return INJECT_UNKNOWN;
	return e->bars ? reshape_bars(e, rows, now, want, count)
		       : reshape_ticks(e, rows, n, now, want, count);
}

/* Quotes lead if there are any: the distance of a trade from the mid is not
 * scaled. */
enum inject_reason
inject_stretch(struct inject_event *e, struct inject_row *rows, size_t n,
    double factor)
{
	enum inject_reason why = INJECT_OK;
	double bid, ask, p, base = e->before;
	int quotes = 0;
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++) {
		p = NAN;
		if (inject_touch(&bid, &ask, &rows[i]) == 0) {
			p = (bid + ask) / 2;
			base = quotes ? base : p;
			quotes = 1;
		} else if (!quotes) {
			p = inject_price(&rows[i]);
		}
		if (!(base > 0) && p > 0)
			base = p;
		if (p > 0)
			e->stay = (factor - 1) * log(p / base);
		why = inject_shift(&rows[i], e->stay);
	}
	return why;
}

static enum inject_reason
hurry_bars(struct inject_event *e, struct inject_row *rows, size_t n,
    double factor)
{
	struct inject_shape now[INJECT_UNITS_MAX], want[INJECT_UNITS_MAX];
	int i, count;

	count = inject_shapes(now, e, rows, n);
	for (i = 0; i < count; i++) {
		want[i] = now[i];
		want[i].close *= factor;
		want[i].high *= factor;
		want[i].low *= factor;
		want[i].log_volume += 2 * log(factor);
	}
	return inject_reshape(e, rows, n, now, want, count);
}

enum inject_reason
inject_hurry(struct inject_event *e, struct inject_row *rows, size_t n,
    double factor)
{
	enum inject_reason why;
	double size;
	size_t i;

	/* the night before the first row is not part of it */
	e->before = inject_price(&rows[0]);
	if (!(e->before > 0))
		return INJECT_UNKNOWN;
	if (e->bars)
		return n < 2 ? INJECT_NO_ROW
			     : hurry_bars(e, rows + 1, n - 1, factor);
	why = inject_stretch(e, rows, n, factor);
	for (i = 0; i < n && why == INJECT_OK; i++) {
		size = inject_size(&rows[i]);
		if (size > 0)
			why = inject_resize(&rows[i], size * factor * factor);
	}
	return why;
}
