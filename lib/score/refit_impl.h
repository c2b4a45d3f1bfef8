/*
 * refit_impl.h - declarations shared by refit.c and refit_state.c.
 */
#ifndef SCORE_REFIT_IMPL_H
#define SCORE_REFIT_IMPL_H

#include "score/refit.h"

/* Can its model be fitted again? */
int refit_fits(const struct scorer *k);
void refit_rows_clear(struct refit_rows *r);
/* Forget all but the newest n rows of d columns. */
void refit_rows_newest(struct refit_rows *r, size_t d, size_t n);
int refit_rows_grow(struct refit_rows *r, size_t d, size_t room,
    struct err *err);

#endif
