/*
 * batch.h - rows of one schema in one piece: what sources hand out.
 */
#ifndef STREAM_BATCH_H
#define STREAM_BATCH_H

#include <stddef.h>

#include "stream/rec.h"

struct batch {
	const struct schema *schema;
	const unsigned char *rows; /* row_size apart; until the next call */
	size_t n;
};

#endif
