/*
 * encoder.h - one output format: rows to bytes.
 *
 *	open meta* (schema (rows | raw | meta | tick | barrier)*)* close
 *
 * A format is one `const struct encoder`; cmd/ lists those a tool may write.
 * stream/sink.h owns the bytes (files, compression, pace, end) and calls the
 * encoder; a tool sees only the sink.  A tool with several outputs (segments,
 * a file per symbol) opens one sink for each.
 *
 * Functions that are NULL are not needed by the format.  Those that return an
 * int return 0, or -1 with *err; schema and meta may also return 1: nothing
 * was written, and the rows that follow need a separate output.
 */
#ifndef STREAM_ENCODER_H
#define STREAM_ENCODER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/io.h"
#include "stream/schema.h"

struct vocab;
struct sink_opts;

/* How an input ended, and how an output ends. */
enum stream_end {
	END_OPEN,        /* not yet */
	END_CLEAN,       /* the end */
	END_INTERRUPTED, /* a mark in the stream, or a signal here: a pause */
	END_ABANDONED    /* outputs only: given up, must not look complete */
};

/* The end of several inputs: interrupted if one of them is. */
static inline enum stream_end
stream_end_of(enum stream_end before, enum stream_end next)
{
	return before == END_INTERRUPTED ? before : next;
}

enum {
	ENCODER_BINARY = 1,   /* not for a terminal */
	ENCODER_ONE_KIND = 2, /* rows of one kind */
	ENCODER_BARRIERS = 4, /* carries barriers */
	ENCODER_MARK = 8,     /* the format can mark a stream as interrupted */
	ENCODER_META = 16     /* it carries comments unchanged */
};

struct encoder {
	const char *name;          /* of --to */
	const char *summary;       /* one line */
	const char *const *suffix; /* file name suffixes: ".tks";
				    * NULL-terminated; the first is used for
				    * new names */
	unsigned flags;

	/*
	 * vocab, opts and everything opts points at must outlive the encoder.
	 */
	void *(*open)(struct out *out, struct vocab *vocab,
	    const struct sink_opts *opts, struct err *err);

	/*
	 * A comment (one JSON object) about the rows after it.  NULL: the rows
	 * that follow are from an input without comments.
	 */
	int (*meta)(void *e, const char *text, size_t len, struct err *err);

	/* Rows of this schema may follow; once for each, before its rows. */
	int (*schema)(void *e, const struct schema *s, struct err *err);

	/* n > 0 rows that lie row_size apart.  They are copied or written
	 * before it returns. */
	int (*rows)(void *e, const struct schema *s, const unsigned char *rows,
	    size_t n, struct err *err);

	/* Whole records in the encoder's own format, written unchanged. */
	int (*raw)(void *e, const void *p, size_t size, struct err *err);

	/*
	 * The output is due: move buffered data into out, except for a regular
	 * file (out_regular).  idle: the input pauses, so this is not bulk.
	 */
	int (*tick)(void *e, int idle, struct err *err);

	/* All rows before the barrier are in out when it returns. */
	int (*barrier)(void *e, uint32_t number, struct err *err);

	/*
	 * Upper bound on the bytes not in out yet; rows that wait for a thread
	 * are printed first.
	 */
	uint64_t (*held)(void *e);
	/* By how many bytes one more row of a schema can make the output
	 * longer.  NULL: not known. */
	uint64_t (*room)(const void *e, const struct schema *s);
	/* "" or one line that says what the format could not hold. */
	const char *(*note)(const void *e);

	/* Write the end of the output into out; e is freed in any case. */
	int (*close)(void *e, enum stream_end end, struct err *err);
};

extern const struct encoder encoder_json, encoder_bin, encoder_csv, encoder_tsv;

/*
 * Find an encoder by --to's name, or by the longest suffix of a file's name.
 * NULL: none.  list ends with NULL.
 */
const struct encoder *encoder_find(const struct encoder *const *list,
    const char *name);
const struct encoder *encoder_of_path(const struct encoder *const *list,
    const char *path, size_t len);

#endif
