/*
 * names.h - a list of names and globs, as the options of tickcat take it.
 *
 * Names stand between commas; @FILE stands for the lines of FILE, which may
 * hold commas and blanks (an end of CR LF is one of LF, empty lines are
 * passed over).  A glob is a name with * ? [ or \ in it, as of fnmatch(3);
 * it also matches the very text.
 */
#ifndef CAT_NAMES_H
#define CAT_NAMES_H

#include <stddef.h>

#include "base/err.h"

struct names;

/* option is for messages.  An empty or overlong name is a usage error, a
 * file that cannot be read is not. */
struct names *names_new(const char *list, const char *option,
    struct err *err);

/* 1 when text is one of them.  What matched is remembered. */
int names_match(struct names *n, const char *text, size_t len);

/* The same, and nothing is remembered. */
int names_has(const struct names *n, const char *text, size_t len);

/* The next name that matched nothing so far, NULL after the last; *at
 * starts at 0.  The text is n's. */
const char *names_unused(const struct names *n, size_t *at);
void names_free(struct names *n);

#endif
