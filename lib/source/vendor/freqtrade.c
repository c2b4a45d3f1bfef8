/*
 * freqtrade.c - lists of trades as ccxt and freqtrade keep them.
 *
 *	[[1570752011620,"13519807",null,"sell",0.00141342,23.0,0.03250866],..]
 *
 * Time in ms, id, type, side, price, amount and cost; the last is price times
 * amount and is ignored.  The files do not name the symbol: use --as.
 */
#include <string.h>

#include "base/num.h"
#include "source/layout.h"

static const struct column columns[] = {
	{ "ts_event", "", CELL_PLAIN },
	{ "trade_id", "", CELL_PLAIN },
	{ "", "", CELL_PLAIN },
	{ "side", "", CELL_PLAIN },
	{ "price", "", CELL_PLAIN },
	{ "size", "", CELL_PLAIN },
	{ "", "", CELL_PLAIN },
	{ 0 },
};

/* The column letters say only this much; fits() checks the rest. */
static const char *const patterns[] = { "esssddd", NULL };

static int
is_side(const struct csv_field *f)
{
	return f->len == 0 || (f->len == 3 && memcmp(f->s, "buy", 3) == 0) ||
	       (f->len == 4 && memcmp(f->s, "sell", 4) == 0);
}

static int
freqtrade_fits(const struct layout *layout, const struct sample *s)
{
	int64_t v;

	(void)layout;
	return s->name == NULL && s->n == 7 && is_side(&s->cell[3]) &&
		       num_fixed(&v, s->cell[4].s, s->cell[4].len, 9, NULL) ==
			   0 &&
		       num_fixed(&v, s->cell[5].s, s->cell[5].len, 9, NULL) == 0
		   ? 15
		   : 0;
}

const struct layout layout_freqtrade = {
	.name = "freqtrade",
	.summary = "arrays of time, id, type, side, price, amount, cost",
	.text = TEXT_JSON,
	.fits = freqtrade_fits,
	.patterns = patterns,
	.columns = columns,
	.kind = "trades",
};
