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

struct rule {
	int64_t d;
	double arg; /* the rule's own: rows, seconds */
	struct limits limits;
};

/* The settings in which rules differ. */
struct rule_kind {
	const char *option; /* "--max-size", for messages */
	int columns;
	int durations;	 /* limits are times */
	double min, max; /* of a limit */
	double arg_min, arg_max;
};

/* The fit (from the option's text) and walk of a rule. */
int rule_fit(struct rule *m, const struct rule_kind *k, const struct fit *f,
    const char *text, double arg, struct err *err);
int rule_walk(struct walk *w, const struct rule_kind *k, struct rule *m);

/* The detector functions warmup and state_symbol. */
size_t rule_warmup(const void *model);
void rule_symbol(void *state, const void *model, const char *symbol);

/* The signed score of a measure; NaN if there is no limit. */
double rule_score(const struct limit_state *s, double measure);

#endif
