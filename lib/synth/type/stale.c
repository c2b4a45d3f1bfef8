/*
 * stale.c - a feed that repeats itself.
 *
 *	bars	5 to 10 bars whose four prices are the close before
 *	ticks	for k = 30 to 300 s every quote and every print has the prices
 *		and sizes of the first one
 *
 * A feed like that is found by any rule for stale
 * data, so this type is a smoke test and has one level.
 */
#include "synth/type.h"

enum { SORTS_MAX = 8 };

static struct inject_span
stale_span(const struct inject_event *e)
{
	if (e->bars)
		return inject_units(e, inject_between(e->u[0], 5, 10));
	return (struct inject_span){ INJECT_ANY_ROWS, (uint64_t)(e->k * 1e9) };
}

static enum inject_reason
stale_bars(struct inject_event *e, struct inject_row *rows, size_t n)
{
	struct inject_ohlc b = { e->before, e->before, e->before, e->before };
	enum inject_reason why = INJECT_OK;
	size_t i;

	if (!(e->before > 0))
		return INJECT_UNKNOWN;
	for (i = 0; i < n && why == INJECT_OK; i++)
		why = inject_ohlc_put(&rows[i], &b);
	return why;
}

/* The first row of each type: a trade or a quote of a kind. */
struct firsts {
	const struct inject_row *row[SORTS_MAX];
	int n;
};

static const struct inject_row *
first_like(struct firsts *f, const struct inject_row *r)
{
	int i;

	for (i = 0; i < f->n; i++)
		if (f->row[i]->view == r->view &&
		    inject_is_trade(f->row[i]) == inject_is_trade(r))
			return f->row[i];
	if (f->n < SORTS_MAX)
		f->row[f->n++] = r;
	return r;
}

static enum inject_reason
stale_ticks(struct inject_row *rows, size_t n)
{
	enum inject_reason why = INJECT_OK;
	struct firsts f = { .n = 0 };
	const struct inject_row *first;
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++) {
		first = first_like(&f, &rows[i]);
		if (first != &rows[i])
			why = inject_repeat(&rows[i], first);
	}
	return why;
}

static enum inject_reason
stale_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	return e->bars ? stale_bars(e, rows, n) : stale_ticks(rows, n);
}

const struct inject_type inject_type_stale = {
	.name = "stale",
	.summary = "prices repeat for k seconds, or 5 to 10 bars",
	.group = "feed",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.sign = 1,
	.all_rows = 1,
	.k = { { 30, 300 }, { 30, 300 }, { 30, 300 } },
	.span = stale_span,
	.apply = stale_apply,
};
