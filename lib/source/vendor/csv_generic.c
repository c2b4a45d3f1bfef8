/*
 * csv_generic.c - delimited text of any source, by column names.
 *
 * The names are those of inputs.md 3.8, compared without case, blanks, '_' and
 * '-'.  --map overrides them and is required without a header.  Covers Tardis,
 * Dukascopy, FX, candles, plain series and most else that has a header.
 */
#include "source/generic.h"

static int
csv_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	if (s->opts->map != NULL)
		return 100;
	return s->name != NULL;
}

static const struct column columns[] = { GENERIC_COLUMNS, { 0 } };

const struct layout layout_csv = {
	.name = "csv",
	.summary = "delimited text, columns by name or --map",
	.text = TEXT_DELIMITED,
	.fits = csv_fits,
	.columns = columns,
	.generic = 1,
};
