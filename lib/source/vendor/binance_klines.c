/*
 * binance_klines.c - Binance's archives of bars (inputs.md 3.1).
 *
 *	1637971200000,0.00002853,0.00002854,0.00002851,0.00002854,
 *	36304.20000000,1637971259999,1.03547608,79,19523.00000000,0.55694227,0
 *
 * (on one line).  Times in ms, or in us in spot files from 2025 on.  The
 * close time is one such unit before the end of the bar; ts_end is the end.
 */
#include "source/filename.h"
#include "source/layout.h"
#include "stream/rec.h"

static const struct column columns[] = {
	{ "ts_event", "open_time", CELL_PLAIN },
	{ "open", "open", CELL_PLAIN },
	{ "high", "high", CELL_PLAIN },
	{ "low", "low", CELL_PLAIN },
	{ "close", "close", CELL_PLAIN },
	{ "volume", "volume", CELL_PLAIN },
	{ "ts_end", "close_time", CELL_PLAIN },
	{ "", "quote_volume quote_asset_volume", CELL_PLAIN },
	{ "count", "count number_of_trades", CELL_PLAIN },
	{ 0 },
};

static const char *const patterns[] = { "edddddeduddd", NULL };

static int
binance_klines_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	return sample_find(s, "open_time") >= 0 &&
		       sample_find(s, "close_time") >= 0 &&
		       sample_find(s, "open") >= 0
		   ? 10
		   : 0;
}

/* The end of a bar from its last ms, us or ns.  A whole second is already an
 * end, as --bar makes it. */
static int
binance_klines_fix(void *state, unsigned char *row, const struct schema *s,
    const char **reason, struct err *err)
{
	struct rec r = { s, row };
	uint64_t end = rec_u64(&r, s->at.ts_end), unit = 1;

	(void)state;
	(void)reason;
	(void)err;
	if (end == TS_NULL || end % NS_SECOND == 0)
		return 1;
	if (end % 1000 == 0)
		unit = end % 1000000 == 0 ? 1000000 : 1000;
	row_put_u64(row, s, s->at.ts_end, end + unit);
	return 1;
}

static size_t
binance_klines_symbol(char *out, size_t max, const char *file)
{
	return file_symbol(out, max, file, "*-?-0000-00");
}

const struct layout layout_binance_klines = {
	.name = "binance-klines",
	.summary = "Binance archives: bars, spot and futures",
	.text = TEXT_DELIMITED,
	.units_vary = 1,
	.fits = binance_klines_fits,
	.patterns = patterns,
	.columns = columns,
	.kind = "bar",
	.fix = binance_klines_fix,
	.symbol = binance_klines_symbol,
};
