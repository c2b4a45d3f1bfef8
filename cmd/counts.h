/*
 * counts.h - what tickcat's inputs have counted, for the account.
 */
#ifndef CMD_COUNTS_H
#define CMD_COUNTS_H

#include "cat/tally.h"
#include "cmd.h"

/* Counts of foreign data, of --resync, and the keys that were not read. */
void counts_source(struct cmd *c, const struct tally *t, int resync,
    const struct unread *keys);

/* Rows out of order: those of a merge, or else the steps back. */
void counts_order(struct cmd *c, const struct tally *t, int merge,
    uint64_t back);

#endif
