/*
 * options.h - user options of a report: metrics, baselines, windows.
 */
#ifndef EVAL_OPTIONS_H
#define EVAL_OPTIONS_H

#include "base/opt.h"
#include "eval/evaluation.h"

struct eval_choice {
	const char *metrics; /* words with commas, or NULL */
	const char *tmp;     /* folder of the temporary file; NULL: TMPDIR */
	int64_t buffer;      /* L of VUS, rows */
	int64_t join_false;  /* rows between rows of one false alarm */
	int64_t resamples;   /* draws of the bootstrap */
	int64_t seeds;       /* orders of the random floor */
	int64_t window;      /* rows judged together; 0: each row alone */
	int exact, legacy, no_baselines, per_symbol; /* flags */
};

/* The option table of struct eval_choice. */
extern const struct opt eval_choice_opts[];

/*
 * Fill in the members of *to that the options set; the others keep their
 * values.  metrics has room for the chosen metrics and a final NULL, and is
 * borrowed by *to.  -1 with a usage error for an unknown word.
 */
int eval_choice_take(struct eval_opts *to,
    const struct metric *metrics[METRICS_MAX + 1],
    const struct eval_choice *from, struct err *err);

#endif
