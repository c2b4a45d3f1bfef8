/*
 * introsort.h - the body of a sort, to be included once per element type.
 *
 *	#define SORT_NAME	prefix of the functions made here
 *	#define SORT_TYPE	the element
 *	#define SORT_CTX	a pointer that SORT_BEFORE may need
 *	#define SORT_BEFORE(ctx, a, b)	1 if a belongs before b
 *	#include "math/introsort.h"
 *
 * makes static void NAME_sort(SORT_TYPE *a, size_t n, SORT_CTX ctx).
 *
 * Musser 1997: quicksort about the median of three, heapsort for a part
 * that has been divided 2 log2 n times, insertion sort for short parts.
 * In place; O(n log n) whatever the input; the shorter part is sorted by
 * recursion, the longer one by the loop, so at most log2 n calls deep.
 *
 * Both scans of a partition stop at elements that were themselves compared with
 * the pivot.  So an inconsistent order (NaN) gives an unsorted result but never
 * reads outside a[].
 */
#define SORT_CAT_(a, b) a##_##b
#define SORT_CAT(a, b) SORT_CAT_(a, b)
#define SORT_(what) SORT_CAT(SORT_NAME, what)

static inline void
SORT_(swap)(SORT_TYPE *a, SORT_TYPE *b)
{
	SORT_TYPE t = *a;

	*a = *b;
	*b = t;
}

static void
SORT_(insertion)(SORT_TYPE *a, size_t n, SORT_CTX ctx)
{
	SORT_TYPE v;
	size_t i, j;

	(void)ctx;
	for (i = 1; i < n; i++) {
		v = a[i];
		for (j = i; j > 0 && SORT_BEFORE(ctx, v, a[j - 1]); j--)
			a[j] = a[j - 1];
		a[j] = v;
	}
}

/* Let a[i] sink until neither child belongs after it. */
static void
SORT_(sift)(SORT_TYPE *a, size_t i, size_t n, SORT_CTX ctx)
{
	SORT_TYPE v = a[i];
	size_t child;

	(void)ctx;
	for (; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && SORT_BEFORE(ctx, a[child], a[child + 1]))
			child++;
		if (!SORT_BEFORE(ctx, v, a[child]))
			break;
		a[i] = a[child];
	}
	a[i] = v;
}

static void
SORT_(heap)(SORT_TYPE *a, size_t n, SORT_CTX ctx)
{
	size_t i;

	for (i = n / 2; i-- > 0;)
		SORT_(sift)(a, i, n, ctx);
	for (i = n; i-- > 1;) {
		SORT_(swap)(a, a + i);
		SORT_(sift)(a, 0, i, ctx);
	}
}

/* Divide a[n], n >= 3: a[0..*left) belongs before a[*right..n). */
static void
SORT_(partition)(size_t *left, size_t *right, SORT_TYPE *a, size_t n,
    SORT_CTX ctx)
{
	SORT_TYPE p;
	size_t i = 0, j = n - 1, mid = n / 2;

	(void)ctx;
	if (SORT_BEFORE(ctx, a[mid], a[0]))
		SORT_(swap)(a + mid, a);
	if (SORT_BEFORE(ctx, a[j], a[mid]))
		SORT_(swap)(a + j, a + mid);
	if (SORT_BEFORE(ctx, a[mid], a[0]))
		SORT_(swap)(a + mid, a);
	p = a[mid];
	for (;;) {
		while (SORT_BEFORE(ctx, a[i], p))
			i++;
		while (SORT_BEFORE(ctx, p, a[j]))
			j--;
		if (i >= j)
			break;
		SORT_(swap)(a + i++, a + j--);
	}
	/* If the scans met on one element, it is in its place. */
	*left = i;
	*right = i == j ? i + 1 : i;
}

/* How often a part may be divided in two: 2 log2 n. */
static int
SORT_(depth)(size_t n)
{
	int depth = 0;

	for (; n > 1; n /= 2)
		depth += 2;
	return depth;
}

static void
SORT_(divide)(SORT_TYPE *a, size_t n, int depth, SORT_CTX ctx)
{
	size_t left, right;

	while (n > 16) {
		if (depth-- == 0) {
			SORT_(heap)(a, n, ctx);
			return;
		}
		SORT_(partition)(&left, &right, a, n, ctx);
		if (left < n - right) {
			SORT_(divide)(a, left, depth, ctx);
			a += right;
			n -= right;
		} else {
			SORT_(divide)(a + right, n - right, depth, ctx);
			n = left;
		}
	}
	SORT_(insertion)(a, n, ctx);
}

static void
SORT_(sort)(SORT_TYPE *a, size_t n, SORT_CTX ctx)
{
	SORT_(divide)(a, n, SORT_(depth)(n), ctx);
}

#undef SORT_CAT_
#undef SORT_CAT
#undef SORT_
#undef SORT_NAME
#undef SORT_TYPE
#undef SORT_CTX
#undef SORT_BEFORE
