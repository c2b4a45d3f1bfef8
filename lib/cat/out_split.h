/*
 * out_split.h - a stream as several outputs of one format.
 *
 *	split_new (split_comment | split_rows | split_forget)* split_close
 *
 * Segments of about size bytes in a folder: each a whole stream (header,
 * comments, dictionary, rows, end), named 000000.tks and so on, one a Kafka
 * message.  A segment is longer than size only when a single row is.  The
 * folder is created if missing; a folder that already has segments is refused.
 */
#ifndef CAT_OUT_SPLIT_H
#define CAT_OUT_SPLIT_H

#include "stream/sink.h"

struct split;

/* Everything o points at must outlive it. */
struct split *split_new(const char *dir, uint64_t size, struct vocab *vocab,
    const struct sink_opts *o, struct err *err);
/*
 * A comment of the input: written first in every output from here on.  NULL:
 * the rows that follow are from an input without comments.
 */
int split_comment(struct split *s, const char *text, size_t len,
    struct err *err);
/* An input has ended: its comments do not apply to the next one. */
void split_forget(struct split *s);
int split_rows(struct split *s, const struct schema *schema,
    const unsigned char *rows, size_t n, struct err *err);
/* "" or one line that says what the outputs could not hold. */
const char *split_note(const struct split *s);
int split_close(struct split *s, enum stream_end end, struct err *err);

#endif
