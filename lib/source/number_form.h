/*
 * number_form.h - number formats of people and spreadsheets.
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
 * 0 when it has another form.  decimal is '.' or ','.  loose: also accept
 * separators (the one of comma and point that is not the decimal, apostrophe,
 * '_', blanks), K, M, B and T, and units.
 */
size_t number_plain(char *out, const char *text, size_t len, char decimal,
    int loose);

/*
 * The option that would accept a refused number, to append to a message; "" if
 * there is none.
 */
const char *number_remedy(const char *text, size_t len, char decimal,
    int loose);

#endif
