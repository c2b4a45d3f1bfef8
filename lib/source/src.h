/*
 * src.h - where a record came from: the fields src_topic, src_part, src_off.
 *
 * Topic, partition and offset of an envelope that has them; else the name of
 * the file, 0, and the line or the number of the record.
 */
#ifndef SOURCE_SRC_H
#define SOURCE_SRC_H

#include "source/framing.h"
#include "source/shape.h"

struct src {
	uint32_t topic;
	int32_t part;
	int64_t off;
};

/* Of the bytes at an offset of what comes out of f, or, with NULL, of line
 * number of the file.  -1 when the name does not fit the symbols. */
int src_of(struct src *src, struct framing *f, struct house *house,
    const char *file, uint64_t offset, uint64_t number, struct err *err);

/* The fields in every row of a plan. */
int src_plan(struct plan_of_record *p, struct err *err);
void src_put(unsigned char *row, const struct schema *s, const struct src *src);

/* The same for rows that came without: our own streams, DBN. */
struct src_rows;
struct src_rows *src_rows_new(struct house *house, struct err *err);
void src_rows_free(struct src_rows *v);
/* A row with the fields in it, until the next call; NULL with *err. */
int src_rows_put(struct src_rows *v, struct rec *r, const struct src *src,
    struct err *err);

#endif
