/*
 * rng.c - reproducible random numbers.
 *
 * Philox-4x32-10: ten rounds of multiply-and-swap over a 128-bit counter,
 * Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as
 * 1, 2, 3", section 3.3.  The key is the seed; the upper half of the counter
 * is the stream, the lower half counts blocks of four words.
 *
 *	normal	     Box and Muller 1958: sqrt(-2 ln u) (cos, sin)(2 pi v)
 *	exponential  -ln u
 *	gamma	     Marsaglia and Tsang 2000; below shape 1 their note at
 *		     the end of section 6: G(a) = G(a + 1) u^(1/a)
 *	student	     normal / sqrt(gamma(nu/2) / (nu/2))
 *	poisson	     below mean 10 inversion by sequential search, above it
 *		     PTRS, Hoermann 1993, "The transformed rejection method
 *		     for generating Poisson random variables"
 *
 * ln, exp, sin and cos are written out here (argument reductions and minimax
 * coefficients of Sun's fdlibm, under 1 ulp) from operations that IEEE 754
 * rounds in one way: a libm uses other kernels on another CPU, but a simulated
 * market must have the same bits everywhere.  This needs a compiler that does
 * not contract a * b + c (-ffp-contract=off).
 *
 * Limits: Poisson means up to 1e12; beyond, rounding bends the shape, and
 * beyond 1e18 they are refused as a mistake of the caller.
 */
#include "base/rng.h"

#include <math.h>
#include <string.h>

#include "base/err.h"

#define TWO_PI 6.28318530717958647693
#define LN2_HI 6.93147180369123816490e-01 /* 32 bits: k * LN2_HI is exact */
#define LN2_LO 1.90821492927058770002e-10

enum { PHILOX_ROUNDS = 10, FACTORIAL_EXACT = 18 };
static const double poisson_inversion_max = 10;

/* ln x for a normal number x > 0. */
static double
stable_log(double x)
{
	int k;
	double f, half, s, z, r;

	f = frexp(x, &k);
	if (f < 0.70710678118654752440) {
		f *= 2;
		k--;
	}
	f -= 1;
	half = 0.5 * f * f;
	s = f / (2 + f);
	z = s * s;
	r = 1.531383769920937332e-01 + z * 1.479819860511658591e-01;
	r = 1.818357216161805012e-01 + z * r;
	r = 2.222219843214978396e-01 + z * r;
	r = 2.857142874366239149e-01 + z * r;
	r = 3.999999999940941908e-01 + z * r;
	r = 6.666666666666735130e-01 + z * r;
	return k * LN2_HI - ((half - (s * (half + z * r) + k * LN2_LO)) - f);
}

/* e^x for x <= 0. */
static double
stable_exp(double x)
{
	double k, hi, lo, r, z, c;

	if (x < -745)
		return 0;
	k = floor(x * 1.44269504088896338700 + 0.5);
	hi = x - k * LN2_HI;
	lo = k * LN2_LO;
	r = hi - lo;
	z = r * r;
	c = -1.65339022054652515390e-06 + z * 4.13813679705723846039e-08;
	c = 6.61375632143793436117e-05 + z * c;
	c = -2.77777777770155933842e-03 + z * c;
	c = 1.66666666666666019037e-01 + z * c;
	c = r - z * c;
	return ldexp(1 - ((lo - r * c / (2 - c)) - hi), (int)k);
}

/* sin and cos of u full turns, 0 <= u < 1. */
static void
stable_turn(double *sine, double *cosine, double u)
{
	int quarter = (int)(4 * u + 0.5);
	double x = (u - quarter * 0.25) * TWO_PI; /* |x| <= pi/4 */
	double z = x * x, s, c;

	s = -2.50507602534068634195e-08 + z * 1.58969099521155010221e-10;
	s = 2.75573137070700676789e-06 + z * s;
	s = -1.98412698298579493134e-04 + z * s;
	s = 8.33333333332248946124e-03 + z * s;
	s = -1.66666666666666324348e-01 + z * s;
	s = x + x * z * s;
	c = 2.08757232129817482790e-09 - z * 1.13596475577881948265e-11;
	c = -2.75573143513906633035e-07 + z * c;
	c = 2.48015872894767294178e-05 + z * c;
	c = -1.38888888888741095749e-03 + z * c;
	c = 4.16666666666666019037e-02 + z * c;
	c = 1 - (0.5 * z - z * z * c);
	*sine = quarter & 1 ? c : s;
	*cosine = quarter & 1 ? s : c;
	if (quarter & 2)
		*sine = -*sine;
	if ((quarter + 1) & 2)
		*cosine = -*cosine;
}

static void
philox(uint32_t out[4], const uint32_t counter[4], const uint32_t key[2])
{
	uint32_t a = counter[0], b = counter[1], c = counter[2];
	uint32_t d = counter[3], k0 = key[0], k1 = key[1];
	uint64_t p0, p1;

	for (int i = 0; i < PHILOX_ROUNDS; i++) {
		p0 = UINT64_C(0xd2511f53) * a;
		p1 = UINT64_C(0xcd9e8d57) * c;
		a = (uint32_t)(p1 >> 32) ^ b ^ k0;
		b = (uint32_t)p1;
		c = (uint32_t)(p0 >> 32) ^ d ^ k1;
		d = (uint32_t)p0;
		k0 += 0x9e3779b9;
		k1 += 0xbb67ae85;
	}
	out[0] = a;
	out[1] = b;
	out[2] = c;
	out[3] = d;
}

void
rng_init(struct rng *r, uint64_t seed, uint64_t stream)
{
	memset(r, 0, sizeof(*r));
	r->key[0] = (uint32_t)seed;
	r->key[1] = (uint32_t)(seed >> 32);
	r->counter[2] = (uint32_t)stream;
	r->counter[3] = (uint32_t)(stream >> 32);
}

uint32_t
rng_u32(struct rng *r)
{
	if (r->left == 0) {
		philox(r->out, r->counter, r->key);
		r->left = 4;
		if (++r->counter[0] == 0)
			r->counter[1]++;
	}
	return r->out[4 - r->left--];
}

uint64_t
rng_u64(struct rng *r)
{
	uint64_t low = rng_u32(r);

	return low | (uint64_t)rng_u32(r) << 32;
}

double
rng_unit(struct rng *r)
{
	return (double)(rng_u64(r) >> 11) * 0x1p-53;
}

/* Middles of 2^52 cells: with 2^53 the last one would round to 1. */
double
rng_unit_open(struct rng *r)
{
	return ((double)(rng_u64(r) >> 12) + 0.5) * 0x1p-52;
}

uint64_t
rng_below(struct rng *r, uint64_t n)
{
	uint64_t v;

	if (n == 0)
		BUG("a random number below 0");
	/* 2^64 mod n numbers too many: the lowest are drawn again; most are
	 * not below n, and need no division to show it */
	do
		v = rng_u64(r);
	while (v < n && v < (UINT64_MAX % n + 1) % n);
	return v % n;
}

double
rng_normal(struct rng *r)
{
	double radius, sine, cosine;

	if (r->has_spare) {
		r->has_spare = 0;
		return r->spare;
	}
	radius = sqrt(-2 * stable_log(rng_unit_open(r)));
	stable_turn(&sine, &cosine, rng_unit(r));
	r->spare = radius * sine;
	r->has_spare = 1;
	return radius * cosine;
}

double
rng_exponential(struct rng *r)
{
	return -stable_log(rng_unit_open(r));
}

/* Marsaglia and Tsang 2000, section 5; shape >= 1. */
static double
gamma_large(struct rng *r, double shape)
{
	double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d), x, v, u;

	for (;;) {
		do {
			x = rng_normal(r);
			v = 1 + c * x;
		} while (v <= 0);
		v = v * v * v;
		u = rng_unit_open(r);
		if (u < 1 - 0.0331 * (x * x) * (x * x) ||
		    stable_log(u) < 0.5 * x * x + d * (1 - v + stable_log(v)))
			return d * v;
	}
}

/* NaN where the shape is not a positive number. */
double
rng_gamma(struct rng *r, double shape)
{
	double g;

	if (!(shape > 0) || isinf(shape))
		return NAN;
	if (shape >= 1)
		return gamma_large(r, shape);
	g = gamma_large(r, shape + 1);
	return g * stable_exp(stable_log(rng_unit_open(r)) / shape);
}

double
rng_student(struct rng *r, double nu)
{
	double z = rng_normal(r);

	return z / sqrt(rng_gamma(r, nu / 2) / (nu / 2));
}

/*
 * ln of e^-mean mean^k / k!.  Large k take Stirling's series inside, where
 * k ln mean and ln k! cancel; the first term left out is under 1e-12.
 */
static double
poisson_log_mass(double k, double mean)
{
	double factorial = 1, z;

	if (k <= FACTORIAL_EXACT) {
		for (int i = 2; i <= (int)k; i++)
			factorial *= i;
		return k * stable_log(mean) - mean - stable_log(factorial);
	}
	z = 1 / (k * k);
	return k * stable_log(mean / k) + (k - mean) -
	       0.5 * stable_log(TWO_PI * k) -
	       (1.0 / 12 - z * (1.0 / 360 - z / 1260)) / k;
}

static uint64_t
poisson_ptrs(struct rng *r, double mean)
{
	double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
	double alpha = 1.1239 + 1.1328 / (b - 3.4);
	double vr = 0.9277 - 3.6224 / (b - 2);

	for (;;) {
		double u = rng_unit_open(r) - 0.5, v = rng_unit_open(r);
		double us = 0.5 - fabs(u);
		double k = floor((2 * a / us + b) * u + mean + 0.43);

		if (us >= 0.07 && v <= vr)
			return (uint64_t)k;
		if (k < 0 || (us < 0.013 && v > us))
			continue;
		if (stable_log(v * alpha / (a / (us * us) + b)) <=
		    poisson_log_mass(k, mean))
			return (uint64_t)k;
	}
}

static uint64_t
poisson_inversion(struct rng *r, double mean)
{
	double p = stable_exp(-mean), u = rng_unit(r), below = p;
	uint64_t k = 0;

	/* The sum may end just under 1, and u above it: then p is 0. */
	while (u >= below && p > 0) {
		k++;
		p *= mean / (double)k;
		below += p;
	}
	return k;
}

/* 0 where the mean is not a positive number. */
uint64_t
rng_poisson(struct rng *r, double mean)
{
	if (!(mean > 0))
		return 0;
	if (mean > 1e18)
		BUG("a Poisson mean beyond 1e18");
	return mean < poisson_inversion_max ? poisson_inversion(r, mean)
					    : poisson_ptrs(r, mean);
}
