/*
 * reason.h - what an alarm is called, from the name of its feature.
 */
#ifndef SCORE_REASON_H
#define SCORE_REASON_H

#include "base/opt.h"

enum { REASON_MAX = 63 };

/*
 * The word for an alarm that a feature caused: "price_spike", ...; the
 * feature's own name where no pattern fits.  Own words come first: first and
 * second are lists "NAME=WORD,NAME=WORD", or NULL.
 */
void reason_of(char out[REASON_MAX + 1], const char *feature,
    const char *first, const char *second);

/* Check such a list; NAME may be a pattern.  The error is one of usage. */
int reasons_check(const char *own, struct err *err);
/* The values of --reason, checked, as one list on the heap; "" for none. */
char *reasons_join(const struct opt_strs *own, struct err *err);

/* The built-in table, in the order it is searched; pattern NULL ends it. */
struct reason {
	const char *pattern, *word;
};
extern const struct reason reason_table[];

#endif
