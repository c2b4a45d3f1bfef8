/*
 * select.h - which rows tickcat passes on.
 *
 * All criteria must hold.  Lists have commas; a symbol list takes names,
 * globs and @FILE (one per line).
 */
#ifndef CAT_SELECT_H
#define CAT_SELECT_H

#include "base/opt.h"
#include "stream/recs.h"
#include "stream/stream.h"

struct select_opts {
	const char *symbols, *instruments, *kinds, *publishers;
	const char *actions, *sides;
	int no_snapshots;
	const char *start, *end; /* dates, times, zones; end: or a duration
				  * from the start */
	const char *session;	 /* "09:30-16:00" in tz */
	const char *tz;		 /* of start, end and session; NULL: UTC */
};

/* The rows of the option table, offsets into struct select_opts. */
extern const struct opt cat_select_opts[];

struct select;

/* A mistake in the options is a usage error; a list file that cannot be read
 * is not. */
struct select *select_new(const struct select_opts *o, struct vocab *vocab,
    struct err *err);
/* 1 when every row passes: nothing was asked for. */
int select_all(const struct select *s);
/* 1 the row passes, 0, -1.  A criterion on a field that the row has not is
 * not met; a missing action or side is 'N', but 'T' in kind trades. */
int select_row(struct select *s, const struct rec *r, struct err *err);
/* For a header: may rows of this symbol and instrument (UINT32_MAX: of none
 * known) pass?  And 1 when anything is chosen by these. */
int select_keeps(struct select *s, const char *symbol, uint32_t id);
int select_by_symbol(const struct select *s);
/* The range of time asked for; 0 and TS_NULL where none was. */
void select_range(const struct select *s, uint64_t *start, uint64_t *end);
/* Call each with every name of --symbols and --kind that no row had so far,
 * for a note at the end. */
void select_unused(const struct select *s,
    void (*each)(void *arg, const char *option, const char *name), void *arg);
void select_free(struct select *s);

#endif
