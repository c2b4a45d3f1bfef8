/*
 * rng.h - reproducible random numbers.
 *
 * Philox-4x32-10 (Salmon et al. 2011): counter-based, so the numbers of (seed,
 * stream, n) do not depend on earlier draws from other streams.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

struct rng {
	uint32_t key[2];
	uint32_t counter[4];
	uint32_t out[4];
	int left;	/* of out */
	double spare;	/* second normal of a pair */
	int has_spare;
};

/* Start the sequence that (seed, stream) names. */
void rng_init(struct rng *r, uint64_t seed, uint64_t stream);

uint32_t rng_u32(struct rng *r);
uint64_t rng_u64(struct rng *r);
double rng_unit(struct rng *r);		 /* [0, 1), 53 bits */
double rng_unit_open(struct rng *r);	 /* (0, 1) */
uint64_t rng_below(struct rng *r, uint64_t n); /* 0 .. n-1, unbiased */
double rng_normal(struct rng *r);	 /* mean 0, sd 1 */
double rng_exponential(struct rng *r);	 /* mean 1 */
double rng_gamma(struct rng *r, double shape); /* scale 1; shape > 0 */
double rng_student(struct rng *r, double nu);
uint64_t rng_poisson(struct rng *r, double mean);

#endif
