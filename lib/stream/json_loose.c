/*
 * json_loose.c - lines with the keys of one seen before, in another order.
 *
 * JSON objects have no order, and some producers shuffle theirs.  A key is
 * looked up by its first eight bytes and length in a small table of the learnt
 * line's keys; each must come once, and "kind" must be the same.  All other
 * lines go to the tokeniser.
 */
#include "stream/json_take.h"

static unsigned
slot_of(uint64_t head, size_t len)
{
	return (unsigned)(((head + len) * UINT64_C(0x9e3779b97f4a7c15)) >> 56);
}

/* The first eight bytes of a name, or all of it. */
static uint64_t
head_of(const char *name, size_t len)
{
	char word[8] = { 0 };

	memcpy(word, name, len < 8 ? len : 8);
	return digits_load8(word);
}

/* The kind is compared as written in the line: it must have no escapes. */
static int
is_plain(const char *s)
{
	while (*s >= 0x20 && *s < 0x7f && *s != '"' && *s != '\\')
		s++;
	return *s == '\0';
}

void
loose_learn(struct predict *o)
{
	const char *name;
	unsigned at;
	int i;

	memset(o->slot, 0, sizeof(o->slot));
	o->loose = o->n <= LOOSE_KEYS && is_plain(o->schema->kind);
	for (i = 0; o->loose && i < o->n; i++) {
		name = o->schema->field[o->piece[i].field].name;
		at = slot_of(head_of(name, strlen(name)), strlen(name));
		while (o->slot[at] != 0)
			at = (at + 1) % LOOSE_SLOTS;
		o->slot[at] = (unsigned char)(i + 1);
	}
}

/* The piece of a key, or -1. */
static int
find_piece(const struct predict *o, const char *key, size_t len, uint64_t head)
{
	const char *name;
	unsigned at = slot_of(head, len);

	if (len > FIELD_NAME_MAX)
		return -1;
	for (; o->slot[at] != 0; at = (at + 1) % LOOSE_SLOTS) {
		name = o->schema->field[o->piece[o->slot[at] - 1].field].name;
		if (take_same(name, key, len) && name[len] == '\0')
			return o->slot[at] - 1;
	}
	return -1;
}

/* The key in quotes at p, without escapes: where it ends, and its head. */
static const char *
take_key(uint64_t *head, const char *p, const char *end)
{
	uint64_t x, stop;
	int n;

	if (end - p < 10 || *p++ != '"')
		return NULL;
	x = digits_load8(p);
	stop = take_special(x);
	n = stop != 0 ? __builtin_ctzll(stop) / 8 : 8;
	*head = n == 8 ? x : n > 0 ? x & UINT64_MAX >> (64 - 8 * n) : 0;
	for (p += n; stop == 0 && end - p >= 8; p += n) {
		stop = take_special(digits_load8(p));
		n = stop != 0 ? __builtin_ctzll(stop) / 8 : 8;
	}
	return p < end && *p == '"' ? p : NULL;
}

static inline const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && *p == ' ')
		p++;
	return p;
}

static const char *
take_kind(const struct schema *s, const char *p, const char *end)
{
	size_t len = strlen(s->kind);

	if ((size_t)(end - p) < len + 2 || p[0] != '"' || p[len + 1] != '"' ||
	    !take_same(p + 1, s->kind, len))
		return NULL;
	return p + len + 2;
}

/* A key and its value; seen has a bit for each piece, the next for kind. */
static const char *
take_pair(struct predict *o, unsigned char *row, uint64_t *seen, const char *p,
    const char *end, struct symtab *syms)
{
	const char *key = p + 1, *q;
	uint64_t head, bit;
	size_t len;
	int i;

	if ((q = take_key(&head, p, end)) == NULL)
		return NULL;
	len = (size_t)(q - key);
	q = skip_blanks(q + 1, end);
	if (q == end || *q != ':')
		return NULL;
	q = skip_blanks(q + 1, end);
	i = len == 4 && take_same(key, "kind", 4)
		? o->n
		: find_piece(o, key, len, head);
	bit = i < 0 ? 0 : UINT64_C(1) << i;
	if (bit == 0 || (*seen & bit) != 0)
		return NULL;
	*seen |= bit;
	return i == o->n ? take_kind(o->schema, q, end)
			 : take_value(o, &o->piece[i], row, q, end, syms);
}

const char *
loose_read(struct predict *o, unsigned char *row, const char *line,
    const char *end, struct symtab *syms)
{
	const char *p = line;
	uint64_t seen = 0;

	if (!o->loose || p == end || *p != '{')
		return NULL;
	take_clear(o, row);
	do {
		p = skip_blanks(p + 1, end);
		if ((p = take_pair(o, row, &seen, p, end, syms)) == NULL)
			return NULL;
		p = skip_blanks(p, end);
	} while (p < end && *p == ',');
	return p < end && *p == '}' && seen == UINT64_MAX >> (63 - o->n) ? p + 1
									 : NULL;
}
