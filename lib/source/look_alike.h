/*
 * look_alike.h - unread columns that look like a missing field: "vol" or
 * "Total Volume" when no volume is read, "type" with buy and sell when no side
 * is read.
 */
#ifndef SOURCE_LOOK_ALIKE_H
#define SOURCE_LOOK_ALIKE_H

#include "source/layout.h"

/*
 * Find the first such column of a plan, by its name and its value in the
 * sample: 1, *field (a word of --map) and *cell; 0 when there is none.
 */
int look_alike(const char **field, int *cell, const struct plan_of_record *p,
    const struct sample *s);

/* 1 when such a name of a size says that it is a running total of the day. */
int look_alike_total(const struct csv_field *name);

/* The same for a time of day beside a time that is a date alone. */
int look_alike_clock(int *cell, const struct plan_of_record *p,
    const struct sample *s);

#endif
