/*
 * inject_log.h - records in order of arrival; the middle may be in a file.
 *
 *	log_init (log_add | log_read | log_write | log_front, log_pass)*
 *	log_fini
 *
 * A record is named by its offset from the first byte ever added.  Records are
 * added at the end and passed at the front.  The newest chunks and the one at
 * the front are in memory; when these exceed the limit, those between go to a
 * temporary file, whose space is used again once they are passed.
 */
#ifndef SYNTH_INJECT_LOG_H
#define SYNTH_INJECT_LOG_H

#include "base/spill.h"

enum { LOG_CHUNK = 1 << 18 };

struct log_chunk {
	unsigned char *mem; /* NULL: in the file */
	uint32_t slot;      /* its place in the file */
};

struct inject_log {
	struct log_chunk *chunk; /* a ring; [n] of room, from head on */
	size_t head, n, room;
	uint64_t first, end; /* offsets: the front, and after the last */
	uint64_t cold;       /* number of the oldest chunk in memory, apart
			      * from that at the front */
	size_t limit;        /* chunks in memory */
	unsigned char *spare;
	uint32_t *unused; /* slots of the file */
	size_t nunused, unused_room;
	uint32_t slots;
	struct spill_opts opts;
	struct spill file;
};

void log_init(struct inject_log *l, const struct spill_opts *o);
void log_fini(struct inject_log *l);

/*
 * Add a record of size bytes, a multiple of 8 and at most LOG_CHUNK.  A record
 * never crosses chunks: 8 zero bytes before the end of a chunk mean that the
 * next record is in the next one, so no record may begin with them.  The
 * pointer is valid until the next call.
 */
unsigned char *log_add(struct inject_log *l, uint64_t *at, size_t size,
    struct err *err);
/* Copy at most n bytes from a record on; the bytes after a chunk's end are not
 * touched. */
int log_read(const struct inject_log *l, uint64_t at, void *p, size_t n,
    struct err *err);
/* Overwrite n bytes of a record. */
int log_write(struct inject_log *l, uint64_t at, const void *p, size_t n,
    struct err *err);
/* The record at the front, valid until the next log_add or log_pass; there must
 * be one. */
unsigned char *log_front(struct inject_log *l, struct err *err);
/* Remove n bytes, those of the record at the front. */
void log_pass(struct inject_log *l, size_t n);

#endif
