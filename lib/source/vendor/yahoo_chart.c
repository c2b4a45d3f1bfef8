/*
 * yahoo_chart.c - Yahoo Finance's chart reply: bars as arrays of columns.
 *
 *	{"chart":{"result":[{"meta":{"symbol":"AAAA",..},
 *	 "timestamp":[1672756200,..],"indicators":{"quote":[{
 *	 "open":[130.28,..],"high":..,"low":..,"close":..,"volume":..}]}}],
 *	 "error":null}}
 *
 * A null is a minute without trades: a bar without prices is left out.
 */
#include "source/json_path.h"
#include "source/json_walk.h"

static const struct column columns[] = { OWN_COLUMNS };

static int
yahoo_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	return s->name != NULL && json_path_has(s->name, s->n,
				      "/chart/result/0/meta", "symbol")
		   ? 15
		   : 0;
}

static int
yahoo_expand(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
#define QUOTE "/chart/result/0/indicators/quote/0/"
	if (json_path_get(c, "/chart/result/0", "timestamp/0") == NULL) {
		record_control(out); /* no bars in this span */
		return 0;
	}
	return json_walk_text(out, c,
	    "ts=/chart/result/0/timestamp/*,"
	    "symbol=/chart/result/0/meta/symbol,open=" QUOTE "open/*,"
	    "high=" QUOTE "high/*,low=" QUOTE "low/*,close=" QUOTE "close/*,"
	    "volume=" QUOTE "volume/*",
	    reason, err);
#undef QUOTE
}

const struct layout layout_yahoo_chart = {
	.name = "yahoo-chart",
	.summary = "Yahoo Finance's chart reply",
	.text = TEXT_JSON,
	.fits = yahoo_fits,
	.columns = columns,
	.kind = "bar",
	.expand = yahoo_expand,
};
