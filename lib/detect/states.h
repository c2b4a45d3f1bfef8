/*
 * states.h - a detector's state per symbol, or pooled.
 */
#ifndef DETECT_STATES_H
#define DETECT_STATES_H

#include "base/idmap.h"
#include "detect/detect.h"

struct states {
	const struct detector *det;
	const void *m;
	struct idmap table; /* of pointers, by symbol id; 0 when pooled */
};

void states_init(struct states *s, const struct detector *det,
    const void *m);
/* The state of a symbol, made when it is new; NULL without DETECT_STATE, or
 * with *err set when there is no memory. */
void *states_get(struct states *s, uint32_t symbol, struct err *err);
void states_fini(struct states *s);

#endif
