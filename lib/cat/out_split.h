/*
 * out_split.h - a stream as several outputs of one format.
 *
 *	split_new (split_comment | split_rows | split_forget)* split_close
 *
 * Segments of about size bytes in a folder: each a whole stream (header,
 * comments, dictionary, rows, end), named 000000.tks and so on, one a Kafka
 * message.  No longer than size, but where one row is.  The folder is made
 * where it is missing; one that has segments is refused.
 */
#ifndef CAT_OUT_SPLIT_H
#define CAT_OUT_SPLIT_H

#include "stream/sink.h"

struct split;

/* What o points at outlives it. */
struct split *split_new(const char *dir, uint64_t size, struct vocab *vocab,
    const struct sink_opts *o, struct err *err);
/* A comment of the input: in front of every output from here on.  NULL: rows
 * of an input without follow. */
int split_comment(struct split *s, const char *text, size_t len,
    struct err *err);
/* An input is through: its comments are not the next one's. */
void split_forget(struct split *s);
int split_rows(struct split *s, const struct schema *schema,
    const unsigned char *rows, size_t n, struct err *err);
/* "" or one line of what the outputs could not hold. */
const char *split_note(const struct split *s);
int split_close(struct split *s, enum stream_end end, struct err *err);

#endif
