/*
 * jump.h - rows far ahead of their source, as a wrong clock makes them.
 *
 * A row more than max ahead of the source's time waits until
 *
 *	- another row of the source (of another symbol, where the source has
 *	  had several), with none at the old time between, lies within max of
 *	  it or beyond: the jump is believed;
 *	- three rows lie back at the old time: it was early;
 *	- the input is idle or ends (jump_settle): it is believed.
 *
 * The first row of a source counts as a jump.  A jump that was believed is
 * undone when three consecutive rows lie more than max behind the source's
 * time: the source's time then goes back to theirs.  For this, copies of the
 * jump's rows are kept until JUMP_KEPT_MAX rows have confirmed it.
 *
 *	(jump_row)* [jump_settle] jump_fini
 */
#ifndef STREAM_JUMP_H
#define STREAM_JUMP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { JUMP_BACK = 3, JUMP_KEPT_MAX = 1024 };

/* A held row, as the caller's copy. */
struct jump_kept {
	uint64_t time;
	uint32_t symbol;
	uint32_t back; /* rows at the old time since */
	void *row;
};

struct jump_list {
	struct jump_kept *v;
	uint32_t n;
	size_t room;
};

/* For callers that load one from a state file. */
int jump_list_add(struct jump_list *l, const struct jump_kept *k,
    struct err *err);

/* Zero it before use. */
struct jump {
	uint64_t time;   /* of the source, from believed rows; 0 none */
	uint64_t before; /* the time before the last believed jump; 0 none */
	int jumped;      /* and not settled */
	int several;     /* symbols have been seen */
	uint32_t symbol; /* the first of them */
	struct jump_list ahead, behind, rows; /* wait; wait; of the jump */
};

/*
 * Callbacks for rows.  Copies belong to struct jump until it drops them.
 * Those that return an int return 0 or -1.
 */
struct jump_ops {
	uint64_t max;
	/* Copy the current row; NULL with *err. */
	void *(*keep)(void *arg, struct err *err);
	/* A copy's turn has come. */
	int (*go)(void *arg, void *row, struct err *err);
	/* It was early. */
	int (*early)(void *arg, void *row, struct err *err);
	/* The jump of these rows is undone: the source's time, which was
	 * `before' the jump, goes back to `to'. */
	int (*undone)(void *arg, const struct jump_list *rows, uint64_t before,
	    uint64_t to, struct err *err);
	void (*drop)(void *arg, void *row); /* free a copy */
	void *arg;
};

/*
 * A row of the source: 1 to process it now, after those passed to ops.go; 0
 * when it was kept; -1.
 */
int jump_row(struct jump *j, const struct jump_ops *o, uint64_t time,
    uint32_t symbol, struct err *err);

/*
 * 1 while no row waits and no jump may be undone.  Rows within max of the
 * source's time, of a known symbol or of one of several, then go at once.
 */
static inline int
jump_quiet(const struct jump *j)
{
	return j->time != 0 && !j->jumped && j->ahead.n == 0;
}

/*
 * 1 when a row of this time and symbol would go at once and change only the
 * source's time: the fast path of most rows.
 */
static inline int
jump_plain(struct jump *j, uint64_t max, uint64_t time, uint32_t symbol)
{
	uint64_t apart = time > j->time ? time - j->time : j->time - time;

	if (j->time == 0 || apart > max || j->jumped || j->ahead.n > 0 ||
	    (!j->several && symbol != j->symbol))
		return 0;
	if (time > j->time)
		j->time = time;
	return 1;
}

/* The input is idle or ends: waiting rows go now. */
int jump_settle(struct jump *j, const struct jump_ops *o, struct err *err);

/* Rows that wait. */
static inline uint32_t
jump_waiting(const struct jump *j)
{
	return j->ahead.n + j->behind.n;
}

void jump_fini(struct jump *j, const struct jump_ops *o);

#endif
