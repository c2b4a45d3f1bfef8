/*
 * summary_impl.h - the data of a summary, shared by summary.c and
 * summary_print.c.
 */
#ifndef CAT_SUMMARY_IMPL_H
#define CAT_SUMMARY_IMPL_H

#include "base/idmap.h"
#include "cat/summary.h"
#include "stream/wrong_clock.h"

/* The rows of one symbol and kind. */
struct series {
	uint32_t symbol, kind;
	uint64_t rows;
	uint64_t no_time;
	/* of index times; first is TS_NULL before the first of them */
	uint64_t first, last;   /* the earliest, the latest */
	uint64_t before;        /* of the row before */
	uint64_t gap, gap_from; /* the longest, and where it begins */
	uint64_t gaps, gaps_ns; /* longer than the stated length: how many,
				 * and their sum */
	uint64_t steps_back;
	uint64_t far_back; /* largest step back from the latest time, ns */
	struct wrong_clock clock;
	uint64_t no_price, no_size;
	uint64_t crossed, locked, snapshots;
};

enum { HAS_PRICE = 1, HAS_SIZE = 2, HAS_QUOTE = 4, HAS_FLAGS = 8 };

struct summary_kind {
	char name[KIND_MAX + 1];
	unsigned has;    /* HAS_*: what one of its schemas has */
	struct idmap at; /* uint32_t: by symbol id its series, counted from 1;
			  * 0: none */
};

/* Indexes of the fields used by the summary in a schema's rows; -1: absent. */
struct summary_plan {
	int ready;
	uint32_t kind;
	unsigned has;
	int price, price2, size, size2; /* undefined when either is */
	int value;                      /* a price that is a double */
};

struct summary {
	struct vocab *vocab;
	uint64_t longer_ns; /* 0: gaps are not counted */
	uint64_t max_jump;  /* 0: nor are early rows */
	struct series *series;
	size_t nseries, room;
	struct summary_kind *kind;
	size_t nkind;
	struct idmap plan; /* struct summary_plan: by schema id */
};

#endif
