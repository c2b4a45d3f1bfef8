/*
 * look_alike.h - columns that nothing reads, and that look like one which is
 * missing: "vol", "Total Volume" where no volume is read, "type" with buy and
 * sell where no side is.
 */
#ifndef SOURCE_LOOK_ALIKE_H
#define SOURCE_LOOK_ALIKE_H

#include "source/layout.h"

/*
 * The first such column of a plan, by its name and the value in the sample: 1,
 * *field (a word of --map) and *cell; 0 there is none.
 */
int look_alike(const char **field, int *cell, const struct plan_of_record *p,
    const struct sample *s);

#endif
