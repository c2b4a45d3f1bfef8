/*
 * correction.h - trade correction indicators of the US tapes (CTA, UTP).
 *
 *	00	a trade that stands
 *	01	one that was corrected: it holds the corrected values
 *	07	one that was an error
 *	08	one that was cancelled
 *	10, 11	say that one was cancelled, was an error
 *	12	says that one was corrected
 *
 * Daily TAQ client specification, "Trade Correction Indicator"; Polygon's
 * field `correction' has the same codes.
 */
#ifndef SOURCE_CORRECTION_H
#define SOURCE_CORRECTION_H

#include <stddef.h>

/*
 * 1 for 7, 8, 10, 11 and 12, with or without a leading 0: not a valid trade,
 * or not a separate trade.
 */
static inline int
is_cancelled(const char *s, size_t len)
{
	while (len > 0 && *s == ' ')
		s++, len--;
	while (len > 0 && s[len - 1] == ' ')
		len--;
	if (len == 2 && *s == '0')
		s++, len--;
	if (len == 1)
		return *s == '7' || *s == '8';
	return len == 2 && *s == '1' && s[1] >= '0' && s[1] <= '2';
}

#endif
