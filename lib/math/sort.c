/*
 * sort.c - sort values, select one, sort indexes by descending key.
 *
 * Sorting is introsort (introsort.h): in place, O(n log n) at worst.
 * Selection is Hoare 1961, FIND (CACM algorithm 65), with the same
 * partition: O(n) on average; a part that has been divided 2 log2 n times is
 * sorted instead, so O(n log n) at worst.
 * The order of indexes is total, equal keys by index, so it is the same
 * whatever the algorithm; -0 and 0 are equal.
 */
#include "math/stats.h"

#include "base/err.h"

#define SORT_NAME rising
#define SORT_TYPE double
#define SORT_CTX const void *
#define SORT_BEFORE(ctx, a, b) ((a) < (b))
#include "math/introsort.h"

static inline int
key_before(const double *key, uint32_t a, uint32_t b)
{
	return key[a] > key[b] || (!(key[a] < key[b]) && a < b);
}

#define SORT_NAME falling
#define SORT_TYPE uint32_t
#define SORT_CTX const double *
#define SORT_BEFORE(ctx, a, b) key_before(ctx, a, b)
#include "math/introsort.h"

void
stats_sort(double *a, size_t n)
{
	rising_sort(a, n, NULL);
}

double
stats_select(double *a, size_t n, size_t k)
{
	int depth = rising_depth(n);
	size_t lo = 0, hi = n, left, right; /* what is left: a[lo..hi) */

	while (hi - lo >= 3 && depth-- > 0) {
		rising_partition(&left, &right, a + lo, hi - lo, NULL);
		if (k >= lo + right)
			lo += right;
		else if (k < lo + left)
			hi = lo + left;
		else
			return a[k];
	}
	rising_sort(a + lo, hi - lo, NULL);
	return a[k];
}

void
stats_order_desc(uint32_t *order, const double *key, size_t n)
{
	size_t i;

	if (n > UINT32_MAX)
		BUG("more rows than an order of 32-bit indexes can name");
	for (i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	falling_sort(order, n, key);
}
