/*
 * tick.h - the size of a price step as text.
 */
#ifndef SYNTH_TICK_H
#define SYNTH_TICK_H

#include <stdint.h>

/* "0.01" to 1e-9 units; 0, or -1 for what is not a size from 1e-9 to 1000
 * with at most 9 decimals. */
int tick_parse(int64_t *tick, const char *text);

#endif
