/*
 * made.h - records in our own names, for shapes that expand.
 *
 * Such a shape picks values out of a document and hands them on under names
 * of the vocabulary; its table of columns is MADE_COLUMNS, its plan the usual
 * one.
 */
#ifndef SOURCE_MADE_H
#define SOURCE_MADE_H

#include "source/shape.h"

#define MADE_COLUMN(name) { name, name, CELL_PLAIN }

#define MADE_COLUMNS                                                          \
	MADE_COLUMN("ts_event"), MADE_COLUMN("ts_recv"),                      \
	    MADE_COLUMN("ts_end"), MADE_COLUMN("symbol"),                     \
	    MADE_COLUMN("price"), MADE_COLUMN("size"), MADE_COLUMN("side"),   \
	    { "side", "maker", CELL_MAKER }, MADE_COLUMN("bid_px_00"),        \
	    MADE_COLUMN("ask_px_00"), MADE_COLUMN("bid_sz_00"),               \
	    MADE_COLUMN("ask_sz_00"), MADE_COLUMN("open"),                    \
	    MADE_COLUMN("high"), MADE_COLUMN("low"), MADE_COLUMN("close"),    \
	    MADE_COLUMN("volume"), MADE_COLUMN("count"),                      \
	    MADE_COLUMN("trade_id"), { 0 }

/* A field and the key that it is under; a table ends with field NULL. */
struct pick {
	const char *field, *key;
};

/*
 * The cell of a key ("T", "k/t") of the object at a pointer ("", "/data"),
 * the last of several; -1.  It may be empty: null.
 */
int made_find(const struct csv_field *name, int n, const char *at,
    const char *key);
const struct csv_field *made_get(const struct cells *c, const char *at,
    const char *key);

/* 1 when all of the keys, blank between, are there. */
int made_has(const struct csv_field *name, int n, const char *at,
    const char *keys);

void made_pick(struct cells *to, const struct cells *from, const char *at,
    const struct pick *picks);

#endif
