/*
 * dukascopy.c - Dukascopy's exports (inputs.md 3.5).
 *
 *	Gmt time,Ask,Bid,AskVolume,BidVolume
 *	15.01.2024 10:30:00.123,1.08503,1.08500,1.5,1.5
 *
 *	Local time,Ask,Bid,AskVolume,BidVolume
 *	04.09.2023 01:00:05.962 GMT+0300,4516.181,4515.664,1,1
 *
 *	timestamp,askPrice,bidPrice,askVolume,bidVolume
 *	1735772400455,2626.592,2625.098,449.99999227,449.99999227
 *
 * and bars of the same times with Open,High,Low,Close,Volume.  The ask comes
 * first.  Volumes of pairs are in millions.  Bars with a "timestamp" look like
 * those of other sources, so csv reads them unless --from names this layout.
 */
#include <string.h>

#include "source/layout.h"

static const struct column columns[] = {
	{ "ts_event", "gmt_time local_time timestamp", CELL_PLAIN },
	{ "ask_px_00", "ask ask_price", CELL_PLAIN },
	{ "bid_px_00", "bid bid_price", CELL_PLAIN },
	{ "ask_sz_00", "ask_volume", CELL_PLAIN },
	{ "bid_sz_00", "bid_volume", CELL_PLAIN },
	{ "open", "open", CELL_PLAIN },
	{ "high", "high", CELL_PLAIN },
	{ "low", "low", CELL_PLAIN },
	{ "close", "close", CELL_PLAIN },
	{ "volume", "volume", CELL_PLAIN },
	{ 0 },
};

static int
dukascopy_fits(const struct layout *layout, const struct sample *s)
{
	int quotes = sample_find(s, "ask_volume") >= 0 &&
		     sample_find(s, "bid_volume") >= 0;
	int bars = sample_find(s, "open") >= 0 && sample_find(s, "close") >= 0;

	(void)layout;
	if (sample_find(s, "gmt_time local_time") >= 0)
		return quotes || bars ? 10 : 0;
	return quotes && sample_find(s, "timestamp") == 0 &&
		       sample_find(s, "ask_price") == 1
		   ? 10
		   : 0;
}

/* A local time needs its offset. */
static int
dukascopy_plan(struct plan_of_record *p, const struct sample *s,
    const char **reason, struct err *err)
{
	int at = sample_find(s, "local_time");

	if (at >= 0 && s->opts->tz == NULL && s->cell[at].len > 0 &&
	    memmem(s->cell[at].s, s->cell[at].len, "GMT", 3) == NULL) {
		*reason = NULL;
		return err_set(err,
		    "local times without an offset: use --tz ZONE");
	}
	return plan_columns(p, s, reason, err);
}

const struct layout layout_dukascopy = {
	.name = "dukascopy",
	.summary = "Dukascopy: quotes and bars of its exports",
	.text = TEXT_DELIMITED,
	.fits = dukascopy_fits,
	.columns = columns,
	.plan = dukascopy_plan,
};
