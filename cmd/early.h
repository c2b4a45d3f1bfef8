/*
 * early.h - tickwin's report of a row far ahead of its source (--max-jump).
 */
#ifndef CMD_EARLY_H
#define CMD_EARLY_H

#include "cmd.h"
#include "window/window.h"

/* Print a note if named, and write the row to --bad-to. */
int early_row(struct cmd *c, const struct window_early *e, uint64_t max_jump,
    int named, struct err *err);

#endif
