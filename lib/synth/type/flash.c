/*
 * flash.c - a crash and most of the way back.
 *
 *	fall	k s sqrt(T) over T = 3 .. 8 units in equal parts; of ticks
 *		over 200 to 2000 trades where they come sooner
 *	back	60 to 95 % of it in T .. 3 T units
 *	bars	volume up by one sd of its logarithm
 *	ticks	while it falls the spread opens up to 3 to 10 times and sizes
 *		at the bids shrink by a tenth with each trade, to a tenth; all
 *		along each trade is followed by two more
 */
#include "synth/type.h"

enum { ECHOES = 2 };
static const double size_left = 0.1; /* at the bids, at least */

struct flash {
	int fall, back; /* units */
	double depth;   /* ln, negative */
	double recover; /* share of depth */
	double trades;  /* of the fall */
	double spread;  /* times the usual, at the bottom */
};

static void
flash_init(struct flash *f, const struct inject_event *e)
{
	f->fall = inject_between(e->u[0], 3, 8);
	f->back = inject_between(e->u[1], f->fall, 3 * f->fall);
	f->recover = 0.6 + 0.35 * e->u[2];
	f->depth = e->k * e->sigma * sqrt(f->fall);
	f->trades = 200 * pow(10, e->u[2]);
	f->spread = 3 + 7 * e->u[1];
}

static struct inject_span
flash_span(const struct inject_event *e)
{
	struct flash f;

	flash_init(&f, e);
	return inject_units(e, f.fall + f.back);
}

static double
flash_path(const struct inject_event *e, double t)
{
	struct flash f;
	double back;

	flash_init(&f, e);
	if (t <= f.fall)
		return f.depth * t / f.fall;
	back = (t - f.fall) / f.back;
	return f.depth * (1 - f.recover * (back < 1 ? back : 1));
}

static enum inject_reason
flash_bars(struct inject_event *e, struct inject_row *rows, size_t n)
{
	enum inject_reason why = inject_follow(e, rows, n, flash_path);
	double size;
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++) {
		size = inject_size(&rows[i]);
		if (size > 0 && e->sd_log_volume > 0)
			why = inject_resize(&rows[i],
			    size * exp(e->sd_log_volume));
	}
	return why;
}

/* Progress of the fall, and then of the recovery, in [0, 1]. */
struct progress {
	double down, up;
	double turned; /* units at which the fall ended */
	long trades;
};

static void
advance(struct progress *p, const struct flash *f, double t)
{
	double by_time = t / f->fall, by_trades = p->trades / f->trades;

	if (p->down < 1) {
		p->down = fmin(1, fmax(by_time, by_trades));
		p->turned = t;
	} else {
		p->up = fmin(1, (t - p->turned) / f->back);
	}
}

/* Two more trades after this one, before the next row. */
static void
echo(struct inject_event *e, const struct inject_row *r, uint64_t until)
{
	uint64_t room = until > r->time ? until - r->time : 0;
	int i;

	for (i = 1; i <= ECHOES; i++)
		if (inject_copy(e, r, room * (uint64_t)i / (ECHOES + 1)) ==
		    NULL)
			return;
}

static enum inject_reason
flash_tick(struct inject_event *e, struct inject_row *r, const struct flash *f,
    const struct progress *p)
{
	double left = fmax(size_left, pow(0.9, (double)p->trades));
	double calm = p->down < 1 ? 0 : p->up; /* back to usual */
	enum inject_reason why;

	e->stay = f->depth * (p->down - f->recover * p->up);
	why = inject_shift(r, e->stay);
	if (why == INJECT_OK)
		why =
		    inject_widen(r, 1 + (f->spread - 1) * p->down * (1 - calm));
	if (why == INJECT_OK)
		why = inject_depth(r, 1, 0, 9, left + (1 - left) * calm);
	return why;
}

static enum inject_reason
flash_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	struct progress p = { 0 };
	enum inject_reason why = INJECT_OK;
	struct flash f;
	size_t i;

	if (e->bars)
		return flash_bars(e, rows, n);
	flash_init(&f, e);
	for (i = 0; i < n && why == INJECT_OK; i++) {
		advance(&p, &f,
		    (double)(rows[i].time - e->start) / (double)e->unit);
		why = flash_tick(e, &rows[i], &f, &p);
		if (why != INJECT_OK || !inject_is_trade(&rows[i]))
			continue;
		p.trades++;
		if (i + 1 < n)
			echo(e, &rows[i], rows[i + 1].time);
	}
	return why;
}

const struct inject_type inject_type_flash = {
	.name = "flash",
	.summary = "a fall of k s sqrt(T) in T = 3 to 8 units, 60 to 95 % back",
	.group = "collective",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.sign = -1,
	.k = { { 7, 10 }, { 4, 7 }, { 2, 4 } },
	.span = flash_span,
	.apply = flash_apply,
};
