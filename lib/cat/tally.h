/*
 * tally.h - counts of everything in tickcat's inputs besides the rows it
 * passed on, for notes and --stats.
 */
#ifndef CAT_TALLY_H
#define CAT_TALLY_H

#include "cat/feed.h"
#include "stream/time_order.h"

struct tally {
	/* one line for the user */
	void (*note)(void *arg, const char *text);
	void *arg;
	struct source_account total;
	uint64_t damages, lost; /* damaged parts and bytes skipped by
				 * --resync */
	uint64_t back, apart;   /* rows of a merge that are not in order */
	uint64_t early;         /* rows far ahead of their file */
};

/*
 * A source has ended: print its notes and add its counts to the sums.  copied:
 * its records were copied as bytes, including those of unknown types.  odd:
 * also print its warning.
 */
void tally_source(struct tally *t, struct source *s, int copied, int odd);
/* Rows of a source that step back in time, and those far ahead of it. */
void tally_time(struct tally *t, struct source *s, const struct time_order *o);
void tally_early(struct tally *t, struct source *s, const struct time_order *o);
/*
 * Note that this many bytes of rows are in a temporary file, for one file or
 * (NULL) for all; 0 prints nothing.
 */
void tally_spilled(const struct tally *t, const char *name, const char *option,
    uint64_t bytes, const struct spill_opts *opts);
/* A feed_order_fn body. */
void tally_order(struct tally *t, const char *name,
    const struct feed_order *order);

#endif
