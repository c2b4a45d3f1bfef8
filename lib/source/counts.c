/*
 * counts.c - names of what is counted while foreign data is read.
 */
#include "source/counts.h"

#include <stddef.h>

const struct source_count_name source_counts[COUNTS] = {
	[COUNT_ROUNDED] = { "rounded", 0, 1, NULL },
	[COUNT_TIME_ROUNDED] = { "time_rounded", 0, 0,
	    "times with fewer digits than their unit needs, such as "
	    "1.67253E+12 (export the column as text)" },
	[COUNT_ZERO_TIME] = { "zero_time", 0, 0, "times of 0, read as none" },
	[COUNT_SKIPPED_HOUR] = { "skipped_hour", 0, 0,
	    "times in an hour that the zone's clock skipped, read by the "
	    "offset before it" },
	[COUNT_REPEATED_HOUR] = { "repeated_hour", 0, 0,
	    "times in an hour that the zone's clock showed twice, read as "
	    "the first" },
	[COUNT_AS] = { "renamed", 0, 0,
	    "rows whose own symbol was replaced by that of --as" },
	[COUNT_UNMAPPED] = { "unmapped", 0, 1, NULL },
	[COUNT_ZERO_SIDE] = { "zero_side", 0, 0, NULL },
	[COUNT_CONTROL] = { "control", 1, 0, NULL },
	[COUNT_UNKNOWN] = { "unknown_type", 1, 0,
	    "records left out whose type this format does not read" },
	[COUNT_EMPTY] = { "empty", 1, 0, NULL },
	[COUNT_HEADERS] = { "headers", 1, 0, NULL },
	[COUNT_PREAMBLE] = { "before_table", 1, 0, NULL },
	[COUNT_COMMENTS] = { "comments", 1, 0, NULL },
	[COUNT_ENDS] = { "end_lines", 1, 0, NULL },
	[COUNT_BEFORE_1970] = { "before_1970", 1, 0,
	    "records before 1970 left out" },
	[COUNT_ZERO_PRICE] = { "zero_price", 1, 0,
	    "trades at price 0 left out (--zero-price keeps them)" },
	[COUNT_NO_PRICE] = { "no_price", 1, 0, NULL },
	[COUNT_CANCELLED] = { "cancelled", 1, 0,
	    "trades left out that were cancelled, or are the record of a "
	    "correction" },
};
