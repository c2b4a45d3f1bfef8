/*
 * reasons.h - notes on --reason, for the tools that have it.
 */
#ifndef CMD_REASONS_H
#define CMD_REASONS_H

#include "cmd.h"
#include "score/reason.h"

/* A note for each entry of a list (reason.h) whose NAME is that of no feature
 * of n detectors. */
void note_reasons(const struct cmd *c, const char *own,
    const struct reason_names *of, int n);

#endif
