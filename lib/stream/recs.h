/*
 * recs.h - rows of one schema in one piece: what sources hand out.
 */
#ifndef STREAM_RECS_H
#define STREAM_RECS_H

#include <stddef.h>

#include "stream/rec.h"

struct recs {
	const struct schema *schema;
	const unsigned char *rows; /* row_size apart; until the next call */
	size_t n;
};

#endif
