/*
 * coinbase.c - Coinbase's match channel, whose side is the maker's.
 *
 *	{"type":"match","trade_id":10,"sequence":50,"maker_order_id":"..",
 *	 "taker_order_id":"..","time":"2014-11-07T08:19:27.028459Z",
 *	 "product_id":"BTC-USD","size":"5.23512","price":"400.23",
 *	 "side":"sell"}
 *
 * A resting sell order means that the taker was a buyer.  Subscriptions and
 * heartbeats are control lines; orders of the full channel and books are
 * counted as unknown.  The ticker channel is not read: it has no maker, and its
 * side is the taker's.
 */
#include "source/generic.h"
#include "source/record.h"

static const struct column columns[] = {
	{ "side", "side", CELL_RESTED },
	GENERIC_COLUMNS,
	{ 0 },
};

static int
has_type(const struct csv_field *f, const char *type)
{
	return f != NULL && f->len == strlen(type) &&
	       memcmp(f->s, type, f->len) == 0;
}

/* Match the exact name: other sources have makerOrderId with the taker's
 * side. */
static int
has_key(const struct sample *s, const char *key)
{
	int i;

	for (i = 0; s->name != NULL && i < s->n; i++)
		if (s->name[i].len == strlen(key) &&
		    memcmp(s->name[i].s, key, s->name[i].len) == 0)
			return 1;
	return 0;
}

static int
coinbase_fits(const struct layout *layout, const struct sample *s)
{
	int type = sample_find(s, "type");

	(void)layout;
	if (type >= 0 && has_type(&s->cell[type], "subscriptions") &&
	    has_key(s, "/channels/0/name"))
		return 15;
	return has_key(s, "maker_order_id") && has_key(s, "taker_order_id") &&
		       has_key(s, "product_id") && has_key(s, "side")
		   ? 15
		   : 0;
}

static int
coinbase_expand(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
	static const char *const control[] = { "subscriptions", "heartbeat" };
	const struct csv_field *type = cells_get(c, "type");
	const struct csv_field *said = cells_get(c, "message");
	size_t i;

	for (i = 0; i < sizeof(control) / sizeof(control[0]); i++)
		if (has_type(type, control[i])) {
			record_control(out);
			return 0;
		}
	if (has_type(type, "error") && said != NULL)
		return record_error(said, reason, err);
	if (type == NULL || has_type(type, "match") ||
	    has_type(type, "last_match"))
		return record_put(out, c, reason, err);
	record_unknown(out);
	return 0;
}

const struct layout layout_coinbase = {
	.name = "coinbase",
	.summary = "Coinbase's match channel, whose side is the maker's",
	.text = TEXT_JSON,
	.fits = coinbase_fits,
	.columns = columns,
	.kind = "trades",
	.expand = coinbase_expand,
};
