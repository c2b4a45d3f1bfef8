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

int
tks_check(const unsigned char *head, uint32_t length)
{
	uint64_t sum;

	memcpy(&sum, head + 24, 8);
	return sum == checksum(head, length);
}
