/*
 * join.h - a second stream of the same rows, met by time and symbol.
 *
 *	join_open (join_find)* join_end join_close
 *
 * For scores of two models on the rows of one stream.  Both streams are in
 * the order of index time; of the second one the rows of one time are in
 * memory, and each is met once, by the row of its symbol.  Rows of the same
 * symbol and time meet in the order in which they come.
 */
#ifndef STREAM_JOIN_H
#define STREAM_JOIN_H

#include <stdint.h>

#include "base/err.h"
#include "stream/rec.h"
#include "stream/stream.h"

struct join {
	const char *name; /* of the file */
	struct stream *s;
	struct rec next; /* the row behind the group */
	int have;	 /* next is one */
	uint64_t time;	 /* of the group */
	struct join_row {
		const struct schema *schema;
		uint32_t symbol;
		int met;
		size_t at; /* of its bytes */
	} *row;
	size_t n, room;
	unsigned char *bytes;
	size_t nbyte, room_bytes;
	size_t after; /* the row behind the one met last */
	/* rows of the first stream, and of this one, that met none */
	uint64_t met, alone, spare;
};

/* j is all zero before; name is borrowed. */
int join_open(struct join *j, const char *name, struct vocab *vocab,
    const struct stream_opts *opts, struct err *err);

/*
 * The row that r meets: 1 and *out, borrowed until the next call; 0 there is
 * none; -1 with *err.
 */
int join_find(struct join *j, struct rec *out, const struct rec *r,
    struct err *err);

/* The first stream is over: read the rest.  -1 also when no row met. */
int join_end(struct join *j, struct err *err);

void join_close(struct join *j);

#endif
