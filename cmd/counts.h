/*
 * counts.h - what tickcat's inputs have counted, for the account.
 */
#ifndef CMD_COUNTS_H
#define CMD_COUNTS_H

#include "book/book.h"
#include "cat/out.h"
#include "cat/tally.h"
#include "cmd.h"

/* Counts of foreign data, of --resync, and the keys that were not read. */
void counts_source(struct cmd *c, const struct tally *t, int resync,
    const struct unread *keys);

/* Counts of --book, and its notes. */
void counts_books(struct cmd *c, const struct books *b);

/* The files of --split, and a note of what went to temporary files. */
void counts_split(struct cmd *c, const struct cat_out *k,
    const struct tally *t, const struct spill_opts *spill);

/* Rows out of order: those of a merge, or else the steps back, and rows far
 * ahead. */
void counts_order(struct cmd *c, const struct tally *t, int merge,
    uint64_t back);

#endif
