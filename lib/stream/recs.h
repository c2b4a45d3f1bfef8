/*
 * recs.h - a contiguous block of rows of one schema, as sources return it.
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
