/*
 * effect.h - options of reading that had no effect, most likely a mistake.
 */
#ifndef SOURCE_EFFECT_H
#define SOURCE_EFFECT_H

#include "source/layout.h"

/* Properties of an input that options depend on. */
enum {
	MET_SIDE = 1,      /* a side of trades */
	MET_BAR = 2,       /* bars with a span */
	MET_TOTAL = 4,     /* the field of --cumulative */
	MET_SIDE_ROWS = 8, /* rows that hold one side of a quote */
	MET_TEXT = 16      /* foreign text */
};

/* What a plan's rows have. */
unsigned effect_met(const struct plan_of_record *p,
    const struct source_opts *o);

/*
 * The options that were given and depend on what the input did not have:
 * "--side-of, --cumulative"; cut off at size.  Returns 0 when there are none.
 */
int effect_none(char *out, size_t size, const struct source_opts *o,
    unsigned met);

#endif
