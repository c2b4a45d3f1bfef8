/*
 * reply.h - a server's message in place of a table.
 */
#ifndef SOURCE_REPLY_H
#define SOURCE_REPLY_H

#include "source/lines.h"

enum { REPLY_MAX = 200 };

/*
 * Refuse the text from l on, which is not a table but, for example, an error
 * page or a rate limit message; *err quotes up to REPLY_MAX characters of it.
 * Always -1.
 */
int reply_refuse(const struct lines *lines, const struct line *l,
    struct err *err);

/* 1 when the text begins as an HTML page; the error then has its text. */
int reply_is_page(const char *s, size_t len);
int reply_refuse_page(const char *s, size_t len, struct err *err);

/* Copy up to REPLY_MAX bytes of text for display, as one line of UTF-8. */
void reply_quote(char out[REPLY_MAX + 1], const char *s, size_t len);

#endif
