/*
 * fit_opts.h - the options of a long fit: weights, files, threads.
 */
#ifndef DETECT_FIT_OPTS_H
#define DETECT_FIT_OPTS_H

#include "base/opt.h"
#include "detect/detect.h"

struct fit_choice {
	const char *import;	/* safetensors with the weights; NULL: none */
	const char *warm;	/* a model to start from; NULL: none */
	const char *log, *checkpoint; /* files, or NULL */
	int64_t jobs;		/* threads; 0: one per processor */
};

extern const struct opt fit_choice_opts[];

/* -1 with a usage error if the detector does not have an option, or if two
 * options exclude each other.  is_net: the detector is a network. */
int fit_choice_check(const struct fit_choice *c, int is_net, struct err *err);

/* A text of the detector, its options and the seed, which a checkpoint must
 * match.  Freed by the caller; NULL with *err. */
char *fit_name(const struct detector *det, const void *det_opts, int64_t seed,
    struct err *err);

#endif
