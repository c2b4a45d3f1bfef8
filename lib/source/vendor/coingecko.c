/*
 * coingecko.c - CoinGecko's replies (inputs.md 4.3).
 *
 *	{"bitcoin":{"usd":67187.33,"usd_market_cap":1317802988326.25,
 *	 "last_updated_at":1711356300}}
 *	{"prices":[[1711843200000,69702.30],..],"market_caps":[..],
 *	 "total_volumes":[[..],..]}
 *	[{"id":"bitcoin","symbol":"btc","current_price":70187,
 *	 "last_updated":"2024-04-07T16:49:31.736Z"}]
 *
 * Each coin and currency gives a price record.  Its symbol is BITCOIN/USD in
 * the first form, --as or in the file's name in the second, and BTC/USD in the
 * third (--quote-currency).  In the second form, a volume is joined to the
 * price with the same position and time.  Market value, volume and change of a
 * day are not prices and are ignored.
 */
#include <string.h>

#include "base/json.h"
#include "source/filename.h"
#include "source/json_path.h"

enum { PAIR_MAX = 128 };

struct coingecko {
	char pair[2 * PAIR_MAX + 1];
};

static int
ends(const struct csv_field *f, const char *text)
{
	size_t n = strlen(text);

	return f->len > n && memcmp(f->s + f->len - n, text, n) == 0;
}

static int
starts(const struct csv_field *f, const char *text)
{
	size_t n = strlen(text);

	return f->len >= n && memcmp(f->s, text, n) == 0;
}

/* "/coin/key": where the key starts; 0 when it has another form. */
static size_t
key_at(const struct csv_field *name)
{
	const char *slash;

	if (name->len < 4 || name->s[0] != '/')
		return 0;
	slash = memchr(name->s + 1, '/', name->len - 1);
	if (slash == NULL || slash == name->s + name->len - 1 ||
	    memchr(slash + 1, '/', (size_t)(name->s + name->len - slash) - 1) !=
		NULL)
		return 0;
	return (size_t)(slash - name->s) + 1;
}

/* A key of a coin that is not a currency. */
static int
is_attribute(const struct csv_field *name)
{
	return ends(name, "_market_cap") || ends(name, "_24h_vol") ||
	       ends(name, "_24h_change") || ends(name, "/last_updated_at");
}

static int
is_currency(const struct csv_field *name)
{
	static const char *const names[] = { "usd", "eur", "btc", "eth", "gbp",
		"jpy", "cny", "krw", "aud", "cad", "chf", "inr", NULL };
	size_t at = key_at(name);
	int i;

	for (i = 0; at > 0 && names[i] != NULL; i++)
		if (name->len - at == 3 &&
		    memcmp(name->s + at, names[i], 3) == 0)
			return 1;
	return 0;
}

static int
coingecko_fits(const struct layout *layout, const struct sample *s)
{
	int i, coins = 0;

	(void)layout;
	if (s->name == NULL || s->n == 0)
		return 0;
	if (starts(&s->name[0], "/prices/0/") ||
	    json_path_has(s->name, s->n, "",
		"symbol current_price last_updated") ||
	    json_path_has(s->name, s->n, "/status", "error_code"))
		return 15;
	for (i = 0; i < s->n; i++) {
		if (key_at(&s->name[i]) == 0)
			return 0;
		coins += is_attribute(&s->name[i]) || is_currency(&s->name[i]);
	}
	return coins > 0 ? 15 : 0;
}

/* ---- symbols ---- */

static size_t
upper(char *out, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		out[i] = (char)(s[i] >= 'a' && s[i] <= 'z' ? s[i] - 32 : s[i]);
	return len;
}

/* "COIN/CURRENCY" as a cell. */
static int
add_pair(struct record_sink *out, struct cells *to, const char *coin,
    size_t coin_len, const char *currency, size_t currency_len,
    const char **reason, struct err *err)
{
	struct coingecko *g = record_state(out);
	struct csv_field f = { g->pair, 0 };
	size_t n;

	*reason = "too-long";
	if (coin_len > PAIR_MAX || currency_len > PAIR_MAX)
		return err_set(err,
		    "name of a coin or currency: longer than %d bytes",
		    PAIR_MAX);
	n = upper(g->pair, coin, coin_len);
	g->pair[n++] = '/';
	f.len = n + upper(g->pair + n, currency, currency_len);
	record_add(to, "symbol", &f);
	*reason = NULL;
	return 0;
}

/* ---- the three forms ---- */

/* One currency of a coin: the cell at i is its price. */
static int
put_simple(struct record_sink *out, const struct cells *c, int i, size_t at,
    const char **reason, struct err *err)
{
	const struct csv_field *name = &c->name[i], *t;
	char key[PAIR_MAX + 32];
	struct cells *to = record_new(out);
	struct csv_field when;

	*reason = "too-long";
	if (at > PAIR_MAX)
		return err_set(err, "name of a coin: longer than %d bytes",
		    PAIR_MAX);
	memcpy(key, name->s, at);
	memcpy(key + at, "last_updated_at", 16);
	t = cells_get(c, key);
	if (t == NULL) {
		if (record_arrival(out, &when, reason, err) == -1)
			return -1;
		t = &when;
	}
	record_add(to, "ts_event", t);
	record_add(to, "ts_recv", cells_get(c, "ts_recv"));
	if (add_pair(out, to, name->s + 1, at - 2, name->s + at, name->len - at,
		reason, err) == -1)
		return -1;
	record_add(to, "price", &c->value[i]);
	return record_put(out, to, reason, err);
}

static int
put_coins(struct record_sink *out, const struct cells *c, const char **reason,
    struct err *err)
{
	int i, coins = 0;
	size_t at;

	for (i = 0; i < c->n; i++) {
		at = key_at(&c->name[i]);
		if (at == 0 || is_attribute(&c->name[i]))
			continue;
		if (put_simple(out, c, i, at, reason, err) == -1)
			return -1;
		coins++;
	}
	*reason = "unknown-record";
	return coins > 0 ? 0
			 : err_set(err, "no price of a coin, and no reply of "
					"CoinGecko's");
}

/* A tokeniser inside the array under a key of the document: 1, 0 if none. */
static int
open_array(struct json *j, const struct cells *c, const char *key)
{
	struct err ignored = { 0 };
	struct json_token k, t;

	json_init(j, c->json, c->json_len);
	if (json_next(j, &t, &ignored) == -1)
		return 0;
	while (json_next(j, &k, &ignored) == 0 && k.type == JSON_KEY &&
	       json_next(j, &t, &ignored) == 0) {
		if (t.type == JSON_ARRAY && k.len == strlen(key) &&
		    memcmp(k.s, key, k.len) == 0)
			return 1;
		if (t.type == JSON_OBJECT || t.type == JSON_ARRAY)
			json_skip(j, &ignored);
	}
	return 0;
}

/* The next [time, value] of an array: 1, 0 at its end, -1 if malformed. */
static int
next_point(struct json *j, struct csv_field *time, struct csv_field *value)
{
	struct err ignored = { 0 };
	struct json_token t[4];
	int i;

	if (json_next(j, &t[0], &ignored) == -1)
		return -1;
	if (t[0].type == JSON_CLOSE)
		return 0;
	for (i = 1; i < 4; i++)
		if (json_next(j, &t[i], &ignored) == -1)
			return -1;
	if (t[0].type != JSON_ARRAY || t[1].type != JSON_NUMBER ||
	    (t[2].type != JSON_NUMBER && t[2].type != JSON_NULL) ||
	    t[3].type != JSON_CLOSE)
		return -1;
	*time = (struct csv_field){ t[1].s, t[1].len };
	*value = (struct csv_field){ t[2].s,
		t[2].type == JSON_NUMBER ? t[2].len : 0 };
	return 1;
}

static int
put_chart(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
	struct csv_field none = { "", 0 }, at, price, vol_at, vol;
	struct json prices, volumes;
	int got, with = open_array(&volumes, c, "total_volumes");
	struct cells *to;

	*reason = "syntax";
	if (!open_array(&prices, c, "prices"))
		return err_set(err, "prices: expected an array");
	while ((got = next_point(&prices, &at, &price)) == 1) {
		if (with)
			with = next_point(&volumes, &vol_at, &vol) == 1;
		to = record_new(out);
		record_add(to, "ts_event", &at);
		record_add(to, "price", &price);
		record_add(to, "volume",
		    with && vol_at.len == at.len &&
			    memcmp(vol_at.s, at.s, at.len) == 0
			? &vol
			: &none);
		if (record_put(out, to, reason, err) == -1)
			return -1;
	}
	*reason = "syntax";
	return got == 0 ? 0 : err_set(err, "prices: expected [time, price]");
}

static int
put_market(struct record_sink *out, const struct cells *c,
    const struct csv_field *coin, const char **reason, struct err *err)
{
	const char *currency = record_opts(out)->quote_currency;
	struct cells *to = record_new(out);

	if (currency == NULL)
		currency = "usd";
	record_add(to, "ts_event", cells_get(c, "last_updated"));
	record_add(to, "ts_recv", cells_get(c, "ts_recv"));
	if (add_pair(out, to, coin->s, coin->len, currency, strlen(currency),
		reason, err) == -1)
		return -1;
	record_add(to, "price", cells_get(c, "current_price"));
	return record_put(out, to, reason, err);
}

static int
coingecko_expand(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
	const struct csv_field *said = cells_get(c, "/status/error_message");
	const struct csv_field *coin = cells_get(c, "symbol");

	if (said != NULL)
		return record_error(said, reason, err);
	if (coin != NULL && cells_get(c, "current_price") != NULL)
		return put_market(out, c, coin, reason, err);
	if (c->n > 0 && starts(&c->name[0], "/prices/"))
		return put_chart(out, c, reason, err);
	return put_coins(out, c, reason, err);
}

/* ---- rows ---- */

static int
coingecko_plan(struct plan_of_record *p, const struct sample *s,
    const char **reason, struct err *err)
{
	static const char *const fields[] = { "ts_event", "ts_recv", "symbol",
		"price", "volume", NULL };
	struct recipe *r;
	int i, at;

	*reason = "missing-field";
	if (sample_find(s, "symbol") < 0 && p->context->as == 0)
		return err_set(err, "no symbol: use --as SYM");
	*reason = NULL;
	r = plan_add(p, "price", err);
	if (r == NULL)
		return -1;
	for (i = 0; fields[i] != NULL; i++) {
		at = sample_find(s, fields[i]);
		if (strcmp(fields[i], "symbol") == 0 &&
		    recipe_field(r, "symbol", err) == -1)
			return -1;
		if (at >= 0 &&
		    recipe_step(r, fields[i], at, CELL_PLAIN, err) == -1)
			return -1;
	}
	return recipe_ready(r, err);
}

static size_t
coingecko_symbol(char *out, size_t max, const char *file)
{
	static const char *const forms[] = { "*_market_chart",
		"*_market_chart_?", "*-market_chart", "coins_*_market_chart",
		"coins_*_market_chart_?", "coingecko_*_market_chart", NULL };

	return file_symbol_any(out, max, file, forms);
}

const struct layout layout_coingecko = {
	.name = "coingecko",
	.summary = "CoinGecko's simple price, market chart and markets",
	.text = TEXT_JSON,
	.fits = coingecko_fits,
	.plan = coingecko_plan,
	.expand = coingecko_expand,
	.symbol = coingecko_symbol,
	.state_size = sizeof(struct coingecko),
};
