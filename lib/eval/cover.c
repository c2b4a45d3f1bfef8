/*
 * cover.c - how much time the rows of a series cover.
 */
#include "eval/cover.h"

#include "base/tstamp.h"

#define NS_HOUR (UINT64_C(3600) * NS_SECOND)

void
cover_row(struct cover *c, uint64_t start, uint64_t end, int scored)
{
	uint64_t from = start > c->until ? start : c->until;
	uint64_t day = start / NS_DAY + 1;

	if (start == TS_NULL)
		return;
	if (c->open)
		c->ns += from - c->until < NS_HOUR ? from - c->until : NS_HOUR;
	c->open = scored && end <= start;
	if (c->open)
		c->until = from;
	if (!scored)
		return;
	if (end > from && end != TS_NULL) {
		c->ns += end - from;
		c->until = end;
	}
	if (day > c->last) {
		c->dates++;
		c->last = day;
	}
}

void
cover_add(struct cover_sum *sum, const struct cover *c)
{
	sum->ns += c->ns % NS_DAY;
	sum->days += c->ns / NS_DAY + sum->ns / NS_DAY;
	sum->ns %= NS_DAY;
	sum->dates += c->dates;
}

double
cover_days(const struct cover_sum *sum)
{
	return (double)sum->days + (double)sum->ns / NS_DAY;
}
