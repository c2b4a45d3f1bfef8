/*
 * arena.h - scratch memory of floats, handed out in order.
 *
 * The same code that takes memory from an arena counts it when the arena has
 * none: take all once with base NULL, allocate `used' floats, take again.
 */
#ifndef MATH_ARENA_H
#define MATH_ARENA_H

#include <stddef.h>

struct arena {
	float *base; /* aligned to 64 bytes; NULL: only count */
	size_t used; /* floats, a multiple of 16 */
};

static inline float *
arena_take(struct arena *a, size_t n)
{
	float *p = a->base != NULL ? a->base + a->used : NULL;

	a->used += (n + 15) / 16 * 16;
	return p;
}

#endif
