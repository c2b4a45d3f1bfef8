/*
 * tks.c - block headers of the binary stream.
 */
#include "stream/tks.h"

#include <string.h>

#include "base/hash.h"

static const unsigned char magic[4] = { 0x89, 'T', 'K', 'S' };

static uint64_t
checksum(const unsigned char *head, uint32_t length)
{
	return hash_xxh64(head + TKS_HEAD, length, hash_xxh64(head, 24, 0));
}

void
tks_seal(unsigned char *head, const struct tks_block *b)
{
	uint64_t sum;

	memcpy(head, magic, 4);
	head[4] = b->type;
	head[5] = b->flags;
	memcpy(head + 6, &b->schema, 2);
	memcpy(head + 8, &b->count, 4);
	memcpy(head + 12, &b->length, 4);
	memcpy(head + 16, &b->first, 8);
	sum = checksum(head, b->length);
	memcpy(head + 24, &sum, 8);
}

int
tks_open(struct tks_block *b, const unsigned char *head)
{
	if (memcmp(head, magic, 4) != 0)
		return -1;
	b->type = head[4];
	b->flags = head[5];
	memcpy(&b->schema, head + 6, 2);
	memcpy(&b->count, head + 8, 4);
	memcpy(&b->length, head + 12, 4);
	memcpy(&b->first, head + 16, 8);
	return 0;
}

static void
put_field(unsigned char *p, const struct field *f)
{
	char type[8] = "";
	const char *name = ftype_name(type, f->type, f->len);

	memcpy(p, f->name, strlen(f->name));
	memcpy(p + 64, f->unit, strlen(f->unit));
	memcpy(p + 96, name, strlen(name));
	memcpy(p + 104, &f->off, 4);
	memcpy(p + 108, &f->len, 2);
	p[110] = f->scale;
}

void
tks_put_schema(unsigned char *p, const struct schema *s)
{
	int i;

	memcpy(p, &s->row_size, 4);
	memcpy(p + 8, s->kind, strlen(s->kind));
	for (i = 0; i < s->nfield; i++)
		put_field(p + TKS_SCHEMA + (size_t)i * TKS_FIELD, &s->field[i]);
}

/* The block at p, if it is whole in n bytes: its length, else 0. */
static size_t
whole_at(const unsigned char *p, size_t n)
{
	struct tks_block b;

	if (n < TKS_HEAD || tks_open(&b, p) == -1 ||
	    b.length > TKS_LENGTH_MAX || b.length > n - TKS_HEAD)
		return 0;
	return TKS_HEAD + (size_t)b.length;
}

size_t
tks_check(const unsigned char *p, size_t n)
{
	const void *data[HASH_MANY];
	size_t size[HASH_MANY], len[HASH_MANY], good = 0, at = 0;
	uint64_t seed[HASH_MANY], sum[HASH_MANY], want;
	int blocks, i;

	for (blocks = 0; blocks < HASH_MANY; blocks++) {
		if ((size[blocks] = whole_at(p + at, n - at)) == 0)
			break;
		seed[blocks] = hash_xxh64(p + at, 24, 0);
		data[blocks] = p + at + TKS_HEAD;
		len[blocks] = size[blocks] - TKS_HEAD;
		at += size[blocks];
	}
	if (blocks == 0)
		return 0;
	hash_xxh64_many(sum, data, len, seed, blocks);
	for (i = 0; i < blocks; i++) {
		memcpy(&want, (const unsigned char *)data[i] - 8, 8);
		if (sum[i] != want)
			break;
		good += size[i];
	}
	return good;
}
