/*
 * counts.c - names of what is counted while foreign data is read.
 */
#include "source/counts.h"

const struct source_count_name source_counts[COUNTS] = {
	[COUNT_ROUNDED] = { "rounded", 0, 1 },
	[COUNT_UNMAPPED] = { "unmapped", 0, 1 },
	[COUNT_CONTROL] = { "control", 1, 0 },
	[COUNT_UNKNOWN] = { "unknown_type", 1, 0 },
	[COUNT_EMPTY] = { "empty", 1, 0 },
	[COUNT_HEADERS] = { "headers", 1, 0 },
	[COUNT_PREAMBLE] = { "before_table", 1, 0 },
	[COUNT_COMMENTS] = { "comments", 1, 0 },
	[COUNT_ENDS] = { "end_lines", 1, 0 },
};
