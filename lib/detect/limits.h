/*
 * limits.h - the limits of a rule, one per symbol.
 *
 *	500			for all symbols
 *	ES=500,NQ=8x,*=1000	by symbol; "*": symbols that are not named
 *	@limits.csv		a file with one "ES=500" or "ES,500" per line;
 *				'#' at the start or after a blank begins a
 *				comment
 *
 * Blanks around a symbol or a limit do not count.
 *
 * "8x" is a learned limit: eight times the symbol's typical value, which is
 * the mean of its values so far (half-life 1,000 values; the first 64 have
 * equal weight and are not scored).  A value beyond the limit is learned as
 * the limit, so an anomaly does not become typical.  A symbol without a limit
 * is not scored.
 */
#ifndef DETECT_LIMITS_H
#define DETECT_LIMITS_H

#include "base/err.h"
#include "base/walk.h"

enum { LIMITS_WARM = 64, LIMITS_MAX = 100000 };

struct limit {
	char *symbol; /* "*": the others */
	double value; /* with times: a multiple of the typical value */
	int times;
	uint64_t line; /* of a file; 0: none */
};

struct limits {
	char *text;      /* "A=1\nB=2x\n*=3": what a model keeps */
	struct limit *v; /* [n], in the order of their symbols */
	size_t n;
	int durations;   /* they are times ("5m"), in seconds */
	double min, max; /* of a fixed value */
};

/* Part of a symbol's state; set by limit_state_init and
 * limit_state_symbol. */
struct limit_state {
	double value; /* NaN: none */
	double mean;  /* of the values so far */
	uint64_t n;   /* of them */
	uint8_t times;
};

/* Parse into a struct that is zeroed except for min, max and durations.
 * Usage errors begin with the option: "--max-size: ES: \"x\": ...". */
int limits_parse(struct limits *l, const char *text, const char *option,
    struct err *err);
/* Saves and loads the text, under this name. */
int limits_walk(struct walk *w, const char *name, struct limits *l);
int limits_any_learned(const struct limits *l);

void limit_state_init(struct limit_state *s, const struct limits *l);
/* Set the symbol that the state belongs to. */
void limit_state_symbol(struct limit_state *s, const struct limits *l,
    const char *symbol);
int limit_state_walk(struct walk *w, struct limit_state *s);
/* The limit now; NaN: none, or not yet known. */
double limit_now(const struct limit_state *s);
/* Learn a value after it was compared with the limit. */
void limit_learn(struct limit_state *s, double v);

#endif
