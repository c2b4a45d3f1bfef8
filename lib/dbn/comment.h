/*
 * comment.h - DBN metadata as a comment of our streams:
 *
 *	{"dbn":{"version":3,...}}	as dbn_meta_json prints it
 *
 * It precedes the rows and describes which part of the input they contain.
 */
#ifndef DBN_COMMENT_H
#define DBN_COMMENT_H

#include "dbn/dbn.h"

/*
 * The comment for m, narrowed by n (NULL: unchanged); malloc'd text of *len
 * bytes, NULL with *err.
 */
char *dbn_comment(size_t *len, const struct dbn_meta *m,
    const struct dbn_narrow *n, struct err *err);

/* The same for m without its lists of symbols. */
char *dbn_comment_short(size_t *len, const struct dbn_meta *m,
    struct err *err);

/* 1 when a comment contains DBN metadata. */
int dbn_comment_is(const char *text, size_t len);

/* The metadata in such a comment; free it with dbn_meta_free. */
int dbn_comment_parse(struct dbn_meta *m, const char *text, size_t len,
    struct err *err);

#endif
