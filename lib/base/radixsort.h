/*
 * radixsort.h - the body of a stable sort by a 64-bit key, to be included once
 * per element type.
 *
 *	#define RADIX_NAME	prefix of the functions made here
 *	#define RADIX_TYPE	the element
 *	#define RADIX_KEY(a)	its uint64_t
 *	#include "base/radixsort.h"
 *
 * makes static RADIX_TYPE *NAME_radix(RADIX_TYPE *a, RADIX_TYPE *spare,
 * size_t n).  Both arrays have n elements; the one returned is sorted, the
 * other one holds nothing.
 *
 * By bytes from the lowest one on; a byte that is the same in all keys costs no
 * pass.  O(n), at most 8 passes.
 */
#define RADIX_CAT_(a, b) a##_##b
#define RADIX_CAT(a, b) RADIX_CAT_(a, b)
#define RADIX_(what) RADIX_CAT(RADIX_NAME, what)

/* By byte d of the keys, from a to `to', those of equal bytes as they are. */
static void
RADIX_(pass)(RADIX_TYPE *to, const RADIX_TYPE *a, size_t n, int d,
    const size_t count[256])
{
	size_t start[256], sum = 0, i;
	int b;

	for (b = 0; b < 256; b++) {
		start[b] = sum;
		sum += count[b];
	}
	for (i = 0; i < n; i++) {
		b = (int)(RADIX_KEY(a[i]) >> 8 * d & 0xff);
		to[start[b]++] = a[i];
	}
}

static RADIX_TYPE *
RADIX_(radix)(RADIX_TYPE *a, RADIX_TYPE *spare, size_t n)
{
	size_t count[8][256], i;
	RADIX_TYPE *from = a, *to = spare, *swap;
	int d;

	memset(count, 0, sizeof(count));
	for (i = 0; i < n; i++)
		for (d = 0; d < 8; d++)
			count[d][RADIX_KEY(a[i]) >> 8 * d & 0xff]++;
	for (d = 0; d < 8; d++) {
		if (n == 0 || count[d][RADIX_KEY(a[0]) >> 8 * d & 0xff] == n)
			continue;
		RADIX_(pass)(to, from, n, d, count[d]);
		swap = from;
		from = to;
		to = swap;
	}
	return from;
}

#undef RADIX_
#undef RADIX_CAT
#undef RADIX_CAT_
#undef RADIX_NAME
#undef RADIX_TYPE
#undef RADIX_KEY
