/*
 * tally.h - what tickcat's inputs held besides the rows it handed on, for
 * notes and the account.
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
	uint64_t damages, lost; /* stretches and bytes passed by --resync */
	uint64_t back, apart;	/* rows of a merge that are not in order */
};

/* A source is through: its notes, its numbers to the sums.  copied: its
 * records were handed on as bytes, those of unknown types too.  odd: say also
 * what is odd in it. */
void tally_source(struct tally *t, struct source *s, int copied, int odd);
/* Rows of a source that step back in time. */
void tally_time(struct tally *t, struct source *s, const struct time_order *o);
/* So many bytes of rows are in a temporary file, of a file or (NULL) of all:
 * 0 is not worth a word. */
void tally_spilled(const struct tally *t, const char *name, const char *option,
    uint64_t bytes, const struct spill_opts *opts);
/* A feed_order_fn body. */
void tally_order(struct tally *t, const char *name,
    const struct feed_order *order);

#endif
