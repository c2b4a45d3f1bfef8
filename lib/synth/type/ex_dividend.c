/*
 * ex_dividend.c - a decoy: a day that opens lower by a dividend.
 *
 *	all prices from the opening on times 1 - k / 100
 */
#include "synth/type.h"

static struct inject_span
ex_dividend_span(const struct inject_event *e)
{
	return (struct inject_span){ 1, e->unit };
}

static enum inject_reason
ex_dividend_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	enum inject_reason why = INJECT_OK;
	size_t i;

	e->stay = log(1 - fmin(fabs(e->k), 50) / 100);
	for (i = 0; i < n && why == INJECT_OK; i++)
		why = inject_shift(&rows[i], e->stay);
	return why;
}

const struct inject_type inject_type_ex_dividend = {
	.name = "ex_dividend",
	.summary = "the day opens k per cent lower",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.place = INJECT_AT_OPEN,
	.sign = -1,
	.decoy = 1,
	.k = { { .5, 3 }, { .5, 3 }, { .5, 3 } },
	.span = ex_dividend_span,
	.apply = ex_dividend_apply,
};
