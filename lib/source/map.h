/*
 * map.h - --map ts=COL,price=COL,...: match cells to fields.
 *
 * Fields have the short names ts, ts_recv, symbol, price, size, side, bid,
 * ask, bid_sz, ask_sz, open, high, low, close, volume, count, value, id, date,
 * time, or any name of the vocabulary.  COL is a name, a 1-based number where
 * there are no names, a JSON Pointer, or nothing: no such field.  One segment
 * of a pointer may be a star: each element of an array (json_walk.h).
 */
#ifndef SOURCE_MAP_H
#define SOURCE_MAP_H

#include "stream/schema.h"

enum { MAP_MAX = 64 };

struct map {
	struct {
		char field[FIELD_NAME_MAX + 1];
		const char *col; /* borrowed from the text */
		size_t len;
	} v[MAP_MAX];
	int n;
};

/* text NULL: empty.  -1 with a usage error. */
int map_parse(struct map *m, const char *text, struct err *err);

#endif
