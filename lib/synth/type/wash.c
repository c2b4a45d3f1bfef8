/*
 * wash.c - wash trades: the same party on both sides.
 *
 *	k pairs of prints within 10 to 30 s; each pair a buy and a sale of the
 *	same size at the same price, less than 100 ms apart
 *
 * The net change is zero; only the volume grows, by the prints.
 */
#include "synth/type.h"

static const double sizes_low = 2, sizes_high = 5; /* usual prints */
static const uint64_t pair_ns = 100000000;

static double
seconds(const struct inject_event *e)
{
	return inject_between(e->u[0], 10, 30);
}

static struct inject_span
wash_span(const struct inject_event *e)
{
	return (struct inject_span){ INJECT_ANY_ROWS,
		(uint64_t)(seconds(e) * 1e9) };
}

static int
put_print(struct inject_event *e, const struct inject_row *r, uint64_t delay,
    int side, double size)
{
	struct inject_row *x = inject_copy(e, r, delay);

	if (x == NULL)
		return -1;
	inject_set_side(x, side);
	inject_set_order(x, 0);
	return inject_resize(x, size) == INJECT_OK ? 0 : -1;
}

static enum inject_reason
wash_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	int i, pairs = (int)lround(e->k);
	uint64_t at, apart, delay;
	const struct inject_row *r;
	double size;
	size_t k = 0;

	for (i = 0; i < pairs; i++) {
		at = (uint64_t)((seconds(e) - 1) * 1e9 *
				(i + rng_unit(&e->rng)) / pairs);
		apart = 1 + rng_below(&e->rng, pair_ns - 1);
		size = ceil(e->print * (sizes_low + (sizes_high - sizes_low) *
							rng_unit(&e->rng)));
		while (k + 1 < n && rows[k + 1].time <= e->start + at)
			k++;
		r = &rows[k];
		delay = r->time < e->start + at ? e->start + at - r->time : 0;
		if (put_print(e, r, delay, 'B', size) == -1 ||
		    put_print(e, r, delay + apart, 'A', size) == -1)
			return INJECT_RANGE;
	}
	return INJECT_OK;
}

const struct inject_type inject_type_wash = {
	.name = "wash",
	.summary = "k pairs of a buy and a sale of one size within 100 ms",
	.group = "orders",
	.on = INJECT_TICKS | INJECT_ORDERS,
	.needs = INJECT_SIGMA | INJECT_VOLUME,
	.rows = INJECT_SIZED,
	.sign = 1,
	.k = { { 20, 30 }, { 10, 20 }, { 5, 10 } },
	.span = wash_span,
	.apply = wash_apply,
};
