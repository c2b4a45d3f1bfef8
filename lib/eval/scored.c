/*
 * scored.c - sort rows by falling score, digit by digit.
 *
 * A score is turned into an integer that falls as the score rises: the bits of
 * a double order as integers do, negative ones the other way round.  A counting
 * sort by each digit, from the lowest, keeps the order of equal ones (Knuth
 * 5.2.5, algorithm R).  A digit that all scores share needs no pass, so single
 * precision takes half of them.
 */
#include "eval/scored.h"

#include <string.h>

enum { BITS = 11, DIGITS = 6, VALUES = 1 << BITS };
enum { FROM = 1000 }; /* fewer are sorted by comparison */

#define SIGN (UINT64_C(1) << 63)

static inline int
before(const struct scored *a, const struct scored *b)
{
	return a->score > b->score ||
	       (!(a->score < b->score) && a->row < b->row);
}

#define SORT_NAME items
#define SORT_TYPE struct scored
#define SORT_CTX const void *
#define SORT_BEFORE(ctx, a, b) before(&(a), &(b))
#include "math/introsort.h"

void
scored_sort(struct scored *a, size_t n)
{
	items_sort(a, n, NULL);
}

static inline uint64_t
key_of(double x)
{
	uint64_t k;

	x += 0.0; /* -0 is 0 */
	memcpy(&k, &x, sizeof(k));
	return k & SIGN ? k : ~k ^ SIGN;
}

static inline double
score_of(uint64_t k)
{
	double x;

	k = k & SIGN ? k : ~k ^ SIGN;
	memcpy(&x, &k, sizeof(x));
	return x;
}

/* A key takes the place of the score. */
static inline uint64_t
get(const struct scored *a)
{
	uint64_t k;

	memcpy(&k, &a->score, sizeof(k));
	return k;
}

static inline size_t
digit(uint64_t k, int d)
{
	return k >> (d * BITS) & (VALUES - 1);
}

/* Replace the scores by keys and count their digits. */
static void
count(struct scored *a, size_t n, uint32_t number[DIGITS][VALUES])
{
	uint64_t k;

	memset(number, 0, DIGITS * sizeof(*number));
	for (size_t i = 0; i < n; i++) {
		k = key_of(a[i].score);
		memcpy(&a[i].score, &k, sizeof(k));
		for (int d = 0; d < DIGITS; d++)
			number[d][digit(k, d)]++;
	}
}

/* Order by one digit. */
static void
pass(struct scored *to, const struct scored *a, size_t n, int d,
    uint32_t *number)
{
	uint32_t at = 0, here;

	for (size_t v = 0; v < VALUES; v++) {
		here = number[v];
		number[v] = at;
		at += here;
	}
	for (size_t i = 0; i < n; i++)
		to[number[digit(get(&a[i]), d)]++] = a[i];
}

void
scored_radix(struct scored *a, struct scored *spare, size_t n)
{
	uint32_t number[DIGITS][VALUES];
	struct scored *from = a, *to = spare, *t;

	if (n < FROM) {
		scored_sort(a, n);
		return;
	}
	count(a, n, number);
	for (int d = 0; d < DIGITS; d++) {
		if (number[d][digit(get(&from[0]), d)] == n)
			continue;
		pass(to, from, n, d, number[d]);
		t = from;
		from = to;
		to = t;
	}
	for (size_t i = 0; i < n; i++)
		a[i] = (struct scored){ score_of(get(&from[i])), from[i].row };
}
