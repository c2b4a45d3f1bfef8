/*
 * json_walk.h - records in an array of a JSON document, or in several arrays
 * side by side.
 *
 *	{"data":[{"px":"1","sz":"5"},{"px":"2","sz":"7"}]}
 *	    price=/data/:/px,size=/data/:/sz	(with a star for :)
 *	{"s":"ok","t":[1704103200,1704103260],"c":[5,6]}
 *	    ts=/t/:,close=/c/:
 *
 * A pointer with a star names a value of each element.  All such pointers
 * advance together, and arrays of different lengths are an error.  The other
 * pointers, and the values at the top of the document, are the same for all
 * its records.  The text is walked once for each pointer, whatever its length.
 */
#ifndef SOURCE_JSON_WALK_H
#define SOURCE_JSON_WALK_H

#include "source/map.h"
#include "source/record.h"

/* 1 when one of the columns is a pointer with a star. */
int map_has_star(const struct map *m);

/*
 * Pass on a record for each element.  Its cells are named after the fields of
 * the map, or with by_column after its columns.  0, or -1 as record_put, also
 * when none of the arrays exists.
 */
int json_walk(struct record_sink *out, const struct cells *c,
    const struct map *m, int by_column, const char **reason, struct err *err);

/* The same for a layout's own map, given as text, by fields. */
int json_walk_text(struct record_sink *out, const struct cells *c,
    const char *map, const char **reason, struct err *err);

#endif
