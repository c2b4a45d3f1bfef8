/*
 * wrong_clock.h - find rows far ahead of their source (jump.h) in a tool that
 * hands on every row at once: they are counted, and the first are named.
 *
 *	(wrong_clock_row)* wrong_clock_fini
 */
#ifndef STREAM_WRONG_CLOCK_H
#define STREAM_WRONG_CLOCK_H

#include <stddef.h>

#include "stream/jump.h"

enum { WRONG_CLOCK_NAMED = 3 };

/* Zero it, then set max, before use. */
struct wrong_clock {
	uint64_t max;   /* --max-jump; 0: nothing is looked for */
	uint64_t early; /* rows that were found */
	struct {
		uint64_t row, time;
	} named[WRONG_CLOCK_NAMED];
	struct jump jump;
	int failed; /* out of memory: no more are looked for */
};

/* 1 when a row within max of the row before needs no look. */
static inline int
wrong_clock_quiet(const struct wrong_clock *w)
{
	return w->max == 0 || w->failed || jump_quiet(&w->jump);
}

/* Rows that needed none, up to this time. */
static inline void
wrong_clock_passed(struct wrong_clock *w, uint64_t time)
{
	if (time > w->jump.time)
		w->jump.time = time;
}

/* For wrong_clock_row. */
void wrong_clock_look(struct wrong_clock *w, uint64_t time, uint32_t symbol,
    uint64_t row);

/* A row with a time, and its number. */
static inline void
wrong_clock_row(struct wrong_clock *w, uint64_t time, uint32_t symbol,
    uint64_t row)
{
	if (w->max > 0 && !jump_plain(&w->jump, w->max, time, symbol))
		wrong_clock_look(w, time, symbol, row);
}

/* One line about row i of those named, as snprintf. */
void wrong_clock_says(const struct wrong_clock *w, size_t i, char *out,
    size_t size);

/* Forget the source and what was found; max stays. */
void wrong_clock_fini(struct wrong_clock *w);

#endif
