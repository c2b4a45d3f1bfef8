/*
 * feed.h - rows of all input files of tickcat, in one order.
 *
 * Without merge the files come one after the other, as they are, or each
 * from its last row to its first (stream/spool.h).  With merge
 * they come in the order index time, symbol bytes, file order; rows of one
 * file, time and symbol keep theirs.  A row whose time steps back behind the
 * one before it in its file comes at once, and is counted.  One buffer a file;
 * over FEED_OPEN_MAX files, or where decoders would need too much memory, a
 * file is opened when its time comes (its first row's time was read before,
 * and the files must not overlap more than that allows: else an error that
 * says so).
 *
 *	feed_open (feed_next)* feed_close
 */
#ifndef CAT_FEED_H
#define CAT_FEED_H

#include "base/io.h"
#include "source/source.h"

enum { FEED_OPEN_MAX = 256 };

struct feed_opts {
	int merge;
	int64_t loop;	   /* times over all files; up to 1: once */
	int follow;	   /* keep reading the last file as it grows */
	uint64_t decoders; /* bytes all of a merge may take; 0: 1 GiB */
	int reverse;	   /* each file from its last row to its first */
	struct spill_opts spill; /* of its rows */
};

struct feed;

/* Called for each file as it is opened: its source is ready and has been
 * looked at (format, provenance and metadata are known).  Once a file: not
 * in later passes of a loop. */
typedef int feed_file_fn(void *arg, struct source *s, struct err *err);
/* Called for each file that is through, for its account. */
typedef void feed_done_fn(void *arg, struct source *s);

/* Of a file in a merge, what is not in the order of the whole: how many rows,
 * and the first of them, counted from 1. */
struct feed_order {
	uint64_t back, back_row;   /* their time steps back */
	uint64_t apart, apart_row; /* too far behind others of their time */
};
/* Called at the end of each file of a merge that has such rows. */
typedef void feed_order_fn(void *arg, const char *name,
    const struct feed_order *o);

struct feed_hooks {
	feed_file_fn *file;
	feed_done_fn *done;
	feed_order_fn *order;
	/* a file's rows are in a temporary file now: name, bytes */
	void (*spilled)(void *arg, const char *name, uint64_t bytes);
	io_idle_fn *idle;
	/* comments of our binary streams, also before the file hook */
	int (*comment)(void *arg, const char *text, size_t len,
	    struct err *err);
	void *arg;
};

struct feed *feed_open(char *const *files, int nfiles, struct vocab *vocab,
    const struct source_opts *source, const struct feed_opts *opts,
    const struct feed_hooks *hooks, struct err *err);

/* 1 and *b; 0 at the end; -1 after every whole row before the damage (of a
 * merge: every row that was before it in the order). */
int feed_next(struct feed *f, struct recs *b, struct err *err);
/* With barriers asked for (source_opts.stream) feed_next also returns
 * STREAM_BARRIER: its number.  Not of a merge or a loop. */
uint32_t feed_barrier(const struct feed *f);
enum stream_end feed_ended(const struct feed *f);
void feed_close(struct feed *f);

#endif
