/*
 * early.h - what tickwin says of a row of a wrong clock (--max-jump).
 */
#ifndef CMD_EARLY_H
#define CMD_EARLY_H

#include "cmd.h"
#include "window/window.h"

/* Note it where it is to be named, and keep it for --bad-to. */
int early_row(struct cmd *c, const struct window_early *e, uint64_t max_jump,
    int named, struct err *err);

#endif
