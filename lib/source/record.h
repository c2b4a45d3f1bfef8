/*
 * record.h - how a layout's expand passes on the records it finds in JSON.
 *
 *	record_new record_add* record_put	a record of its own making
 *	record_put				the cells as they came
 */
#ifndef SOURCE_RECORD_H
#define SOURCE_RECORD_H

#include "source/layout.h"

/* Pass on one flat record.  0, or -1 with *reason and *err. */
int record_put(struct record_sink *out, const struct cells *c,
    const char **reason, struct err *err);

/*
 * record_new starts a record without cells; record_add adds one cell, whose
 * text is borrowed until record_put.  f NULL adds nothing.
 */
struct cells *record_new(struct record_sink *out);
void record_add(struct cells *c, const char *name, const struct csv_field *f);

/*
 * Count a value that the format does not define as a record, or a record of a
 * kind that is not read.
 */
void record_control(struct record_sink *out);
void record_unknown(struct record_sink *out);
/* Refuse a value that is the source's error message: always -1. */
int record_error(const struct csv_field *said, const char **reason,
    struct err *err);

/*
 * The arrival time for a record that has no time: from its line or envelope,
 * else now if --stamp-arrival.  Borrowed until the next record.  -1 when
 * unknown; with err NULL that is not an error.
 */
int record_arrival(struct record_sink *out, struct csv_field *f,
    const char **reason, struct err *err);

/* Room for a walk of json_walk.h and a text after it, until the reader is
 * closed; NULL with *err. */
void *record_walk(struct record_sink *out, size_t size, size_t text,
    struct err *err);
void *record_state(struct record_sink *out); /* state_size bytes */
struct context *record_context(struct record_sink *out);
const struct source_opts *record_opts(struct record_sink *out);

#endif
