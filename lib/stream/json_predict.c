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
		p->piece[i] = (struct piece){ (uint32_t)(start - from),
			pair[i].field, guess[pair[i].field] };
		from = t->s + t->len + quote;
	}
	memcpy(out, from, (size_t)(line + len - from));
	p->piece[i] = (struct piece){ (uint32_t)(line + len - from), -1, 0 };
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

int
predict_read(const struct predict *p, unsigned char *row, const char *line,
    size_t len, struct symtab *syms)
{
	const char *at = line, *end = line + len, *text = p->text, *reason;
	const struct piece *piece = p->piece, *last = piece + p->n;
	struct json_token t;
	struct err ignored;

	ignored.set = 0;
	if (p->whole)
		memset(row, 0, p->schema->row_size);
	else
		row_clear(row, p->schema);
	for (; piece < last; text += piece++->len) {
		if ((size_t)(end - at) < piece->len ||
		    !same_bytes(at, text, piece->len))
			return 0;
		if ((at = cut_value(&t, at + piece->len, end)) == NULL ||
		    (piece->guess && t.type != JSON_NULL))
			return 0;
		if (json_value_put(row, p->schema, piece->field, &t, syms,
			&reason, &ignored) == -1)
			return 0;
	}
	return (size_t)(end - at) == last->len &&
	       same_bytes(at, text, last->len);
}
