/*
 * news.c - a decoy: a jump that volume explains.
 *
 *	all later prices times e^(k s); the sizes of the first
 *	min(5 units, 60 s) times 1 + |k| / 2
 *
 * detection.md 4.1: what a market does on news, and no anomaly.
 */
#include <math.h>

#include "synth/inject.h"

static struct inject_span
news_span(const struct inject_event *e)
{
	uint64_t ns = 60 * NS_SECOND;

	return (struct inject_span){ UINT64_MAX,
		5 * e->unit < ns ? 5 * e->unit : ns };
}

static enum inject_reason
news_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	enum inject_reason why = INJECT_OK;
	double size;
	size_t i;

	e->stay = e->k * e->sigma;
	for (i = 0; i < n && why == INJECT_OK; i++) {
		why = inject_shift(&rows[i], e->stay);
		size = inject_size(&rows[i]);
		if (why == INJECT_OK && size > 0)
			why = inject_resize(&rows[i],
			    size * (1 + fabs(e->k) / 2));
	}
	return why;
}

const struct inject_type inject_type_news = {
	.name = "news",
	.summary = "decoy: a jump with the volume that explains it",
	.source = "detection.md 4.1",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.whole = 1,
	.decoy = 1,
	.k = { { 8, 12 }, { 5, 8 }, { 3, 5 } },
	.span = news_span,
	.apply = news_apply,
};
