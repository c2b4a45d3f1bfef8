/*
 * sink.h - a stream out: rows to one output, in any format (encoder.h).
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
 * Text may be printed by a thread while more rows are made: when many came
 * without an idle tick, so never of live ones, and there is a processor for
 * it.  Always, to test it: from the second row on.
 */
enum sink_ahead { AHEAD_NEVER, AHEAD_BULK, AHEAD_ALWAYS };

/* What pointers point at outlives the sink. */
struct sink_opts {
	const struct encoder *encoder;
	int zstd;		/* level, 0 none */
	int ts_ns;		/* text: times as integers */
	const char *kind;	/* the one to print; NULL: the first */
	const char *key;	/* json: KEY<TAB> before each line; NULL */
	int no_header;		/* csv, tsv: the rows alone */
	const char *provenance; /* JSON array text; NULL: none */
	enum sink_ahead ahead;
	int apart;	  /* one of several outputs: what is in front of
			   * the rows is of its own rows alone */
	const void *more; /* options of the encoder's own; NULL: defaults */
};

/* path NULL: stdout.  Binary to a terminal is refused. */
struct sink *sink_open(const char *path, struct vocab *vocab,
    const struct sink_opts *opts, struct err *err);

/*
 * Those that follow return 0, or -1 with *err; rows, schema and comment also
 * 1 where the encoder asks for another output (encoder.h), which it does only
 * with opts.apart.
 */

/* Write one record.  The row is copied before it returns. */
int sink_write(struct sink *k, const struct rec *r, struct err *err);

/* Write n rows of one schema that lie row_size apart. */
int sink_rows(struct sink *k, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);

/* n records in the encoder's own format, as they are (encoder.h: raw). */
int sink_raw(struct sink *k, const void *p, size_t size, uint64_t n,
    struct err *err);

/* Rows of this schema may come: what is in front of them is written
 * though none do. */
int sink_schema(struct sink *k, const struct schema *s, struct err *err);

/* A comment that travels; dropped by formats without.  text NULL: rows of an
 * input that has none follow. */
int sink_comment(struct sink *k, const char *text, size_t len,
    struct err *err);

/* Hand on what is buffered if it is due; idle: now. */
int sink_tick(struct sink *k, int idle, struct err *err);

/* Send a barrier behind all rows so far.  -1 also where the format carries
 * none. */
int sink_barrier(struct sink *k, uint32_t number, struct err *err);

/* A usage error where out is a terminal, for bytes that are not text. */
int sink_refuse_terminal(const struct out *out, struct err *err);

const struct encoder *sink_encoder(const struct sink *k);
uint64_t sink_written(const struct sink *k);
/* One kind: rows that are not of the kind to print; not among those written. */
uint64_t sink_left_out(const struct sink *k);
/* Bytes of the output so far, those that wait too (before compression), and
 * by how many a row of this schema may make it longer (0: not known). */
uint64_t sink_bytes(const struct sink *k);
uint64_t sink_room(const struct sink *k, const struct schema *s);
/* "" or one line of what the format could not hold. */
const char *sink_note(const struct sink *k);

/* An interrupted end is a pause: what was read is done, and somebody goes on
 * from there.  A file is put in place then, whatever its format. */
void sink_pause(struct sink *k);

/*
 * End the stream, flush, close, rename.  END_ABANDONED: nothing says that it
 * is whole, what is buffered goes out, a file made with -o is removed; so is
 * a file of a format without a mark that a signal cut short, with *err.  k is
 * freed in any case; NULL is nothing.
 */
int sink_close(struct sink *k, enum stream_end end, struct err *err);

#endif
