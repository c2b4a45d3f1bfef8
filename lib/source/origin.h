/*
 * origin.h - where a record came from: fields src_topic, src_part, src_off.
 *
 * Topic, partition and offset of its envelope, if it has them; else the name
 * of the file, 0, and the number of the line or record.
 */
#ifndef SOURCE_ORIGIN_H
#define SOURCE_ORIGIN_H

#include "source/framing.h"
#include "source/layout.h"

struct origin {
	uint32_t topic;
	int32_t part;
	int64_t off;
};

/*
 * Set the origin to that of the bytes at an offset of f's output or, when f is
 * NULL, of line `number' of the file.  -1 when the dictionary has no room for
 * its name.
 */
int origin_of(struct origin *from, struct framing *f, struct vocab *vocab,
    const char *file, uint64_t offset, uint64_t number, struct err *err);

/* Add the fields to every row of a plan. */
int origin_plan(struct plan_of_record *p, struct err *err);
void origin_put(unsigned char *row, const struct schema *s,
    const struct origin *from);

/* The same for rows that are read without a plan: our own streams, DBN. */
struct origin_rows;
struct origin_rows *origin_rows_new(struct vocab *vocab, struct err *err);
void origin_rows_free(struct origin_rows *v);
/*
 * Replace *r with a row that has the added fields, valid until the next call.
 */
int origin_rows_put(struct origin_rows *v, struct rec *r,
    const struct origin *from, struct err *err);

#endif
