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
	const char *session;     /* "09:30-16:00" in tz */
	const char *tz;          /* of start, end and session; NULL: UTC */
};

/* The rows of the option table, offsets into struct select_opts. */
extern const struct opt cat_select_opts[];

struct select;

/*
 * A mistake in the options is a usage error; an unreadable list file is an
 * ordinary error.
 */
struct select *select_new(const struct select_opts *o, struct vocab *vocab,
    struct err *err);
/* 1 when every row passes because no criterion was given. */
int select_all(const struct select *s);
/*
 * 1 when the row passes, 0, -1.  A criterion on a field that the row lacks is
 * not met.  A missing action or side counts as 'N', but a missing action as
 * 'T' in kind trades.
 */
int select_row(struct select *s, const struct rec *r, struct err *err);
/*
 * For a header: 1 when rows of this symbol and instrument (UINT32_MAX: none
 * known) may pass; and 1 when any criterion uses these.
 */
int select_keeps(struct select *s, const char *symbol, uint32_t id);
int select_by_symbol(const struct select *s);
/* The selected time range; 0 and TS_NULL where it is open. */
void select_range(const struct select *s, uint64_t *start, uint64_t *end);
/*
 * Call `each' with every name of --symbols and --kind that no row had so far,
 * for a note at the end.
 */
void select_unused(const struct select *s,
    void (*each)(void *arg, const char *option, const char *name), void *arg);
void select_free(struct select *s);

#endif
