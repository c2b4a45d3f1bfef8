/*
 * sub_pattern.c - a pattern too small to see in any one row.
 *
 *	T = 10 units
 *	bars	closes times e^(k s), e^(-k s), e^(k s), ...; high and low
 *		follow
 *	ticks	ping-pong: prints alternate between k half spreads above and
 *		below the mid; without quotes k ticks around their own price
 */
#include "synth/type.h"

enum { LENGTH = 10 };

static struct inject_span
sub_pattern_span(const struct inject_event *e)
{
	return inject_units(e, LENGTH);
}

static enum inject_reason
pattern_bars(struct inject_event *e, struct inject_row *rows, size_t n)
{
	enum inject_reason why = INJECT_OK;
	double move = e->k * e->sigma;
	size_t i;

	for (i = 0; i < n && why != INJECT_RANGE; i++)
		why = inject_print(&rows[i], i % 2 == 0 ? move : -move);
	return why == INJECT_RANGE ? why : INJECT_OK;
}

static enum inject_reason
pattern_ticks(struct inject_event *e, struct inject_row *rows, size_t n)
{
	double bid, ask, mid, half, up = e->k > 0 ? 1 : -1;
	enum inject_reason why = INJECT_OK;
	size_t i;

	for (i = 0; i < n && why != INJECT_RANGE; i++) {
		mid = inject_price(&rows[i]);
		half = (double)rows[i].step / 1e9;
		if (inject_touch(&bid, &ask, &rows[i]) == 0 && ask > bid) {
			mid = (bid + ask) / 2;
			half = (ask - bid) / 2;
		}
		why = inject_print_at(&rows[i], mid + up * fabs(e->k) * half);
		up = -up;
	}
	return why == INJECT_RANGE ? why : INJECT_OK;
}

static enum inject_reason
sub_pattern_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	return e->bars ? pattern_bars(e, rows, n) : pattern_ticks(e, rows, n);
}

const struct inject_type inject_type_sub_pattern = {
	.name = "sub_pattern",
	.summary = "10 units of closes off by +-k s in turn; prints ping-pong",
	.group = "subtle",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_PRICED,
	.k = { { 2.5, 2.5 }, { 1.5, 1.5 }, { 1, 1 } },
	.span = sub_pattern_span,
	.apply = sub_pattern_apply,
};
