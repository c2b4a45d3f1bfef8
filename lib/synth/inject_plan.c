/*
 * inject_plan.c - plan the events of a symbol-day.
 *
 * A day of a symbol draws from the sequence (seed, hash of symbol and date), so
 * a plan does not depend on other symbols or days, or on how much of a stream
 * was read.  With probability `quiet` the day has no events.  Otherwise their
 * number is Poisson, at most three, each in a different third of the session.
 * The time is uniform in that third, early enough to end before the close.
 * Magnitudes are log-uniform in the range of the level.
 *
 * Decoys draw from sequences of their own.  Those that all symbols share
 * draw from (seed, hash of the date).
 */
#include "base/hash.h"
#include "synth/inject_impl.h"

static const uint64_t decoy_stream = UINT64_C(0x8000000000000000);
static const uint64_t shared_stream = UINT64_C(0x4000000000000000);
#define ROUND_NS (300 * NS_SECOND)
static const double midday_from = 0.24, midday_to = 0.76;

void
inject_event_init(struct inject_event *e, const struct inject_plan *p,
    uint64_t seed, uint64_t unit, int bars)
{
	int i;

	*e = (struct inject_event){ .k = p->k * p->sign,
		.id = p->id,
		.unit = unit,
		.bars = bars };
	rng_init(&e->rng, seed, (uint64_t)p->id << 32 | 1);
	for (i = 0; i < 3; i++)
		e->u[i] = rng_unit(&e->rng);
}

/* Ids 0 and UINT32_MAX mean none and null. */
static uint32_t
event_id(struct rng *r)
{
	return 1 + (uint32_t)rng_below(r, UINT32_MAX - 1);
}

static void
draw_event(struct inject_plan *p, struct rng *r, const struct inject_opts *o,
    const struct inject_type *const *of, int n)
{
	const struct inject_type *type = of[rng_below(r, (uint64_t)n)];
	double low = type->k[o->level][0], high = type->k[o->level][1];

	p->type = (uint8_t)inject_place(type);
	if (o->high > 0) {
		low = o->low;
		high = o->high;
	}
	p->k = low * exp(rng_unit(r) * log(high / low));
	if (o->scale[p->type] > 0)
		p->k *= o->scale[p->type];
	p->sign = rng_u32(r) & 1 ? 1 : -1;
	if (type->sign != 0)
		p->sign = (int8_t)type->sign;
	p->id = event_id(r);
}

/* Three thirds of [open, close) in random order. */
static void
draw_thirds(int *third, struct rng *r)
{
	int i, j, t;

	for (i = 0; i < INJECT_DAY_MAX; i++)
		third[i] = i;
	for (i = INJECT_DAY_MAX - 1; i > 0; i--) {
		j = (int)rng_below(r, (uint64_t)i + 1);
		t = third[i];
		third[i] = third[j];
		third[j] = t;
	}
}

/* The share of the session at which the event begins, from u of [0, 1) and
 * the third it was given.  length: its share of the session. */
static double
place_in(const struct inject_type *t, double third, double u, double length)
{
	double last = length < 1 ? 1 - length : 0, low, high;

	if (t->place == INJECT_AT_OPEN)
		return 0;
	if (t->place == INJECT_AT_CLOSE)
		return last;
	low = third / INJECT_DAY_MAX;
	high = (third + 1) / INJECT_DAY_MAX;
	if (t->place == INJECT_MIDDAY) {
		low = midday_from;
		high = midday_to;
	}
	high = high < last ? high : last;
	low = low < high ? low : high;
	return low + u * (high - low);
}

static void
place_event(struct inject_plan *p, const struct inject_opts *o,
    const struct inject_day *d, double third, double u)
{
	const struct inject_type *type = inject_list[p->type];
	uint64_t open = d->open, close = d->close;
	struct inject_event e;
	struct inject_span span;
	double width, at;

	/* symbols begin their days at nearly the same time */
	if (type->together) {
		open -= open % ROUND_NS;
		close += (ROUND_NS - close % ROUND_NS) % ROUND_NS;
	}
	width = (double)(close - open);
	inject_event_init(&e, p, o->seed, d->unit, d->on == INJECT_BARS);
	span = type->span(&e);
	if (e.bars && span.rows != INJECT_ANY_ROWS)
		span.ns = span.rows * e.unit;
	at = place_in(type, third, u, (double)span.ns / width);
	p->time = open + (uint64_t)(at * width);
	p->third = at < 1.0 / 3 ? 0 : at < 2.0 / 3 ? 1 : 2;
}

/* The types that suit such rows; all types if none does, so that they are
 * counted as unsuited. */
static int
suited(const struct inject_type **out, const struct inject_type *const *of,
    int n, unsigned on)
{
	int i, k = 0;

	for (i = 0; i < n; i++)
		if ((of[i]->on & on) != 0)
			out[k++] = of[i];
	for (i = 0; k == 0 && i < n; i++)
		out[i] = of[i];
	return k > 0 ? k : n;
}

static int
draw_events(struct inject_plan *p, const struct inject_opts *o,
    const struct inject_day *d, uint64_t hash, double mean, double quiet,
    const struct inject_type *const *all, int nall)
{
	const struct inject_type *of[INJECT_TYPES_MAX];
	int third[INJECT_DAY_MAX], i, n, nof = suited(of, all, nall, d->on);
	struct rng r;
	uint64_t many;

	if (nof == 0 || d->close <= d->open)
		return 0;
	rng_init(&r, o->seed, hash);
	if (rng_unit(&r) < quiet)
		return 0;
	many = rng_poisson(&r, mean);
	n = many > INJECT_DAY_MAX ? INJECT_DAY_MAX : (int)many;
	draw_thirds(third, &r);
	for (i = 0; i < n; i++) {
		draw_event(&p[i], &r, o, of, nof);
		place_event(&p[i], o, d, third[i], rng_unit(&r));
	}
	return n;
}

static void
sort_plan(struct inject_plan *p, int n)
{
	struct inject_plan v;
	int i, j;

	for (i = 1; i < n; i++) {
		v = p[i];
		for (j = i; j > 0 && p[j - 1].time > v.time; j--)
			p[j] = p[j - 1];
		p[j] = v;
	}
}

/* Decoys of the symbol and of all symbols, each with its part of the mean. */
static int
draw_decoys(struct inject_plan *p, const struct inject_opts *o,
    const struct inject_day *d)
{
	const struct inject_type *of[2][INJECT_TYPES_MAX];
	uint64_t hash[2], date = (uint64_t)d->date;
	int n[2] = { 0, 0 }, i, all = 0, more;

	for (i = 0; i < o->ndecoy; i++) {
		int shared = o->decoy[i]->together;

		of[shared][n[shared]++] = o->decoy[i];
	}
	hash[0] = hash_xxh64(d->symbol, d->len, date | decoy_stream);
	hash[1] = hash_xxh64("", 0, date | shared_stream);
	for (i = 0; i < 2; i++) {
		if (n[i] == 0)
			continue;
		more = draw_events(p + all, o, d, hash[i],
		    o->decoys * n[i] / o->ndecoy, 0, of[i], n[i]);
		all += more;
	}
	return all < INJECT_DAY_MAX ? all : INJECT_DAY_MAX;
}

/* Leave out the events that would begin outside of [start, end). */
static int
cut_plan(struct inject_plan *p, int n, uint64_t start, uint64_t end)
{
	int i, kept = 0;

	for (i = 0; i < n; i++)
		if (p[i].time >= start && (end == 0 || p[i].time < end))
			p[kept++] = p[i];
	return kept;
}

int
inject_plan_day(struct inject_plan *p, const struct inject_opts *o,
    const struct inject_day *d)
{
	uint64_t hash = hash_xxh64(d->symbol, d->len, (uint64_t)d->date);
	int n;

	n = draw_events(p, o, d, hash, o->per_day, o->quiet, o->type, o->ntype);
	n += draw_decoys(p + n, o, d);
	sort_plan(p, n);
	return cut_plan(p, n, o->start, o->end);
}
