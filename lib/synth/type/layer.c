/*
 * layer.c - layering: orders that are never meant to trade.
 *
 *	k times the usual size is shown at three levels of one side, a trade
 *	on the other side follows, and all of it is cancelled, within 0.9 s
 *	orders	three orders are added behind the best price, one print, three
 *		orders are cancelled
 *	ticks	of kinds with levels: sizes at levels 1 to 3 of one side times
 *		k for that time, one print
 */
#include "synth/type.h"

enum { LEVELS = 3 };
static const uint64_t step_ns = 30000000, deal_ns = 450000000;
static const uint64_t cancel_ns = 810000000;

static struct inject_span
layer_span(const struct inject_event *e)
{
	(void)e;
	return (struct inject_span){ INJECT_ANY_ROWS, 900000000 };
}

static enum inject_reason
put_message(struct inject_row *x, int action, int side, double price,
    double size)
{
	enum inject_reason why = inject_set_price(x, price);

	if (why == INJECT_OK)
		why = inject_set_size(x, size);
	inject_set_action(x, action);
	inject_set_side(x, side);
	inject_set_flags(x, INJECT_FLAG_LAST);
	return why;
}

/* The last row of the event at or before ns, and by how much before. */
static const struct inject_row *
row_before(const struct inject_event *e, const struct inject_row *rows,
    size_t n, uint64_t ns, uint64_t *delay)
{
	size_t i = n - 1;

	while (i > 0 && rows[i].time > e->start + ns)
		i--;
	*delay =
	    rows[i].time < e->start + ns ? e->start + ns - rows[i].time : 0;
	return &rows[i];
}

static enum inject_reason
message(struct inject_event *e, const struct inject_row *rows, size_t n,
    uint64_t ns, int action, double price, double size, uint32_t order)
{
	uint64_t delay;
	const struct inject_row *r = row_before(e, rows, n, ns, &delay);
	struct inject_row *x = inject_copy(e, r, delay);
	int bids = e->k > 0;

	if (x == NULL)
		return INJECT_RANGE;
	inject_set_order(x, order == 0 ? 0 : inject_order_id(e, order));
	/* who trades comes from the other side */
	return put_message(x, action, bids == (action != 'T') ? 'B' : 'A',
	    price, size);
}

static enum inject_reason
layer_orders(struct inject_event *e, struct inject_row *rows, size_t n)
{
	double step = (double)rows[0].step / 1e9, size, at, low, high;
	enum inject_reason why = INJECT_OK;
	int i, up = e->k > 0 ? -1 : 1; /* bids lie below, asks above */

	if (inject_edges(&low, &high, e, rows, n) == -1)
		return INJECT_UNKNOWN;
	size = fmax(1, fabs(e->k) * e->print);
	for (i = 0; i < LEVELS && why == INJECT_OK; i++) {
		at = (up < 0 ? low : high) + up * (i + 1) * step;
		why = message(e, rows, n, (uint64_t)(i + 1) * step_ns, 'A', at,
		    size, (uint32_t)i + 1);
		if (why == INJECT_OK)
			why = message(e, rows, n,
			    cancel_ns + (uint64_t)i * step_ns / LEVELS, 'C', at,
			    size, (uint32_t)i + 1);
	}
	if (why == INJECT_OK)
		why = message(e, rows, n, deal_ns, 'T', e->before,
		    fmax(1, e->print), 0);
	return why;
}

static enum inject_reason
layer_levels(struct inject_event *e, struct inject_row *rows, size_t n)
{
	int side = e->k > 0 ? 1 : -1;
	enum inject_reason why = INJECT_OK;
	const struct inject_row *r;
	struct inject_row *x;
	uint64_t delay;
	double bid, ask;
	size_t i;

	/* before the rows change, the one that shows the cancellation */
	r = row_before(e, rows, n, cancel_ns, &delay);
	if ((x = inject_copy(e, r, delay)) == NULL)
		return INJECT_RANGE;
	inject_set_action(x, 'C');
	for (i = 0; i < n && why == INJECT_OK; i++)
		if (rows[i].time <= e->start + cancel_ns)
			why =
			    inject_depth(&rows[i], side, 1, LEVELS, fabs(e->k));
	if (why != INJECT_OK)
		return why;
	r = row_before(e, rows, n, deal_ns, &delay);
	if (inject_touch(&bid, &ask, r) == -1)
		return INJECT_UNSUITED;
	if ((x = inject_copy(e, r, delay)) == NULL)
		return INJECT_RANGE;
	return put_message(x, 'T', side > 0 ? 'A' : 'B', side > 0 ? bid : ask,
	    fmax(1, e->print));
}

static enum inject_reason
layer_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	return inject_is_order(&rows[0]) ? layer_orders(e, rows, n)
					 : layer_levels(e, rows, n);
}

const struct inject_type inject_type_layer = {
	.name = "layer",
	.summary = "k times the size at three levels, a trade, all cancelled",
	.group = "orders",
	.on = INJECT_TICKS | INJECT_ORDERS,
	.needs = INJECT_SIGMA | INJECT_VOLUME | INJECT_DEPTH,
	.rows = INJECT_ALL,
	.k = { { 20, 40 }, { 8, 20 }, { 3, 8 } },
	.span = layer_span,
	.apply = layer_apply,
};
