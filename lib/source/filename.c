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

/* Two digits of a date. */
static int
pair(const char *s)
{
	return 10 * (s[0] - '0') + s[1] - '0';
}

int
file_date(int64_t *days, const char *file)
{
	const char *s = file_base(file);
	int found = 0, year, month, day;
	size_t n;

	for (; *s != '\0'; s += n + (n == 0)) {
		for (n = 0; is_digit(s[n]);)
			n++;
		if (n != 8)
			continue;
		year = 100 * pair(s) + pair(s + 2);
		month = pair(s + 4);
		day = pair(s + 6);
		if (year < 1970 || !ts_valid_date(year, month, day))
			continue;
		*days = ts_days(year, month, day);
		found++;
	}
	return found == 1;
}
