/*
 * csv_predict.c - fast path for lines of our CSV whose kind was seen before.
 *
 * The first line of a kind is read as the JSON of the same row (csv_read.c),
 * which learns its schema.  The values of that JSON are in the order of the
 * columns, so the cells of later lines go straight into the row.  A cell is
 * read as the text of its JSON value would be; what csv_read.c would quote or
 * escape in another way, or refuse, is left to it.  The dictionary is not
 * changed here: a line with a new symbol is read by way of JSON too.
 */
#include "stream/json_predict.h"

#include "stream/json_take.h"

enum { CELL_SLACK = CSV_PREDICT_SLACK };

/* As take_special, of the delimiter too. */
static inline uint64_t
cell_special(uint64_t x, char delim)
{
	const uint64_t d = x ^ TAKE_ONES * (unsigned char)delim;

	return take_special(x) | ((d - TAKE_ONES) & TAKE_HIGH);
}

/* 1 when a cell may end at p; which cell, the caller checks. */
static inline int
cell_ends(const char *p, const char *end, char delim)
{
	return p < end && (*p == delim || *p == '\n' || *p == '\r');
}

/* The end of the cell at p, or NULL when it has quotes or controls. */
static const char *
cell_end(const char *p, const char *end, char delim)
{
	uint64_t x;

	while (p < end) {
		if (end - p >= 8) {
			x = cell_special(digits_load8(p), delim);
			if (x == 0) {
				p += 8;
				continue;
			}
			p += __builtin_ctzll(x) / 8;
		}
		if (cell_ends(p, end, delim))
			return p;
		if (*p == '"' || (unsigned char)*p < 0x20)
			return NULL;
		p++; /* beyond ASCII, or a backslash */
	}
	return NULL;
}

/* A text that is in the dictionary. */
static int
put_known(struct predict *o, unsigned char *at, const struct json_token *t,
    const struct symtab *syms)
{
	uint32_t id;

	if (!utf8_valid(t->s, t->len) ||
	    (id = symtab_find(syms, t->s, t->len)) == 0)
		return -1;
	memcpy(at, &id, 4);
	predict_keep_symbol(o, t, at);
	return 0;
}

/*
 * A cell of any form.  The tokens of JSON differ from this one where a cell
 * reads as a number, and only a char refuses a number.
 */
static const char *
cell_any(struct predict *o, struct piece *piece, unsigned char *row,
    const char *p, const char *end, char delim, struct symtab *syms)
{
	const struct field *f = &o->schema->field[piece->field];
	struct json_token t = { JSON_STRING, p, 0, 0 };
	const char *q = cell_end(p, end, delim);

	if (q == NULL)
		return NULL;
	t.len = (size_t)(q - p);
	if (t.len == 0) {
		row_put_null(row, o->schema, piece->field);
		return q;
	}
	if (piece->guess || (f->type == F_CHAR && digits_is(*p)))
		return NULL;
	if (f->type == F_SYM)
		return put_known(o, row + f->off, &t, syms) == 0 ? q : NULL;
	return predict_put(o, piece, row, &t, syms) == 0 ? q : NULL;
}

/* Our own form of a time, in the same day as the one before. */
static TAKE_INLINE const char *
cell_time(unsigned char *at, struct piece *piece, const char *p)
{
	if (take_instant(at, piece, p) ||
	    (take_same8(p, piece->second) && predict_same_day(piece, p) &&
		take_instant(at, piece, p)))
		return p + TS_ISO_LEN;
	return NULL;
}

/* A plain text of up to 15 bytes that is in the cache. */
static TAKE_INLINE const char *
cell_known(unsigned char *at, const struct predict_sym *known, const char *p,
    char delim)
{
	uint64_t x = digits_load8(p), y = 0, stop;
	int n;

	if ((stop = cell_special(x, delim)) != 0) {
		n = __builtin_ctzll(stop) / 8;
		x = take_first(x, n);
	} else {
		y = digits_load8(p + 8);
		if ((stop = cell_special(y, delim)) == 0)
			return NULL;
		n = __builtin_ctzll(stop) / 8;
		y = take_first(y, n);
		n += 8;
	}
	return take_cached(at, known, x, y) ? p + n : NULL;
}

/* Most characters: between the digits, which a char refuses, and the end of
 * ASCII. */
static inline const char *
cell_char(unsigned char *at, const char *p)
{
	if (*p <= '9' || *p >= 0x7f)
		return NULL;
	*at = (unsigned char)*p;
	return p + 1;
}

/* The usual forms; they may end before the cell does.  CELL_SLACK bytes at p
 * may be read. */
static TAKE_INLINE const char *
cell_usual(unsigned char *at, const struct predict *o, struct piece *piece,
    const char *p, char delim)
{
	const char *end = p + CELL_SLACK;

	switch (piece->form) {
	case TAKE_FIXED:
		return take_fixed(at, p, end);
	case TAKE_TIME:
		return cell_time(at, piece, p);
	case TAKE_SYM:
		return cell_known(at, o->sym, p, delim);
	case TAKE_CHAR:
		return cell_char(at, p);
	case TAKE_I8:
		return take_signed(at, 1, p, end);
	case TAKE_I16:
		return take_signed(at, 2, p, end);
	case TAKE_I32:
		return take_signed(at, 4, p, end);
	case TAKE_I64:
		return take_signed(at, 8, p, end);
	case TAKE_U8:
		return take_unsigned(at, 1, p, end);
	case TAKE_U16:
		return take_unsigned(at, 2, p, end);
	case TAKE_U32:
		return take_unsigned(at, 4, p, end);
	case TAKE_ID:
	case TAKE_U64:
		return take_unsigned(at, 8, p, end);
	default:
		return NULL;
	}
}

/* The newline that ends the last cell at p, or NULL. */
static inline const char *
newline_at(const char *p, const char *end)
{
	if (*p == '\r' && end - p > 1)
		p++;
	return *p == '\n' ? p : NULL;
}

static TAKE_INLINE const char *
cells_read(struct predict *o, unsigned char *row, const char *p,
    const char *end, struct symtab *syms, char delim)
{
	struct piece *piece = o->piece, *last = piece + o->n;
	const char *q, *safe = end - CELL_SLACK;

	if (o->kind_len == 0 || (size_t)(end - p) <= o->kind_len + CELL_SLACK ||
	    !take_same(p, o->schema->kind, o->kind_len) ||
	    p[o->kind_len] != delim)
		return NULL;
	take_clear(o, row);
	p += o->kind_len + 1;
	for (; piece < last && p <= safe; piece++, p = q + 1) {
		q = cell_usual(row + piece->off, o, piece, p, delim);
		if (q != NULL && *q == delim)
			continue;
		if (*p == delim && piece->null_len > 0) {
			json_value_store(row + piece->off, piece->null_len,
			    piece->null);
			q = p;
			continue;
		}
		if (q == NULL || !cell_ends(q, end, delim))
			q = cell_any(o, piece, row, p, end, delim, syms);
		if (q == NULL)
			return NULL;
		if (*q != delim)
			return piece + 1 == last ? newline_at(q, end) : NULL;
	}
	return NULL; /* more cells, or too near the end */
}

const char *
csv_predict_comma(struct predict *o, unsigned char *row, const char *line,
    const char *end, struct symtab *syms)
{
	return cells_read(o, row, line, end, syms, ',');
}

const char *
csv_predict_tab(struct predict *o, unsigned char *row, const char *line,
    const char *end, struct symtab *syms)
{
	return cells_read(o, row, line, end, syms, '\t');
}
