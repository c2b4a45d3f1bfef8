/*
 * number_form.h - numbers as people and spreadsheets write them.
 *
 *	1,12551		with a decimal comma	1.12551
 *	1,234,567.5	thousands separators	1234567.5
 *	1.2M		K, M, B, T		1200000
 *	0.17ZEN, $12	a unit or currency	0.17, 12
 *
 * The first is read with --decimal or in columns between semicolons, the rest
 * with --numbers loose.  Digits are moved as text, so nothing is rounded.
 */
#ifndef SOURCE_NUMBER_FORM_H
#define SOURCE_NUMBER_FORM_H

#include <stddef.h>

enum { NUMBER_MAX = 80 };

/*
 * Write a number as "-12.5" to out and return its length, at most NUMBER_MAX;
 * 0 when it has another form.  decimal is '.' or ','.  loose: separators (comma
 * or point, whichever the decimal is not, an apostrophe, '_', blanks), K, M, B
 * and T, and units.
 */
size_t number_plain(char *out, const char *text, size_t len, char decimal,
    int loose);

/* What would read a number that was refused, to append to a message; "" when
 * nothing would. */
const char *number_remedy(const char *text, size_t len, char decimal,
    int loose);

#endif
