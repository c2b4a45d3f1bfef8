/*
 * udf.c - bars as arrays of columns: TradingView's UDF protocol ("history"),
 * and Finnhub's candles, which have the same form.
 *
 *	{"s":"ok","t":[1704103200,1704103260],"o":[5,5.5],"h":[6,6],
 *	 "l":[4,5],"c":[5.5,5.25],"v":[100,50]}
 *	{"s":"no_data","nextTime":1704067200}
 *
 * The reply has no symbol: use --as.
 */
#include "source/json_path.h"
#include "source/json_walk.h"

static const struct column columns[] = { OWN_COLUMNS };

static int
has_status(const struct csv_field *f, const char *text)
{
	return f != NULL && f->len == strlen(text) &&
	       memcmp(f->s, text, f->len) == 0;
}

static int
udf_fits(const struct layout *layout, const struct sample *s)
{
	int i;

	(void)layout;
	if (s->name == NULL)
		return 0;
	if (json_path_has(s->name, s->n, "", "t/0 o/0 h/0 l/0 c/0"))
		return 15;
	i = json_path_find(s->name, s->n, "", "s");
	return i >= 0 && s->n <= 3 && has_status(&s->cell[i], "no_data") ? 15
									 : 0;
}

static int
udf_expand(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
	const struct csv_field *status = json_path_get(c, "", "s");
	const struct csv_field *said = json_path_get(c, "", "errmsg");

	if (has_status(status, "no_data")) {
		record_control(out);
		return 0;
	}
	if (has_status(status, "error") && said != NULL)
		return record_error(said, reason, err);
	return json_walk_text(out, c,
	    "ts=/t/*,open=/o/*,high=/h/*,low=/l/*,close=/c/*,volume=/v/*",
	    reason, err);
}

const struct layout layout_udf = {
	.name = "udf",
	.summary = "bars as arrays: TradingView's UDF, Finnhub's candles",
	.text = TEXT_JSON,
	.fits = udf_fits,
	.columns = columns,
	.kind = "bar",
	.expand = udf_expand,
	.known = "s t o h l c v nextTime errmsg",
};
