/*
 * mend.h - escapes that JSON does not know.
 */
#ifndef SOURCE_MEND_H
#define SOURCE_MEND_H

#include <stddef.h>

/*
 * Databento writes a character of its records between quotes as "\xff" or
 * "\'" (dbn.md 12).  Copy a text with these as JSON has them, the byte as the
 * code point of its number; out has room for 3/2 of len and 6 more.  The
 * length, 0 when there was nothing to mend.
 */
size_t mend_escapes(char *out, const char *s, size_t len);

#endif
