/*
 * json_predict.c - lines that are built like one seen before.
 *
 * Producers write the same keys in the same order, so between its values a
 * line repeats the one before.  The comparison takes the place of finding
 * and looking up keys; only the values are looked at.  The grammar is that of
 * the tokeniser: whatever it would refuse is not read here.
 */
#include "stream/json_predict.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"

static int
make_room(struct predict *p, size_t text, int pieces)
{
	struct piece *piece;
	char *t;

	if (text > p->room) {
		if ((t = realloc(p->text, text)) == NULL)
			return -1;
		p->text = t;
		p->room = text;
	}
	if (pieces > p->piece_room) {
		piece = realloc(p->piece, (size_t)pieces * sizeof(*piece));
		if (piece == NULL)
			return -1;
		p->piece = piece;
		p->piece_room = pieces;
	}
	return 0;
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
		p->piece[i] = (struct piece){ .len = (uint32_t)(start - from),
			.field = pair[i].field,
			.guess = guess[pair[i].field] };
		from = t->s + t->len + quote;
	}
	memcpy(out, from, (size_t)(line + len - from));
	p->piece[i] = (struct piece){ .len = (uint32_t)(line + len - from) };
	p->n = npair;
	p->whole = npair == s->nfield;
	p->schema = s;
}

void
predict_fini(struct predict *p)
{
	free(p->text);
	free(p->piece);
	memset(p, 0, sizeof(*p));
}

/* memcmp's call costs more than the few bytes of a key. */
static inline int
same_bytes(const char *a, const char *b, size_t n)
{
	uint64_t x, y;

	if (n < 8) {
		for (; n > 0; n--)
			if (a[n - 1] != b[n - 1])
				return 0;
		return 1;
	}
	for (;; a += 8, b += 8, n -= 8) {
		if (n < 8) { /* the last eight again, overlapping */
			a -= 8 - n;
			b -= 8 - n;
			n = 8;
		}
		memcpy(&x, a, 8);
		memcpy(&y, b, 8);
		if (x != y)
			return 0;
		if (n == 8)
			return 1;
	}
}

/* The closing quote of a text without escapes, or NULL; see skip_plain in
 * base/json.c for the test of eight bytes. */
static const char *
string_end(const char *q, const char *end)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t x;

	while (q < end) {
		if (end - q >= 8) {
			memcpy(&x, q, 8);
			x = (x | (x - ones * 0x20) | ((x ^ ones * '"') - ones) |
				((x ^ ones * '\\') - ones)) &
			    ones * 0x80;
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

/* Digits in the form of JSON's whole numbers, at most max; NULL when there
 * are none, or more. */
static inline const char *
take_whole(uint64_t *v, const char *p, const char *end, int max)
{
	const char *from = p;

	for (*v = 0; p < end && *p >= '0' && *p <= '9'; p++) {
		if (p - from == max)
			return NULL;
		*v = *v * 10 + (uint64_t)(*p - '0');
	}
	return p == from || (*from == '0' && p - from > 1) ? NULL : p;
}

static inline const char *
take_signed(unsigned char *at, unsigned len, const char *p, const char *end)
{
	int64_t v, top = INT64_MAX >> (64 - 8 * len);
	int neg = p < end && *p == '-';
	uint64_t m;

	if ((p = take_whole(&m, p + neg, end, 18)) == NULL)
		return NULL;
	v = neg ? -(int64_t)m : (int64_t)m;
	if (v >= top || v < -top - 1)
		return NULL;
	json_value_store(at, len, (uint64_t)v);
	return p;
}

static inline const char *
take_unsigned(unsigned char *at, unsigned len, const char *p, const char *end)
{
	uint64_t v;

	p = take_whole(&v, p, end, 18);
	if (p == NULL || v >= UINT64_MAX >> (64 - 8 * len))
		return NULL;
	json_value_store(at, len, v);
	return p;
}

/* A decimal below 10^9 with up to nine places, to units of 1e-9. */
static inline const char *
take_fixed(unsigned char *at, const char *p, const char *end)
{
	static const uint32_t unit[] = { 1000000000, 100000000, 10000000,
		1000000, 100000, 10000, 1000, 100, 10, 1 };
	int neg = p < end && *p == '-';
	const char *from;
	uint64_t m, part = 0;

	if ((p = take_whole(&m, p + neg, end, 9)) == NULL)
		return NULL;
	m *= unit[0];
	if (p < end && *p == '.') {
		from = ++p;
		for (; p < end && *p >= '0' && *p <= '9'; p++) {
			if (p - from == 9)
				return NULL;
			part = part * 10 + (uint64_t)(*p - '0');
		}
		if (p == from)
			return NULL;
		m += part * unit[p - from];
	}
	json_value_store(at, 8, neg ? -m : m);
	return p;
}

static inline const char *
take_char(unsigned char *at, const char *p, const char *end)
{
	unsigned char c;

	if (end - p < 3 || p[0] != '"' || p[2] != '"')
		return NULL;
	c = (unsigned char)p[1];
	if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
		return NULL;
	*at = c;
	return p + 3;
}

/* Our own form of a time, in the same second as the one before. */
static inline const char *
take_time(unsigned char *at, const struct piece *piece, const char *p,
    const char *end)
{
	uint64_t part;

	if (end - p < TS_ISO_LEN + 2 || p[0] != '"' || p[30] != 'Z' ||
	    p[31] != '"' || memcmp(p + 1, piece->second, 20) != 0 ||
	    num_u64(&part, p + 21, 9) != 0)
		return NULL;
	json_value_store(at, 8, piece->second_ns + part);
	return p + TS_ISO_LEN + 2;
}

static void
keep_second(struct piece *piece, const struct json_token *t,
    const unsigned char *at)
{
	uint64_t ns;

	if (t->type != JSON_STRING || t->len != TS_ISO_LEN || t->s[19] != '.' ||
	    t->s[29] != 'Z')
		return;
	memcpy(&ns, at, 8);
	if (ns > UINT64_MAX - 2 * NS_SECOND) /* the last second is not whole */
		return;
	memcpy(piece->second, t->s, 20);
	piece->second_ns = ns - ns % NS_SECOND;
}

/* The usual forms straight into the row: where the value ends, or NULL for
 * json_value_put to have its say. */
static inline const char *
take_usual(unsigned char *at, const struct field *f, const struct piece *piece,
    const char *p, const char *end)
{
	switch (f->type) {
	case F_PX:
		return take_fixed(at, p, end);
	case F_QTY:
		return f->scale == 9 ? take_fixed(at, p, end)
				     : take_signed(at, 8, p, end);
	case F_TS:
		return take_time(at, piece, p, end);
	case F_CHAR:
		return take_char(at, p, end);
	case F_I8:
	case F_I16:
	case F_I32:
	case F_I64:
		return take_signed(at, f->len, p, end);
	case F_U8:
	case F_U16:
	case F_U32:
	case F_U64:
		return take_unsigned(at, f->len, p, end);
	default:
		return NULL;
	}
}

/* Any simple form; NULL: the tokeniser must say what it is. */
static const char *
take_value(unsigned char *row, const struct schema *s, struct piece *piece,
    const char *p, const char *end, struct symtab *syms)
{
	const struct field *f = &s->field[piece->field];
	struct err ignored;
	struct json_token t;
	const char *reason;

	if ((p = cut_value(&t, p, end)) == NULL ||
	    (piece->guess && t.type != JSON_NULL))
		return NULL;
	ignored.set = 0;
	if (json_value_put(row, s, piece->field, &t, syms, &reason, &ignored) ==
	    -1)
		return NULL;
	if (f->type == F_TS)
		keep_second(piece, &t, row + f->off);
	return p;
}

int
predict_read(struct predict *p, unsigned char *row, const char *line,
    size_t len, struct symtab *syms)
{
	const char *at = line, *end = line + len, *text = p->text, *next;
	struct piece *piece = p->piece, *last = piece + p->n;
	const struct schema *s = p->schema;
	const struct field *f;

	if (p->whole)
		memset(row, 0, s->row_size);
	else
		row_clear(row, s);
	for (; piece < last; text += piece++->len) {
		if ((size_t)(end - at) < piece->len ||
		    !same_bytes(at, text, piece->len))
			return 0;
		at += piece->len;
		f = &s->field[piece->field];
		next = take_usual(row + f->off, f, piece, at, end);
		if (next == NULL)
			next = take_value(row, s, piece, at, end, syms);
		if (next == NULL)
			return 0;
		at = next;
	}
	return (size_t)(end - at) == last->len &&
	       same_bytes(at, text, last->len);
}
