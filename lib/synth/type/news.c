/*
 * news.c - a decoy: a jump that volume and the other symbols explain.
 *
 *	all later prices times e^(k s); sizes of the first min(5 units, 60 s)
 *	times 1 + |k| / 2; every symbol at the same time, in the same direction
 *
 * What a market does on news: not an anomaly.
 */
#include "synth/type.h"

static struct inject_span
news_span(const struct inject_event *e)
{
	return inject_first_minute(e);
}

static enum inject_reason
news_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	enum inject_reason why = inject_level(e, rows, n);
	double size;
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++) {
		size = inject_size(&rows[i]);
		if (size > 0)
			why = inject_resize(&rows[i],
			    size * (1 + fabs(e->k) / 2));
	}
	return why;
}

const struct inject_type inject_type_news = {
	.name = "news",
	.summary = "all symbols jump by k s, with the volume that explains it",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA,
	.rows = INJECT_ALL,
	.decoy = 1,
	.together = 1,
	.k = { { 8, 12 }, { 5, 8 }, { 3, 5 } },
	.span = news_span,
	.apply = news_apply,
};
