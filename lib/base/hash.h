/*
 * hash.h - the two hashes of the project.
 *
 * XXH64 (Collet, xxHash specification 0.1.1) guards blocks and names steps;
 * FNV-1a 64 (Fowler, Noll, Vo) shards symbols and fills hash tables, for it
 * is one line in any language.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash_xxh64(const void *data, size_t len, uint64_t seed);
uint64_t hash_fnv1a(const void *data, size_t len);

#endif
