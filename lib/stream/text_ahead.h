/*
 * text_ahead.h - a thread that prints the text of a sink.
 *
 *	text_ahead_start (text_ahead_rows | text_ahead_flush |
 *	    text_ahead_drain)* text_ahead_stop
 *
 * From the first rows handed over until they are drained, the thread owns the
 * output and the mutable parts of the plans.  It only reads symbol texts, and
 * only those of its rows: meanwhile the owner may add others, but may move
 * their table only after a drain.  The thread does not use the symtab.
 */
#ifndef STREAM_TEXT_AHEAD_H
#define STREAM_TEXT_AHEAD_H

#include "stream/text_impl.h"

struct text_ahead;

/*
 * NULL: one processor (unless always), no memory or no thread; the caller then
 * prints the text itself.
 */
struct text_ahead *text_ahead_start(struct text_writer *w);

/*
 * Copy rows to be printed after the earlier ones.  -1 with *err when printing
 * failed, possibly for earlier rows: nothing more is printed then.
 */
int text_ahead_rows(struct text_ahead *a, struct text_plan *plan,
    const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err);

/* The thread has rows, or had some since it was drained. */
int text_ahead_busy(const struct text_ahead *a);

/* Ask the thread to flush the rows handed over; does not wait. */
int text_ahead_flush(struct text_ahead *a, struct err *err);

/*
 * Wait until everything is printed (it may still be in the output's buffer).
 * The caller then owns the thread's data until it hands over more rows.
 */
int text_ahead_drain(struct text_ahead *a, struct err *err);

/* Drain and free; NULL is nothing. */
int text_ahead_stop(struct text_ahead *a, struct err *err);

#endif
