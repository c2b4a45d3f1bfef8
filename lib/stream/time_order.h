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
#include "stream/wrong_clock.h"

/*
 * Zero it before use; time_order_input between inputs, and at the end.  With
 * clock.max set, rows far ahead of the input are found, too.
 */
struct time_order {
	uint64_t last;  /* index time of the row before; 0 none */
	uint64_t rows;  /* all that were seen */
	uint64_t back;  /* those that step back */
	uint64_t first; /* number of the first such row, from 1 */
	uint64_t same;  /* rows of the time before, of those looked at alone */
	const struct schema *schema; /* of the rows before */
	int skipped;                 /* they are */
	struct wrong_clock clock;
};

/* Another input begins: its rows are counted from 1. */
void time_order_input(struct time_order *o);

/* Rows that lie row_size apart. */
void time_order_rows(struct time_order *o, const struct schema *s,
    const unsigned char *rows, size_t n);

/*
 * The same, but for many rows only every 16th is compared until one steps
 * back: for rows that are otherwise not examined.
 */
void time_order_some(struct time_order *o, const struct schema *s,
    const unsigned char *rows, size_t n);

/*
 * 1 when most steps go back: rows run from the newest to the oldest.  Wrong
 * clocks alone make at most one step back more than steps forward.
 */
static inline int
time_order_newest_first(const struct time_order *o)
{
	return o->back > 1 && 2 * o->back > o->rows - o->same;
}

/* Rows that were far ahead; in a file with its newest rows first none is. */
static inline uint64_t
time_order_early(const struct time_order *o)
{
	return time_order_newest_first(o) ? 0 : o->clock.early;
}

/*
 * Write the copies of early rows (clock.copies_of) to bad, as rows of file: 0;
 * -1.  They are kept while the file may be one with its newest rows first;
 * ended: it is at its end.
 */
int time_order_set_aside(struct time_order *o, struct bad_policy *bad,
    const char *file, int ended, struct err *err);

/*
 * The message for the user: 1, or 0 when there is nothing to report.  As
 * snprintf.
 */
int time_order_says(const struct time_order *o, char *out, size_t size);

#endif
