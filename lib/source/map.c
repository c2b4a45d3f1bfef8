/*
 * map.c - reading --map.
 */
#include "source/map.h"

#include <string.h>

static const struct {
	const char *word, *field;
} words[] = {
	{ "ts", "ts_event" },
	{ "bid", "bid_px_00" },
	{ "ask", "ask_px_00" },
	{ "bid_sz", "bid_sz_00" },
	{ "ask_sz", "ask_sz_00" },
	{ "id", "trade_id" },
	{ "date", "date" },
	{ "time", "time" },
	{ "correction", "correction" },
};

/* The field that a word of --map means; NULL: none. */
static const char *
field_of(const char *word)
{
	enum ftype t;
	uint16_t len;
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, word) == 0)
			return words[i].field;
	return vocab_type(&t, &len, word) == 0 ? word : NULL;
}

/* Segments of a JSON Pointer that are a star. */
static int
stars(const char *s, size_t len)
{
	size_t i;
	int n = 0;

	for (i = 0; i + 1 < len && *s == '/'; i++)
		n += s[i] == '/' && s[i + 1] == '*' &&
		     (i + 2 == len || s[i + 2] == '/');
	return n;
}

static int
add(struct map *m, const char *s, size_t len, struct err *err)
{
	const char *eq = memchr(s, '=', len), *field;
	char word[FIELD_NAME_MAX + 1];
	size_t n = eq != NULL ? (size_t)(eq - s) : len;
	int i;

	if (eq == NULL || n == 0 || n > FIELD_NAME_MAX)
		return err_usage(err, "--map: \"%.*s\": expected FIELD=COLUMN",
		    (int)(len < 60 ? len : 60), s);
	memcpy(word, s, n);
	word[n] = '\0';
	field = field_of(word);
	if (field == NULL)
		return err_usage(err,
		    "--map: \"%s\": unknown field: expected ts, symbol, price, "
		    "size, side, bid, ask, bid_sz, ask_sz, open, high, low, "
		    "close, volume, value, id, date, time or a field of the "
		    "stream",
		    word);
	for (i = 0; i < m->n; i++)
		if (strcmp(m->v[i].field, field) == 0)
			return err_usage(err, "--map: %s: given twice", word);
	if (stars(eq + 1, len - n - 1) > 1)
		return err_usage(err,
		    "--map: %.*s: more than one *: a pointer walks one array",
		    (int)(len < 80 ? len : 80), s);
	if (m->n == MAP_MAX)
		return err_usage(err, "--map: more than %d fields", MAP_MAX);
	memcpy(m->v[m->n].field, field, strlen(field) + 1);
	m->v[m->n].col = eq + 1;
	m->v[m->n].len = len - n - 1;
	m->n++;
	return 0;
}

int
map_parse(struct map *m, const char *text, struct err *err)
{
	size_t n;

	m->n = 0;
	if (text == NULL)
		return 0;
	for (;; text += n + 1) {
		n = strcspn(text, ",");
		if (add(m, text, n, err) == -1)
			return -1;
		if (text[n] == '\0')
			return 0;
	}
}
