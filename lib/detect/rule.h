/*
 * rule.h - code shared by the rules: compare a measure with a symbol's limit.
 *
 *	score = |measure| / limit	fires above 1
 *
 * A rule's state begins with a struct limit_state.
 */
#ifndef DETECT_RULE_H
#define DETECT_RULE_H

#include "detect/detect.h"
#include "detect/limits.h"

enum { RULE_COLUMNS = 2 }; /* at most */

struct rule {
	int64_t d;
	double arg; /* the rule's own: rows, seconds */
	struct limits limits;
};

/* The settings in which rules differ. */
struct rule_kind {
	const char *option; /* "--max-size", for messages */
	int columns;        /* at most RULE_COLUMNS */
	int durations;      /* limits are times */
	double min, max;    /* of a limit */
	double arg_min, arg_max;
};

/* The fit (from the option's text) and walk of a rule. */
int rule_fit(struct rule *m, const struct rule_kind *k, const struct fit *f,
    const char *text, double arg, struct err *err);
int rule_walk(struct walk *w, const struct rule_kind *k, struct rule *m);

/* The detector functions warmup, state_symbol and learns.  rule_warmup_next is
 * for a measure that needs the row before; such a rule always learns. */
size_t rule_warmup(const void *model);
size_t rule_warmup_next(const void *model);
int rule_learns(const void *model);
void rule_symbol(void *state, const void *model, const char *symbol);

/* The seconds between two times, in whole microseconds: a time in seconds is a
 * double, and their difference would be a little above or below a limit that it
 * is equal to. */
double rule_between(double from, double to);

/*
 * The detector function score: measure returns the signed value of a row
 * x[d] that is compared with the limit, NaN if there is none.  The last column
 * of the rule is its contribution.
 */
void rule_rows(double *score, struct contrib *why, const struct rule *m,
    const void *const *state, const double *x, size_t n,
    double (
	*measure)(const struct rule *m, const void *state, const double *x));

#endif
