/*
 * meta.h - DBN metadata in our binary streams: a comment
 *
 *	{"dbn":{"version":3,...}}	as dbn_meta_json prints it
 *
 * in front of the rows, which tells what of the input is in the output.
 */
#ifndef CAT_META_H
#define CAT_META_H

#include "dbn/dbn.h"

/* The comment of m, narrowed; malloc'd text of *len bytes, NULL with *err. */
char *meta_comment(size_t *len, const struct dbn_meta *m,
    const struct dbn_narrow *n, struct err *err);

/* 1 when a comment is such a one. */
int meta_is_comment(const char *text, size_t len);

/* What such a one says; free it with dbn_meta_free. */
int meta_parse_comment(struct dbn_meta *m, const char *text, size_t len,
    struct err *err);

/* Such a comment, narrowed. */
char *meta_renew_comment(size_t *len, const char *text,
    const struct dbn_narrow *n, struct err *err);

#endif
