/*
 * num.h - text to numbers and back, fast and independent of the locale.
 *
 * Every parser takes (text, length), must use all of it and returns 0, or a
 * negative enum num_error; *out is untouched on failure.  Every printer
 * writes at most the stated number of bytes, no NUL, and returns how many.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stddef.h>
#include <stdint.h>

enum num_error {
	NUM_SYNTAX = -1, /* not a number, or more than a number */
	NUM_RANGE = -2,	 /* a number that does not fit */
	NUM_FRACTION = -3 /* a fraction where a whole number is expected */
};

/* "not a number", "out of range" or "not a whole number". */
const char *num_strerror(int error);

/* Whole numbers: optional '-' (signed only), digits.  No '+', no blanks. */
int num_u64(uint64_t *out, const char *s, size_t len);
int num_i64(int64_t *out, const char *s, size_t len);

/*
 * A decimal, with or without fraction and exponent ("-1.5", "1e-8", ".5",
 * "5."; no '+' in front), to a fixed-point integer of 10^-scale units (scale
 * 0..9), straight from the digits.  Digits beyond the scale are rounded half
 * to even and counted in *rounded where that is not NULL.  With scale 0 a
 * fraction other than zeros is NUM_FRACTION.  INT64_MAX is the null of px and
 * qty, so that value and anything larger is NUM_RANGE; INT64_MIN can be read.
 */
int num_fixed(int64_t *out, const char *s, size_t len, int scale,
    uint64_t *rounded);

/* 1 when the decimal has a fraction other than zeros, else 0. */
int num_has_fraction(const char *s, size_t len);

/*
 * A double, correctly rounded (Lemire 2021, "Number Parsing at a Gigabyte
 * per Second", with an exact fallback).  JSON's grammar, and besides ".5",
 * "5." and a leading '+'.  No "inf", "nan" or hex.  Too large is NUM_RANGE;
 * too small is 0.
 */
int num_f64(double *out, const char *s, size_t len);

/*
 * A duration with unit: ns us ms s m h d ("250ms", "1.5h"), to ns.
 * A size in bytes: K M G of 1024 ("64M"), bare bytes too.
 */
int num_duration(uint64_t *out_ns, const char *s, size_t len);
int num_size(uint64_t *out, const char *s, size_t len);

enum {
	NUM_I64_MAX = 20,
	NUM_FIXED_MAX = 22,
	NUM_F64_MAX = 34,
	NUM_DURATION_MAX = 24
};
size_t num_put_u64(char *out, uint64_t v);
size_t num_put_i64(char *out, int64_t v);

/* v / 10^scale as a decimal, scale 0..9, trailing zeros of the fraction
 * dropped. */
size_t num_put_fixed(char *out, int64_t v, int scale);

/* v / 10^9 with exactly nine places ("-0.500000000"): Databento's form. */
size_t num_put_px9(char *out, int64_t v);

/*
 * The shortest decimal that reads back to the same bits, in ECMAScript's
 * notation: plain between 1e-6 and 1e21, else "1.5e-7", "1e+21".  v is
 * finite; -0 prints "-0".  At most 25 bytes, but NUM_F64_MAX of out are
 * touched.  Giulietti 2020, "The Schubfach way to render doubles".
 * num_put_f32 is the shortest for a float.
 */
size_t num_put_f64(char *out, double v);
size_t num_put_f32(char *out, float v);

/* The largest unit that leaves a whole number: 90000000000 is "90s"; 0 is
 * "0s". */
size_t num_put_duration(char *out, uint64_t ns);

#endif
