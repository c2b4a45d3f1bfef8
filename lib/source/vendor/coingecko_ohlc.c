/*
 * coingecko_ohlc.c - CoinGecko's /coins/{id}/ohlc.
 *
 *	[[1709395200000,61942,62211,61721,61845],..]
 *
 * Time in ms at the END of the bar, open, high, low, close; no volume and no
 * symbol (--as, or a file's name such as bitcoin_ohlc.json).  A bar is 30
 * minutes, 4 hours or 4 days long, depending on the number of days requested;
 * --bar gives it.  Many sources write arrays of five numbers, so each array
 * must be a possible bar in this order.
 */
#include "base/num.h"
#include "source/filename.h"
#include "source/layout.h"

static const struct column columns[] = {
	{ "ts_event", "", CELL_PLAIN },
	{ "open", "", CELL_PLAIN },
	{ "high", "", CELL_PLAIN },
	{ "low", "", CELL_PLAIN },
	{ "close", "", CELL_PLAIN },
	{ 0 },
};

/* The column letters say only this much; fits() checks the rest. */
static const char *const patterns[] = { "edddd", NULL };

enum { TIME_DIGITS = 13 };

static int
is_bar(int64_t open, int64_t high, int64_t low, int64_t close)
{
	return high >= open && high >= close && low <= open && low <= close &&
	       low > 0;
}

static int
coingecko_ohlc_fits(const struct layout *layout, const struct sample *s)
{
	uint64_t t;
	int64_t px[4];
	int i;

	(void)layout;
	if (s->name != NULL || s->n != 5 || s->cell[0].len != TIME_DIGITS ||
	    num_u64(&t, s->cell[0].s, s->cell[0].len) != 0)
		return 0;
	for (i = 0; i < 4; i++)
		if (num_fixed(&px[i], s->cell[i + 1].s, s->cell[i + 1].len, 9,
			NULL) != 0)
			return 0;
	return is_bar(px[0], px[1], px[2], px[3]) ? 15 : 0;
}

static int64_t
price(const unsigned char *row, const struct schema *s, const char *name)
{
	struct rec r = { s, row };

	return rec_i64(&r, schema_find(s, name));
}

static int
coingecko_ohlc_fix(void *state, unsigned char *row, const struct schema *s,
    const char **reason, struct err *err)
{
	(void)state;
	if (is_bar(price(row, s, "open"), price(row, s, "high"),
		price(row, s, "low"), price(row, s, "close")))
		return 1;
	*reason = "bad-number";
	return err_set(err,
	    "not time, open, high, low, close: choose a layout with --from, "
	    "or --map");
}

static size_t
coingecko_ohlc_symbol(char *out, size_t max, const char *file)
{
	static const char *const forms[] = { "*_ohlc", "*_ohlc_?", "*-ohlc",
		"coins_*_ohlc", "coins_*_ohlc_?", "coins-*-ohlc",
		"coingecko_*_ohlc", "coingecko-*-ohlc", NULL };

	return file_symbol_any(out, max, file, forms);
}

const struct layout layout_coingecko_ohlc = {
	.name = "coingecko-ohlc",
	.summary = "CoinGecko's bars: arrays of time, open, high, low, close",
	.text = TEXT_JSON,
	.fits = coingecko_ohlc_fits,
	.patterns = patterns,
	.columns = columns,
	.kind = "bar",
	.symbol = coingecko_ohlc_symbol,
	.bar_end = 1,
	.fix = coingecko_ohlc_fix,
};
