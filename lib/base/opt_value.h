/*
 * opt_value.h - the value of one option; shared by opt.c and opt_help.c.
 */
#ifndef BASE_OPT_VALUE_H
#define BASE_OPT_VALUE_H

#include "base/opt.h"

enum { OPT_RANGE_MAX = 512 };

/* 1 when an option of this type takes an argument. */
int opt_takes_arg(enum opt_type type);

/*
 * Parse text and store the value at base + o->off; text is NULL where no
 * argument is taken.  -1 with a usage error: "--limit: 0: expected 1 or more".
 */
int opt_store(const struct opt *o, void *base, const char *text,
    struct err *err);

/* The limits or choices as text, "" where there are none; it is cut to
 * OPT_RANGE_MAX bytes. */
void opt_range(char out[OPT_RANGE_MAX], const struct opt *o);

#endif
