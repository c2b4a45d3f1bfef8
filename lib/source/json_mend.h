/*
 * json_mend.h - escapes that are not JSON.
 */
#ifndef SOURCE_JSON_MEND_H
#define SOURCE_JSON_MEND_H

#include <stddef.h>

/*
 * Databento writes some characters between quotes as "\xff" or "\'" (dbn.md
 * 12).  Copy the text with JSON escapes in their place; a byte becomes the
 * code point of its number.  out has room for 3/2 of len plus 6 bytes.
 * Returns the length; 0 when there was nothing to rewrite.
 */
size_t json_mend_escapes(char *out, const char *s, size_t len);

#endif
