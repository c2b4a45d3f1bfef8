/*
 * databento_csv.c - Databento's CSV, raw or pretty (inputs.md 3.4, dbn.md 11).
 *
 * Columns may be any subset in any order and are recognised by name.  The same
 * records in DBN give the same rows: all fields of the kind, the missing ones
 * null.  The kind follows from rtype, otherwise from the columns.  Prices are
 * decimals when the first one written has a point (or a cell is empty),
 * otherwise whole numbers of 1e-9; --price-scale overrides this.  The column
 * rtype itself and columns that the kind does not have (pandas' index) are
 * ignored; ts_out is kept.
 */
#include <string.h>

#include "source/vendor/databento.h"

static int
databento_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	if (sample_find(s, "ts_event ts_recv") < 0)
		return 0;
	if (sample_find(s, "rtype action") >= 0)
		return 10;
	/* like bbo, bars before July 2023 have neither */
	return sample_find(s, "publisher_id") >= 0 &&
		       sample_find(s, "instrument_id") >= 0
		   ? 10
		   : 0;
}

/* Without rtype: columns that only this kind has. */
static const char *
kind_by_columns(const struct sample *s)
{
	if (sample_find(s, "open") >= 0)
		return "ohlcv";
	if (sample_find(s, "bid_px_01") >= 0)
		return "mbp-10";
	if (sample_find(s, "bid_pb_00") >= 0)
		return sample_find(s, "action") >= 0 ? "cmbp-1" : "cbbo-1s";
	if (sample_find(s, "bid_px_00") >= 0)
		return sample_find(s, "action") >= 0 ? "mbp-1" : "bbo-1s";
	if (sample_find(s, "order_id") >= 0)
		return "mbo";
	if (sample_find(s, "stat_type") >= 0)
		return "statistics";
	if (sample_find(s, "raw_symbol") >= 0)
		return "definition";
	if (sample_find(s, "trading_event") >= 0)
		return "status";
	if (sample_find(s, "ref_price") >= 0)
		return "imbalance";
	return sample_find(s, "price") >= 0 ? "trades" : NULL;
}

static const char *
find_kind(const struct sample *s, struct err *err)
{
	int at = sample_find(s, "rtype");
	const char *kind;

	kind = at >= 0 ? databento_kind(&s->cell[at]) : kind_by_columns(s);
	if (kind == NULL)
		err_set(err,
		    "Databento: no kind known by rtype \"%.*s\" or "
		    "these columns",
		    at >= 0 ? (int)s->cell[at].len : 0,
		    at >= 0 ? s->cell[at].s : "");
	return kind;
}

static int
databento_plan(struct plan_of_record *p, const struct sample *s,
    const char **reason, struct err *err)
{
	const char *kind = find_kind(s, err);

	*reason = NULL;
	if (kind == NULL)
		return -1;
	if (sample_find(s, "ts_event ts_recv") < 0)
		return err_set(err, "Databento: no column ts_event or ts_recv");
	return databento_kind_plan(p, s, kind, sample_find, err);
}

const struct layout layout_databento_csv = {
	.name = "databento-csv",
	.summary = "Databento's CSV, raw or pretty, columns in any order",
	.text = TEXT_DELIMITED,
	.fits = databento_fits,
	.plan = databento_plan,
	.zeros = 1,
};
