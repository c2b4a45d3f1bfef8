/*
 * time_order.h - whether rows come in the order of their index time.
 *
 * A row steps back when it is older than the row before it.  Two sorts of rows
 * are ignored: rows without an index time, and rows with a partition
 * (src_part), which are ordered only within it.
 */
#ifndef STREAM_TIME_ORDER_H
#define STREAM_TIME_ORDER_H

#include "stream/rec.h"

/* Zero it before use; back and the rest may be zeroed between inputs. */
struct time_order {
	uint64_t last;	/* index time of the row before; 0 none */
	uint64_t rows;	/* all that were seen */
	uint64_t back;	/* those that step back */
	uint64_t first; /* number of the first such row, from 1 */
	const struct schema *schema; /* of the rows before */
	int skipped;	     /* they are */
};

/* Rows that lie row_size apart. */
void time_order_rows(struct time_order *o, const struct schema *s,
    const unsigned char *rows, size_t n);

/*
 * The same, but for many rows only every 16th is compared until one steps
 * back: for rows that are otherwise not examined.
 */
void time_order_some(struct time_order *o, const struct schema *s,
    const unsigned char *rows, size_t n);

/* 1 when most rows step back: they run from the newest to the oldest. */
static inline int
time_order_newest_first(const struct time_order *o)
{
	return o->back > 1 && 2 * o->back > o->rows - 1;
}

/*
 * The message for the user: 1, or 0 when there is nothing to report.  As
 * snprintf.
 */
int time_order_says(const struct time_order *o, char *out, size_t size);

#endif
