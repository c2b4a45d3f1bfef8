/*
 * counts.h - counters for reading foreign data, each with a name.
 *
 * --stats prints them all (source_counts); counters of records that gave no
 * row appear there under "not_rows".
 */
#ifndef SOURCE_COUNTS_H
#define SOURCE_COUNTS_H

#include <stdint.h>

enum source_count {
	/* by cell_put: undone when a record is read again or refused */
	COUNT_ROUNDED,
	COUNT_TIME_ROUNDED,
	COUNT_ZERO_TIME,
	COUNT_SKIPPED_HOUR,
	COUNT_REPEATED_HOUR,
	COUNT_AS, /* rows of another symbol than --as */
	COUNT_BY_CELLS, /* how many of these there are */

	/* of rows, which are counted elsewhere */
	COUNT_UNMAPPED = COUNT_BY_CELLS,
	COUNT_ZERO_SIDE, /* sides of quotes at price and size 0 */
	COUNT_NOT_SELECTED, /* by --where; said where rows are */

	/* of records that gave no row */
	COUNT_CONTROL,
	COUNT_UNKNOWN,
	COUNT_EMPTY,
	COUNT_HEADERS,
	COUNT_PREAMBLE, /* lines before a table */
	COUNT_COMMENTS,
	COUNT_ENDS, /* END and total lines */
	COUNT_BEFORE_1970,
	COUNT_ZERO_PRICE, /* trades at price 0 */
	COUNT_NO_PRICE, /* bars without any price */
	COUNT_CANCELLED, /* trades that were cancelled */
	COUNTS
};

/* Names in --stats, and which count records that gave no row. */
extern const struct source_count_name {
	const char *name; /* NULL: counted by the consumer of the rows */
	int not_row;
	int always; /* said also where it is 0 */
	const char *note; /* to the user, before the number; NULL */
} source_counts[COUNTS];

#endif
