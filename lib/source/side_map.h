/*
 * side_map.h - --side-map 'B=buy,1,true;A=sell,0,false': the side for each
 * value of a column.
 */
#ifndef SOURCE_SIDE_MAP_H
#define SOURCE_SIDE_MAP_H

#include <stddef.h>

#include "base/err.h"

enum { SIDE_MAP_MAX = 32 };

struct side_map {
	struct {
		char side;       /* B, A or N */
		const char *s;   /* borrowed from the option */
		size_t len;
	} v[SIDE_MAP_MAX];
	int n;
	int maker; /* sides are the maker's: the taker has the opposite one */
};

/* text NULL: empty.  -1 with a usage error. */
int side_map_parse(struct side_map *m, const char *text, struct err *err);

/* The side of a value, compared without case; 0 when it is not listed. */
char side_map_get(const struct side_map *m, const char *s, size_t len);

#endif
