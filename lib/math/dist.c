/*
 * dist.c - the normal distribution.
 *
 *	cdf(x) = erfc(-x / sqrt 2) / 2		sf(x) = cdf(-x)
 *
 * x / sqrt 2 is computed in twice the precision: in the tails, a rounding error
 * d of the argument t would cause a relative error of 2 t d, and p-values are
 * compared there.  The quantile is Wichura 1988, algorithm AS 241 (Applied
 * Statistics 37, 477-484), PPND16: about 1 part in 10^16, for p down to
 * 10^-316.
 */
#include <math.h>

#include "math/stats.h"

#define SQRT_HALF 0.70710678118654752440      /* 1/sqrt 2, rounded */
#define SQRT_HALF_LOW -4.8336466567264567e-17 /* 1/sqrt 2 - SQRT_HALF */
#define TWO_OVER_SQRT_PI 1.12837916709551257390

double
stats_norm_sf(double x)
{
	double t = x * SQRT_HALF, low;

	if (!(fabs(t) < 40)) /* 0, 1 or NaN, whatever the last bits are */
		return erfc(t) / 2;
	low = fma(x, SQRT_HALF, -t) + x * SQRT_HALF_LOW;
	return (erfc(t) - low * TWO_OVER_SQRT_PI * exp(-t * t)) / 2;
}

double
stats_norm_cdf(double x)
{
	return stats_norm_sf(-x);
}

/*
 * Coefficients from r^0 up: a and b, c and d, e and f of the paper, for
 * |p - 1/2| <= 0.425, r = sqrt(-ln p) <= 5, and beyond.
 */
static const double center_num[8] = {
	3.3871328727963666080e0,
	1.3314166789178437745e2,
	1.9715909503065514427e3,
	1.3731693765509461125e4,
	4.5921953931549871457e4,
	6.7265770927008700853e4,
	3.3430575583588128105e4,
	2.5090809287301226727e3,
};
static const double center_den[8] = {
	1.0,
	4.2313330701600911252e1,
	6.8718700749205790830e2,
	5.3941960214247511077e3,
	2.1213794301586595867e4,
	3.9307895800092710610e4,
	2.8729085735721942674e4,
	5.2264952788528545610e3,
};
static const double middle_num[8] = {
	1.42343711074968357734e0,
	4.63033784615654529590e0,
	5.76949722146069140550e0,
	3.64784832476320460504e0,
	1.27045825245236838258e0,
	2.41780725177450611770e-1,
	2.27238449892691845833e-2,
	7.74545014278341407640e-4,
};
static const double middle_den[8] = {
	1.0,
	2.05319162663775882187e0,
	1.67638483018380384940e0,
	6.89767334985100004550e-1,
	1.48103976427480074590e-1,
	1.51986665636164571966e-2,
	5.47593808499534494600e-4,
	1.05075007164441684324e-9,
};
static const double tail_num[8] = {
	6.65790464350110377720e0,
	5.46378491116411436990e0,
	1.78482653991729133580e0,
	2.96560571828504891230e-1,
	2.65321895265761230930e-2,
	1.24266094738807843860e-3,
	2.71155556874348757815e-5,
	2.01033439929228813265e-7,
};
static const double tail_den[8] = {
	1.0,
	5.99832206555887937690e-1,
	1.36929880922735805310e-1,
	1.48753612908506148525e-2,
	7.86869131145613259100e-4,
	1.84631831751005468180e-5,
	1.42151175831644588870e-7,
	2.04426310338993978564e-15,
};

/* num(r) / den(r), both of degree 7. */
static double
ratio(const double num[8], const double den[8], double r)
{
	double p = num[7], q = den[7];
	int i;

	for (i = 6; i >= 0; i--) {
		p = p * r + num[i];
		q = q * r + den[i];
	}
	return p / q;
}

double
stats_norm_quantile(double p)
{
	double q = p - 0.5, r;

	if (!(p > 0 && p < 1)) {
		if (p == 0)
			return -INFINITY;
		return p == 1 ? INFINITY : NAN;
	}
	if (fabs(q) <= 0.425)
		return q * ratio(center_num, center_den, 0.180625 - q * q);
	r = sqrt(-log(q < 0 ? p : 1 - p));
	if (r <= 5)
		r = ratio(middle_num, middle_den, r - 1.6);
	else
		r = ratio(tail_num, tail_den, r - 5);
	return q < 0 ? -r : r;
}
