/*
 * recent.h - the last W rows of each symbol.
 *
 *	recent_init (recent_push | recent_clear)* recent_fini
 *
 * Memory: 2 W rows per symbol, so that a window is always contiguous.
 */
#ifndef DETECT_RECENT_H
#define DETECT_RECENT_H

#include "base/idmap.h"
#include "base/state.h"

struct recent {
	size_t d, rows;	    /* columns of a row, rows of a window (W) */
	struct idmap table; /* of struct recent_rows *, by symbol id */
};

void recent_init(struct recent *s, size_t d, size_t rows);
/*
 * Append x[d] to the symbol's rows; fresh: x is the first row of a new run.
 * Returns 1 and *window [W][d], oldest row first, borrowed until the next
 * call; 0 while the run has fewer than W rows; -1 without memory.
 */
int recent_push(struct recent *s, uint32_t symbol, const double *x,
    int fresh, const double **window, struct err *err);
/* Forget the rows of all symbols. */
void recent_clear(struct recent *s);
int recent_save(struct recent *s, struct state *file, const char *table,
    struct err *err);
int recent_load(struct recent *s, struct state *file, const char *table,
    struct err *err);
void recent_fini(struct recent *s);

#endif
