/*
 * comment.h - DBN metadata as a comment of our streams:
 *
 *	{"dbn":{"version":3,...}}	as dbn_meta_json prints it
 *
 * It stands in front of the rows and says what of the input is among them.
 */
#ifndef DBN_COMMENT_H
#define DBN_COMMENT_H

#include "dbn/dbn.h"

/* The comment of m, narrowed (n NULL: as it is); malloc'd text of *len bytes,
 * NULL with *err. */
char *dbn_comment(size_t *len, const struct dbn_meta *m,
    const struct dbn_narrow *n, struct err *err);

/* The same of m without its lists of symbols. */
char *dbn_comment_short(size_t *len, const struct dbn_meta *m,
    struct err *err);

/* 1 when a comment is such a one. */
int dbn_comment_is(const char *text, size_t len);

/* What such a one says; free it with dbn_meta_free. */
int dbn_comment_parse(struct dbn_meta *m, const char *text, size_t len,
    struct err *err);

#endif
