/*
 * csv_read.c - read our own CSV and TSV: converts a line to the NDJSON line of
 * the same row.
 *
 * Not meant for bulk data: CSV is for spreadsheets and databases.  The reader
 * of NDJSON does the rest, so text means the same in both.
 */
#include "stream/csv_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/csv.h"
#include "base/json.h"
#include "base/num.h"
#include "stream/schema.h"

struct csv_reader {
	char *header; /* names, cut up */
	char delim;
	struct csv_field *name; /* [SCHEMA_FIELDS_MAX + 1] */
	unsigned char *text;    /* [n] 1: a text whatever the cell holds */
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
		if (c->name != NULL && c->cell != NULL && c->text != NULL)
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
	return 0;
}

/* 1 for a number in JSON's grammar, which needs no quotes. */
static int
is_number(const struct csv_field *f)
{
	const char *s = f->s + (f->len > 0 && f->s[0] == '-');
	double v;

	return f->len > 0 && *s >= '0' && *s <= '9' &&
	       !(s[0] == '0' && f->s + f->len - s > 1 && s[1] >= '0' &&
		   s[1] <= '9') &&
	       f->s[f->len - 1] != '.' && num_f64(&v, f->s, f->len) == 0;
}

static size_t
put_value(char *out, const struct csv_field *f, int text)
{
	if (f->len == 0) {
		memcpy(out, "null", 4);
		return 4;
	}
	if (text || !is_number(f))
		return json_put_string(out, f->s, f->len);
	memcpy(out, f->s, f->len);
	return f->len;
}

int
csv_reader_line(struct csv_reader *c, const char **json, size_t *n,
    const char *line, size_t len, const char **reason, struct err *err)
{
	size_t need = 2, at = 0;
	int i, got;

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
		need += 6 * (c->name[i].len + c->cell[i].len) + 12;
	if (array_grow(&c->json, &c->json_room, need, 1) == -1)
		return err_errno(err, "csv");
	for (i = 0; i < c->n; i++) {
		c->json[at++] = i == 0 ? '{' : ',';
		at +=
		    json_put_string(c->json + at, c->name[i].s, c->name[i].len);
		c->json[at++] = ':';
		at += put_value(c->json + at, &c->cell[i], c->text[i]);
	}
	c->json[at++] = '}';
	*json = c->json;
	*n = at;
	return 0;
}
