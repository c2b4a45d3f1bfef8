/*
 * names.h - a list of names and globs, as the options of tickcat take it.
 *
 * Names are separated by commas.  @FILE means the lines of FILE, which may
 * contain commas and blanks (CR LF counts as LF, empty lines are skipped).  A
 * glob is a name with * ? [ or \ in it, as in fnmatch(3); it also matches its
 * own literal text.
 */
#ifndef CAT_NAMES_H
#define CAT_NAMES_H

#include <stddef.h>

#include "base/err.h"

struct names;

/*
 * option is for messages.  An empty or too long name is a usage error; an
 * unreadable file is an ordinary error.
 */
struct names *names_new(const char *list, const char *option, struct err *err);

/* 1 when text is one of the names.  The names that matched are recorded. */
int names_match(struct names *n, const char *text, size_t len);

/* The same, without recording. */
int names_has(const struct names *n, const char *text, size_t len);

/*
 * The next name that matched nothing so far, NULL after the last; *at starts
 * at 0.  The text is owned by n.
 */
const char *names_unused(const struct names *n, size_t *at);
void names_free(struct names *n);

#endif
