/*
 * okx_json.c - OKX's trade channel: several trades in a message.
 *
 *	{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[
 *	 {"instId":"BTC-USDT","tradeId":"130639474","px":"42219.9",
 *	  "sz":"0.12","side":"buy","ts":"1630048897897"}]}
 *	{"event":"subscribe","arg":{"channel":"trades","instId":"BTC-USDT"}}
 *
 * side is the taker's.  Answers to a subscription are control lines; other
 * channels are counted as unknown.
 */
#include "source/json_path.h"
#include "source/json_walk.h"

static const struct column columns[] = { OWN_COLUMNS };

static int
okx_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	if (s->name == NULL ||
	    !json_path_has(s->name, s->n, "/arg", "channel instId"))
		return 0;
	return json_path_has(s->name, s->n, "/data", "0/px 0/sz 0/ts") ||
		       json_path_has(s->name, s->n, "", "event")
		   ? 15
		   : 0;
}

static int
okx_expand(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
	const struct csv_field *event = json_path_get(c, "", "event");
	const struct csv_field *said = json_path_get(c, "", "msg");

	if (event != NULL && event->len == 5 &&
	    memcmp(event->s, "error", 5) == 0 && said != NULL)
		return record_error(said, reason, err);
	if (event != NULL) {
		record_control(out);
		return 0;
	}
	if (!json_path_has(c->name, c->n, "/data", "0/px 0/sz 0/ts 0/side")) {
		record_unknown(out);
		return 0;
	}
	return json_walk_text(out, c,
	    "ts=/data/*/ts,symbol=/data/*/instId,price=/data/*/px,"
	    "size=/data/*/sz,side=/data/*/side,id=/data/*/tradeId",
	    reason, err);
}

const struct layout layout_okx_json = {
	.name = "okx-json",
	.summary = "OKX's trade channel, all trades of a message",
	.text = TEXT_JSON,
	.fits = okx_fits,
	.columns = columns,
	.expand = okx_expand,
};
