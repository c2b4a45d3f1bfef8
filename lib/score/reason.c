/*
 * reason.c - what an alarm is called.
 *
 * Features are named by whoever wrote the columns; the presets' names and
 * their kin get the words that people search for, others stand for
 * themselves.
 */
#include "score/reason.h"

#include <string.h>

const char *
reason_of(const char *feature)
{
	static const struct {
		const char *feature, *reason;
	} known[] = {
		{ "r", "price_spike" },
		{ "rz", "price_spike" },
		{ "ret", "price_spike" },
		{ "logret", "price_spike" },
		{ "price", "price_spike" },
		{ "close", "price_spike" },
		{ "range", "volatility_burst" },
		{ "rangez", "volatility_burst" },
		{ "psd", "volatility_burst" },
		{ "rv", "volatility_burst" },
		{ "v", "volume_surge" },
		{ "vz", "volume_surge" },
		{ "vsd", "volume_surge" },
		{ "volume", "volume_surge" },
		{ "size", "volume_surge" },
		{ "nz", "activity_burst" },
		{ "count", "activity_burst" },
		{ "ma", "price_drift" },
		{ "pz", "price_drift" },
		{ "spread", "wide_spread" },
		{ "spreadz", "wide_spread" },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].feature, feature) == 0)
			return known[i].reason;
	return feature;
}
