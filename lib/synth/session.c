/*
 * session.c - a daily session as text.
 */
#include "synth/session.h"

#include <string.h>

/* "09:30" */
static int
clock_parse(uint32_t *seconds, const char *s)
{
	uint32_t h, m;
	int i;

	for (i = 0; i < 5; i++)
		if (i == 2 ? s[i] != ':' : s[i] < '0' || s[i] > '9')
			return -1;
	h = (uint32_t)(s[0] - '0') * 10 + (uint32_t)(s[1] - '0');
	m = (uint32_t)(s[3] - '0') * 10 + (uint32_t)(s[4] - '0');
	*seconds = h * 3600 + m * 60;
	return m > 59 || *seconds > 86400 ? -1 : 0;
}

int
session_parse(uint32_t *open_s, uint32_t *close_s, const char *text)
{
	uint32_t a, b;

	if (strlen(text) != 11 || text[5] != '-' ||
	    clock_parse(&a, text) == -1 || clock_parse(&b, text + 6) == -1 ||
	    a >= b)
		return -1;
	*open_s = a;
	*close_s = b;
	return 0;
}
