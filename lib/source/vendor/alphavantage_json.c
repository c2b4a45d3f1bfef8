/*
 * alphavantage_json.c - Alpha Vantage's JSON documents (inputs.md 4.4).
 *
 *	{"Meta Data":{"2. Symbol":"IBM","6. Time Zone":"US/Eastern",..},
 *	 "Time Series (5min)":{"2024-08-02 19:55:00":{"1. open":"188.3500",..
 *	{"Realtime Currency Exchange Rate":{"1. From_Currency Code":"USD",..
 *	{"Information":"Thank you for using Alpha Vantage! ..."}
 *
 * Keys are recognised by the text after their number, because the number
 * differs between replies.  A series is newest first; its bars are output
 * oldest first, in the zone that the meta data name, with the interval's width.
 * An exchange rate is a quote, or a price if bid or ask is missing.  The last
 * form is an error, whatever the reply's status was.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json.h"
#include "base/num.h"
#include "source/flat.h"
#include "source/json_path.h"

enum { SYMBOL_MAX = 64 };

/* A bar of the series: its time and its object in the document. */
struct point {
	const char *time, *object;
	uint32_t time_len, object_len;
};

struct series {
	struct point *v;
	size_t n, room;
};

struct vantage {
	struct cells cells; /* of one bar */
	char symbol[2 * SYMBOL_MAX];
};

/* "/Meta Data/2. Symbol" ends with ". Symbol". */
static const struct csv_field *
find(const struct csv_field *name, const struct csv_field *value, int n,
    const char *text)
{
	size_t len = strlen(text);
	int i;

	for (i = 0; i < n; i++)
		if (name[i].len > len + 2 &&
		    memcmp(name[i].s + name[i].len - len, text, len) == 0 &&
		    memcmp(name[i].s + name[i].len - len - 2, ". ", 2) == 0)
			return &value[i];
	return NULL;
}

static const struct csv_field *
get(const struct cells *c, const char *text)
{
	return find(c->name, c->value, c->n, text);
}

static int
starts(const struct csv_field *f, const char *text)
{
	size_t n = strlen(text);

	return f->len >= n && memcmp(f->s, text, n) == 0;
}

/* "Time Series (5min)", "Time Series FX (Daily)", "Weekly Time Series". */
static int
is_series(const struct csv_field *f)
{
	return memmem(f->s, f->len, "Time Series", 11) != NULL;
}

/* A document that consists of a message only. */
static const struct csv_field *
find_message(const struct csv_field *name, const struct csv_field *value, int n)
{
	if (n >= 1 && n <= 2 &&
	    (starts(&name[0], "Information") || starts(&name[0], "Note") ||
		starts(&name[0], "Error Message")))
		return &value[0];
	return NULL;
}

static int
vantage_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	if (s->name == NULL || s->n == 0)
		return 0;
	return starts(&s->name[0], "/Meta Data/") ||
		       starts(&s->name[0], "/Time Series") ||
		       starts(&s->name[0], "/Weekly Time Series") ||
		       starts(&s->name[0], "/Monthly Time Series") ||
		       starts(&s->name[0],
			   "/Realtime Currency Exchange Rate/") ||
		       find_message(s->name, s->cell, s->n) != NULL
		   ? 15
		   : 0;
}

/* ---- properties of the whole document ---- */

static int
set_zone(struct record_sink *out, const struct cells *c, const char **reason,
    struct err *err)
{
	const struct csv_field *f = get(c, "Time Zone");

	if (f == NULL || record_opts(out)->tz != NULL)
		return 0;
	if (times_set_zone(&record_context(out)->times, f->s, f->len, err) == 0)
		return 0;
	*reason = "bad-time";
	return err_at(err, "Time Zone (--tz ZONE overrides it)");
}

/* "5min", "60min": the width of the bars, unless --bar sets it. */
static void
set_width(struct record_sink *out, const struct cells *c)
{
	const struct csv_field *f = get(c, "Interval");
	uint64_t minutes;

	if (record_opts(out)->bar_ns > 0)
		return;
	record_context(out)->bar_ns = 0;
	if (f != NULL && f->len > 3 && f->len < 8 &&
	    memcmp(f->s + f->len - 3, "min", 3) == 0 &&
	    num_u64(&minutes, f->s, f->len - 3) == 0)
		record_context(out)->bar_ns = minutes * 60 * NS_SECOND;
}

/* "Symbol", or the two names of a pair joined.  Returns its length, 0 if
 * none. */
static size_t
find_symbol(struct vantage *v, const struct cells *c)
{
	static const char *const pairs[][2] = { { "From Symbol", "To Symbol" },
		{ "From_Currency Code", "To_Currency Code" },
		{ "Digital Currency Code", "Market Code" } };
	const struct csv_field *a = get(c, "Symbol"), *b = NULL;
	size_t i;

	for (i = 0; a == NULL && i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		a = get(c, pairs[i][0]);
		b = get(c, pairs[i][1]);
	}
	if (a == NULL || a->len > SYMBOL_MAX ||
	    (b != NULL && b->len > SYMBOL_MAX))
		return 0;
	memcpy(v->symbol, a->s, a->len);
	if (b != NULL)
		memcpy(v->symbol + a->len, b->s, b->len);
	return a->len + (b != NULL ? b->len : 0);
}

/* ---- series ---- */

static int
add_point(struct series *s, const struct json_token *time, const char *object,
    size_t len, struct err *err)
{
	if (array_grow(&s->v, &s->room, s->n + 1, sizeof(*s->v)) == -1)
		return err_errno(err, "series");
	s->v[s->n++] = (struct point){ time->s, object, (uint32_t)time->len,
		(uint32_t)len };
	return 0;
}

/* All points of the series' object, after its opening brace. */
static int
take_points(struct series *s, struct json *j, struct err *err)
{
	struct json_token key, t;

	for (;;) {
		if (json_next(j, &key, err) == -1)
			return -1;
		if (key.type == JSON_CLOSE)
			return 0;
		if (json_next(j, &t, err) == -1)
			return -1;
		if (t.type != JSON_OBJECT)
			return err_set(err, "%.*s: expected an object",
			    (int)(key.len < 40 ? key.len : 40), key.s);
		if (json_skip(j, err) == -1 ||
		    add_point(s, &key, t.s, (size_t)(j->text + j->at - t.s),
			err) == -1)
			return -1;
	}
}

/* The points of the key "Time Series...". */
static int
find_series(struct series *s, const struct cells *c, struct err *err)
{
	struct json_token key, t;
	struct csv_field name;
	struct json j;

	json_init(&j, c->json, c->json_len);
	if (json_next(&j, &t, err) == -1)
		return -1;
	for (;;) {
		if (json_next(&j, &key, err) == -1)
			return -1;
		if (key.type == JSON_CLOSE)
			return err_set(err, "no Time Series");
		if (json_next(&j, &t, err) == -1)
			return -1;
		name = (struct csv_field){ key.s, key.len };
		if (t.type == JSON_OBJECT && is_series(&name))
			return take_points(s, &j, err);
		if ((t.type == JSON_OBJECT || t.type == JSON_ARRAY) &&
		    json_skip(&j, err) == -1)
			return -1;
	}
}

static int
put_bar(struct record_sink *out, struct vantage *v, const struct point *p,
    size_t symbol, const char **reason, struct err *err)
{
	static const char *const fields[] = { "open", "high", "low", "close",
		"volume", NULL };
	struct csv_field time = { p->time, p->time_len };
	struct csv_field name = { v->symbol, symbol };
	struct cells *to = record_new(out);
	int i;

	*reason = "syntax";
	if (flat_value(&v->cells, p->object, p->object_len, err) == -1)
		return -1;
	record_add(to, "ts_event", &time);
	if (symbol > 0)
		record_add(to, "symbol", &name);
	for (i = 0; fields[i] != NULL; i++)
		record_add(to, fields[i],
		    find(v->cells.name, v->cells.value, v->cells.n, fields[i]));
	if (record_put(out, to, reason, err) == 0)
		return 0;
	return err_at(err, "%.*s", (int)(time.len < 40 ? time.len : 40),
	    time.s);
}

static int
put_series(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
	struct vantage *v = record_state(out);
	size_t symbol = find_symbol(v, c), i;
	struct series s = { 0 };
	int got;

	if (set_zone(out, c, reason, err) == -1)
		return -1;
	set_width(out, c);
	*reason = "syntax";
	got = find_series(&s, c, err);
	for (i = s.n; got == 0 && i > 0; i--)
		got = put_bar(out, v, &s.v[i - 1], symbol, reason, err);
	free(s.v);
	return got;
}

/* ---- the exchange rate ---- */

static int
has_value(const struct csv_field *f)
{
	return f != NULL && f->len > 0 && !(f->len == 1 && *f->s == '-');
}

static int
put_rate(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
	struct vantage *v = record_state(out);
	struct csv_field name = { v->symbol, find_symbol(v, c) };
	const struct csv_field *bid = get(c, "Bid Price");
	const struct csv_field *ask = get(c, "Ask Price");
	struct cells *to = record_new(out);

	if (set_zone(out, c, reason, err) == -1)
		return -1;
	record_add(to, "ts_event", get(c, "Last Refreshed"));
	if (name.len > 0)
		record_add(to, "symbol", &name);
	if (has_value(bid) && has_value(ask)) {
		record_add(to, "bid_px_00", bid);
		record_add(to, "ask_px_00", ask);
	} else {
		record_add(to, "price", get(c, "Exchange Rate"));
	}
	return record_put(out, to, reason, err);
}

static int
vantage_expand(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
	const struct csv_field *said = find_message(c->name, c->value, c->n);

	if (said != NULL)
		return record_error(said, reason, err);
	if (c->n > 0 &&
	    starts(&c->name[0], "/Realtime Currency Exchange Rate/"))
		return put_rate(out, c, reason, err);
	return put_series(out, c, reason, err);
}

static void
vantage_done(void *state)
{
	struct vantage *v = state;

	cells_fini(&v->cells);
}

static const struct column columns[] = { OWN_COLUMNS };

const struct layout layout_alphavantage_json = {
	.name = "alphavantage-json",
	.summary = "Alpha Vantage's series, rates and refusals",
	.text = TEXT_JSON,
	.fits = vantage_fits,
	.columns = columns,
	.expand = vantage_expand,
	.state_size = sizeof(struct vantage),
	.done = vantage_done,
};
