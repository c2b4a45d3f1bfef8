/*
 * text_ahead.h - a thread that prints the text of a sink.
 *
 *	text_ahead_start (text_ahead_rows | text_ahead_flush |
 *	    text_ahead_drain)* text_ahead_stop
 *
 * What the thread uses is its own from the first rows handed to it until they
 * are drained: the output, and of the plans what changes.  Texts of symbols it
 * only reads, and only those of rows it has: the owner makes others beside it,
 * but moves their table only when it is drained.  It sees no symtab.
 */
#ifndef STREAM_TEXT_AHEAD_H
#define STREAM_TEXT_AHEAD_H

#include "stream/text_impl.h"

struct text_ahead;

/* NULL: one processor (unless always), no memory or no thread; the caller then
 * goes on by himself. */
struct text_ahead *text_ahead_start(struct text_writer *w);

/*
 * Copy rows to be printed behind those before.  -1 with *err when printing
 * failed, maybe long ago: nothing more is printed then.
 */
int text_ahead_rows(struct text_ahead *a, struct text_plan *plan,
    const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err);

/* The thread has rows, or had some since it was drained. */
int text_ahead_busy(const struct text_ahead *a);

/* What was handed over goes out soon; waits for nothing. */
int text_ahead_flush(struct text_ahead *a, struct err *err);

/* Wait for all to be printed (it may be in the output's buffer): what the
 * thread uses is the caller's then, until he hands it rows. */
int text_ahead_drain(struct text_ahead *a, struct err *err);

/* Drain and free; NULL is nothing. */
int text_ahead_stop(struct text_ahead *a, struct err *err);

#endif
