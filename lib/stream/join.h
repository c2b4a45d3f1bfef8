/*
 * join.h - a second stream of the same rows, matched by time and symbol.
 *
 *	join_open (join_find)* join_end join_close
 *
 * For scores of two models on the rows of one stream.  Both streams must be in
 * the order of index time.  The second stream's rows of one time are held in
 * memory, and each is matched once, by a row of its symbol.  Rows of the same
 * symbol and time are matched in order of arrival.
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
	struct rec next; /* the row after the group */
	int have;        /* next is one */
	uint64_t time;   /* of the group */
	struct join_row {
		const struct schema *schema;
		uint32_t symbol;
		int met;
		size_t at; /* of its bytes */
	} * row;
	size_t n, room;
	unsigned char *bytes;
	size_t nbyte, room_bytes;
	size_t after; /* the row after the last match */
	/* rows of the first stream, and of this one, without a match */
	uint64_t met, alone, spare;
};

/* j is all zero before; name is borrowed. */
int join_open(struct join *j, const char *name, struct vocab *vocab,
    const struct stream_opts *opts, struct err *err);

/*
 * The row that matches r: 1 and *out, borrowed until the next call; 0 when
 * there is none; -1 with *err.
 */
int join_find(struct join *j, struct rec *out, const struct rec *r,
    struct err *err);

/* The first stream has ended: read the rest.  -1 also when no row matched. */
int join_end(struct join *j, struct err *err);

void join_close(struct join *j);

#endif
