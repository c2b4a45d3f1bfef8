/*
 * series.h - where a symbol's series of rows breaks.
 */
#ifndef SCORE_SERIES_H
#define SCORE_SERIES_H

#include "base/idmap.h"
#include "base/state.h"
#include "stream/rec.h"

struct series {
	uint64_t gap_ns;  /* a longer pause is a break; 0: see series.c */
	struct idmap end; /* uint64_t by symbol: end of its last row + 1 */
};

void series_init(struct series *s, uint64_t gap_ns);
/* 1 if the row does not continue its symbol's rows: it is the first, or comes
 * after a session end or a gap; otherwise 0; -1 without memory. */
int series_fresh(struct series *s, const struct rec *r, struct err *err);
int series_save(struct series *s, struct state *file, const char *table,
    struct err *err);
int series_load(struct series *s, struct state *file, const char *table,
    struct err *err);
void series_fini(struct series *s);

#endif
