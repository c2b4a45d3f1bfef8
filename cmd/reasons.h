/*
 * reasons.h - notes on --reason, for the tools that have it.
 */
#ifndef CMD_REASONS_H
#define CMD_REASONS_H

#include "cmd.h"
#include "score/reason.h"

/* Print a note for each entry NAME=WORD of a list (reason.h) whose NAME matches
 * no feature of the n detectors. */
void note_reasons(const struct cmd *c, const char *own,
    const struct reason_names *of, int n);

#endif
