/*
 * tick.c - the size of a price step as text.
 */
#include "synth/tick.h"

#include <string.h>

#include "base/num.h"

int
tick_parse(int64_t *tick, const char *text)
{
	int64_t v;
	uint64_t rounded = 0;

	if (num_fixed(&v, text, strlen(text), 9, &rounded) < 0 || rounded ||
	    v <= 0 || v > INT64_C(1000000000000))
		return -1;
	*tick = v;
	return 0;
}
