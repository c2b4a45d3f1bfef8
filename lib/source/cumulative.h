/*
 * cumulative.h - --cumulative: converts a running total, such as the day's
 * volume in each row, to the increase since the symbol's last row.
 *
 *	100 130 130 170 20	->	null 30 0 40 20
 *
 * The result is null for a symbol's first row, because the previous total is
 * unknown.  A total below the previous one starts a new day.
 */
#ifndef SOURCE_CUMULATIVE_H
#define SOURCE_CUMULATIVE_H

#include "base/idmap.h"
#include "stream/rec.h"

struct cumulative {
	const char *field;           /* NULL: nothing is done */
	const struct schema *schema; /* whose place this is */
	int at;
	struct idmap last; /* struct cumulative_last, by symbol */
};

/* text NULL: none.  -1: a usage error. */
int cumulative_init(struct cumulative *c, const char *text, struct err *err);
void cumulative_fini(struct cumulative *c);

/*
 * Convert one row, called in input order; rows without the field are
 * unchanged.  -1 without memory.
 */
int cumulative_row(struct cumulative *c, unsigned char *row,
    const struct schema *s, struct err *err);

#endif
