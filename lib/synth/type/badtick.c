/*
 * badtick.c - one mistyped print.
 *
 *	one of four, equally likely: times ten, a tenth, two digits
 *	swapped, the first price of the day again
 *	bars	the print is the bar's high or low
 *	orders	a further print beside the book
 *
 * The kinds of error are those of Brownlees and Gallo 2006, section 3.  A
 * smoke test with one level.
 */
#include "synth/type.h"

enum { SORTS = 4, DIGITS_MAX = 20 };

static struct inject_span
badtick_span(const struct inject_event *e)
{
	return (struct inject_span){ 1, e->unit };
}

/* Swap the first two neighbouring digits that differ; the price is in ticks, so
 * that it stays on the grid. */
static double
swap_digits(double price, int64_t step)
{
	uint64_t n = (uint64_t)llround(price * 1e9 / (double)step), high = 1;
	uint64_t a, b;

	if (n > UINT64_MAX / 100)
		return price;
	while (high <= n / 10)
		high *= 10;
	for (; high >= 10; high /= 10) {
		a = n / high % 10;
		b = n / (high / 10) % 10;
		if (a != b && !(b == 0 && n / high < 10)) {
			n = n - a * high - b * (high / 10) + b * high +
			    a * (high / 10);
			break;
		}
	}
	return (double)n * (double)step / 1e9;
}

static double
bad_price(const struct inject_event *e, double price, int64_t step)
{
	double to = price;

	switch (inject_between(e->u[0], 0, SORTS - 1)) {
	case 1:
		return price / 10;
	case 2:
		to = swap_digits(price, step);
		break;
	case 3:
		to = e->day_open;
		break;
	default:
		break;
	}
	/* without a change, shift the decimal point instead */
	return fabs(to - price) * 1e9 >= (double)step ? to : price * 10;
}

static enum inject_reason
bad_bar(struct inject_row *r, double to)
{
	struct inject_ohlc b;

	inject_ohlc_get(&b, r);
	if (to > b.high)
		b.high = to;
	else if (to < b.low)
		b.low = to;
	else
		b.close = to;
	return inject_ohlc_put(r, &b);
}

static enum inject_reason
badtick_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	struct inject_row *r = &rows[0];
	double to = bad_price(e, inject_price(r), r->step);

	(void)n;
	if (!(to > 0))
		return INJECT_RANGE;
	if (e->bars)
		return bad_bar(r, to);
	if (inject_is_order(r) && (r = inject_copy(e, r, 0)) == NULL)
		return INJECT_OK; /* the engine reports it */
	return inject_print_at(r, to);
}

const struct inject_type inject_type_badtick = {
	.name = "badtick",
	.summary = "a print times ten, a tenth, with digits swapped, or old",
	.group = "feed",
	.on = INJECT_TICKS | INJECT_BARS | INJECT_ORDERS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_PRICED,
	.sign = 1,
	.k = { { 1, 1 }, { 1, 1 }, { 1, 1 } },
	.span = badtick_span,
	.apply = badtick_apply,
};
