/*
 * stream.h - sequences of records, text or binary: reading them.
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
 * A row block of a binary stream as it came in, checked and not written to.
 * A sink that is handed these very rows and would write these very bytes may
 * write them from where they lie.
 */
struct whole_block {
	struct in *in;		   /* whose window it lies in */
	const unsigned char *head; /* NULL: none */
	const unsigned char *rows;
	size_t n;
	const struct schema *schema;
	uint64_t first; /* rows since its header */
	uint32_t number; /* of its schema in the stream */
	uint32_t ndict;	 /* indexes of its symbols, ids here, are below */
};

/* The vocabulary of one process: symbols and schemas, numbered once. */
struct vocab {
	struct symtab *syms;
	struct schemas *schemas;
	struct whole_block whole; /* the one read last */
	struct dbn *dbn;	  /* the DBN reader whose rows came last */
};
int vocab_init(struct vocab *h, uint32_t max_symbols, struct err *err);
void vocab_fini(struct vocab *h);

/* ---- reading ---- */

struct stream;

struct stream_opts {
	struct bad_policy *bad;	 /* NULL: strict */
	const char *const *fields; /* --field NAME:TYPE, NULL-terminated */
	size_t max_line;	 /* 0: 1 MiB */
	int raw;		 /* do not undo compression */
	int barriers;		 /* hand them out; else one is an error */
	int allow_empty;	 /* a file without bytes is as it should be */
	/* What the user should know about an input, or NULL. */
	void (*note)(void *arg, const char *name, const char *text);
	void *note_arg;
	uint64_t lines_before;	 /* of the file, that come not in here */
	/* Where a refused record at an offset of the input lies really, when
	 * the input is what comes out of envelopes; NULL. */
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
/* Number of the barrier that was read last. */
uint32_t stream_barrier(const struct stream *s);

/*
 * As many further rows of the same schema as lie ready behind the one just
 * read, in one piece: *rows points at them, row_size apart; they count as
 * read.  0 when there are none.
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
/* Comments met (DBN metadata); called as they come.  NULL: dropped. */
void stream_on_comment(struct stream *s,
    int (*fn)(void *arg, const char *text, size_t len, struct err *err),
    void *arg);
void stream_close(struct stream *s);

/*
 * Before an input is read: has it any bytes, compression undone (empty.c)?  A
 * file without, whose name says that it holds a container with a header (.dbn
 * .tks .bi5 .zst .gz), cannot be whole: -1 with *err.  Another such file is
 * noted with opts->note.  0 also with opts->allow_empty, and of pipes.
 */
int stream_empty(struct in *in, const struct stream_opts *opts,
    struct err *err);

#endif
