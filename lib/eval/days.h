/*
 * days.h - the UTC dates of the rows, for a bootstrap over days.
 *
 *	days_init (days_add)* days_group ... days_fini
 *
 * For each series: its stretches, which are consecutive rows that start on one
 * date.  Memory: 16 bytes per stretch; there are about as many stretches as
 * symbol-days.
 */
#ifndef EVAL_DAYS_H
#define EVAL_DAYS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/idmap.h"
#include "eval/rowset.h"

struct stretch {
	uint32_t series; /* then, once grouped: the day's number */
	uint32_t day;    /* since 1970 */
	size_t end;      /* rows of it so far; once grouped: its end */
};

struct days {
	struct stretch *v; /* [n]; once grouped by the rows' places */
	size_t n, room;
	struct idmap open; /* uint32_t, by series: its last stretch, from 1 */
	uint32_t count;    /* distinct dates, once grouped */
};

void days_init(struct days *d);
void days_fini(struct days *d);

/* Add a scored row of a series that starts at this time (TS_NULL: on the day
 * of the previous row). */
int days_add(struct days *d, uint32_t series, uint64_t start, struct err *err);

/* After the rows were grouped: reorder the stretches by the rows' places and
 * set their ends. */
int days_group(struct days *d, const struct rowset *r, struct err *err);

#endif
