/*
 * short_names.c - keys and columns of one or two letters.
 */
#include "source/short_names.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"

enum { KEYS_MAX = 9 };

/* Which values a key of a set may have. */
enum value { NUMBER, TEXT, TIME, ANY };

struct short_key {
	const char *field;
	const char *letters; /* separated by blanks, in order of preference */
	enum value value;
	enum cell_how how;
	int needed;
};

/* The first that fits is taken, so those that need more come first. */
static const struct short_set {
	const char *of;
	struct short_key key[KEYS_MAX];
} sets[] = {
	{ "bars", { { "open", "o", NUMBER, CELL_PLAIN, 1 },
		      { "high", "h", NUMBER, CELL_PLAIN, 1 },
		      { "low", "l", NUMBER, CELL_PLAIN, 1 },
		      { "close", "c", NUMBER, CELL_PLAIN, 1 },
		      { "volume", "v", NUMBER, CELL_PLAIN, 0 },
		      { "count", "n", NUMBER, CELL_PLAIN, 0 },
		      { "ts_event", "t T E", TIME, CELL_PLAIN, 0 },
		      { "symbol", "S T s", TEXT, CELL_NAME, 0 } } },
	{ "trades of Alpaca and Polygon, s is the size",
	    { { "price", "p", NUMBER, CELL_PLAIN, 1 },
		{ "size", "s", NUMBER, CELL_PLAIN, 1 },
		{ "ts_event", "t", TIME, CELL_PLAIN, 0 },
		{ "symbol", "S", TEXT, CELL_NAME, 0 },
		{ "side", "tks", TEXT, CELL_PLAIN, 0 },
		{ "trade_id", "i", ANY, CELL_PLAIN, 0 } } },
	{ "trades of Finnhub", { { "price", "p", NUMBER, CELL_PLAIN, 1 },
				   { "size", "v", NUMBER, CELL_PLAIN, 1 },
				   { "symbol", "s", TEXT, CELL_NAME, 1 },
				   { "ts_event", "t", TIME, CELL_PLAIN, 0 } } },
	{ "trades of Binance, t is their number",
	    { { "price", "p", NUMBER, CELL_PLAIN, 1 },
		{ "size", "q", NUMBER, CELL_PLAIN, 1 },
		{ "symbol", "s", TEXT, CELL_NAME, 0 },
		{ "ts_event", "T E", TIME, CELL_PLAIN, 0 },
		{ "side", "m", TEXT, CELL_MAKER, 0 },
		{ "trade_id", "t a", ANY, CELL_PLAIN, 0 } } },
	{ "quotes of Alpaca and Polygon",
	    { { "bid_px_00", "bp", NUMBER, CELL_PLAIN, 1 },
		{ "ask_px_00", "ap", NUMBER, CELL_PLAIN, 1 },
		{ "bid_sz_00", "bs", NUMBER, CELL_PLAIN, 0 },
		{ "ask_sz_00", "as", NUMBER, CELL_PLAIN, 0 },
		{ "ts_event", "t", TIME, CELL_PLAIN, 0 },
		{ "symbol", "S", TEXT, CELL_NAME, 0 } } },
	{ "quotes of Binance",
	    { { "bid_px_00", "b", NUMBER, CELL_PLAIN, 1 },
		{ "ask_px_00", "a", NUMBER, CELL_PLAIN, 1 },
		{ "bid_sz_00", "B", NUMBER, CELL_PLAIN, 0 },
		{ "ask_sz_00", "A", NUMBER, CELL_PLAIN, 0 },
		{ "symbol", "s", TEXT, CELL_NAME, 0 },
		{ "ts_event", "T E t", TIME, CELL_PLAIN, 0 } } },
	{ "last prices", { { "price", "p", NUMBER, CELL_PLAIN, 1 },
			     { "symbol", "s", TEXT, CELL_NAME, 1 },
			     { "ts_event", "T E t", TIME, CELL_PLAIN, 0 } } },
};

enum { NSETS = sizeof(sets) / sizeof(sets[0]) };

static int
has_value(const struct sample *s, int cell, enum value value)
{
	const struct csv_field *f = &s->cell[cell];
	double v;
	int number;

	if (value == ANY || s->cell == s->name) /* no record yet */
		return 1;
	number = f->len > 0 && num_f64(&v, f->s, f->len) == 0;
	if (value == NUMBER)
		return number || f->len == 0; /* null */
	if (value == TIME && !number)
		return times_is_time(f->s, f->len);
	return value == TIME || (f->len > 0 && !number);
}

/* The cell of a key that may be used for its field; -1. */
static int
key_cell(const struct found *f, const struct sample *s,
    const struct short_key *k)
{
	const char *p;
	size_t n;
	int i, at, exact;

	for (p = k->letters; *p != '\0'; p += n + (p[n] == ' ')) {
		n = strcspn(p, " ");
		/* letters of JSON, and of columns where it can be, in case */
		for (exact = 1; exact >= (s->text == TEXT_JSON); exact--)
			for (i = 0; i < s->n; i++) {
				if (s->name[i].len != n ||
				    (exact ? memcmp(s->name[i].s, p, n)
					   : strncasecmp(s->name[i].s, p, n)))
					continue;
				at = found_at(f, k->field);
				if ((at >= 0 ? f->v[at].cell == i
					     : !found_uses(f, i)) &&
				    has_value(s, i, k->value))
					return i;
			}
	}
	return -1;
}

/* Add the fields of the set: 1; 0 with none added when they are not all there.
 */
static int
try_set(struct found *f, const struct sample *s, const struct short_set *set)
{
	const struct short_key *k = set->key;
	int i, cell, before = f->n;

	for (i = 0; i < KEYS_MAX && k[i].field != NULL; i++) {
		cell = key_cell(f, s, &k[i]);
		if (cell < 0 && k[i].needed) {
			f->n = before;
			return 0;
		}
		if (cell >= 0 && found_at(f, k[i].field) < 0)
			found_add(f, k[i].field, cell, k[i].how);
	}
	return 1;
}

void
short_names(struct found *f, const struct sample *s)
{
	int i;

	for (i = 0; s->name != NULL && i < NSETS; i++)
		if (try_set(f, s, &sets[i]))
			return;
}
