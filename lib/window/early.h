/*
 * early.h - report a row that is far ahead of its source (--max-jump).
 */
#ifndef WINDOW_EARLY_H
#define WINDOW_EARLY_H

#include "stream/bad.h"
#include "window/window.h"

enum { EARLY_TEXT_MAX = 1024 };

/*
 * One line for the user: the row's place and why it was left out.  file is
 * the name of the input (- is stdin), or of the state that holds the row when
 * an earlier run read it.
 */
void early_text(char out[EARLY_TEXT_MAX], const struct window_early *e,
    const char *file, uint64_t max_jump);

/* Write the row to bad->to as one that was refused; NULL: do nothing. */
int early_set_aside(struct bad_policy *bad, const struct window_early *e,
    const char *file, uint64_t max_jump, const struct symtab *syms,
    struct err *err);

#endif
