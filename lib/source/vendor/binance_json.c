/*
 * binance_json.c - Binance's streams and REST replies (inputs.md 4.1, 4.2).
 *
 *	{"e":"trade","E":..,"s":"BNBBTC","t":12345,"p":"0.001","q":"100",
 *	 "T":1672515782136,"m":true,"M":true}
 *	{"stream":"btcusdt@bookTicker","data":{"u":..,"s":"BTCUSDT",..}}
 *	[[1499040000000,"0.0163",..,1499644799999,"2434.1",308,..]]
 *
 * The meaning of a key depends on "e", the event; without it, on which other
 * keys are present.  The events trade, aggTrade, bookTicker, kline,
 * 24hrMiniTicker and 24hrTicker are read, and the replies of trades, aggTrades,
 * klines, ticker/bookTicker and ticker/price.  Answers to a subscription and
 * klines that are not closed are control lines; books and other events are
 * counted as unknown.  A kline ends one millisecond (or microsecond) after its
 * close time.
 */
#include <string.h>

#include "base/json.h"
#include "base/num.h"
#include "source/flat.h"
#include "source/json_path.h"

static const struct pick trade[] = { { "ts_event", "T" },
	{ "ts_recv", "ts_recv" }, { "symbol", "s" }, { "price", "p" },
	{ "size", "q" }, { "maker", "m" }, { "trade_id", "t" }, { 0 } };
static const struct pick agg_trade[] = { { "ts_event", "T" },
	{ "ts_recv", "ts_recv" }, { "symbol", "s" }, { "price", "p" },
	{ "size", "q" }, { "maker", "m" }, { "trade_id", "a" }, { 0 } };
static const struct pick book_ticker[] = { { "ts_event", "T" },
	{ "ts_recv", "ts_recv" }, { "symbol", "s" }, { "bid_px_00", "b" },
	{ "ask_px_00", "a" }, { "bid_sz_00", "B" }, { "ask_sz_00", "A" },
	{ 0 } };
static const struct pick kline[] = { { "ts_event", "k/t" },
	{ "ts_recv", "ts_recv" }, { "symbol", "k/s" }, { "open", "k/o" },
	{ "high", "k/h" }, { "low", "k/l" }, { "close", "k/c" },
	{ "volume", "k/v" }, { "count", "k/n" }, { 0 } };
static const struct pick ticker[] = { { "ts_event", "E" },
	{ "ts_recv", "ts_recv" }, { "symbol", "s" }, { "price", "c" }, { 0 } };
static const struct pick rest_trade[] = { { "ts_event", "time" },
	{ "ts_recv", "ts_recv" }, { "symbol", "symbol" }, { "price", "price" },
	{ "size", "qty" }, { "maker", "isBuyerMaker" }, { "trade_id", "id" },
	{ 0 } };
static const struct pick rest_book[] = { { "ts_event", "time" },
	{ "ts_recv", "ts_recv" }, { "symbol", "symbol" },
	{ "bid_px_00", "bidPrice" }, { "ask_px_00", "askPrice" },
	{ "bid_sz_00", "bidQty" }, { "ask_sz_00", "askQty" }, { 0 } };
static const struct pick rest_price[] = { { "ts_event", "time" },
	{ "ts_recv", "ts_recv" }, { "symbol", "symbol" }, { "price", "price" },
	{ 0 } };

/* Values of "e". */
static const struct event {
	const char *e;
	const struct pick *picks;
} events[] = {
	{ "trade", trade },
	{ "aggTrade", agg_trade },
	{ "bookTicker", book_ticker },
	{ "kline", kline },
	{ "24hrMiniTicker", ticker },
	{ "24hrTicker", ticker },
};

/* Forms without "e", tried in this order. */
static const struct reply {
	const char *keys;
	const struct pick *picks;
} replies[] = {
	{ "a p q T m", agg_trade },
	{ "u s b B a A", book_ticker },
	{ "price qty time isBuyerMaker", rest_trade },
	{ "symbol bidPrice askPrice", rest_book },
	{ "symbol price", rest_price },
};

enum {
	NEVENTS = sizeof(events) / sizeof(events[0]),
	NREPLIES = sizeof(replies) / sizeof(replies[0]),
	KLINE_CELLS = 12
};

/* Twelve columns: see inputs.md 3.1, klines. */
static const char *const patterns[] = { "edddddeduddd", NULL };

static const struct pick *
find_reply(const struct csv_field *name, int n, const char *at)
{
	int i;

	for (i = 0; i < NREPLIES; i++)
		if (json_path_has(name, n, at, replies[i].keys))
			return replies[i].picks;
	return NULL;
}

static int
starts(const struct csv_field *f, const char *text)
{
	size_t n = strlen(text);

	return f->len >= n && memcmp(f->s, text, n) == 0;
}

/* An error, or the answer to a subscription, and nothing else: others put data
 * beside the same keys. */
static int
is_answer(const struct csv_field *name, int n)
{
	if (json_path_has(name, n, "/error", "msg"))
		return 1;
	if (json_path_has(name, n, "", "id"))
		return n == 1 || starts(&name[0], "/result/") ||
		       (n == 2 && json_path_has(name, n, "", "result"));
	return n <= 2 && (json_path_has(name, n, "", "code msg") ||
			     json_path_has(name, n, "", "error"));
}

/* A symbol and a price alone are a reply; with more keys the source is
 * unknown. */
static int
binance_fits(const struct layout *layout, const struct sample *s)
{
	const struct csv_field *name = s->name;
	const struct pick *p;
	int i, n = s->n;

	(void)layout;
	if (name == NULL)
		return 0;
	for (i = 0; i < n; i++)
		if (starts(&name[i], "/data/") &&
		    json_path_has(name, n, "", "stream"))
			return 15;
	if (json_path_has(name, n, "", "ts_recv"))
		n--; /* the capture time: it is the last cell */
	if (json_path_has(name, n, "", "e E") ||
	    json_path_has(name, n, "", "lastUpdateId"))
		return 15;
	if (is_answer(name, n))
		return 5;
	p = find_reply(name, n, "");
	return p == NULL || (p == rest_price && n > 2) ? 0 : 15;
}

/* ---- records ---- */

struct binance {
	char end[NUM_I64_MAX]; /* ts_end as text */
};

/* The first instant after the close time, in its unit. */
static int
add_end(struct record_sink *out, struct cells *to,
    const struct csv_field *close_time, const char **reason, struct err *err)
{
	struct binance *b = record_state(out);
	struct csv_field f = { b->end, 0 };
	uint64_t v;

	if (close_time == NULL || close_time->len == 0)
		return 0;
	*reason = "bad-time";
	if (num_u64(&v, close_time->s, close_time->len) != 0 || v == UINT64_MAX)
		return err_set(err, "close time: not a whole number");
	f.len = num_put_u64(b->end, v + 1);
	record_add(to, "ts_end", &f);
	*reason = NULL;
	return 0;
}

/* A record of the picks, at its own time or its time of arrival. */
static int
put(struct record_sink *out, const struct cells *c, const char *at,
    const struct pick *picks, const char **reason, struct err *err)
{
	struct cells *to = record_new(out);
	struct csv_field now;

	json_path_pick(to, c, at, picks);
	if (*at != '\0')
		record_add(to, "ts_recv", cells_get(c, "ts_recv"));
	if (cells_get(to, "ts_event") == NULL) {
		if (record_arrival(out, &now, reason, err) == -1)
			return -1;
		record_add(to, "ts_event", &now);
	}
	if (picks == kline &&
	    add_end(out, to, json_path_get(c, at, "k/T"), reason, err) == -1)
		return -1;
	return record_put(out, to, reason, err);
}

static int
is(const struct csv_field *f, const char *text)
{
	return f != NULL && f->len == strlen(text) &&
	       memcmp(f->s, text, f->len) == 0;
}

static int
put_event(struct record_sink *out, const struct cells *c, const char *at,
    const struct csv_field *e, const char **reason, struct err *err)
{
	int i;

	for (i = 0; i < NEVENTS; i++) {
		if (!is(e, events[i].e))
			continue;
		if (events[i].picks == kline && !record_opts(out)->open_bars &&
		    !is(json_path_get(c, at, "k/x"), "true")) {
			record_control(out);
			return 0;
		}
		return put(out, c, at, events[i].picks, reason, err);
	}
	if (is(e, "serverShutdown"))
		record_control(out);
	else
		record_unknown(out);
	return 0;
}

/* {"code":-1121,"msg":".."}, {"error":{"code":2,"msg":".."}}, {"error":".."}:
 * NULL when it is not an error. */
static const struct csv_field *
find_error(const struct cells *c)
{
	const struct csv_field *f = cells_get(c, "msg");

	if (f != NULL && cells_get(c, "code") != NULL)
		return f;
	f = cells_get(c, "/error/msg");
	return f != NULL ? f : cells_get(c, "error");
}

static int
put_reply(struct record_sink *out, const struct cells *c, const char *at,
    const char **reason, struct err *err)
{
	const struct csv_field *said = find_error(c);
	const struct pick *p;

	if (said != NULL && said->len > 0)
		return record_error(said, reason, err);
	p = find_reply(c->name, c->n, at);
	if (p != NULL)
		return put(out, c, at, p, reason, err);
	if (json_path_get(c, at, "lastUpdateId") != NULL) {
		record_unknown(out);
		return 0;
	}
	if (cells_get(c, "id") != NULL || cells_get(c, "result") != NULL) {
		record_control(out);
		return 0;
	}
	*reason = "unknown-record";
	return err_set(err, "no event \"e\", and no reply of Binance's");
}

static int
put_object(struct record_sink *out, const struct cells *c, const char *at,
    const char **reason, struct err *err)
{
	const struct csv_field *e = json_path_get(c, at, "e");

	return e != NULL ? put_event(out, c, at, e, reason, err)
			 : put_reply(out, c, at, reason, err);
}

/* [open time, open, high, low, close, volume, close time, quote volume,
 * count, ..] */
static int
put_kline(struct record_sink *out, const struct cells *c, const char **reason,
    struct err *err)
{
	static const struct {
		const char *field;
		int at;
	} columns[] = { { "ts_event", 0 }, { "open", 1 }, { "high", 2 },
		{ "low", 3 }, { "close", 4 }, { "volume", 5 }, { "count", 8 } };
	struct cells *to = record_new(out);
	size_t i;

	*reason = "syntax";
	if (c->n != KLINE_CELLS)
		return err_set(err, "%d elements where a kline has %d", c->n,
		    KLINE_CELLS);
	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		record_add(to, columns[i].field, &c->value[columns[i].at]);
	if (add_end(out, to, &c->value[6], reason, err) == -1)
		return -1;
	return record_put(out, to, reason, err);
}

/* The text of the array in {"stream":..,"data":[..]}; 0 when there is none. */
static int
find_array(const struct cells *c, const char **s, size_t *len)
{
	struct err ignored = { 0 };
	struct json_token key, t;
	struct json j;

	json_init(&j, c->json, c->json_len);
	if (json_next(&j, &t, &ignored) == -1)
		return 0;
	while (json_next(&j, &key, &ignored) == 0 && key.type == JSON_KEY) {
		if (json_next(&j, &t, &ignored) == -1)
			return 0;
		if (t.type == JSON_OBJECT || t.type == JSON_ARRAY)
			json_skip(&j, &ignored);
		if (t.type != JSON_ARRAY || key.len != 4 ||
		    memcmp(key.s, "data", 4) != 0)
			continue;
		*s = t.s;
		*len = (size_t)(c->json + j.at - t.s);
		return 1;
	}
	return 0;
}

static int
put_array(struct record_sink *out, struct cells *c, const char *s, size_t len,
    const char **reason, struct err *err)
{
	const struct csv_field *at = cells_get(c, "ts_recv");
	struct csv_field recv = at != NULL ? *at : (struct csv_field){ "", 0 };
	struct json_token t;
	struct json j;

	json_init(&j, s, len);
	*reason = "syntax";
	if (json_next(&j, &t, err) == -1)
		return -1;
	for (;;) {
		*reason = "syntax";
		if (json_next(&j, &t, err) == -1)
			return -1;
		if (t.type == JSON_CLOSE)
			return 0;
		if (t.type != JSON_OBJECT)
			return err_set(err, "data: expected objects");
		if (json_skip(&j, err) == -1 ||
		    flat_value(c, t.s, (size_t)(s + j.at - t.s), err) == -1)
			return -1;
		if (recv.len > 0)
			record_add(c, "ts_recv", &recv);
		*reason = NULL;
		if (put_object(out, c, "", reason, err) == -1)
			return -1;
	}
}

static int
binance_expand(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
	const char *s;
	size_t len;

	if (c->nameless)
		return put_kline(out, c, reason, err);
	if (cells_get(c, "stream") == NULL)
		return put_object(out, c, "", reason, err);
	if (find_array(c, &s, &len))
		return put_array(out, c, s, len, reason, err);
	return put_object(out, c, "/data", reason, err);
}

static const struct column columns[] = { OWN_COLUMNS };

/* For all events and replies, whether they are read or ignored as a whole. */
static const char known[] =
    "e E s t a b p q T m M X f l u U pu B A k c o h L v V Q n x i w P C O F r "
    "st ps ts_recv stream id result code msg error symbol price qty quoteQty "
    "baseQty time isBuyerMaker isBestMatch bidPrice bidQty askPrice askQty "
    "lastUpdateId bids asks";

const struct layout layout_binance_json = {
	.name = "binance-json",
	.summary = "Binance's streams, captures of them, REST replies",
	.text = TEXT_JSON,
	.fits = binance_fits,
	.patterns = patterns,
	.columns = columns,
	.expand = binance_expand,
	.known = known,
	.state_size = sizeof(struct binance),
};
