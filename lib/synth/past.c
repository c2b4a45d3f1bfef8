/*
 * past.c - earlier bars of a symbol that some types copy from.
 */
#include "synth/past.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 4, RING_FIRST = 16 };

void
past_fini(struct past *p)
{
	free(p->opening);
	free(p->today);
	free(p->volume);
	memset(p, 0, sizeof(*p));
}

/* The ring doubles while it is full and in its first round. */
static int
add_volume(struct past *p, double volume, struct err *err)
{
	uint32_t room = p->room ? 2 * p->room : RING_FIRST;
	float *v;

	if (p->nvolume == p->room && p->room < PAST_VOLUMES) {
		if ((v = realloc(p->volume, room * sizeof(*v))) == NULL)
			return err_errno(err, "earlier volumes");
		p->volume = v;
		p->room = room;
	}
	p->volume[p->nvolume++ % p->room] = (float)volume;
	return 0;
}

static int
add_shape(struct past *p, const struct past_shape *s, struct err *err)
{
	struct past_shape *v;

	if (p->ntoday % CHUNK == 0) {
		v = realloc(p->today, (size_t)(p->ntoday + CHUNK) * sizeof(*v));
		if (v == NULL)
			return err_errno(err, "bars of the opening");
		p->today = v;
	}
	p->today[p->ntoday++] = *s;
	return 0;
}

/* The first unit of a day has no close before it on that day. */
static int
close_unit(struct past *p, struct err *err)
{
	double top = fmax(p->open, p->close), bottom = fmin(p->open, p->close);
	double volume = p->size > 0 ? log(p->size) : NAN;
	struct past_shape s;

	if (add_volume(p, volume, err) == -1)
		return -1;
	if (p->bars_today > 0 && p->ntoday < PAST_OPENING && p->before > 0) {
		s = (struct past_shape){
			.close = (float)log(p->close / p->before),
			.open = (float)log(p->open / p->before),
			.high = (float)log(p->high / top),
			.low = (float)log(bottom / p->low),
			.log_volume = (float)volume,
		};
		if (add_shape(p, &s, err) == -1)
			return -1;
	}
	p->bars_today++;
	p->before = p->close;
	p->close = 0;
	return 0;
}

int
past_day(struct past *p, struct err *err)
{
	if (p->close > 0 && close_unit(p, err) == -1)
		return -1;
	if (p->ntoday == PAST_OPENING) {
		free(p->opening);
		p->opening = p->today;
		p->today = NULL;
	}
	p->ntoday = 0;
	p->bars_today = 0;
	p->before = 0;
	return 0;
}

int
past_push(struct past *p, uint64_t unit, const struct inject_ohlc *b,
    double size, struct err *err)
{
	if (!(b->open > 0 && b->low > 0 && b->high > 0 && b->close > 0))
		return 0;
	if (p->close > 0 && unit > p->unit && close_unit(p, err) == -1)
		return -1;
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
	return 0;
}

int
inject_opening(const struct inject_event *e, struct inject_shape *shape,
    int max)
{
	int i, n = 0;

	if (e->past != NULL && e->past->opening != NULL)
		n = PAST_OPENING < max ? PAST_OPENING : max;
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
	known = p->nvolume < p->room ? p->nvolume : p->room;
	if (known < PAST_APART + (uint32_t)count)
		return -1;
	choices = known - PAST_APART - (uint32_t)count + 1;
	at = p->nvolume - known + (uint32_t)rng_below(&e->rng, choices);
	for (i = 0; i < count; i++) {
		log_volume[i] = (double)p->volume[(at + (uint32_t)i) % p->room];
		if (isnan(log_volume[i]))
			return -1;
	}
	return 0;
}
