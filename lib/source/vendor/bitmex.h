/*
 * bitmex.h - shared by BitMEX's bars as JSON and as delimited text: the keys
 * and the names of columns are the same.
 */
#ifndef SOURCE_VENDOR_BITMEX_H
#define SOURCE_VENDOR_BITMEX_H

#include "source/layout.h"

extern const struct column bitmex_columns[];

int bitmex_fits(const struct layout *layout, const struct sample *s);

/* Properties of the bars of both layouts. */
#define BITMEX_BARS                                                            \
	.fits = bitmex_fits, .columns = bitmex_columns, .kind = "bar",         \
	.bar_end = 1

#endif
