/*
 * hash.h - the two hashes of the project.
 *
 * XXH64 (Collet, xxHash specification 0.1.1) guards blocks and names steps;
 * FNV-1a 64 (Fowler, Noll, Vo) shards symbols and is used in hash tables: it
 * is one line in any language.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash_xxh64(const void *data, size_t len, uint64_t seed);

/*
 * n at once, at most HASH_MANY: sum[i] = hash_xxh64(data[i], len[i], seed[i]).
 * Up to twice as fast as n separate calls, when the lengths are similar and
 * the CPU has 64-bit vector multiplication (AVX-512 DQ); otherwise equally
 * fast.
 */
enum { HASH_MANY = 8 };
void hash_xxh64_many(uint64_t *sum, const void *const *data, const size_t *len,
    const uint64_t *seed, int n);

uint64_t hash_fnv1a(const void *data, size_t len);

#endif
