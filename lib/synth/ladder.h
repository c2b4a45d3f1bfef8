/*
 * ladder.h - the triviality test: find magnitudes at which an event is neither
 * trivial nor impossible to detect.
 *
 * A level is accepted if the average precision of the best one-line baseline
 * lies in its band: easy 0.6 to 0.95, medium 0.25 to 0.6, hard 0.05 to 0.25.
 * Otherwise the magnitudes are scaled until it does: by steps of STEP to the
 * other side of the band, then by bisection.  A type that a baseline finds at
 * nearly any magnitude (over 0.95) is only a smoke test and keeps its
 * magnitudes.
 *
 * The caller does the trials: it injects the type alone and evaluates the
 * result.
 */
#ifndef SYNTH_LADDER_H
#define SYNTH_LADDER_H

#include "synth/inject.h"

enum { LADDER_EVENTS = 20 }; /* fewer say nothing */
enum { LADDER_HALVINGS = 6 };
#define LADDER_STEP 1.5
#define LADDER_FACTOR 12.0 /* no further from where it starts */

struct ladder_band {
	double low, high; /* of average precision, both within */
};
extern const struct ladder_band ladder_bands[INJECT_LEVELS];

/* The result of one injection. */
struct ladder_trial {
	double scale;
	uint64_t events; /* labelled, with rows to judge */
	double ap;       /* of the best one-liner */
	int by;          /* which one, numbered by the caller */
};

/* Inject with a type's magnitudes times t->scale, and fill in the rest. */
typedef int ladder_measure_fn(void *arg, struct ladder_trial *t,
    struct err *err);

enum ladder_verdict {
	LADDER_ACCEPTED, /* as it is */
	LADDER_RESCALED,
	LADDER_SMOKE,    /* found at any magnitude: over SMOKE_AP */
	LADDER_NO_SCALE, /* no magnitude brings it into the band */
	LADDER_FEW,      /* fewer than LADDER_EVENTS events */
	LADDER_VERDICTS
};
extern const char *const ladder_verdicts[LADDER_VERDICTS]; /* in words */

struct ladder_result {
	enum ladder_verdict verdict;
	struct ladder_trial first; /* as it was */
	struct ladder_trial last;  /* at the scale to use: last.scale */
	int trials;
};

/* Find the scale of one type for a level; start is its current scale. */
int ladder_find(struct ladder_result *out, enum inject_level level,
    double start, ladder_measure_fn *measure, void *arg, struct err *err);

#endif
