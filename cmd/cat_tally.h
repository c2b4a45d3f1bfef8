/*
 * cat_tally.h - what tickcat's inputs held besides the rows it handed on, for
 * notes and the account.
 */
#ifndef CMD_CAT_TALLY_H
#define CMD_CAT_TALLY_H

#include "cat/feed.h"
#include "cmd.h"

struct tally {
	struct cmd *c;
	struct source_account total;
	uint64_t damages, lost; /* stretches and bytes passed by --resync */
	uint64_t back, apart;	/* rows of a merge that are not in order */
};

/* A source is through: its notes on stderr, its numbers to the sums.  copied:
 * its records were handed on as bytes, those of unknown types too. */
void tally_source(struct tally *t, struct source *s, int copied);
/* A feed_order_fn body. */
void tally_order(struct tally *t, const char *name,
    const struct feed_order *order);
/* All of it to the account. */
void tally_count(const struct tally *t, int merge, int resync);

#endif
