/*
 * past.c - earlier bars of a symbol that some types copy from.
 */
#include "synth/past.h"

#include <math.h>

#include "base/err.h"

/* The first unit of a day has no close before it on that day. */
static void
close_unit(struct past *p)
{
	double top = fmax(p->open, p->close), bottom = fmin(p->open, p->close);
	double volume = p->size > 0 ? log(p->size) : NAN;

	p->volume[p->nvolume++ % PAST_VOLUMES] = (float)volume;
	if (p->bars_today > 0 && p->ntoday < PAST_OPENING && p->before > 0)
		p->today[p->ntoday++] = (struct past_shape){
			.close = (float)log(p->close / p->before),
			.open = (float)log(p->open / p->before),
			.high = (float)log(p->high / top),
			.low = (float)log(bottom / p->low),
			.log_volume = (float)volume,
		};
	p->bars_today++;
	p->before = p->close;
	p->close = 0;
}

void
past_day(struct past *p)
{
	int i;

	if (p->close > 0)
		close_unit(p);
	if (p->ntoday == PAST_OPENING) {
		for (i = 0; i < PAST_OPENING; i++)
			p->opening[i] = p->today[i];
		p->nopening = PAST_OPENING;
	}
	p->ntoday = 0;
	p->bars_today = 0;
	p->before = 0;
}

void
past_push(struct past *p, uint64_t unit, const struct inject_ohlc *b,
    double size)
{
	if (!(b->open > 0 && b->low > 0 && b->high > 0 && b->close > 0))
		return;
	if (p->close > 0 && unit > p->unit)
		close_unit(p);
	if (p->close == 0) {
		p->unit = unit;
		p->open = b->open;
		p->high = b->high;
		p->low = b->low;
		p->size = 0;
	}
	p->high = fmax(p->high, b->high);
	p->low = fmin(p->low, b->low);
	p->close = b->close;
	if (size > 0)
		p->size += size;
}

int
inject_opening(const struct inject_event *e, struct inject_shape *shape,
    int max)
{
	int i, n = e->past != NULL ? e->past->nopening : 0;

	n = n < max ? n : max;
	for (i = 0; i < n; i++) {
		const struct past_shape *s = &e->past->opening[i];

		shape[i] = (struct inject_shape){ (double)s->close,
			(double)s->open, (double)s->high, (double)s->low,
			(double)s->log_volume };
	}
	return n;
}

int
inject_other_hour(struct inject_event *e, double *log_volume, int count)
{
	const struct past *p = e->past;
	uint32_t known, choices, at;
	int i;

	if (p == NULL)
		return -1;
	known = p->nvolume < PAST_VOLUMES ? p->nvolume : PAST_VOLUMES;
	if (known < PAST_APART + (uint32_t)count)
		return -1;
	choices = known - PAST_APART - (uint32_t)count + 1;
	at = p->nvolume - known + (uint32_t)rng_below(&e->rng, choices);
	for (i = 0; i < count; i++) {
		log_volume[i] =
		    (double)p->volume[(at + (uint32_t)i) % PAST_VOLUMES];
		if (isnan(log_volume[i]))
			return -1;
	}
	return 0;
}
