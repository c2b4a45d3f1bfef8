/*
 * piece_impl.h - shared by the files of a piece; private to them.
 */
#ifndef CAT_PIECE_IMPL_H
#define CAT_PIECE_IMPL_H

#include "cat/piece.h"
#include "stream/spool.h"

struct input {
	struct spool *from, *to; /* rows of the state; for the next one */
	struct piece_mark mark;
	uint64_t skip, rows; /* to skip; read so far, those included */
	int done;            /* read to its end */
	struct recs rest;    /* of the source */
};

/* The highest offset of a partition. */
struct offset {
	uint32_t topic;
	int32_t part;
	int64_t off;
	int64_t start; /* at or below it: left out also as the first row */
};

struct piece {
	struct piece_opts o;
	struct vocab *vocab;
	struct input *in; /* [o.nfiles] */
	struct offset *offset;
	size_t noffset, offset_room, last;
	const struct schema *schema; /* the places in which are: */
	int topic, part, off;
	struct piece_account acc;
};

/* The partition's entry, made when it is new; NULL with *err. */
struct offset *piece_offset(struct piece *p, uint32_t topic, int32_t part,
    struct err *err);

#endif
