/*
 * past.h - earlier bars of a symbol that some types copy from: the opening
 * of its last session, and its log volumes of the last hours.
 *
 * Kept only if a chosen type needs it, in some 400 bytes per symbol: shapes
 * take 16 bits a number, to one part in a thousand; volumes are in a temporary
 * file.
 */
#ifndef SYNTH_PAST_H
#define SYNTH_PAST_H

#include "base/spill.h"
#include "synth/type.h"

enum { PAST_OPENING = 12, PAST_VOLUMES = 128, PAST_APART = 60, PAST_BLOCK = 8 };

struct past_shape {
	uint16_t close, open, high, low, log_volume;
};

struct past {
	struct past_shape *opening; /* [PAST_OPENING] of a session, or NULL */
	struct past_shape *today;   /* [ntoday], room for whole chunks */
	uint64_t unit;              /* the open one */
	float open, high, low, close, size; /* of it */
	float before;                       /* the close before it; 0: none */
	uint32_t nvolume;                   /* pushed so far */
	uint32_t bars_today;                /* units closed on this day */
	uint32_t ntoday;
	uint32_t slot;            /* of the file, from 1; 0 none yet */
	float recent[PAST_BLOCK]; /* log volumes, the newest; NaN without */
};

/* The older volumes of all symbols.  Zeroed but for opts: empty. */
struct past_store {
	struct spill_opts opts;
	struct spill file;
	uint32_t slots;
};

void past_store_fini(struct past_store *s);

void past_fini(struct past *p);
/* Begin a day: today's opening becomes the last opening. */
int past_day(struct past *p, struct past_store *store, struct err *err);
/* Add a row: open, high, low, close (for a tick all equal). */
int past_push(struct past *p, struct past_store *store, uint64_t unit,
    const struct inject_ohlc *b, double size, struct err *err);
/* Read the last volumes, in a ring of PAST_VOLUMES: the n-th is at n modulo
 * that. */
int past_volumes(float *ring, const struct past *p, const struct past_store *s,
    struct err *err);

#endif
