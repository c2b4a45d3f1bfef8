/*
 * json_predict.c - fast path for lines with the layout of an earlier one.
 *
 * Producers write the same keys in the same order, so the text between the
 * values is the same in every line.  Comparing this text replaces finding and
 * looking up keys; only the values are parsed.  The grammar is that of the
 * tokeniser: nothing is accepted here that it would refuse.
 */
#include "stream/json_predict.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "stream/json_take.h"

static int
make_room(struct predict *p, size_t text, int pieces)
{
	if (array_grow(&p->text, &p->room, text, 1) == -1)
		return -1;
	return array_grow(&p->piece, &p->piece_room, (size_t)pieces,
	    sizeof(*p->piece));
}

static enum take_form
form_of(const struct field *f, int guess)
{
	switch (f->type) {
	case F_PX:
		return TAKE_FIXED;
	case F_QTY:
		return f->scale == 9 ? TAKE_FIXED : TAKE_I64;
	case F_TS:
		return TAKE_TIME;
	case F_SYM:
		return guess ? TAKE_ANY : TAKE_SYM;
	case F_ID:
		return TAKE_ID;
	case F_CHAR:
		return TAKE_CHAR;
	case F_I8:
		return TAKE_I8;
	case F_I16:
		return TAKE_I16;
	case F_I32:
		return TAKE_I32;
	case F_I64:
		return TAKE_I64;
	case F_U8:
		return TAKE_U8;
	case F_U16:
		return TAKE_U16;
	case F_U32:
		return TAKE_U32;
	case F_U64:
		return TAKE_U64;
	default:
		return TAKE_ANY;
	}
}

static struct piece
piece_of(const struct schema *s, const struct pair *pair,
    const unsigned char *guess)
{
	const struct field *f = &s->field[pair->field];
	struct piece p = { .field = pair->field,
		.off = f->off,
		.guess = guess[pair->field] };

	p.form = form_of(f, p.guess);
	if (f->type != F_TEXT) {
		p.null = rec_null_bits(f->type);
		p.null_len = f->len;
	}
	/* of the second 0: zeros would stand for a text of zeros */
	memcpy(p.second, "1970-01-01T00:00:00.", sizeof(p.second));
	return p;
}

/* The length of a kind that is the same text as a cell, quoted by no one and
 * not blank; else 0. */
static size_t
plain_cell_len(const char *kind)
{
	size_t n = 0;

	while (kind[n] > ' ' && kind[n] < 0x7f && kind[n] != '"' &&
	       kind[n] != '\\' && kind[n] != ',')
		n++;
	return kind[n] == '\0' ? n : 0;
}

void
predict_learn(struct predict *p, const struct schema *s, const char *line,
    size_t len, const struct pair *pair, int npair, const unsigned char *guess)
{
	const struct json_token *t;
	const char *from = line, *start;
	char *out;
	int i, quote;

	p->schema = NULL;
	if (make_room(p, len, npair + 1) == -1)
		return;
	out = p->text;
	for (i = 0; i < npair; i++) {
		t = &pair[i].value;
		quote = t->type == JSON_STRING;
		start = t->s - quote;
		if (start < from) /* a key came twice: out of order */
			return;
		memcpy(out, from, (size_t)(start - from));
		out += start - from;
		p->piece[i] = piece_of(s, &pair[i], guess);
		p->piece[i].len = (uint32_t)(start - from);
		from = t->s + t->len + quote;
	}
	memcpy(out, from, (size_t)(line + len - from));
	p->piece[i] = (struct piece){ .len = (uint32_t)(line + len - from) };
	p->n = npair;
	p->whole = npair == s->nfield;
	p->kind_len = plain_cell_len(s->kind);
	p->schema = s;
	loose_learn(p);
}

void
predict_fini(struct predict *p)
{
	free(p->text);
	free(p->piece);
	memset(p, 0, sizeof(*p));
}

/* The closing quote of a text without escapes, or NULL. */
static const char *
string_end(const char *q, const char *end)
{
	uint64_t x;

	while (q < end) {
		if (end - q >= 8) {
			x = take_special(digits_load8(q));
			if (x == 0) {
				q += 8;
				continue;
			}
			q += __builtin_ctzll(x) / 8;
		}
		if (*q == '"')
			return q;
		if (*q == '\\' || (unsigned char)*q < 0x20)
			return NULL;
		q++;
	}
	return NULL;
}

static inline const char *
digits_end(const char *q, const char *end)
{
	while (q < end && *q >= '0' && *q <= '9')
		q++;
	return q;
}

/* End of the number (RFC 8259, section 6) at p, or NULL. */
static const char *
number_end(const char *p, const char *end)
{
	const char *q;

	p += p < end && *p == '-';
	q = digits_end(p, end);
	if (q == p || (*p == '0' && q - p > 1))
		return NULL;
	if (q < end && *q == '.') {
		p = q + 1;
		if ((q = digits_end(p, end)) == p)
			return NULL;
	}
	if (q < end && (*q == 'e' || *q == 'E')) {
		p = q + 1;
		p += p < end && (*p == '+' || *p == '-');
		if ((q = digits_end(p, end)) == p)
			return NULL;
	}
	return q;
}

/* The value at p as a token, and where it ends; NULL when it is none of the
 * simple forms. */
static inline const char *
cut_value(struct json_token *t, const char *p, const char *end)
{
	const char *q;

	t->escaped = 0;
	t->s = p;
	if (p == end)
		return NULL;
	if (*p == '"') {
		if ((q = string_end(++t->s, end)) == NULL)
			return NULL;
		t->type = JSON_STRING;
		t->len = (size_t)(q - t->s);
		return q + 1;
	}
	if (end - p >= 4 && memcmp(p, "null", 4) == 0) {
		t->type = JSON_NULL;
		q = p + 4;
	} else if (end - p >= 4 && memcmp(p, "true", 4) == 0) {
		t->type = JSON_TRUE;
		q = p + 4;
	} else if (end - p >= 5 && memcmp(p, "false", 5) == 0) {
		t->type = JSON_FALSE;
		q = p + 5;
	} else {
		t->type = JSON_NUMBER;
		if ((q = number_end(p, end)) == NULL)
			return NULL;
	}
	t->len = (size_t)(q - p);
	return q;
}

void
predict_keep_second(struct piece *piece, const struct json_token *t,
    const unsigned char *at)
{
	uint64_t ns;

	if (t->type != JSON_STRING || t->len != TS_ISO_LEN || t->s[19] != '.' ||
	    t->s[29] != 'Z')
		return;
	memcpy(&ns, at, 8);
	if (ns > UINT64_MAX - 2 * NS_DAY) /* the last day is not whole */
		return;
	memcpy(piece->second, t->s, 20);
	piece->second_ns = ns - ns % NS_SECOND;
	piece->day_ns = ns - ns % NS_DAY;
}

int
predict_same_day(struct piece *piece, const char *p)
{
	const uint64_t form = UINT64_C(0x30303a30303a3030);  /* "00:00:00" */
	const uint64_t limit = UINT64_C(0x767a7f767a7f767d); /* 95:95:92 */
	uint64_t x;
	unsigned hour;

	if (!take_same8(p, piece->second) ||
	    !take_same4(p + 7, piece->second + 7) || p[19] != '.')
		return 0;
	x = digits_load8(p + 11) ^ form; /* each byte a digit, or 0 */
	hour = (unsigned)((x & 15) * 10 + (x >> 8 & 15));
	if ((((x + limit) | x) & TAKE_HIGH) != 0 || hour > 23)
		return 0;
	memcpy(piece->second, p, 20);
	piece->second_ns =
	    piece->day_ns +
	    (hour * 3600 + (x >> 24 & 15) * 600 + (x >> 32 & 15) * 60 +
		(x >> 48 & 15) * 10 + (x >> 56)) *
		NS_SECOND;
	return 1;
}

/* Cache a symbol's text and id, for take_known. */
void
predict_keep_symbol(struct predict *o, const struct json_token *t,
    const unsigned char *at)
{
	struct predict_sym s = { { 0, 0 }, 0 };

	if (t->type != JSON_STRING || t->len > 15)
		return;
	memcpy(s.word, t->s, t->len);
	s.word[0] = digits_load8((char *)&s.word[0]);
	s.word[1] = digits_load8((char *)&s.word[1]);
	memcpy(&s.id, at, 4);
	o->sym[predict_sym_slot(s.word[0], s.word[1])] = s;
}

const char *
take_rest(uint64_t *v, const char *from, const char *p, const char *end,
    int max)
{
	if (p - from + 8 <= max && end - p >= 8 &&
	    digits_all8(digits_load8(p))) {
		*v = *v * 100000000 + digits_join8(digits_load8(p));
		p += 8;
	}
	for (; p < end && digits_is(*p); p++) {
		if (p - from == max)
			return NULL;
		*v = *v * 10 + (uint64_t)(*p - '0');
	}
	return p == from || (*from == '0' && p - from > 1) ? NULL : p;
}

int
predict_put(struct predict *o, struct piece *piece, unsigned char *row,
    const struct json_token *t, struct symtab *syms)
{
	const struct field *f = &o->schema->field[piece->field];
	struct err ignored = { 0 };
	const char *reason;

	if (json_value_put(row, o->schema, piece->field, t, syms, &reason,
		&ignored) == -1)
		return -1;
	if (f->type == F_TS)
		predict_keep_second(piece, t, row + f->off);
	if (f->type == F_SYM)
		predict_keep_symbol(o, t, row + f->off);
	return 0;
}

const char *
take_any(struct predict *o, struct piece *piece, unsigned char *row,
    const char *p, const char *end, struct symtab *syms)
{
	struct json_token t;

	if ((p = cut_value(&t, p, end)) == NULL ||
	    (piece->guess && t.type != JSON_NULL))
		return NULL;
	return predict_put(o, piece, row, &t, syms) == 0 ? p : NULL;
}

const char *
predict_read(struct predict *o, unsigned char *row, const char *line,
    const char *end, struct symtab *syms)
{
	const char *at = line, *text = o->text;
	struct piece *piece = o->piece, *last = piece + o->n;

	take_clear(o, row);
	for (; piece < last; text += piece++->len) {
		if ((size_t)(end - at) < piece->len ||
		    !take_same(at, text, piece->len))
			return NULL;
		at = take_value(o, piece, row, at + piece->len, end, syms);
		if (at == NULL)
			return NULL;
	}
	if ((size_t)(end - at) < last->len || !take_same(at, text, last->len))
		return NULL;
	return at + last->len;
}
