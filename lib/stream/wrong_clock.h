/*
 * wrong_clock.h - find rows far ahead of their source (jump.h) in a tool that
 * hands on every row at once: they are counted, the first are named, and a
 * copy of each can be written to a quarantine.
 *
 *	(wrong_clock_row [wrong_clock_set_aside])* wrong_clock_fini
 */
#ifndef STREAM_WRONG_CLOCK_H
#define STREAM_WRONG_CLOCK_H

#include <stddef.h>

#include "base/symtab.h"
#include "stream/bad.h"
#include "stream/jump.h"
#include "stream/rec.h"

enum { WRONG_CLOCK_NAMED = 3 };

/* An early row as text, for a quarantine. */
struct wrong_clock_copy {
	uint64_t row, time;
	char *text;
};

struct wrong_clock_kept;

/* Zero it, then set max and copies_of, before use. */
struct wrong_clock {
	uint64_t max; /* --max-jump; 0: nothing is looked for */
	const struct symtab *copies_of; /* copies are made; NULL: none */
	uint64_t early;                 /* rows that were found */
	struct {
		uint64_t row, time;
	} named[WRONG_CLOCK_NAMED];
	struct wrong_clock_copy *copy;
	size_t copies, room;
	struct jump jump;
	struct wrong_clock_kept *spare; /* to be used again */
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
    uint64_t row, const struct rec *r);

/* A row with a time, and its number; r is read only if copies are made. */
static inline void
wrong_clock_row(struct wrong_clock *w, uint64_t time, uint32_t symbol,
    uint64_t row, const struct rec *r)
{
	if (w->max > 0 && !jump_plain(&w->jump, w->max, time, symbol))
		wrong_clock_look(w, time, symbol, row, r);
}

/* One line about row i of those named, as snprintf. */
void wrong_clock_says(const struct wrong_clock *w, size_t i, char *out,
    size_t size);

/* Why a row is early. */
enum { WRONG_CLOCK_DETAIL_MAX = 128 };
void wrong_clock_detail(char out[WRONG_CLOCK_DETAIL_MAX], uint64_t time,
    uint64_t max_jump);

/* A row that is kept apart, as bad_set_aside takes it. */
struct wrong_clock_aside {
	const char *file;
	uint64_t row; /* 0: unknown */
	uint64_t time, max_jump;
	const char *text; /* NDJSON */
	int passed_on;    /* it is in the output as well */
};

int wrong_clock_aside(struct bad_policy *bad, const struct wrong_clock_aside *a,
    struct err *err);

/* Write the copies to bad as rows of file, and forget them: 0; -1. */
int wrong_clock_set_aside(struct wrong_clock *w, struct bad_policy *bad,
    const char *file, struct err *err);

void wrong_clock_forget_copies(struct wrong_clock *w);

/* Forget the source and what was found; max and copies_of stay. */
void wrong_clock_fini(struct wrong_clock *w);

#endif
