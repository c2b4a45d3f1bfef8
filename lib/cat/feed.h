/*
 * feed.h - rows of all input files of tickcat, in one order.
 *
 * Without merge the files are read one after the other, unchanged, or each
 * from its last row to its first (stream/spool.h).  With merge, rows are
 * ordered by index time, then symbol bytes, then file order; rows with the
 * same file, time and symbol keep their order.  A row that is older than the
 * row before it in its file is returned at once, and counted.  Each open file
 * has one buffer.  With more than FEED_OPEN_MAX files, or when the decoders
 * would need too much memory, a file is opened only when its time comes.  For
 * this, the time of its first row is read in advance; too many overlapping
 * files are an error.
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
	int64_t loop;            /* passes over all files; up to 1: once */
	int follow;              /* keep reading the last file as it grows */
	uint64_t decoders;       /* memory limit of a merge, bytes; 0: 1 GiB */
	int reverse;             /* each file from its last row to its first */
	struct spill_opts spill; /* of its rows */
};

struct feed;

/*
 * Called for each file when it is opened: its format, provenance and metadata
 * are then known.  Once per file: not in later passes of a loop.
 */
typedef int feed_file_fn(void *arg, struct source *s, struct err *err);
/* Called at the end of each file, to collect its counts. */
typedef void feed_done_fn(void *arg, struct source *s);

/*
 * Rows of a file in a merge that are out of the merged order: their number,
 * and the first of them, counted from 1.
 */
struct feed_order {
	uint64_t back, back_row;   /* their time steps back */
	uint64_t apart, apart_row; /* too far after others of the same time */
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
	int (
	    *comment)(void *arg, const char *text, size_t len, struct err *err);
	void *arg;
};

struct piece;

/* With a piece (cat/piece.h; else NULL) the end of input is a pause. */
struct feed *feed_open(char *const *files, int nfiles, struct vocab *vocab,
    const struct source_opts *source, const struct feed_opts *opts,
    const struct feed_hooks *hooks, struct piece *piece, struct err *err);

/*
 * 1 and *b; 0 at the end; -1 after every whole row before the damage (in a
 * merge: every row that precedes it in the order).
 */
int feed_next(struct feed *f, struct recs *b, struct err *err);
/*
 * With barriers asked for (source_opts.stream) feed_next also returns
 * STREAM_BARRIER: its number.  Not with a merge or a loop.
 */
uint32_t feed_barrier(const struct feed *f);
enum stream_end feed_ended(const struct feed *f);
void feed_close(struct feed *f);

#endif
