/*
 * csv_read.c - read our own CSV and TSV: converts a line to the NDJSON line of
 * the same row.
 *
 * The reader of NDJSON does the rest, so text means the same in both.  Lines
 * like an earlier one do not come here (csv_predict.c).
 */
#include "stream/csv_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/csv.h"
#include "base/digits.h"
#include "base/json.h"
#include "base/num.h"
#include "stream/schema.h"

struct csv_reader {
	char *header; /* names, cut up */
	char delim;
	struct csv_field *name; /* [SCHEMA_FIELDS_MAX + 1] */
	unsigned char *text;    /* [n] 1: a text whatever the cell holds */
	struct csv_field *key;  /* [n] the names as JSON: ,"name": */
	char *keys;
	int n;
	char *cells; /* the line, cut up */
	struct csv_field *cell;
	char *json;
	size_t cells_room, json_room;
};

enum { CELLS = SCHEMA_FIELDS_MAX + 1 };

static int
has_column(const char *line, size_t len, char delim, const char *name)
{
	size_t n = strlen(name), i, end;

	for (i = 0; i < len; i = end + 1) {
		for (end = i; end < len && line[end] != delim; end++)
			;
		if (end > i && line[end - 1] == '\r' && end == len &&
		    end - 1 - i == n && memcmp(line + i, name, n) == 0)
			return 1;
		if (end - i == n && memcmp(line + i, name, n) == 0)
			return 1;
	}
	return 0;
}

int
csv_is_ours(const char *line, size_t len)
{
	return len > 5 && memcmp(line, "kind", 4) == 0 &&
	       (line[4] == ',' || line[4] == '\t') &&
	       has_column(line, len, line[4], "ts_event");
}

struct csv_reader *
csv_reader_new(struct err *err)
{
	struct csv_reader *c = calloc(1, sizeof(*c));

	if (c != NULL) {
		c->name = calloc(CELLS, sizeof(*c->name));
		c->cell = calloc(CELLS, sizeof(*c->cell));
		c->text = calloc(CELLS, 1);
		c->key = calloc(CELLS, sizeof(*c->key));
		if (c->name != NULL && c->cell != NULL && c->text != NULL &&
		    c->key != NULL)
			return c;
	}
	err_errno(err, "csv");
	csv_reader_free(c);
	return NULL;
}

void
csv_reader_free(struct csv_reader *c)
{
	if (c == NULL)
		return;
	free(c->header);
	free(c->name);
	free(c->text);
	free(c->key);
	free(c->keys);
	free(c->cells);
	free(c->cell);
	free(c->json);
	free(c);
}

/* Texts: times, ids, symbols and letters; "kind" itself. */
static int
is_text(const struct csv_field *name)
{
	char text[FIELD_NAME_MAX + 1];
	enum ftype t;
	uint16_t len;

	if (name->len > FIELD_NAME_MAX)
		return 0;
	memcpy(text, name->s, name->len);
	text[name->len] = '\0';
	if (strcmp(text, "kind") == 0)
		return 1;
	if (vocab_type(&t, &len, text) == -1)
		return 0;
	return t == F_TS || t == F_ID || t == F_SYM || t == F_CHAR ||
	       t == F_TEXT;
}

static int
make_keys(struct csv_reader *c, size_t len, struct err *err)
{
	char *p;
	int i;

	p = c->keys = malloc(6 * len + 4 * (size_t)c->n);
	if (p == NULL)
		return err_errno(err, "csv");
	for (i = 0; i < c->n; i++) {
		c->key[i].s = p;
		*p++ = i == 0 ? '{' : ',';
		p += json_put_string(p, c->name[i].s, c->name[i].len);
		*p++ = ':';
		c->key[i].len = (size_t)(p - c->key[i].s);
	}
	return 0;
}

int
csv_reader_header(struct csv_reader *c, const char *line, size_t len,
    struct err *err)
{
	int i;

	if ((c->header = malloc(len + 1)) == NULL)
		return err_errno(err, "csv");
	memcpy(c->header, line, len);
	c->delim = line[4];
	c->n = csv_split(c->name, CELLS, c->header, len, c->delim);
	if (c->n < 1)
		return err_set(err, "not the header of a CSV file");
	for (i = 0; i < c->n; i++)
		c->text[i] = (unsigned char)is_text(&c->name[i]);
	return make_keys(c, len, err);
}

static const char *
digits(const char *s, const char *end)
{
	while (s < end && digits_is(*s))
		s++;
	return s;
}

/* Two names are the same when they are the same in JSON. */
char
csv_reader_delim(const struct csv_reader *c)
{
	const struct csv_field *a, *b;

	for (a = c->key + 1; a < c->key + c->n; a++)
		for (b = c->key; b < a; b++)
			if (a->len == b->len &&
			    memcmp(a->s + 1, b->s + 1, a->len - 1) == 0)
				return '\0';
	return c->delim;
}

/* 1 for a number in JSON's grammar, which needs no quotes. */
static int
is_number(const struct csv_field *f)
{
	const char *end = f->s + f->len, *s = f->s + (*f->s == '-'), *p;
	double v;

	p = digits(s, end);
	if (p == s || (*s == '0' && p - s > 1))
		return 0;
	if (p < end && *p == '.') {
		s = p + 1;
		p = digits(s, end);
		if (p == s)
			return 0;
	}
	/* with an exponent it may be too large for one */
	return p == end || num_f64(&v, f->s, f->len) == 0;
}

/* 1 when no byte is a quote, a backslash, a control or beyond ASCII: as most
 * lines, whose texts need no escape.  Eight bytes at a time: the high bit of a
 * byte of x - 0x01.. & ~x is set where x has a byte of 0. */
static int
is_plain(const char *s, size_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t v, quote, back, bad = 0;
	size_t i;

	for (i = 0; i < len; i += 8) {
		v = ones * ' ';
		memcpy(&v, s + i, len - i < 8 ? len - i : 8);
		quote = v ^ (ones * '"');
		back = v ^ (ones * '\\');
		bad |= v | (v - ones * ' ') | ((quote - ones) & ~quote) |
		       ((back - ones) & ~back);
	}
	return (bad & high) == 0;
}

static size_t
put_value(char *out, const struct csv_field *f, int text, int plain)
{
	if (f->len == 0) {
		memcpy(out, "null", 4);
		return 4;
	}
	text = text || !is_number(f);
	if (text && !plain)
		return json_put_string(out, f->s, f->len);
	out[0] = '"';
	memcpy(out + text, f->s, f->len);
	out[f->len + (size_t)text] = '"';
	return f->len + 2 * (size_t)text;
}

int
csv_reader_copy(struct csv_reader *c, const char **copy, const char *line,
    size_t len, size_t slack, struct err *err)
{
	if (array_grow(&c->cells, &c->cells_room, len + 1 + slack, 1) == -1)
		return err_errno(err, "csv");
	memcpy(c->cells, line, len);
	c->cells[len] = '\n';
	memset(c->cells + len + 1, 0, slack);
	*copy = c->cells;
	return 0;
}

int
csv_reader_line(struct csv_reader *c, const char **json, size_t *n,
    const char *line, size_t len, const char **reason, struct err *err)
{
	size_t need = 2, at = 0;
	int i, got, plain = is_plain(line, len);

	if (array_grow(&c->cells, &c->cells_room, len + 1, 1) == -1)
		return err_errno(err, "csv");
	memcpy(c->cells, line, len);
	got = csv_split(c->cell, CELLS, c->cells, len, c->delim);
	if (got != c->n) {
		*reason = "syntax";
		return got < 0
			   ? err_set(err, "unterminated quote")
			   : err_set(err, "%d cells, expected %d", got, c->n);
	}
	for (i = 0; i < c->n; i++)
		need += c->key[i].len + 6 * c->cell[i].len + 6;
	if (array_grow(&c->json, &c->json_room, need, 1) == -1)
		return err_errno(err, "csv");
	for (i = 0; i < c->n; i++) {
		memcpy(c->json + at, c->key[i].s, c->key[i].len);
		at += c->key[i].len;
		at += put_value(c->json + at, &c->cell[i], c->text[i], plain);
	}
	c->json[at++] = '}';
	*json = c->json;
	*n = at;
	return 0;
}
