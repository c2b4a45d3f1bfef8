/*
 * bi5_name.c - symbol, hour and unit of a .bi5 file.
 */
#include "source/vendor/bi5_name.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/tstamp.h"

static int
has_form(const char *s, const char *form)
{
	for (; *form != '\0'; s++, form++)
		if (*form == '0' ? *s < '0' || *s > '9' : *s != *form)
			return 0;
	return 1;
}

static int
pair(const char *s)
{
	return 10 * (s[0] - '0') + s[1] - '0';
}

void
bi5_name(struct bi5_name *n, const char *path)
{
	static const char form[] = "/0000/00/00/00h_ticks";
	size_t len = strlen(path), i, from;
	const char *s;
	int year, month, day, hour;

	memset(n, 0, sizeof(*n));
	for (i = 0; i < len && !has_form(path + i, form);)
		i++;
	if (i == len)
		return;
	s = path + i;
	year = 100 * pair(s + 1) + pair(s + 3);
	month = pair(s + 6) + 1;
	day = pair(s + 9);
	hour = pair(s + 12);
	if (year < 1970 || !ts_valid_date(year, month, day) || hour > 23)
		return;
	n->hour = ((uint64_t)ts_days(year, month, day) * 24 + (uint64_t)hour) *
		  3600 * NS_SECOND;
	for (from = i; from > 0 && path[from - 1] != '/';)
		from--;
	if (i - from <= SYM_LEN_MAX && utf8_valid(path + from, i - from))
		memcpy(n->symbol, path + from, i - from);
}

int
bi5_places(const char *symbol)
{
	static const char *const metal[] = { "XAU", "XAG", "XPT", "XPD", NULL };
	char s[8] = "";
	size_t n = 0;
	int i;

	for (; *symbol != '\0'; symbol++) {
		if (strchr("/_-", *symbol) != NULL)
			continue;
		if (n == 6 || !((*symbol >= 'a' && *symbol <= 'z') ||
				  (*symbol >= 'A' && *symbol <= 'Z')))
			return 0;
		s[n++] = *symbol;
	}
	if (n != 6)
		return 0;
	for (i = 0; metal[i] != NULL; i++)
		if (strncasecmp(s, metal[i], 3) == 0)
			return -3;
	return strncasecmp(s + 3, "JPY", 3) == 0 ? -3 : -5;
}
