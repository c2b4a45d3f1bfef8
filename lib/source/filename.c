/*
 * filename.c - symbols and dates in names of files.
 */
#include "source/filename.h"

#include <string.h>

#include "base/json.h"
#include "base/tstamp.h"

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const char *
file_base(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash != NULL ? slash + 1 : file;
}

size_t
file_symbol(char *out, size_t max, const char *file, const char *form)
{
	const char *s = file_base(file), *sym = NULL;
	size_t n = 0;

	for (; *form != '\0'; form++) {
		if (*form == '*') {
			sym = s;
			n = strcspn(s, (const char[]){ form[1], '\0' });
			s += n;
		} else if (*form == '?') {
			if (!is_word(*s))
				return 0;
			while (is_word(*s))
				s++;
		} else if (*form == '0' ? is_digit(*s) : *s == *form) {
			s++;
		} else {
			return 0;
		}
	}
	if (sym == NULL || n > max || (*s != '\0' && *s != '.' && *s != '-') ||
	    !utf8_valid(sym, n))
		return 0;
	memcpy(out, sym, n);
	return n;
}

size_t
file_symbol_any(char *out, size_t max, const char *file,
    const char *const forms[])
{
	size_t n = 0;

	for (; n == 0 && *forms != NULL; forms++)
		n = file_symbol(out, max, file, *forms);
	return n;
}

/* Two digits of a date. */
static int
pair(const char *s)
{
	return 10 * (s[0] - '0') + s[1] - '0';
}

/* A date that begins at s: its length, 0 when there is none.  YYYYMMDD, or
 * with '-' or '_' between; no digit may follow. */
static size_t
date_at(int64_t *days, const char *s)
{
	size_t n, sep;
	int year, month, day;

	for (n = 0; is_digit(s[n]);)
		n++;
	sep = n == 4 && (s[4] == '-' || s[4] == '_');
	if (n != 8 &&
	    !(sep && is_digit(s[5]) && is_digit(s[6]) && s[7] == s[4] &&
		is_digit(s[8]) && is_digit(s[9]) && !is_digit(s[10])))
		return 0;
	year = 100 * pair(s) + pair(s + 2);
	month = pair(s + 4 + sep);
	day = pair(s + 6 + 2 * sep);
	if (year < 1970 || year > 2100 || !ts_valid_date(year, month, day))
		return 0;
	*days = ts_days(year, month, day);
	return 8 + 2 * sep;
}

int
file_date(int64_t *days, const char *file)
{
	const char *s = file_base(file);
	int found = 0;
	int64_t other;
	size_t n;

	while (*s != '\0') {
		n = date_at(&other, s);
		if (n > 0 && (found == 0 || other != *days)) {
			*days = other;
			found++;
		}
		if (n == 0 && !is_digit(*s))
			n = 1;
		for (s += n; n == 0 && is_digit(*s);)
			s++;
	}
	return found == 1;
}
