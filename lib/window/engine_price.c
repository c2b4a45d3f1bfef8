/*
 * engine_price.c - quotes as prices.
 *
 * When the price is the mid of quotes, the aggregates that use trades get a
 * record of kind `price' for each quote: index time, symbol and the mid
 * (mid.h).  It has no size, so sizes and volumes of such windows are null.
 * Its schema is the engine's own and never reaches a stream.
 */
#include <stdlib.h>

#include "window/engine.h"
#include "window/mid.h"

enum { PRICE_TS, PRICE_SYMBOL, PRICE_PX, PRICE_FIELDS };

int
price_init(struct windows *w, struct err *err)
{
	struct field f[PRICE_FIELDS];

	f[PRICE_TS] = field_make("ts_event", F_TS, "");
	f[PRICE_SYMBOL] = field_make("symbol", F_SYM, "");
	f[PRICE_PX] = field_make("price", F_PX, "");
	if ((w->own = schemas_new()) == NULL)
		return err_errno(err, "windows");
	w->price.schema = schema_get(w->own, "price", f, PRICE_FIELDS, err);
	if (w->price.schema == NULL)
		return -1;
	w->price_row = calloc(1, w->price.schema->row_size);
	if (w->price_row == NULL)
		return err_errno(err, "windows");
	w->price.v = w->price_row;
	return 0;
}

const struct rec *
price_of(struct windows *w, const struct rec *r, uint64_t t, uint32_t symbol)
{
	int64_t px = mid_of(r);

	if (px == PX_NULL)
		return NULL;
	row_put_u64(w->price_row, w->price.schema, PRICE_TS, t);
	row_put_u32(w->price_row, w->price.schema, PRICE_SYMBOL, symbol);
	row_put_i64(w->price_row, w->price.schema, PRICE_PX, px);
	return &w->price;
}

void
price_fini(struct windows *w)
{
	free(w->price_row);
	schemas_free(w->own);
}
