/*
 * times_refuse.h - refuse texts that are no time, or more than one.  All of
 * these set *reason and *err and return -1.
 */
#ifndef SOURCE_TIMES_REFUSE_H
#define SOURCE_TIMES_REFUSE_H

#include <stddef.h>

#include "base/err.h"
#include "base/ts_clock.h"
#include "base/ts_forms.h"

enum { TIMES_SHOWN = 60 }; /* bytes of a text in a message */

extern const char *const times_unit_names[]; /* by enum ts_unit */

int times_refuse(const char **reason, const char *text, size_t len,
    const char *why, struct err *err);

/* The possible dates of a text of three numbers. */
int times_undecided_date(const char **reason, const char *text, size_t len,
    unsigned orders, struct err *err);

/* The possible times of day of bare digits; date: beside a cell of dates. */
int times_undecided_clock(const char **reason, const char *text, size_t len,
    const struct clock_form *f, int n, int date, struct err *err);

/* A number that would be a time in the 1970s and is not a time of day. */
int times_early_number(const char **reason, const char *text, size_t len,
    const struct ts_time *v, struct err *err);

/*
 * .NET counts 100 ns since the year 1: such numbers of 2000 to 2040 would be
 * times of January to May 1990 in ns, which hardly anyone has.
 */
int times_refuse_ticks(const char **reason, const char *text, size_t len,
    const struct ts_time *v, struct err *err);

/* Digits that may be a date: see times_digits_date. */
int times_refuse_digits(const char **reason, const char *text, size_t len,
    const struct ts_time *v, struct err *err);

#endif
