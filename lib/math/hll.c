/*
 * hll.c - HyperLogLog, exact while there are few values.
 *
 * The first 12 bits of a hash choose a register.  The register keeps the
 * maximum position of the first 1 bit in the other 52, counted from 1; 53 if
 * all are 0.
 */
#include "math/hll.h"

#include <math.h>
#include <string.h>

enum { REST = 64 - HLL_BITS };

static void
raise(uint8_t *reg, uint64_t hash)
{
	uint64_t rest = hash << HLL_BITS;
	uint8_t rank =
	    rest == 0 ? REST + 1 : (uint8_t)(__builtin_clzll(rest) + 1);
	uint8_t *r = &reg[hash >> REST];

	if (rank > *r)
		*r = rank;
}

static void
to_registers(struct hll *h)
{
	uint64_t value[HLL_EXACT];
	uint32_t i;

	memcpy(value, h->u.value, sizeof(value));
	memset(h->u.reg, 0, sizeof(h->u.reg));
	for (i = 0; i < h->n; i++)
		raise(h->u.reg, value[i]);
	h->n = 0;
	h->many = 1;
}

/* The index of a value among those kept, or where it would be inserted. */
static uint32_t
place(const struct hll *h, uint64_t hash)
{
	uint32_t lo = 0, hi = h->n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (h->u.value[mid] < hash)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void
hll_add(struct hll *h, uint64_t hash)
{
	uint32_t i;

	if (!h->many) {
		i = place(h, hash);
		if (i < h->n && h->u.value[i] == hash)
			return;
		if (h->n < HLL_EXACT) {
			memmove(&h->u.value[i + 1], &h->u.value[i],
			    (h->n - i) * sizeof(h->u.value[0]));
			h->u.value[i] = hash;
			h->n++;
			return;
		}
		to_registers(h);
	}
	raise(h->u.reg, hash);
}

void
hll_merge(struct hll *h, const struct hll *more)
{
	uint32_t i;

	if (!more->many) {
		for (i = 0; i < more->n; i++)
			hll_add(h, more->u.value[i]);
		return;
	}
	if (!h->many)
		to_registers(h);
	for (i = 0; i < HLL_SIZE; i++)
		if (more->u.reg[i] > h->u.reg[i])
			h->u.reg[i] = more->u.reg[i];
}

/* x + sum_{k >= 1} x^(2^k) 2^(k-1), x < 1; Ertl 2017, equation 16. */
static double
sigma(double x)
{
	double y = 1, z = x, before;

	do {
		x *= x;
		before = z;
		z += x * y;
		y += y;
	} while (z != before);
	return z;
}

/* (1 - x - sum_{k >= 1} (1 - x^(2^-k))^2 2^-k) / 3; equation 18. */
static double
tau(double x)
{
	double y = 1, z = 1 - x, before;

	if (x == 0 || x == 1)
		return 0;
	do {
		x = sqrt(x);
		before = z;
		y *= 0.5;
		z -= (1 - x) * (1 - x) * y;
	} while (z != before);
	return z / 3;
}

static double
estimate(const uint8_t *reg)
{
	static const double m = HLL_SIZE, half_ln2 = 0.7213475204444817;
	int count[REST + 2] = { 0 }, i;
	double z;

	for (i = 0; i < HLL_SIZE; i++)
		count[reg[i]]++;
	if (count[REST + 1] == HLL_SIZE)
		return INFINITY;
	z = m * tau(1 - count[REST + 1] / m);
	for (i = REST; i >= 1; i--)
		z = 0.5 * (z + count[i]);
	z += m * sigma(count[0] / m);
	return half_ln2 * m * m / z;
}

uint64_t
hll_count(const struct hll *h)
{
	double n = h->many ? rint(estimate(h->u.reg)) : h->n;

	return n < 9e18 ? (uint64_t)n : UINT64_C(9000000000000000000);
}

/* Is the sketch valid, in its present form? */
static int
is_sound(const struct hll *h)
{
	uint32_t i;

	for (i = 1; i < h->n; i++)
		if (h->u.value[i - 1] >= h->u.value[i])
			return 0;
	for (i = 0; h->many && i < HLL_SIZE; i++)
		if (h->u.reg[i] > REST + 1)
			return 0;
	return 1;
}

int
hll_walk(struct walk *w, struct hll *h)
{
	walk_scalar(w, "n", TENSOR_U32, &h->n);
	walk_scalar(w, "many", TENSOR_U32, &h->many);
	walk_check(w, h->many <= 1 && h->n <= (h->many ? 0 : HLL_EXACT),
	    "distinct values");
	walk_vector(w, "value", TENSOR_U64, h->u.value, h->n);
	walk_vector(w, "reg", TENSOR_U8, h->u.reg, h->many ? HLL_SIZE : 0);
	if (walk_loading(w))
		walk_check(w, is_sound(h), "distinct values");
	return walk_done(w);
}
