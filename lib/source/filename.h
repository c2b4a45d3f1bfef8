/*
 * filename.h - symbols and dates in vendors' file names.
 */
#ifndef SOURCE_FILENAME_H
#define SOURCE_FILENAME_H

#include <stddef.h>
#include <stdint.h>

/*
 * Find the symbol in the last part of a path by a pattern: '*' is the symbol,
 * '?' a word of letters and digits, '0' a digit, other characters match
 * themselves; then comes the end, a '.' or a '-'.  Returns its length, 0 when
 * the name does not match or the symbol is longer than max.
 *
 *	"*-trades-0000-00"	BTCUSDT-trades-2025-01.csv
 */
size_t file_symbol(char *out, size_t max, const char *file, const char *form);
/* The same, by the first of these patterns that matches; NULL ends them. */
size_t file_symbol_any(char *out, size_t max, const char *file,
    const char *const forms[]);

/* 1 and the days since 1970 of the one date (YYYYMMDD, YYYY-MM-DD, YYYY_MM_DD)
 * in the last part of a path; 0 when there is none, or more than one. */
int file_date(int64_t *days, const char *file);

/* The last part of a path, the path without a '/'. */
const char *file_base(const char *file);

#endif
