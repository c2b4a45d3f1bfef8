/*
 * metatrader.c - MetaTrader 5's exports of ticks and bars (inputs.md 3.7).
 *
 *	<DATE>	<TIME>	<BID>	<ASK>	<LAST>	<VOLUME>	<FLAGS>
 *	2020.01.02	00:00:00.123	1.12123	1.12131			6
 *
 *	<DATE>	<TIME>	<OPEN>	<HIGH>	<LOW>	<CLOSE>	<TICKVOL>	<VOL>
 *
 * Times are in the broker's zone, so --tz is needed.  An empty bid or ask has
 * not changed.  A row with a last price is also a trade.
 */
#include "source/quote_carry.h"
#include "source/layout.h"
#include "stream/rec.h"

static const struct column columns[] = {
	{ "date", "<date>", CELL_PLAIN },
	{ "time", "<time>", CELL_PLAIN },
	{ "bid_px_00", "<bid>", CELL_PLAIN },
	{ "ask_px_00", "<ask>", CELL_PLAIN },
	{ "price", "<last>", CELL_NONZERO },
	{ "size", "<volume>", CELL_NONZERO },
	{ "open", "<open>", CELL_PLAIN },
	{ "high", "<high>", CELL_PLAIN },
	{ "low", "<low>", CELL_PLAIN },
	{ "close", "<close>", CELL_PLAIN },
	{ "volume", "<vol>", CELL_NONZERO },
	{ "count", "<tickvol>", CELL_PLAIN },
	{ 0 },
};

static int
metatrader_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	/* with <ticker> it is from another source with Metastock's names */
	return sample_find(s, "<date>") >= 0 &&
		       sample_find(s, "<bid> <open>") >= 0 &&
		       sample_find(s, "<ticker>") < 0
		   ? 10
		   : 0;
}

static int
metatrader_plan(struct plan_of_record *p, const struct sample *s,
    const char **reason, struct err *err)
{
	*reason = NULL;
	if (s->opts->tz == NULL)
		return err_set(err,
		    "times are in the broker's zone: use --tz ZONE");
	return plan_columns(p, s, reason, err);
}

static int
metatrader_fix(void *state, unsigned char *row, const struct schema *s,
    const char **reason, struct err *err)
{
	struct rec r = { s, row };

	(void)reason;
	(void)err;
	quote_carry_row(state, row, s);
	/* a row that is only a quote has no trade */
	if (s->at.price >= 0 && rec_i64(&r, s->at.price) == PX_NULL)
		return FIX_NONE;
	return 1;
}

const struct layout layout_metatrader = {
	.name = "metatrader",
	.summary = "MetaTrader 5: exported ticks and bars",
	.text = TEXT_DELIMITED,
	.fits = metatrader_fits,
	.columns = columns,
	.plan = metatrader_plan,
	.fix = metatrader_fix,
	.state_size = sizeof(struct quote_carry),
};
