/*
 * sink.h - an output stream: rows to one output, in any format (encoder.h).
 *
 *	sink_open (sink_comment | sink_schema | sink_write | sink_rows |
 *	    sink_tick | sink_barrier)* sink_close
 */
#ifndef STREAM_SINK_H
#define STREAM_SINK_H

#include "base/io.h"
#include "stream/encoder.h"
#include "stream/rec.h"

struct vocab;
struct sink;

/*
 * Text may be printed by a thread while more rows are made.  The thread starts
 * when many rows came without an idle tick (so never for live data) and a
 * processor is free for it.  Always, for tests: from the second row on.
 */
enum sink_ahead { AHEAD_NEVER, AHEAD_BULK, AHEAD_ALWAYS };

/* Everything the pointers point at must outlive the sink. */
struct sink_opts {
	const struct encoder *encoder;
	int zstd;               /* level, 0 none */
	int ts_ns;              /* text: times as integers */
	const char *kind;       /* the one to print; NULL: the first */
	const char *key;        /* json: KEY<TAB> before each line; NULL */
	int no_header;          /* csv, tsv: the rows alone */
	const char *provenance; /* JSON array text; NULL: none */
	enum sink_ahead ahead;
	int apart; /* one of several outputs: its header describes only
			   * its own rows */
	struct beside *file; /* an open file to take over; NULL: open path */
	const void *more;    /* the encoder's private options; NULL: defaults */
};

/* path NULL: stdout.  Binary to a terminal is refused. */
struct sink *sink_open(const char *path, struct vocab *vocab,
    const struct sink_opts *opts, struct err *err);

/*
 * The following functions return 0, or -1 with *err.  rows, schema and comment
 * also return 1 when the encoder needs a new output (encoder.h), only with
 * opts.apart.
 */

/* Write one record.  The row is copied before it returns. */
int sink_write(struct sink *k, const struct rec *r, struct err *err);

/* Write n rows of one schema that lie row_size apart. */
int sink_rows(struct sink *k, const struct schema *s, const unsigned char *rows,
    size_t n, struct err *err);

/* Write n records in the encoder's own format, unchanged (encoder.h: raw). */
int sink_raw(struct sink *k, const void *p, size_t size, uint64_t n,
    struct err *err);

/* Rows of this schema may come: writes their header even if none do. */
int sink_schema(struct sink *k, const struct schema *s, struct err *err);

/*
 * Pass on a comment; formats without comments drop it.  text NULL: the rows
 * that follow are from an input without comments.
 */
int sink_comment(struct sink *k, const char *text, size_t len, struct err *err);

/*
 * Write buffered data if it is due, with IO_WAITS at once.  With IO_FILE text
 * only: the clock is not to cut what has blocks or frames (base/io.h).
 */
int sink_tick(struct sink *k, int idle, struct err *err);

/*
 * Send a barrier after all rows so far.  -1 also when the format has no
 * barriers.
 */
int sink_barrier(struct sink *k, uint32_t number, struct err *err);

/* A usage error for binary output to a terminal. */
int sink_refuse_terminal(const struct out *out, struct err *err);

const struct encoder *sink_encoder(const struct sink *k);
uint64_t sink_written(const struct sink *k);
/* With one kind to print: rows of other kinds, which were not written. */
uint64_t sink_left_out(const struct sink *k);
/*
 * Bytes of the output so far, including buffered ones (before compression),
 * and an upper bound on the bytes that a row of this schema adds (0: not
 * known).
 */
uint64_t sink_bytes(const struct sink *k);
uint64_t sink_room(const struct sink *k, const struct schema *s);
/* "" or one line that says what the format could not hold. */
const char *sink_note(const struct sink *k);

/*
 * Treat an interrupted end as a pause: everything read was processed, and a
 * later run continues from there.  A file is then put in place, whatever its
 * format.
 */
void sink_pause(struct sink *k);

/*
 * End the stream, flush, close, rename.  END_ABANDONED: no end mark is
 * written, buffered data is flushed, and a file made with -o is removed.  A
 * file that a signal cut short is also removed, with *err, when its format has
 * no mark for that.  k is freed in any case; NULL is nothing.
 */
int sink_close(struct sink *k, enum stream_end end, struct err *err);

/*
 * The same for a sink opened on a file, END_CLEAN or END_ABANDONED: the file
 * is not put in place but is complete under its temporary name
 * (base/io_beside.h), in *b, or is removed.
 */
int sink_finish(struct sink *k, enum stream_end end, struct beside *b,
    struct err *err);

#endif
