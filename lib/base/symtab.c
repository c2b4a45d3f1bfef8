/*
 * symtab.c - texts to dense numbers: the symbols of one process.
 *
 * Open addressing with linear probing over the low bits of FNV-1a folded to
 * 32 bits; the table doubles at three quarters.  A slot keeps the hash, so
 * growing never looks at the texts and a probe compares only on a match.
 * Texts lie in chunks that never move.
 *
 * The bound counts the symbols; the missing symbol comes on top of it.
 * Cost: 8 bytes a slot, 16 an id, the text and its NUL.  FNV-1a does not
 * resist chosen texts: the bound is what limits their harm.
 */
#include "base/symtab.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/huge.h"

enum { CHUNK_SIZE = 1 << 16, SLOTS_FIRST = 64, ENTRIES_FIRST = 32 };

struct slot {
	uint32_t hash;
	uint32_t id; /* 0: empty slot */
};

struct entry {
	const char *text;
	size_t len;
};

struct chunk {
	struct chunk *next;
	size_t used;
	char text[CHUNK_SIZE];
};

struct symtab {
	struct slot *slots;
	size_t nslots; /* a power of two */
	struct entry *entries;
	size_t room; /* of entries */
	uint32_t count, max;
	struct chunk *chunks; /* the one being filled comes first */
};

static uint32_t
hash_text(const char *s, size_t len)
{
	uint64_t h = hash_fnv1a(s, len);

	return (uint32_t)(h ^ h >> 32);
}

/* The slot that holds the text, or the empty one where it would go. */
static struct slot *
probe(const struct symtab *t, uint32_t hash, const char *s, size_t len)
{
	size_t mask = t->nslots - 1;

	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		struct slot *slot = &t->slots[i];
		const struct entry *e = &t->entries[slot->id];

		if (slot->id == 0)
			return slot;
		if (slot->hash == hash && e->len == len &&
		    memcmp(e->text, s, len) == 0)
			return slot;
	}
}

static int
grow_slots(struct symtab *t)
{
	size_t n = t->nslots * 2, mask = n - 1;
	struct slot *slots = huge_zero(n * sizeof(*slots));

	if (slots == NULL)
		return -1;
	for (size_t i = 0; i < t->nslots; i++) {
		size_t at = t->slots[i].hash & mask;

		if (t->slots[i].id == 0)
			continue;
		while (slots[at].id != 0)
			at = (at + 1) & mask;
		slots[at] = t->slots[i];
	}
	free(t->slots);
	t->slots = slots;
	t->nslots = n;
	return 0;
}

static int
grow_entries(struct symtab *t)
{
	return array_grow(&t->entries, &t->room, t->room + 1,
	    sizeof(*t->entries));
}

/* A copy with a NUL behind, in a chunk; NULL without memory. */
static const char *
keep_text(struct symtab *t, const char *s, size_t len)
{
	struct chunk *c = t->chunks;
	char *out;

	if (c == NULL || CHUNK_SIZE - c->used < len + 1) {
		c = malloc(sizeof(*c));
		if (c == NULL)
			return NULL;
		c->next = t->chunks;
		c->used = 0;
		t->chunks = c;
	}
	out = c->text + c->used;
	memcpy(out, s, len);
	out[len] = '\0';
	c->used += len + 1;
	return out;
}

struct symtab *
symtab_new(uint32_t max)
{
	struct symtab *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->max = max < UINT32_MAX ? max : UINT32_MAX - 1;
	t->nslots = SLOTS_FIRST;
	t->room = ENTRIES_FIRST;
	t->slots = calloc(t->nslots, sizeof(*t->slots));
	t->entries = calloc(t->room, sizeof(*t->entries));
	if (t->slots == NULL || t->entries == NULL) {
		symtab_free(t);
		return NULL;
	}
	t->entries[0].text = "";
	t->count = 1;
	return t;
}

void
symtab_free(struct symtab *t)
{
	struct chunk *next;

	if (t == NULL)
		return;
	for (struct chunk *c = t->chunks; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	free(t->slots);
	free(t->entries);
	free(t);
}

static uint32_t
add_new(struct symtab *t, uint32_t hash, const char *s, size_t len,
    struct err *err)
{
	const char *text;
	uint32_t id = t->count;

	if (t->count > t->max) {
		err_set(err,
		    "symbol \"%.*s\": more than %u symbols and other words: "
		    "raise --max-symbols, or declare a text that differs from "
		    "row to row with --field NAME:cN",
		    (int)(len < 40 ? len : 40), s, (unsigned)t->max);
		return 0;
	}
	if ((id == t->room && grow_entries(t) < 0) ||
	    (id >= t->nslots / 4 * 3 && grow_slots(t) < 0) ||
	    (text = keep_text(t, s, len)) == NULL) {
		err_set(err, "out of memory for %u symbols", (unsigned)id);
		return 0;
	}
	t->entries[id] = (struct entry){ .text = text, .len = len };
	*probe(t, hash, s, len) = (struct slot){ .hash = hash, .id = id };
	t->count++;
	return id;
}

uint32_t
symtab_hash(const struct symtab *t, const char *s, size_t len)
{
	uint32_t hash = hash_text(s, len);

	__builtin_prefetch(&t->slots[hash & (t->nslots - 1)]);
	return hash;
}

uint32_t
symtab_add_hashed(struct symtab *t, uint32_t hash, const char *s, size_t len,
    struct err *err)
{
	uint32_t id;

	if (len == 0)
		return 0;
	if (len > SYM_LEN_MAX) {
		err_set(err, "symbol \"%.20s...\": %zu bytes, at most %d", s,
		    len, SYM_LEN_MAX);
		return 0;
	}
	id = probe(t, hash, s, len)->id;
	return id != 0 ? id : add_new(t, hash, s, len, err);
}

uint32_t
symtab_add(struct symtab *t, const char *s, size_t len, struct err *err)
{
	return symtab_add_hashed(t, hash_text(s, len), s, len, err);
}

uint32_t
symtab_find(const struct symtab *t, const char *s, size_t len)
{
	if (len == 0 || len > SYM_LEN_MAX)
		return 0;
	return probe(t, hash_text(s, len), s, len)->id;
}

const char *
symtab_text(const struct symtab *t, uint32_t id, size_t *len)
{
	if (id >= t->count)
		BUG("symbol id out of range");
	if (len != NULL)
		*len = t->entries[id].len;
	return t->entries[id].text;
}

void
symtab_fetch(const struct symtab *t, uint32_t far, uint32_t near)
{
	__builtin_prefetch(&t->entries[far]);
	__builtin_prefetch(t->entries[near].text);
}

uint32_t
symtab_count(const struct symtab *t)
{
	return t->count;
}

int
symtab_cmp(const struct symtab *t, uint32_t a, uint32_t b)
{
	size_t alen, blen;
	const char *atext = symtab_text(t, a, &alen);
	const char *btext = symtab_text(t, b, &blen);
	int c = memcmp(atext, btext, alen < blen ? alen : blen);

	return c != 0 ? c : (alen > blen) - (alen < blen);
}
