/*
 * reason.h - what an alarm is called.
 */
#ifndef SCORE_REASON_H
#define SCORE_REASON_H

/* What an alarm that a feature caused is called: "price_spike", ...; the
 * feature's own name when it has no word. */
const char *reason_of(const char *feature);

#endif
