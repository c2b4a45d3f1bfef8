/*
 * past.c - earlier bars of a symbol that some types copy from.
 *
 * A number of a shape is kept as sign, 6 bits of exponent (2^-40 to 2^22; 0:
 * zero or below, the largest: NaN or above) and 9 bits of fraction.
 */
#include "synth/past.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 4 };
enum { FRACTION = 512, EXPONENT_LOW = -40, EXPONENT_NAN = 63 };

static uint16_t
pack(double v)
{
	const uint16_t none = EXPONENT_NAN * FRACTION;
	int sign = signbit(v) ? 1 << 15 : 0, exponent, fraction;
	double m;

	if (!isfinite(v))
		return none;
	m = frexp(fabs(v), &exponent); /* [0.5, 1) */
	if (m == 0 || exponent < EXPONENT_LOW)
		return 0;
	fraction = (int)lround((m - 0.5) * 2 * FRACTION);
	if (fraction == FRACTION) {
		fraction = 0;
		exponent++;
	}
	exponent += 1 - EXPONENT_LOW;
	if (exponent >= EXPONENT_NAN)
		return none;
	return (uint16_t)(sign | exponent * FRACTION | fraction);
}

static double
unpack(uint16_t v)
{
	int exponent = v / FRACTION % (EXPONENT_NAN + 1);
	double m;

	if (exponent == 0)
		return 0;
	if (exponent == EXPONENT_NAN)
		return NAN;
	m = 0.5 + 0.5 * (v % FRACTION) / FRACTION;
	m = ldexp(m, exponent - 1 + EXPONENT_LOW);
	return v >> 15 ? -m : m;
}

void
past_store_fini(struct past_store *s)
{
	spill_close(&s->file);
	memset(s, 0, sizeof(*s));
}

void
past_fini(struct past *p)
{
	free(p->opening);
	free(p->today);
	memset(p, 0, sizeof(*p));
}

/* ---- volumes: a ring in the file, its newest block in memory ---- */

enum { RING = PAST_VOLUMES * sizeof(float) };

static uint64_t
ring_at(const struct past *p)
{
	return (uint64_t)(p->slot - 1) * RING;
}

static int
add_volume(struct past *p, struct past_store *s, double volume, struct err *err)
{
	uint32_t at;

	p->recent[p->nvolume++ % PAST_BLOCK] = (float)volume;
	if (p->nvolume % PAST_BLOCK != 0)
		return 0;
	if (s->slots == 0 && spill_open(&s->file, &s->opts, err) == -1)
		return -1;
	if (p->slot == 0)
		p->slot = ++s->slots;
	at = (p->nvolume - PAST_BLOCK) % PAST_VOLUMES;
	return spill_write_at(&s->file, p->recent, sizeof(p->recent),
	    ring_at(p) + at * sizeof(float), err);
}

int
past_volumes(float *ring, const struct past *p, const struct past_store *s,
    struct err *err)
{
	uint32_t n = p->nvolume - p->nvolume % PAST_BLOCK, i;
	size_t whole = n < PAST_VOLUMES ? n : PAST_VOLUMES;

	if (n > 0 && spill_read(&s->file, ring, whole * sizeof(float),
			 ring_at(p), err) == -1)
		return -1;
	for (i = n; i < p->nvolume; i++)
		ring[i % PAST_VOLUMES] = p->recent[i % PAST_BLOCK];
	return 0;
}

/* ---- shapes ---- */

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
close_unit(struct past *p, struct past_store *store, struct err *err)
{
	double open = (double)p->open, close = (double)p->close;
	double top = fmax(open, close), bottom = fmin(open, close);
	double before = (double)p->before;
	double volume = p->size > 0 ? log((double)p->size) : NAN;
	struct past_shape s;

	if (add_volume(p, store, volume, err) == -1)
		return -1;
	if (p->bars_today > 0 && p->ntoday < PAST_OPENING && p->before > 0) {
		s = (struct past_shape){
			.close = pack(log(close / before)),
			.open = pack(log(open / before)),
			.high = pack(log((double)p->high / top)),
			.low = pack(log(bottom / (double)p->low)),
			.log_volume = pack(volume),
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
past_day(struct past *p, struct past_store *store, struct err *err)
{
	if (p->close > 0 && close_unit(p, store, err) == -1)
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
past_push(struct past *p, struct past_store *store, uint64_t unit,
    const struct inject_ohlc *b, double size, struct err *err)
{
	if (!(b->open > 0 && b->low > 0 && b->high > 0 && b->close > 0))
		return 0;
	if (p->close > 0 && unit > p->unit && close_unit(p, store, err) == -1)
		return -1;
	if (p->close == 0) {
		p->unit = unit;
		p->open = (float)b->open;
		p->high = (float)b->high;
		p->low = (float)b->low;
		p->size = 0;
	}
	p->high = fmaxf(p->high, (float)b->high);
	p->low = fminf(p->low, (float)b->low);
	p->close = (float)b->close;
	if (size > 0)
		p->size += (float)size;
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

		shape[i] = (struct inject_shape){ unpack(s->close),
			unpack(s->open), unpack(s->high), unpack(s->low),
			unpack(s->log_volume) };
	}
	return n;
}

int
inject_other_hour(struct inject_event *e, double *log_volume, int count)
{
	const struct past *p = e->past;
	uint32_t known, choices, at;
	int i;

	if (p == NULL || e->volumes == NULL)
		return -1;
	known = p->nvolume < PAST_VOLUMES ? p->nvolume : PAST_VOLUMES;
	if (known < PAST_APART + (uint32_t)count)
		return -1;
	choices = known - PAST_APART - (uint32_t)count + 1;
	at = p->nvolume - known + (uint32_t)rng_below(&e->rng, choices);
	for (i = 0; i < count; i++) {
		log_volume[i] =
		    (double)e->volumes[(at + (uint32_t)i) % PAST_VOLUMES];
		if (isnan(log_volume[i]))
			return -1;
	}
	return 0;
}
