/*
 * stream.h - reading sequences of records, text or binary.
 *
 *	stream_open (stream_read)* stream_close
 *
 * Writing is stream/sink.h.  All readers and writers of a process share one
 * symtab and one set of schemas, so a row read can be written as it is.
 */
#ifndef STREAM_STREAM_H
#define STREAM_STREAM_H

#include "base/io.h"
#include "base/symtab.h"
#include "stream/bad.h"
#include "stream/rec.h"
#include "stream/schema.h"
#include "stream/sink.h"

/*
 * A row block of a binary stream as it arrived, checked and unmodified.  A
 * sink that gets exactly these rows and would write the same bytes may write
 * them directly from here.
 */
struct whole_block {
	struct in *in;             /* whose window it lies in */
	const unsigned char *head; /* NULL: none */
	const unsigned char *rows;
	size_t n;
	const struct schema *schema;
	uint64_t first;  /* rows since its header */
	uint32_t number; /* of its schema in the stream */
	uint32_t ndict;  /* indexes of its symbols, ids here, are below */
};

/* The vocabulary of one process: symbols and schemas, numbered once. */
struct vocab {
	struct symtab *syms;
	struct schemas *schemas;
	struct whole_block whole; /* the one read last */
	struct dbn *dbn;          /* the DBN reader that returned rows last */
};
int vocab_init(struct vocab *h, uint32_t max_symbols, struct err *err);
void vocab_fini(struct vocab *h);

/* ---- reading ---- */

struct stream;

struct stream_opts {
	struct bad_policy *bad;    /* NULL: strict */
	const char *const *fields; /* --field NAME:TYPE, NULL-terminated */
	size_t max_line;           /* 0: 1 MiB */
	int raw;                   /* do not undo compression */
	int barriers;              /* return barriers; otherwise one is an
				  * error */
	int allow_empty;           /* an empty file is not an error */
	/* Prints a note about an input for the user, or NULL. */
	void (*note)(void *arg, const char *name, const char *text);
	void *note_arg;
	uint64_t lines_before; /* of the file, that come not in here */
	/*
	 * Finds the real location of a refused record from its offset, when
	 * the input was unpacked from envelopes; or NULL.
	 */
	void (*place)(void *arg, uint64_t offset, struct bad_row *row);
	void *place_arg;
};

/*
 * Open a stream of records (.tks or NDJSON, found by its bytes; zstd and
 * gzip undone).  name "-" is stdin.  vocab and opts outlive the stream.
 */
struct stream *stream_open(const char *name, struct vocab *vocab,
    const struct stream_opts *opts, struct err *err);

/* The same over an input that is already open; it takes it over. */
struct stream *stream_over(struct in *in, struct vocab *vocab,
    const struct stream_opts *opts, struct err *err);

/*
 * Read the next record.  Returns 1 and fills *r; 0 at a clean end (or an
 * interrupted one, see stream_ended); -1 with *err set when the input is
 * malformed, cut short or unreadable.  r->v is borrowed until the next call.
 * With opts.barriers also STREAM_BARRIER, between two records.
 */
int stream_read(struct stream *s, struct rec *r, struct err *err);

enum { STREAM_BARRIER = 2 };
/* The number of the last barrier that was read. */
uint32_t stream_barrier(const struct stream *s);

/*
 * The number of further rows of the same schema that are ready after the one
 * just read, contiguous: *rows points at them, row_size apart.  They then
 * count as read.  0 when there are none.
 */
size_t stream_more(struct stream *s, const unsigned char **rows);

enum stream_end stream_ended(const struct stream *s);
int stream_binary(const struct stream *s);
uint64_t stream_rows(const struct stream *s);
struct in *stream_in(struct stream *s);
/* Where the next record starts, for messages: "line 17", "offset 4096". */
void stream_where(const struct stream *s, char *buf, size_t size);
/* Provenance of the input so far: JSON array text, "[]" when none. */
const char *stream_provenance(const struct stream *s);
/* Called for each comment (DBN metadata) as it is read.  NULL: dropped. */
void stream_on_comment(struct stream *s,
    int (*fn)(void *arg, const char *text, size_t len, struct err *err),
    void *arg);
void stream_close(struct stream *s);

/*
 * Before an input is read, check that it has any bytes after decompression
 * (empty.c).  An empty file is an error (-1 with *err) when its name says that
 * it is a container with a header (.dbn .tks .bi5 .zst .gz).  Other empty
 * files are only noted with opts->note.  0 also with opts->allow_empty, and
 * for pipes.
 */
int stream_empty(struct in *in, const struct stream_opts *opts,
    struct err *err);

#endif
