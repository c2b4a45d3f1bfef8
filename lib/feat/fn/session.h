/*
 * session.h - arguments of functions that know the hours of trading.
 */
#ifndef FEAT_FN_SESSION_H
#define FEAT_FN_SESSION_H

#include "base/hours.h"

#define SESSION_ARG                                                 \
	{ .name = "session",                                        \
		.kind = ARG_TEXT,                                   \
		.def = "any",                                       \
		.help = "trading hours, as in 09:30-16:00 (any = all day)" }
#define ZONE_ARG                                                    \
	{ .name = "zone",                                           \
		.kind = ARG_TEXT,                                   \
		.def = "UTC",                                       \
		.help = "zone of the session and of days" }

#endif
