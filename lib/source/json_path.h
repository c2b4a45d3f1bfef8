/*
 * json_path.h - get values of a JSON document by their path.
 *
 * For layouts whose expand() builds records with the vocabulary's field names.
 * They use OWN_COLUMNS as their table of columns, and the usual plan.
 */
#ifndef SOURCE_JSON_PATH_H
#define SOURCE_JSON_PATH_H

#include "source/record.h"

#define OWN_COLUMN(name) { name, name, CELL_PLAIN }

#define OWN_COLUMNS                                                           \
	OWN_COLUMN("ts_event"), OWN_COLUMN("ts_recv"), OWN_COLUMN("ts_end"),  \
	    OWN_COLUMN("symbol"), OWN_COLUMN("price"), OWN_COLUMN("size"),    \
	    OWN_COLUMN("side"), { "side", "maker", CELL_MAKER },              \
	    OWN_COLUMN("bid_px_00"), OWN_COLUMN("ask_px_00"),                 \
	    OWN_COLUMN("bid_sz_00"), OWN_COLUMN("ask_sz_00"),                 \
	    OWN_COLUMN("open"), OWN_COLUMN("high"), OWN_COLUMN("low"),        \
	    OWN_COLUMN("close"), OWN_COLUMN("volume"), OWN_COLUMN("count"),   \
	    OWN_COLUMN("trade_id"), { 0 }

/* A field and the key of its value; a table ends with field NULL. */
struct pick {
	const char *field, *key;
};

/*
 * Index of the cell under a key ("T", "k/t") of the object at a pointer ("",
 * "/data"); the last of several, -1 if there is none.  An empty cell is null.
 */
int json_path_find(const struct csv_field *name, int n, const char *at,
    const char *key);
const struct csv_field *json_path_get(const struct cells *c, const char *at,
    const char *key);

/* 1 when all keys of the list, separated by blanks, are present. */
int json_path_has(const struct csv_field *name, int n, const char *at,
    const char *keys);

/* Add each field of the table whose key is present. */
void json_path_pick(struct cells *to, const struct cells *from, const char *at,
    const struct pick *picks);

#endif
