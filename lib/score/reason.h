/*
 * reason.h - the name (reason) of an alarm, from the name of its feature.
 */
#ifndef SCORE_REASON_H
#define SCORE_REASON_H

#include "base/opt.h"

enum { REASON_MAX = 63 };

/*
 * The word for an alarm caused by a feature: "price_spike", ...; if no pattern
 * matches, the feature's name.  The user's own words take precedence: first
 * and second are lists "NAME=WORD,NAME=WORD", or NULL.
 */
void reason_of(char out[REASON_MAX + 1], const char *feature, const char *first,
    const char *second);

/* Check such a list; NAME may be a pattern.  Errors are usage errors. */
int reasons_check(const char *own, struct err *err);
/* The values of --reason, checked, as one list on the heap; "" for none. */
char *reasons_join(const struct opt_strs *own, struct err *err);

/* Features by name, of one detector. */
struct reason_names {
	const char *const *name;
	int n;
};

/*
 * Iterate over such a list: return the next entry, of *len bytes, whose NAME
 * matches no feature in of[n], or NULL.  Continue at the end of the entry.
 */
const char *reasons_unused(const char *own, size_t *len,
    const struct reason_names *of, int n);

/* The built-in table, in the order it is searched; pattern NULL ends it. */
struct reason {
	const char *pattern, *word;
};
extern const struct reason reason_table[];

#endif
