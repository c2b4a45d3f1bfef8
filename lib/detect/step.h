/*
 * step.h - the steps of a detector's features in its state.
 */
#ifndef DETECT_STEP_H
#define DETECT_STEP_H

#include "math/step.h"

/* d of them: arrays last, step and run. */
int steps_walk(struct walk *w, struct step *s, uint64_t d);

#endif
