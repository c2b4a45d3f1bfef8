/*
 * past.h - earlier bars of a symbol that some types copy from: the opening
 * of its last session, and its log volumes of the last hours.
 *
 * Kept only if a chosen type needs it.  It grows with the rows seen, up to some
 * 1.1 kB per symbol.
 */
#ifndef SYNTH_PAST_H
#define SYNTH_PAST_H

#include "base/err.h"
#include "synth/type.h"

enum { PAST_OPENING = 12, PAST_VOLUMES = 128, PAST_APART = 60 };

struct past_shape {
	float close, open, high, low, log_volume;
};

struct past {
	struct past_shape *opening; /* [PAST_OPENING] of a session, or NULL */
	struct past_shape *today;   /* [ntoday], room for whole chunks */
	int ntoday;
	float *volume;	   /* a ring of room; NaN without */
	uint32_t room;
	uint32_t nvolume;  /* pushed so far */
	/* the open unit, and the close before it */
	uint64_t unit;
	double open, high, low, close, size;
	double before;	/* 0: none */
	int bars_today; /* units closed on this day */
};

void past_fini(struct past *p);
/* Begin a day: today's opening becomes the last opening. */
int past_day(struct past *p, struct err *err);
/* Add a row: open, high, low, close (for a tick all equal). */
int past_push(struct past *p, uint64_t unit, const struct inject_ohlc *b,
    double size, struct err *err);

#endif
