/*
 * past.h - earlier bars of a symbol that some types copy from: the opening
 * of its last session, and its log volumes of the last hours.
 *
 * Kept only when a chosen type asks for it: some 1.5 kB a symbol.
 */
#ifndef SYNTH_PAST_H
#define SYNTH_PAST_H

#include "synth/type.h"

enum { PAST_OPENING = 12, PAST_VOLUMES = 128, PAST_APART = 60 };

struct past_shape {
	float close, open, high, low, log_volume;
};

struct past {
	struct past_shape opening[PAST_OPENING], today[PAST_OPENING];
	int nopening, ntoday;
	float volume[PAST_VOLUMES]; /* a ring; NaN without */
	uint32_t nvolume;	    /* pushed so far */
	/* the open unit, and the close before it */
	uint64_t unit;
	double open, high, low, close, size;
	double before; /* 0: none */
	int bars_today; /* units closed on this day */
};

/* A day begins: what was today becomes the last opening. */
void past_day(struct past *p);
/* A unit's row: open, high, low, close (of a tick all the same). */
void past_push(struct past *p, uint64_t unit, const struct inject_ohlc *b,
    double size);

#endif
