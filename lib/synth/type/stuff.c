/*
 * stuff.c - quote stuffing: far more messages than anyone can use.
 *
 *	for 1 to 3 s as many messages as k times the usual number in that
 *	time, at least 50
 *	orders	an order at one of three prices below all others is added and
 *		cancelled at once
 *	ticks	the quote comes again, with another size at the bid and with
 *		its own in turn
 *
 * The best prices and all trades do not change.
 */
#include "synth/type.h"

enum { MESSAGES_MIN = 50, MESSAGES_MAX = 1 << 17, PRICES = 3 };

static struct inject_span
stuff_span(const struct inject_event *e)
{
	return (struct inject_span){ INJECT_ANY_ROWS,
		(uint64_t)inject_between(e->u[0], 1, 3) * NS_SECOND };
}

static int
messages(const struct inject_event *e)
{
	double seconds = inject_between(e->u[0], 1, 3);
	double usual = e->rows * 1e9 / (double)e->unit;
	double n = e->k * usual * seconds;

	/* pairs: what is added is cancelled */
	if (!(n > MESSAGES_MIN))
		return MESSAGES_MIN;
	return n > MESSAGES_MAX ? MESSAGES_MAX : 2 * (int)(n / 2);
}

/* The row with the state of the market `ns` after the event's start. */
static const struct inject_row *
row_at(const struct inject_event *e, const struct inject_row *rows, size_t n,
    size_t *at, uint64_t ns)
{
	while (*at + 1 < n && rows[*at + 1].time <= e->start + ns)
		++*at;
	return &rows[*at];
}

static int
stuff_order(struct inject_event *e, const struct inject_row *r, uint64_t delay,
    int i, double price)
{
	struct inject_row *x = inject_copy(e, r, delay);

	if (x == NULL)
		return -1;
	inject_set_action(x, i % 2 == 0 ? 'A' : 'C');
	inject_set_side(x, 'B');
	inject_set_order(x, inject_order_id(e, 1 + (uint32_t)i / 2));
	inject_set_flags(x, INJECT_FLAG_LAST);
	if (inject_set_price(x, price) != INJECT_OK)
		return -1;
	return inject_set_size(x, fmax(1, e->print)) == INJECT_OK ? 0 : -1;
}

static int
stuff_quote(struct inject_event *e, const struct inject_row *r, uint64_t delay,
    int i)
{
	struct inject_row *x = inject_copy(e, r, delay);

	if (x == NULL)
		return -1;
	inject_set_action(x, 'M');
	inject_set_side(x, 'B');
	if (i % 2 == 0)
		inject_depth(x, 1, 0, 0, 2);
	return 0;
}

static enum inject_reason
stuff_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	int i, total = messages(e), orders = inject_is_order(&rows[0]), bad;
	double seconds = inject_between(e->u[0], 1, 3), low, high;
	const struct inject_row *r;
	uint64_t ns;
	size_t at = 0;

	if (inject_edges(&low, &high, e, rows, n) == -1 && orders)
		return INJECT_UNKNOWN;
	for (i = 0; i < total; i++) {
		ns = (uint64_t)(seconds * 1e9 * (i + 1) / (total + 1));
		r = row_at(e, rows, n, &at, ns);
		ns -= r->time - e->start < ns ? r->time - e->start : ns;
		if (orders)
			bad = stuff_order(e, r, ns, i,
			    low - (1 + i / 2 % PRICES) * (double)r->step / 1e9);
		else
			bad = stuff_quote(e, r, ns, i);
		if (bad == -1)
			return INJECT_RANGE;
	}
	return INJECT_OK;
}

const struct inject_type inject_type_stuff = {
	.name = "stuff",
	.summary = "k times the usual messages for 1 to 3 s, nothing traded",
	.group = "orders",
	.on = INJECT_TICKS | INJECT_ORDERS,
	.needs = INJECT_SIGMA | INJECT_RATE | INJECT_BOOK,
	.rows = INJECT_ALL,
	.sign = 1,
	.k = { { 100, 200 }, { 40, 100 }, { 10, 40 } },
	.span = stuff_span,
	.apply = stuff_apply,
};
